import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, integer, oneof, record, uint8Array, type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { backup } from '../src/backup.ts';
import { verifyBackups } from '../src/backups.ts';
import { rollback } from '../src/rollback.ts';
import { realProject } from './real-project.ts';
import { temporaryFolders } from './temporary-folder.ts';

const folder = temporaryFolders();

/** Names that programs stumble over, as bytes. */
const names = ['a', 'A', 'b.py', 'with space', ' edge ', 'per%20cent', 'line\nbreak', 'back\\slash', 'tab\t', '-rf', '*', '$(x)', "quo'te", 'é', 'e\u0301', 'x'.repeat(255)].map((name) =>
  Buffer.from(name).toString('latin1'),
);
const byteNames = [...names, 'not\xff\xfeutf8', '\x80'];

type Step =
  | { do: 'file'; path: string[]; data: Uint8Array; mode: number }
  | { do: 'folder'; path: string[]; mode: number }
  | { do: 'link'; path: string[]; target: string }
  | { do: 'hard link'; path: string[]; other: string[] }
  | { do: 'remove'; path: string[] };

const path = array(constantFrom(...byteNames), { minLength: 1, maxLength: 3 });
const step: Arbitrary<Step> = oneof(
  { weight: 5, arbitrary: record({ do: constantFrom('file' as const), path, data: uint8Array({ maxLength: 40 }), mode: constantFrom(0o644, 0o755, 0o600, 0o444) }) },
  { weight: 2, arbitrary: record({ do: constantFrom('folder' as const), path, mode: constantFrom(0o755, 0o700, 0o555) }) },
  { weight: 2, arbitrary: record({ do: constantFrom('link' as const), path, target: constantFrom('a', '../..', '/etc/passwd', 'nowhere', 'line\nbreak') }) },
  { weight: 1, arbitrary: record({ do: constantFrom('hard link' as const), path, other: path }) },
  { weight: 2, arbitrary: record({ do: constantFrom('remove' as const), path }) },
);

/** Carries a step out as far as the tree lets it. */
function carryOut(root: string, each: Step, time: number): void {
  const place = raw(root, each.path);
  try {
    if (each.do !== 'folder') mkdirSync(raw(root, each.path.slice(0, -1)), { recursive: true });
    if (each.do === 'folder') {
      mkdirSync(place, { recursive: true });
      chmodSync(place, each.mode);
      return;
    }
    rmSync(place, { recursive: true, force: true });
    if (each.do === 'file') {
      writeFileSync(place, each.data);
      chmodSync(place, each.mode);
      utimesSync(place, time, time);
    }
    if (each.do === 'link') symlinkSync(each.target, place);
    if (each.do === 'hard link') linkSync(raw(root, each.other), place);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'EPERM', 'EACCES', 'ENAMETOOLONG', 'ELOOP', 'ERR_FS_EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function raw(root: string, steps: readonly string[]): Buffer {
  return Buffer.concat([Buffer.from(join(root, 'src')), ...steps.map((name) => Buffer.from(`/${name}`, 'latin1'))]);
}

/** Everything below src: kind, mode, time, content, and which names are one file. */
function listAll(root: string): Record<string, string> {
  const listed: Record<string, string> = {};
  const first = new Map<bigint, string>();
  const visit = (steps: string[]): void => {
    const stats = lstatSync(raw(root, steps), { bigint: true });
    const name = JSON.stringify(steps);
    const common = `${(stats.mode & 0o7777n).toString(8)} ${stats.mtimeNs / 1000n}`;
    if (stats.isSymbolicLink()) listed[name] = `link ${readlinkSync(raw(root, steps), 'latin1')}`;
    else if (stats.isDirectory()) {
      listed[name] = `folder ${common}`;
      for (const child of readdirSync(raw(root, steps), { encoding: 'latin1' as BufferEncoding }).sort((a, b) => (a < b ? -1 : 1))) visit([...steps, child]);
    } else {
      const same = first.get(stats.ino);
      if (same === undefined) first.set(stats.ino, name);
      listed[name] = `file ${common} ${same ?? ''} ${readFileSync(raw(root, steps), 'latin1')}`;
    }
  };
  visit([]);
  return listed;
}

test('for any tree and any changes, a rollback gives the tree back, and undoing it gives the changes back', async () => {
  await assert(
    asyncProperty(array(step, { maxLength: 14 }), array(step, { minLength: 1, maxLength: 10 }), integer({ min: 1, max: 2e9 }), async (tree, changes, time) => {
      // Links lead up, and steps go through two of them: from so deep it all stays within the folder of the test.
      const root = join(folder(), 'so/deep/within');
      mkdirSync(join(root, 'src'), { recursive: true });
      for (const each of tree) carryOut(root, each, time);
      const project = realProject(root, { modules: { all: { legacy: ['src'] } } });
      const before = listAll(root);
      const point = await backup(project, { modules: [], message: undefined, rehash: false });
      for (const each of changes) carryOut(root, each, time + 1.5);
      const changed = listAll(root);

      const back = await rollback(project, { point: point.id, modules: [], reason: undefined, drift: 'replace' });
      expect(listAll(root)).toEqual(before);
      if (back.safetyPoint === null) expect(changed).toEqual(before);
      else {
        await rollback(project, { point: back.safetyPoint, modules: [], reason: undefined, drift: 'refuse' });
        expect(listAll(root)).toEqual(changed);
      }
      expect((await verifyBackups(project, [])).flatMap(({ problems }) => problems)).toEqual([]);
      expect(readdirSync(join(root, '.cutover/tx'))).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 600_000);
