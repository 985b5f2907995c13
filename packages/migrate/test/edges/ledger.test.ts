import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { appendLedger, readLedger, type LedgerEntry } from '../../src/edges/ledger.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const folder = temporaryFolders();
const context = { now: () => new Date('2026-11-20T19:32:00Z'), random: () => 0.5 };
const entry: LedgerEntry = { kind: 'record', by: 'ann@host', modules: ['runtime'], detail: { note: 'grüße' } };

test('lines are numbered and chained, and read back as they were added', () => {
  const stateDir = join(folder(), '.cutover');
  const first = appendLedger(stateDir, entry, context);
  const second = appendLedger(stateDir, { ...entry, id: '20261120-193200-4f2a' }, context);
  expect(first).toMatchObject({ schema_version: 1, seq: 1, id: '20261120-193200-8000', prev: null, at: '2026-11-20T19:32:00.000Z' });
  expect(second).toMatchObject({ seq: 2, id: '20261120-193200-4f2a', prev: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(readLedger(stateDir)).toEqual({ lines: [first, second], warnings: [] });
});

test('what is recorded already is not recorded twice', () => {
  const stateDir = join(folder(), '.cutover');
  const first = appendLedger(stateDir, { ...entry, id: 'a' }, context);
  expect(appendLedger(stateDir, { ...entry, id: 'a', by: 'other' }, context)).toEqual(first);
  appendLedger(stateDir, { ...entry, id: 'a', kind: 'backup' }, context);
  expect(readLedger(stateDir).lines).toHaveLength(2);
});

test('without a ledger there are no lines', () => {
  expect(readLedger(join(folder(), '.cutover'))).toEqual({ lines: [], warnings: [] });
});

test('a torn last line is told, and kept beside the ledger by the next line', () => {
  const stateDir = join(folder(), '.cutover');
  const first = appendLedger(stateDir, entry, context);
  appendFileSync(join(stateDir, 'ledger.jsonl'), '{"schema_version":1,"se');
  expect(readLedger(stateDir)).toEqual({ lines: [first], warnings: [expect.stringContaining('torn')] });
  const second = appendLedger(stateDir, entry, context);
  expect(readLedger(stateDir)).toEqual({ lines: [first, second], warnings: [] });
  expect(readFileSync(join(stateDir, 'ledger.jsonl.torn'), 'utf8')).toBe('{"schema_version":1,"se\n');
});

test.each([
  ['a changed line', (lines: string[]) => [lines[0].replace('ann', 'eve'), ...lines.slice(1)]],
  ['a lost line', (lines: string[]) => [lines[0], ...lines.slice(2)]],
])('%s is told', (_, change) => {
  const stateDir = join(folder(), '.cutover');
  for (let i = 0; i < 3; i++) appendLedger(stateDir, entry, context);
  const file = join(stateDir, 'ledger.jsonl');
  writeFileSync(file, change(readFileSync(file, 'utf8').split('\n')).join('\n'));
  expect(readLedger(stateDir).warnings).toEqual([expect.stringContaining('does not hold at line 2')]);
});

test('a line that is no ledger line stops reading and adding', () => {
  const stateDir = join(folder(), '.cutover');
  appendLedger(stateDir, entry, context);
  appendFileSync(join(stateDir, 'ledger.jsonl'), 'hello\n');
  const broken = expect.objectContaining({ code: 'LEDGER_BROKEN', exit: 3, where: '.cutover/ledger.jsonl:2' });
  expect(() => readLedger(stateDir)).toThrow(broken);
  expect(() => appendLedger(stateDir, entry, context)).toThrow(broken);
});

test('several processes add at once and the chain holds', async () => {
  const stateDir = join(folder(), '.cutover');
  const dist = new URL('../../dist/index.js', import.meta.url).href;
  const code = `import { appendLedger } from ${JSON.stringify(dist)};
    for (let i = 0; i < 10; i++) appendLedger(process.argv[1], ${JSON.stringify(entry)}, { now: () => new Date(), random: Math.random });`;
  const children = [1, 2, 3].map(() => spawn(process.execPath, ['--input-type=module', '-e', code, stateDir], { stdio: 'inherit' }));
  const exits = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(exits.map(([status]) => status as number)).toEqual([0, 0, 0]);
  const { lines, warnings } = readLedger(stateDir);
  expect(lines).toHaveLength(30);
  expect(warnings).toEqual([]);
});
