/** What a parity run was about, as digests: the proof holds for exactly this content. */

import { createHash } from 'node:crypto';
import type { Case } from '../domain/case.ts';
import type { Config } from '../domain/config.ts';
import { contentPatterns } from '../domain/content-patterns.ts';
import { patternsOf } from '../domain/modules.ts';
import { hashContent, hashModules } from './content.ts';

export interface RunContent {
  legacy: string;
  candidate: string;
  cases: string;
  /** Of the paths of each module. */
  modules: Record<string, string>;
}

/** Digests of both implementations and of the cases with their files. */
export function hashRunContent(root: string, config: Config, cases: readonly Case[]): RunContent {
  const patterns = contentPatterns(config);
  const inputs = [...new Set(cases.flatMap((each) => [...each.files, ...(each.fixture === undefined ? [] : [each.fixture])]))];
  const listed = JSON.stringify(cases.map(({ id, fields, files, fixture }) => ({ id, fields, files, fixture })));
  const modules = Object.fromEntries(Object.entries(config.modules).map(([name, module]) => [name, patternsOf(module)]));
  return {
    legacy: hashContent(root, patterns.legacy).sha256,
    candidate: hashContent(root, patterns.candidate).sha256,
    cases: createHash('sha256').update(listed).update(hashContent(root, inputs).sha256).digest('hex'),
    modules: Object.fromEntries(Object.entries(hashModules(root, modules)).map(([name, { sha256 }]) => [name, sha256])),
  };
}
