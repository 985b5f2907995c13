/** What failed when scripts were last tested in a workspace, for `--last-failed`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ScriptResult } from './domain/result.ts';

const fileOf = (workspace: string): string => join(workspace, '.cutover', 'last-failed.json');

/** Keeps which scripts failed; those that were not tested this time keep the verdict they had. */
export async function recordFailed(workspace: string, results: readonly ScriptResult[]): Promise<void> {
  const tested = new Set(results.map((result) => result.script_path));
  const before = (await lastFailed(workspace)).filter((path) => !tested.has(path));
  const failed = [...before, ...results.filter((result) => !result.success).map((result) => result.script_path)];
  const file = fileOf(workspace);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ schema_version: 1, failed }, undefined, 2)}\n`);
}

/** The paths of the scripts that failed when they were last tested; none where that is not known. */
export async function lastFailed(workspace: string): Promise<string[]> {
  try {
    const { failed } = JSON.parse(await readFile(fileOf(workspace), 'utf8')) as { failed?: unknown };
    return Array.isArray(failed) ? failed.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}
