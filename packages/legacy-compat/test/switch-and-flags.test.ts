import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { expect, it, onTestFinished } from 'vitest';
import { FlagsFileProvider } from '../src/flags-provider.ts';
import { temporaryFolder } from './temporary-folder.ts';

const program = fileURLToPath(new URL('../../cli/bin/cutover.cjs', import.meta.url));
const config = `
modules: { cli: { legacy: [old.sh], switch: { flag: use_new_cli } } }
runners: { legacy: { command: [sh, "{{root}}/old.sh"] }, candidate: { command: [sh, "{{root}}/new.sh"] } }
cases: [{ id: only }]
flags: { file: configs/production.yaml, path: migration }
`;

it('a running program sees a switch, a percentage and a rollback, each as it is made', async () => {
  const folder = await temporaryFolder();
  const flagsFile = join(folder, 'configs/production.yaml');
  await mkdir(join(folder, 'configs'));
  await writeFile(join(folder, 'cutover.config.yaml'), config);
  await writeFile(join(folder, 'old.sh'), 'echo same\n');
  await writeFile(join(folder, 'new.sh'), 'echo same\n');
  await writeFile(flagsFile, 'migration:\n  use_new_cli: false # who serves\n');
  await OpenFeature.setProviderAndWait('switching', new FlagsFileProvider({ file: flagsFile, path: 'migration' }));
  onTestFinished(() => OpenFeature.clearProviders());
  const flags = OpenFeature.getClient('switching');
  const keys = Array.from({ length: 1000 }, (_, n) => `user-${n}`);
  const served = async () => {
    const each = await Promise.all(keys.map(async (targetingKey) => flags.getBooleanValue('use_new_cli', false, { targetingKey })));
    return keys.filter((_, n) => each[n]);
  };
  /** Runs a command that changes the flag, and waits until the change is seen. */
  const change = async (...args: string[]) => {
    const seen = new Promise<void>((resolve) => {
      const handler = () => {
        flags.removeHandler(ProviderEvents.ConfigurationChanged, handler);
        resolve();
      };
      flags.addHandler(ProviderEvents.ConfigurationChanged, handler);
    });
    await promisify(execFile)(process.execPath, [program, 'migrate', ...args], { cwd: folder });
    // Both wait in the same loop, so that a busy machine delays the one as it does the other.
    const second = new AbortController();
    const first = await Promise.race([seen.then(() => 'seen'), pause(1000, 'a second', { signal: second.signal }).catch(() => '')]);
    second.abort();
    expect(first).toBe('seen');
  };

  await promisify(execFile)(process.execPath, [program, 'migrate', 'parity'], { cwd: folder });
  await change('switch', '--percent', '25');
  const quarter = await served();
  await change('switch', '--percent', '60');
  const more = new Set(await served());
  await change('switch');
  expect(await served()).toEqual(keys);
  await change('rollback');
  expect(new Set(await served())).toEqual(more);
  expect(quarter.length).toBeGreaterThan(200);
  expect(quarter.length).toBeLessThan(300);
  expect(quarter.every((key) => more.has(key))).toBe(true);
  expect(await readFile(flagsFile, 'utf8')).toBe('migration:\n  use_new_cli: 60 # who serves\n');
});
