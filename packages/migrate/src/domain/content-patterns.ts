/** Which files make up each side, as far as the configuration tells. */

import type { Config } from './config.ts';
import type { RunnerConfig } from './runner-config.ts';

/** Paths and globs of each side: the modules' legacy paths, what replaces them, and the project's files that the commands name. */
export function contentPatterns(config: Config): { legacy: string[]; candidate: string[] } {
  const modules = Object.values(config.modules);
  const replacing = modules.flatMap((module) => (module.switch?.replace ? [module.switch.replace.from] : []));
  return {
    legacy: [...new Set([...modules.flatMap((module) => module.legacy), ...namedFiles(config.runners.legacy)])],
    candidate: [...new Set([...replacing, ...namedFiles(config.runners.candidate)])],
  };
}

/** `{{root}}/next/run.py` and `./next.js#run`. */
function namedFiles(runner: RunnerConfig | undefined): string[] {
  if (!runner) return [];
  const words = typeof runner.command === 'string' ? runner.command.split(/\s+/) : (runner.command ?? []);
  const inRoot = words.flatMap((word) => /^\{\{\s*root\s*\}\}\/([^{}]+)$/.exec(word)?.[1] ?? []);
  const file = runner.module?.replace(/^\.\//, '').replace(/#.*$/, '');
  return file === undefined || file.startsWith('/') || file.startsWith('..') ? inRoot : [...inRoot, file];
}
