/** `migrate plan`: reads the project and says what depends on the legacy, how big it is, and in which order to go. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toBytePath, toText } from './domain/byte-path.ts';
import type { Config } from './domain/config.ts';
import { migrateError } from './domain/errors.ts';
import { isCompiled } from './domain/content-patterns.ts';
import { candidateOf, patternsOf, selectModules } from './domain/modules.ts';
import { judgeClaims, type JudgedClaim } from './domain/plan/claims.ts';
import type { CodeFile } from './domain/plan/duplicates.ts';
import { makePlan, type Plan, type PlannedModule } from './domain/plan/plan.ts';
import type { SourceFacts } from './domain/plan/source.ts';
import { groupBy } from './domain/plan/use-graph.ts';
import { parsePattern } from './domain/scope.ts';
import { disk } from './edges/file-system.ts';
import { commitOf } from './edges/git-files.ts';
import { indexProject } from './edges/project-index.ts';
import { listProjectFiles, type Unread } from './edges/project-files.ts';
import { kindsOfOthers, readSources } from './edges/read-sources.ts';
import { scan } from './edges/scan.ts';
import { sizesAt, type Since } from './size-since.ts';

const namedOfOneReason = 5;

export interface PlanRequest {
  /** Absolute, links resolved. */
  root: string;
  config: Config;
  /** A git revision to compare sizes with. */
  since?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

export interface PlanResult extends Plan {
  claims: JudgedClaim[];
  since: Since | null;
  /** How many sources were read, of the whole project. */
  sources: number;
  warnings: { file: string; line: number | null; message: string }[];
}

/** Reads and plans; changes nothing. Throws MODULES_NONE, LEGACY_MISSING, PATH_OUTSIDE, REF_FAILED and INTERRUPTED. */
export async function plan(request: PlanRequest): Promise<PlanResult> {
  const { root, config, env, signal } = request;
  const modules = selectModules(config, []).map((name) => lookAtModule(root, config, name));
  const empty = modules.filter(({ legacy }) => legacy.length === 0);
  if (empty.length === modules.length) {
    throw migrateError('LEGACY_MISSING', { message: `there is nothing at ${empty.flatMap(({ paths }) => paths).join(', ')}`, hint: 'paths are relative to the configuration file' });
  }
  const commit = request.since === undefined ? undefined : await commitOf(root, request.since, env);
  const owned = [...new Set(modules.flatMap(({ legacy, candidate }) => [...legacy, ...candidate]))];
  // Files of modules count even where the repository ignores them.
  const unreadFolders: Unread[] = [];
  const list = [...new Set([...(await listProjectFiles(root, (unread) => unreadFolders.push(unread))), ...owned])].sort();
  const reading = { root, python: config.python, env, signal };
  const [{ facts, texts, unread: unreadTexts }, { index, programs, unreadable }] = await Promise.all([readSources(reading, list), indexProject(root, list)]);
  if (signal.aborted) throw migrateError('INTERRUPTED', { message: 'the plan was interrupted' });
  const code = await Promise.all(owned.flatMap((file) => readCode(root, facts.get(file))));
  const otherKinds = await kindsOfOthers(root, owned.filter((file) => !facts.has(file)));
  const planned = makePlan({ modules, index, facts, otherKinds, texts, programs, code });
  const unread = [...facts.values()].flatMap(({ path, error }) => (error === null ? [] : [{ file: path, ...error }]));
  const unseen = [...unreadFolders, ...unreadTexts].map(({ path, reason }) => ({ file: path, line: null, message: reason }));
  const unindexed = unreadable.map((file) => ({ file, line: null, message: 'it is not valid JSON, and was left out' }));
  return {
    ...planned,
    claims: judgeClaims(config.claims, planned.modules),
    since: commit === undefined ? null : { ref: request.since!, commit, modules: await sizesAt(reading, commit, config) },
    sources: facts.size,
    warnings: [...empty.map(({ name, paths }) => ({ file: paths.join(', '), line: null, message: `module ${name} has no files` })), ...onceEach([...unread, ...unseen]), ...unindexed],
  };
}

/** What is wrong with many files for one reason, such as a missing interpreter, is told once. */
function onceEach(unread: PlanResult['warnings']): PlanResult['warnings'] {
  const byMessage = groupBy(unread, ({ file, line, message }) => (line === null ? message : `${file}:${line}`));
  return [...byMessage.values()].flatMap((all) => (all.length <= namedOfOneReason ? all : [{ ...all[0]!, message: `${all[0]!.message} (and ${all.length - 1} more files)` }]));
}

function lookAtModule(root: string, config: Config, name: string): PlannedModule {
  const module = config.modules[name]!;
  const patterns = patternsOf(module);
  const replaces = module.switch?.replace;
  const legacy = filesOf(root, patterns);
  return { name, paths: patterns, after: module.after, legacy, replaces: replaces && { from: parsePattern(replaces.from).text, to: parsePattern(replaces.to).text }, candidate: filesOf(root, candidateOf(module)) };
}

/** The plain files that patterns name; names that are no text are left to the backup. */
function filesOf(root: string, patterns: readonly string[]): string[] {
  const { found } = scan(disk, toBytePath(root), patterns.map(parsePattern));
  return found.flatMap(({ path, status }) => (status.kind === 'file' ? (toText(path) ?? []) : [])).filter((path) => !isCompiled(path));
}

function readCode(root: string, source: SourceFacts | undefined): Promise<CodeFile>[] {
  if (source === undefined) return [];
  return [readFile(join(root, source.path), 'utf8').then((text) => ({ file: source.path, text: text.replaceAll('\r\n', '\n'), kinds: source.kinds }), () => ({ file: source.path, text: '', kinds: '' }))];
}
