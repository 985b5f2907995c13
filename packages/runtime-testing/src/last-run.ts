/**
 * How what was tested in a workspace did when it was last tested, for `--last-failed`. Synchronous: the threads that Node
 * starts for anything else take longer than all that is done here.
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './edges/make-folder.ts';

/** Whether each passed, by name. */
export type Verdicts = Readonly<Record<string, boolean>>;

const fileOf = (workspace: string): string => join(workspace, '.cutover', 'last-run.json');

/** Keeps verdicts of one kind: `scripts` by path, `pairs`, the steps of a pipeline by its path. What was not tested keeps its own. */
export function recordVerdicts(workspace: string, kind: string, verdicts: Verdicts): void {
  if (Object.keys(verdicts).length === 0) return;
  const known = read(workspace);
  const verdictsNow = { ...known, [kind]: { ...known[kind], ...verdicts } };
  const file = fileOf(workspace);
  const unfinished = `${file}.${process.pid}.tmp`;
  makeFolder(dirname(file));
  writeFileSync(unfinished, `${JSON.stringify({ schema_version: 1, verdicts: verdictsNow }, undefined, 2)}\n`);
  renameSync(unfinished, file);
}

/** The verdicts of one kind; none where nothing is known. */
export function lastVerdicts(workspace: string, kind: string): Verdicts {
  return read(workspace)[kind] ?? {};
}

/** The names of one kind that did not pass when they were last tested. */
export function lastFailed(workspace: string, kind: string): string[] {
  return Object.entries(lastVerdicts(workspace, kind)).flatMap(([name, passed]) => (passed ? [] : [name]));
}

function read(workspace: string): Record<string, Verdicts> {
  try {
    const { verdicts } = JSON.parse(readFileSync(fileOf(workspace), 'utf8')) as { verdicts?: unknown };
    return typeof verdicts === 'object' && verdicts !== null ? (verdicts as Record<string, Verdicts>) : {};
  } catch {
    return {};
  }
}
