/** How what was tested in a workspace did when it was last tested, for `--last-failed`. */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whether each passed, by name. */
export type Verdicts = Readonly<Record<string, boolean>>;

const fileOf = (workspace: string): string => join(workspace, '.cutover', 'last-run.json');

/** Keeps verdicts of one kind: `scripts` by path, `pairs`, the steps of a pipeline by its path. What was not tested keeps its own. */
export async function recordVerdicts(workspace: string, kind: string, verdicts: Verdicts): Promise<void> {
  if (Object.keys(verdicts).length === 0) return;
  const known = await read(workspace);
  const verdictsNow = { ...known, [kind]: { ...known[kind], ...verdicts } };
  const file = fileOf(workspace);
  const unfinished = `${file}.${process.pid}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(unfinished, `${JSON.stringify({ schema_version: 1, verdicts: verdictsNow }, undefined, 2)}\n`);
  await rename(unfinished, file);
}

/** The verdicts of one kind; none where nothing is known. */
export async function lastVerdicts(workspace: string, kind: string): Promise<Verdicts> {
  return (await read(workspace))[kind] ?? {};
}

/** The names of one kind that did not pass when they were last tested. */
export async function lastFailed(workspace: string, kind: string): Promise<string[]> {
  return Object.entries(await lastVerdicts(workspace, kind)).flatMap(([name, passed]) => (passed ? [] : [name]));
}

async function read(workspace: string): Promise<Record<string, Verdicts>> {
  try {
    const { verdicts } = JSON.parse(await readFile(fileOf(workspace), 'utf8')) as { verdicts?: unknown };
    return typeof verdicts === 'object' && verdicts !== null ? (verdicts as Record<string, Verdicts>) : {};
  } catch {
    return {};
  }
}
