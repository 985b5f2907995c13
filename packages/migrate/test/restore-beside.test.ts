import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backup } from '../src/backup.ts';
import { disk } from '../src/edges/file-system.ts';
import { restoreBeside } from '../src/restore-beside.ts';
import { realProject } from './real-project.ts';
import { temporaryFolders } from './temporary-folder.ts';

const folder = temporaryFolders();
const nobody = 65_534;

test.skipIf(process.getuid?.() !== 0)('what its owner may not read is restored by whoever has the backup, too', async () => {
  const root = folder();
  const modes: Record<string, number> = { 'src/none': 0, 'src/write-only': 0o200, 'src/big': 0, 'src/closed': 0, 'src/closed/inside': 0o644 };
  mkdirSync(join(root, 'src/closed'), { recursive: true });
  for (const path of ['src/none', 'src/write-only', 'src/closed/inside']) writeFileSync(join(root, path), path);
  writeFileSync(join(root, 'src/big'), Buffer.alloc(2_000_000, 'x'));
  for (const [path, mode] of Object.entries(modes)) chmodSync(join(root, path), mode);
  const { id } = await backup(realProject(root, { modules: { core: { legacy: ['src'] } } }), { modules: [], message: undefined, rehash: false });
  chmodSync(root, 0o755);
  const home = folder();
  chownSync(home, nobody, nobody);
  process.seteuid!(nobody);
  try {
    const to = join(home, 'restored');
    await restoreBeside({ files: disk, from: join(root, 'backups', id), to, force: false, signal: new AbortController().signal, onProgress: () => undefined });
  } finally {
    process.seteuid!(0);
  }
  for (const [path, mode] of Object.entries(modes)) expect(statSync(join(home, 'restored', path)).mode & 0o7777, path).toBe(mode);
});
