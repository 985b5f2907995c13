import { afterAll, describe, expect, test } from 'vitest';
import { backup } from '../../src/backup.ts';
import { listBags } from '../../src/edges/bag-reader.ts';
import { prune } from '../../src/prune.ts';
import { recover } from '../../src/recover.ts';
import { abort, rollback } from '../../src/rollback.ts';
import { switchOver } from '../../src/switch.ts';
import type { Project } from '../../src/project.ts';
import { makeFaulty, type Fault } from './faulty-disk.ts';
import type { Crash, MemoryDisk } from './memory-disk.ts';
import { at, buryOwners, changeByHand, expectSound, makeProjectDisk, projectOn, put, userTree } from './scenario.ts';

interface Scenario {
  name: string;
  prepare: () => Promise<MemoryDisk>;
  command: (project: Project) => Promise<unknown>;
  /** The tree before what the command goes on with, where that is not the tree it finds. */
  old?: Record<string, string>;
}

const goBack = (project: Project): Promise<unknown> => rollback(project, { point: undefined, modules: [], reason: 'x', drift: 'replace' });

async function changed(): Promise<MemoryDisk> {
  const disk = await withBackup();
  changeByHand(disk);
  put(disk, 'flags.yaml', 'migration:\n  use_new: true # legacy\n');
  return disk.clone();
}

/** A rollback that was killed when half of its steps were done. */
async function halfRolledBack(): Promise<MemoryDisk> {
  const disk = await changed();
  const steps = makeFaulty(disk.clone(), 0, undefined, 'rename');
  await goBack(projectOn(steps.files));
  const killed = makeFaulty(disk, Math.round(steps.calls() * 0.7), 'kill', 'rename');
  await goBack(projectOn(killed.files)).catch(() => undefined);
  buryOwners(disk);
  return disk.clone();
}

async function withBackup(): Promise<MemoryDisk> {
  const disk = makeProjectDisk();
  await backup(projectOn(disk), { modules: [], message: undefined, rehash: false });
  return disk;
}

const scenarios: Scenario[] = [
  { name: 'the first backup', prepare: async () => makeProjectDisk(), command: (project) => backup(project, { modules: [], message: 'x', rehash: false }) },
  {
    name: 'a backup that shares content',
    prepare: async () => {
      const disk = await withBackup();
      put(disk, 'src/cli.py', 'changed');
      return disk.clone();
    },
    command: (project) => backup(project, { modules: [], message: 'x', rehash: false }),
  },
  {
    name: 'a rollback of every kind of change',
    prepare: changed,
    command: goBack,
  },
  { name: 'a recovery', prepare: halfRolledBack, command: recover, old: userTree(await changed()) },
  { name: 'a rollback that is taken back', prepare: halfRolledBack, command: abort, old: userTree(await changed()) },
  {
    name: 'a switch',
    prepare: withBackup,
    command: (project) => switchOver(project, { modules: [], percent: undefined, force: true, reason: 'x' }),
  },
  {
    name: 'a prune',
    prepare: async () => {
      const disk = await withBackup();
      for (const text of ['2', '3']) {
        put(disk, 'src/cli.py', text);
        await backup(projectOn(disk), { modules: [], message: undefined, rehash: false });
      }
      return disk.clone();
    },
    command: (project) => prune(project, { keep: 1, keepWithinMs: undefined }),
  },
];

const errors: Fault[] = ['ENOSPC', 'EACCES', 'EIO'];
const figures: string[] = [];
afterAll(() => process.stderr.write(`${figures.join('\n')}\n`));

describe.each(scenarios)('$name', ({ name, prepare, command, old }) => {
  test('every call of the disk fails in turn, and the tree is the old or the new one', async () => {
    const before = await prepare();
    const kept = name === 'a prune' ? listBags(before, at('backups')).slice(-1) : listBags(before, at('backups'));
    const found = userTree(before);
    const oldTree = old ?? found;
    expect(same(found, oldTree), 'the way is half gone').toBe(old === undefined);
    const clean = before.clone();
    const counter = makeFaulty(clean, 0, undefined);
    await command(projectOn(counter.files));
    const newTree = userTree(clean);
    await expectSound(clean, kept, 'without a fault');
    const restored = await restoredTree(before);

    const isOldOrNew = (disk: MemoryDisk, where: string): 'old' | 'new' => {
      const tree = userTree(disk);
      const match = same(tree, oldTree) ? 'old' : 'new';
      if (match === 'new' && !same(tree, restored)) expect(tree, where).toEqual(newTree);
      return match;
    };

    for (let call = 1; call <= counter.calls(); call++) {
      for (const fault of errors) {
        const disk = before.clone();
        const faulty = makeFaulty(disk, call, fault);
        const failure = await command(projectOn(faulty.files)).then(() => undefined, (error: unknown) => error);
        const where = `${fault} at call ${call}, ${faulty.failed()}`;
        if (failure !== undefined && old === undefined) expect(isOldOrNew(disk, where) === 'old' || same(oldTree, newTree), `${where}: refused, but changed`).toBe(true);
        if (failure === undefined) expect(userTree(disk), where).toEqual(newTree);
        buryOwners(disk);
        await recover(projectOn(disk));
        isOldOrNew(disk, `${where}, recovered`);
        await expectSound(disk, kept, where);
      }
      const disk = before.clone();
      const faulty = makeFaulty(disk, call, 'kill');
      // What a dead process would have answered is of no interest.
      await command(projectOn(faulty.files)).catch(() => undefined);
      for (const crash of ['everything', 'nothing', 'names', { random: seeded(call) }, { random: seeded(call + 1e6) }] satisfies Crash[]) {
        const where = `killed at call ${call}, ${faulty.failed()}; left: ${JSON.stringify(crash)}`;
        const left = disk.afterCrash(crash);
        buryOwners(left);
        try {
          await recover(projectOn(left));
        } catch (error) {
          throw new Error(`${where}: recovery failed`, { cause: error });
        }
        isOldOrNew(left, where);
        await expectSound(left, kept, where);
      }
    }
    figures.push(`  ${name}: ${counter.calls()} calls, each failed ${errors.length + 1} ways`);
  }, 600_000);
});

/** What recovery makes of a disk: for a change that is half done, the new state. */
async function restoredTree(before: MemoryDisk): Promise<Record<string, string>> {
  const disk = before.clone();
  await recover(projectOn(disk));
  return userTree(disk);
}

function same(a: Record<string, string>, b: Record<string, string>): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A sequence of numbers in [0, 1) that is the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
