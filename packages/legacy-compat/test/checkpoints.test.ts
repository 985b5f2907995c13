import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { planCheckpointSweep, sweepCheckpoints } from '../src/checkpoints.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function checkpoints(): Promise<string> {
  const folder = join(await temporaryFolder(), 'checkpoints');
  await mkdir(join(folder, 'deep'), { recursive: true });
  await writeFile(join(folder, 'good.json'), '{"version": 2}');
  await writeFile(join(folder, 'old.json'), '{"version": 1}');
  await writeFile(join(folder, 'deep/torn.json'), '{"version": ');
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await symlink('/etc/hostname', join(folder, 'link.json'));
  return folder;
}

async function read(file: string): Promise<boolean> {
  return (JSON.parse(await readFile(file, 'utf8')) as { version: number }).version === 2;
}
const isJson = (path: string) => path.endsWith('.json');

describe('a sweep of checkpoints', () => {
  it('is planned without changing anything', async () => {
    const folder = await checkpoints();
    const before = await readdir(folder, { recursive: true });
    const plan = await planCheckpointSweep(folder, read, isJson);
    expect(plan.readable).toEqual(['good.json']);
    expect(plan.unreadable.map(({ path, reason }) => [path, reason])).toEqual([
      ['deep/torn.json', 'Unexpected end of JSON input'],
      ['old.json', 'the new program does not accept it'],
    ]);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it('moves what can\'t be read into a backup that sha256sum can check, and lists it', async () => {
    const folder = await checkpoints();
    const backup = join(folder, '../swept');
    const plan = await planCheckpointSweep(folder, read, isJson);
    expect(await sweepCheckpoints(plan, backup)).toEqual(['deep/torn.json', 'old.json']);
    expect((await readdir(folder)).sort()).toEqual(['deep', 'good.json', 'link.json', 'notes.txt']);
    const { stdout } = await promisify(execFile)('sha256sum', ['-c', 'manifest-sha256.txt'], { cwd: backup });
    expect(stdout).toBe('data/deep/torn.json: OK\ndata/old.json: OK\n');
    expect(JSON.parse(await readFile(join(backup, 'sweep.json'), 'utf8'))).toMatchObject({ schema_version: 1, unreadable: [{ path: 'deep/torn.json' }, {}] });
  });

  it('removes nothing when a checkpoint changed since it was planned', async () => {
    const folder = await checkpoints();
    const plan = await planCheckpointSweep(folder, read, isJson);
    await writeFile(join(folder, 'old.json'), '{"version": 1, "more": true}');
    await expect(sweepCheckpoints(plan, join(folder, '../swept'))).rejects.toMatchObject({ code: 'FILES_CHANGED', where: 'old.json' });
    expect(await readdir(join(folder, 'deep'))).toEqual(['torn.json']);
  });

  it('does not write over an earlier backup', async () => {
    const folder = await checkpoints();
    const plan = await planCheckpointSweep(folder, read, isJson);
    await mkdir(join(folder, '../swept'));
    await expect(sweepCheckpoints(plan, join(folder, '../swept'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(folder)).toContain('old.json');
  });
});
