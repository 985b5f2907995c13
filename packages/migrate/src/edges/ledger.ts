/** The ledger file, `.cutover/ledger.jsonl`: read with its chain checked, added to line by line. */

import { createHash } from 'node:crypto';
import { joinBytes, toBytePath, type BytePath } from '../domain/byte-path.ts';
import { migrateError } from '../domain/errors.ts';
import { makeId } from '../domain/id.ts';
import { parseLedger, type LedgerKind, type LedgerLine } from '../domain/ledger.ts';
import { disk, type FileSystem } from './file-system.ts';
import { takeLock, thisOwner } from './lock.ts';
import { ensureFolder, flushFolder, readBytes, replaceFile, writeFlushed } from './text-file.ts';

/** What a new line says; number, time and chain are added. */
export interface LedgerEntry {
  /** The id of the thing done, if it has one already; else one is made. */
  id?: string;
  kind: LedgerKind;
  /** Who did it. */
  by: string;
  modules: readonly string[];
  detail: Readonly<Record<string, unknown>>;
}

/** The outside world that a new line needs: the clock, randomness in [0, 1), and the disk. */
export interface LedgerContext {
  now: () => Date;
  random: () => number;
  files?: FileSystem;
}

export interface Ledger {
  lines: LedgerLine[];
  /** What is to be told on stderr: a torn last line, a broken chain. */
  warnings: string[];
}

/** All lines of the ledger in `stateDir` (absolute, the `.cutover` folder); none when there is no ledger yet. Throws LEDGER_BROKEN. */
export function readLedger(stateDir: string, files: FileSystem = disk): Ledger {
  const { lines, torn, brokenAt } = parse(files, ledgerPath(stateDir));
  const warnings: string[] = [];
  if (torn !== '') warnings.push(`the last line of the ledger is torn (${torn.length} characters without a line break): set aside`);
  if (brokenAt !== undefined) warnings.push(`the ledger's chain does not hold at line ${brokenAt}: a line before it was changed or lost`);
  return { lines, warnings };
}

/**
 * Adds a line, flushes it, and gives it back; a line of that kind with the id of `entry` that is there already is given back
 * instead. Safe to call from several processes. Throws LEDGER_BROKEN and LOCKED.
 */
export function appendLedger(stateDir: string, entry: LedgerEntry, context: LedgerContext): LedgerLine {
  const { now, random, files = disk } = context;
  const path = ledgerPath(stateDir);
  ensureFolder(files, toBytePath(stateDir));
  const release = takeLedgerLock(files, toBytePath(stateDir), now());
  try {
    const { lines, torn, last } = parse(files, path);
    const known = entry.id === undefined ? undefined : lines.find(({ id, kind }) => id === entry.id && kind === entry.kind);
    if (known !== undefined) return known;
    if (torn !== '') setTornAside(files, path, torn);
    const at = now();
    const line: LedgerLine = {
      schema_version: 1,
      seq: lines.length + 1,
      id: entry.id ?? makeId(at, Math.floor(random() * 65_536)),
      at: at.toISOString(),
      kind: entry.kind,
      by: entry.by,
      modules: [...entry.modules],
      detail: { ...entry.detail },
      prev: last === undefined ? null : sha256(last),
    };
    writeFlushed(files, path, `${JSON.stringify(line)}\n`, 'append');
    if (lines.length === 0) flushFolder(files, toBytePath(stateDir));
    return line;
  } finally {
    release();
  }
}

function parse(files: FileSystem, path: BytePath) {
  const text = readBytes(files, path)?.toString('utf8') ?? '';
  const parsed = parseLedger(text, sha256);
  return { ...parsed, last: text.slice(0, text.length - parsed.torn.length).split('\n').at(-2) };
}

function setTornAside(files: FileSystem, path: BytePath, torn: string): void {
  const whole = readBytes(files, path)?.toString('utf8') ?? '';
  writeFlushed(files, toBytePath(`${path}.torn`), `${torn}\n`, 'append');
  replaceFile(files, path, whole.slice(0, whole.length - torn.length));
}

/** Lines are added in no time: a held lock is waited for, two seconds at most. */
function takeLedgerLock(files: FileSystem, stateDir: BytePath, at: Date): () => void {
  for (let tries = 0; ; tries++) {
    try {
      return takeLock(files, joinBytes(stateDir, toBytePath('ledger.lock')), thisOwner('ledger', at));
    } catch (error) {
      if (tries === 200 || (error as { code?: string }).code !== migrateError('LOCKED', { message: '' }).code) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function ledgerPath(stateDir: string): BytePath {
  return joinBytes(toBytePath(stateDir), toBytePath('ledger.jsonl'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
