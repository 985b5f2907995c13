/** The execution history of a workspace, kept on disk: `metadata/execution_history.jsonl`, one line an execution. */

import { appendFile, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '@cutover/runtime-testing';
import { historyEntrySchema, type HistoryEntry } from './domain/history.ts';

/** Adds an execution. One write of one line, so that two processes don't mix. */
export async function recordExecution(workspaceDir: string, entry: HistoryEntry): Promise<void> {
  const file = historyFile(workspaceDir);
  makeFolder(dirname(file));
  await appendFile(file, `${JSON.stringify(entry)}\n`);
}

/** The executions, oldest first. A line that a crash left torn is skipped. */
export async function readHistory(workspaceDir: string): Promise<HistoryEntry[]> {
  const text = await readFile(historyFile(workspaceDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const entry = historyEntrySchema.safeParse(parsed(line));
    return entry.success ? [entry.data] : [];
  });
}

/** Forgets all executions. */
export async function clearHistory(workspaceDir: string): Promise<void> {
  await rm(historyFile(workspaceDir), { force: true });
}

function historyFile(workspaceDir: string): string {
  return join(resolve(workspaceDir), 'metadata', 'execution_history.jsonl');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
