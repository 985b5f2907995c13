import { expect, test } from 'vitest';
import { planRetention, type KeptBackup } from '../../src/domain/retention.ts';

const now = new Date('2026-11-30T00:00:00Z');
const made = (id: string, day: string, kind: KeptBackup['kind'] = 'backup', base: string | null = null): KeptBackup => ({ id, kind, at: new Date(`2026-${day}T00:00:00Z`), base, damage: undefined });
const backups = [
  made('a', '09-01'),
  made('b', '10-01'),
  made('s1', '10-02', 'safety', 'a'),
  made('c', '11-01', 'switch'),
  made('s2', '11-20', 'safety', 'b'),
  made('d', '11-29'),
];
const plan = (keep?: number, keepWithinDays?: number, needed = new Map<string, string>()) =>
  planRetention(backups, { keep, keepWithinMs: keepWithinDays === undefined ? undefined : keepWithinDays * 86_400_000, now, needed });

test.each<[string, ReturnType<typeof plan>, string[]]>([
  ['the newest stays, and what a young safety point rests on', plan(1), ['a', 's1', 'c']],
  ['so many of the newest', plan(2), ['a', 's1']],
  ['what is young enough', plan(undefined, 40), ['a', 's1']],
  ['what is needed, and what that rests on', plan(1, undefined, new Map([['s1', 'an interrupted change needs it']])), ['c']],
  ['more than there are', plan(99), ['s1']],
])('%s', (_, { remove }, expected) => {
  expect(remove).toEqual(expected);
});

test('each that stays says why', () => {
  expect(plan(2).keep).toEqual([
    { id: 'b', why: 's2 rests on it' },
    { id: 'c', why: 'one of the newest 2' },
    { id: 's2', why: 'safety point of the last 30 days' },
    { id: 'd', why: 'the newest' },
  ]);
});

test('what is damaged stays, with what it rests on, and nothing else goes for it', () => {
  const some = backups.map((backup) => (['s1', 'd'].includes(backup.id) ? { ...backup, damage: 'damaged' } : backup));
  const { keep, remove } = planRetention(some, { keep: 1, keepWithinMs: undefined, now: new Date('2027-06-01T00:00:00Z'), needed: new Map() });
  expect(keep).toEqual([
    { id: 'a', why: 's1 rests on it' },
    { id: 's1', why: 'damaged' },
    { id: 'c', why: 'the newest' },
    { id: 'd', why: 'damaged' },
  ]);
  expect(remove).toEqual(['b', 's2']);
});
