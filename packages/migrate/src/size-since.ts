/** The sizes of modules as a git revision had them. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBytePath } from './domain/byte-path.ts';
import type { Config } from './domain/config.ts';
import { candidateOf, patternsOf } from './domain/modules.ts';
import { measure, type Size } from './domain/plan/size.ts';
import { covers, parsePattern } from './domain/scope.ts';
import { filesAt, writeFilesAt } from './edges/git-files.ts';
import { kindsOfOthers, readSources, type Reading } from './edges/read-sources.ts';

export interface Since {
  ref: string;
  commit: string;
  /** Each module's legacy paths and replacement as they were then. */
  modules: { name: string; legacy: Size; candidate: Size | null }[];
}

/** Counts the modules' files of a commit, from copies in a folder that is removed afterwards. */
export async function sizesAt(reading: Reading, commit: string, config: Config): Promise<Since['modules']> {
  const { root, env } = reading;
  const all = await filesAt(root, commit, env);
  const matching = (patterns: readonly string[]): string[] => {
    const parsed = patterns.map(parsePattern);
    return all.filter((path) => parsed.some((pattern) => covers(pattern, toBytePath(path))));
  };
  const modules = Object.entries(config.modules).map(([name, module]) => {
    const candidate = candidateOf(module);
    return { name, legacy: matching(patternsOf(module)), candidate: candidate.length === 0 ? undefined : matching(candidate) };
  });
  const paths = [...new Set(modules.flatMap(({ legacy, candidate = [] }) => [...legacy, ...candidate]))];
  const folder = await mkdtemp(join(tmpdir(), 'cutover-plan-'));
  try {
    await writeFilesAt(root, commit, paths, folder, env);
    const { facts } = await readSources({ ...reading, root: folder }, paths);
    const otherKinds = await kindsOfOthers(folder, paths.filter((path) => !facts.has(path)));
    const sizeOf = (files: readonly string[]): Size => measure(files, { facts, otherKinds }, []);
    return modules.map(({ name, legacy, candidate }) => ({ name, legacy: sizeOf(legacy), candidate: candidate === undefined ? null : sizeOf(candidate) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
