import { expect, test } from 'vitest';
import { diagnose, type Observations } from '../../src/domain/diagnosis.ts';

const healthy: Observations = {
  node: 'v22.12.0',
  git: { version: '2.39.5', repository: true, dirty: false, tracked: [] },
  python: { interpreter: '/usr/bin/python3', version: '3.11.2', reason: undefined },
  duckdb: true,
  config: { file: 'cutover.config.yaml', problem: undefined },
  folder: { unwritable: undefined, reflink: true, hardLink: true, symlink: true, caseSensitive: true, anyName: true },
  freeBytes: 1e12,
  lock: undefined,
  interrupted: [],
};

test('where nothing is wrong, nothing is advised', () => {
  expect(diagnose(healthy).filter(({ state, hint }) => state !== 'ok' || hint !== null)).toEqual([]);
});

test.each<[string, Partial<Observations>, string, 'warn' | 'fail', RegExp]>([
  ['an old Node', { node: 'v20.18.1' }, 'node', 'fail', /20\.18/],
  ['a Node between two that fit', { node: 'v21.7.0' }, 'node', 'fail', /21/],
  ['an old Python', { python: { interpreter: 'python3', version: '3.7.2', reason: undefined } }, 'python', 'warn', /3\.7\.2/],
  ['no Python', { python: { interpreter: 'python3', version: undefined, reason: 'there is no such program' } }, 'python', 'warn', /no such program/],
  ['no git', { git: { version: undefined, repository: false, dirty: false, tracked: [] } }, 'git', 'warn', /not found/],
  ['no commit', { git: { version: '2.39.5', repository: false, dirty: false, tracked: [] } }, 'git', 'warn', /no commit/],
  ['what git would track', { git: { version: '2.39.5', repository: true, dirty: false, tracked: ['.cutover/', 'backups/'] } }, 'ignored', 'warn', /git does not ignore \.cutover\/ and backups\//],
  ['no DuckDB', { duckdb: false }, 'duckdb', 'warn', /not installed/],
  ['no configuration', { config: { file: undefined, problem: undefined } }, 'config', 'warn', /none/],
  ['a broken one', { config: { file: 'c.yaml', problem: 'c.yaml:3: no' } }, 'config', 'fail', /c\.yaml:3/],
  ['a folder that can\'t be written', { folder: { ...healthy.folder, unwritable: 'permission denied' } }, 'writing', 'fail', /denied/],
  ['little room', { freeBytes: 100e6 }, 'space', 'warn', /100 MB/],
  ['no room', { freeBytes: 1e6 }, 'space', 'fail', /1 MB/],
  ['nothing to share by', { folder: { ...healthy.folder, reflink: false, hardLink: false } }, 'sharing', 'warn', /neither/],
  ['no links', { folder: { ...healthy.folder, symlink: false } }, 'links', 'warn', /no symbolic/],
  ['names without case', { folder: { ...healthy.folder, caseSensitive: false } }, 'names', 'warn', /case does not/],
  ['a living lock', { lock: { command: 'cutover migrate switch', alive: true, since: '2026-01-01' } }, 'lock', 'warn', /changing things since/],
  ['a dead lock', { lock: { command: 'cutover migrate switch', alive: false, since: '2026-01-01' } }, 'lock', 'warn', /which is gone/],
  ['an interrupted change', { interrupted: [{ id: '20260101-000000-aaaa', kind: 'switch' }] }, 'changes', 'fail', /interrupted switch, 20260101/],
])('%s', (_, change, name, state, found) => {
  const told = diagnose({ ...healthy, ...change }).filter((each) => each.state !== 'ok');
  expect(told).toEqual([{ name, state, found: expect.stringMatching(found), hint: expect.stringMatching(/./) }]);
});

test('what a living command has under way is not called interrupted', () => {
  const told = diagnose({ ...healthy, lock: { command: 'cutover migrate switch', alive: true, since: '' }, interrupted: [{ id: 'x', kind: 'switch' }] });
  expect(told.filter(({ state }) => state === 'fail')).toEqual([]);
});
