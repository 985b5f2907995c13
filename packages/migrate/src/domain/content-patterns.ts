/** Which files make up each side, as far as the configuration tells. */

import type { Config } from './config.ts';
import { candidateOf } from './modules.ts';
import type { RunnerConfig } from './runner-config.ts';

/** Paths and globs of each side: the modules' legacy paths, what replaces them, and the project's files that the runners name. */
export function contentPatterns(config: Config): { legacy: string[]; candidate: string[] } {
  const modules = Object.values(config.modules);
  return {
    legacy: [...new Set([...modules.flatMap((module) => module.legacy), ...namedFiles(config.runners.legacy)])],
    candidate: [...new Set([...modules.flatMap(candidateOf), ...namedFiles(config.runners.candidate)])],
  };
}

/** Python's compiled files: running a program makes them, and they say nothing that its sources don't. */
export function isCompiled(path: string): boolean {
  return /(?:^|\/)__pycache__\//.test(path);
}

/** `{{root}}/next/run.py` in a command or an environment variable, `./next.js#run`, and where Python finds `next.run:main`. */
function namedFiles(runner: RunnerConfig | undefined): string[] {
  if (!runner) return [];
  const words = typeof runner.command === 'string' ? runner.command.split(/\s+/) : (runner.command ?? []);
  const inRoot = [...words, ...Object.values(runner.env)].flatMap((word) => /^\{\{\s*root\s*\}\}\/([^{}]+)$/.exec(word)?.[1] ?? []);
  const file = runner.module?.replace(/^\.\//, '').replace(/#.*$/, '');
  const inFolder = file === undefined || file.startsWith('/') || file.startsWith('..') ? [] : [file];
  const top = runner.python?.split(/[.:]/)[0];
  return [...inRoot, ...inFolder, ...(top === undefined ? [] : [top, `${top}.py`])];
}
