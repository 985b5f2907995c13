// Runs the tests on another version of Node: `npm run test:node -- 22`. The binary comes from the npm package that carries
// it, into a temporary folder, since it is too big for the lock file.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const [major = '24', ...rest] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'cutover-node-'));
try {
  run('npm', ['install', '--prefix', folder, '--no-save', '--prefer-offline', '--no-audit', '--no-fund', `node-${process.platform}-${process.arch}@${major}`]);
  const bin = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  run(join(bin, 'node'), ['--version'], env);
  process.exitCode = run(join(bin, 'node'), ['node_modules/vitest/vitest.mjs', 'run', ...rest], env);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(program, args, env = process.env) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) process.exitCode = status;
  return status;
}
