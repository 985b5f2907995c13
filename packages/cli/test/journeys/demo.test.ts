import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../program.ts';

const demo = fileURLToPath(new URL('../../../../scripts/demo.mjs', import.meta.url));

async function run(env: Record<string, string>) {
  const temp = await makeFolder();
  const { exitCode, stdout } = await execa(process.execPath, [demo], { env: { NO_COLOR: '1', TMPDIR: temp, ...env }, reject: false });
  return { exit: exitCode, stdout, temp };
}

describe('npm start', () => {
  it('backs up, compares, catches a regression, rolls back, and proves it', async () => {
    const { exit, stdout, temp } = await run({});
    expect(exit).toBe(0);
    expect(stdout.match(/^ {3}\$ cutover .*/gm)).toEqual([
      '   $ cutover migrate backup -m "before the migration"',
      '   $ cutover migrate parity',
      '   $ cutover migrate parity',
      '   $ cutover migrate switch',
      '   $ cutover migrate rollback',
      '   $ cutover migrate rollback --force --reason "amounts lost their cents"',
      '   $ cutover migrate backups --verify',
    ]);
    expect(stdout).toMatch(/gates {3}parity 100% PASS[\s\S]*gates {3}parity 83.3% < 100% FAIL[\s\S]*caught: exit code 1/);
    const [, before, after] = /before {2}(\w{64})\n {3}after {3}(\w{64})\n/.exec(stdout) ?? [];
    expect(before).toBe(after);
    expect(await readdir(temp)).toHaveLength(1);
  }, 120_000);

  it('fails when a step does not do what it should', async () => {
    const { exit, stdout } = await run({ PATH: '/nowhere' });
    expect(exit).toBe(1);
    expect(stdout).toContain('The demonstration failed: cutover migrate parity ended with 2, not with 0');
  });
});
