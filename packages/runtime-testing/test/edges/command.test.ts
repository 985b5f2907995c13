import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand, type CommandRequest } from '../../src/edges/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const env = { PATH: process.env['PATH'] };
const run = (command: [string, ...string[]], more: Partial<CommandRequest> = {}) => runCommand({ command, cwd: folder, env, ...more });
const sh = (line: string, more: Partial<CommandRequest> = {}) => run(['sh', '-c', line], more);
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    // A dead process stays listed until its new parent has waited for it.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};
/** Whether the process whose number is in `file` is gone within two seconds. */
async function isGone(file: string): Promise<boolean> {
  const pid = Number(await readFile(join(folder, file), 'utf8'));
  expect(pid).toBeGreaterThan(0);
  for (let i = 0; i < 100 && isAlive(pid); i++) await pause(20);
  return !isAlive(pid);
}

describe('how a command ends', () => {
  test('output and exit code are told apart', async () => {
    const result = await sh('echo out; echo err >&2; exit 3');
    expect(result.end).toEqual({ state: 'exited', exitCode: 3 });
    expect(result.stdout.bytes.toString()).toBe('out\n');
    expect(result.stderr.bytes.toString()).toBe('err\n');
    expect(result.durationMs).toBeGreaterThan(0);
  });

  test('a signal is named', async () => {
    expect((await sh('kill -SEGV $$')).end).toEqual({ state: 'signalled', signal: 'SIGSEGV' });
  });

  test('a program that is not there, or not executable, could not start', async () => {
    expect((await run(['no-such-program-anywhere'])).end).toMatchObject({ state: 'could-not-start', code: 'ENOENT' });
    await writeFile(join(folder, 'plain.txt'), 'no program');
    expect((await run([join(folder, 'plain.txt')])).end).toMatchObject({ state: 'could-not-start', code: 'EACCES' });
    expect((await run(['true', 'x'.repeat(4_000_000)])).end).toMatchObject({ state: 'could-not-start', reason: 'its arguments are too long' });
    expect((await run(['echo', 'a\0b'])).end).toMatchObject({ state: 'could-not-start', reason: expect.stringContaining('null bytes') });
    expect((await run(['cat'], { input: { file: join(folder, 'no-such-input') } })).end).toMatchObject({ state: 'could-not-start', reason: expect.stringContaining('no-such-input') });
  });

  test('a timeout ends the whole group, also what ignores the request to end', async () => {
    const result = await sh('trap "" TERM; (trap "" TERM; echo $$ > parent; sleep 60 & echo $! > child; wait) ', { timeoutMs: 300 });
    expect(result.end).toEqual({ state: 'timed-out', timeoutMs: 300 });
    expect(await isGone('child')).toBe(true);
    expect(await isGone('parent')).toBe(true);
  });

  test('an abort ends it', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    expect((await sh('sleep 60', { signal: controller.signal })).end).toEqual({ state: 'cancelled' });
    expect((await sh('sleep 60', { signal: controller.signal })).end).toEqual({ state: 'cancelled' });
  });
});

describe('what a command leaves behind', () => {
  test('a background child that holds the output open is ended, and what it wrote is kept', async () => {
    const result = await sh('(echo late; sleep 60) & echo $! > held; sleep 0.05; echo done');
    expect(result.end).toEqual({ state: 'exited', exitCode: 0 });
    expect(result.stdout.bytes.toString().split('\n').sort()).toEqual(['', 'done', 'late']);
    expect(await isGone('held')).toBe(true);
  });

  test('a daemon that left the group is ended, too', async () => {
    await sh('setsid sleep 60 & echo $! > daemon; sleep 0.15');
    expect(await isGone('daemon')).toBe(true);
  });
});

describe('streams', () => {
  test('a flood is read to its end, of which the beginning is kept', async () => {
    const result = await sh('head -c 5000000 /dev/zero; head -c 3000000 /dev/zero >&2', { outputLimitBytes: 1000 });
    expect(result.end).toEqual({ state: 'exited', exitCode: 0 });
    expect(result.stdout.bytes.length).toBe(1000);
    expect(result.stdout.totalBytes).toBe(5_000_000);
    expect(result.stdout.sha256).toBe(createHash('sha256').update(Buffer.alloc(5_000_000)).digest('hex'));
    expect(result.stderr.totalBytes).toBe(3_000_000);
  });

  test.each(['é', '€', '🎈'])('what is kept of a text in %s is text', async (character) => {
    for (const outputLimitBytes of [1000, 1001, 1002, 1003]) {
      const { stdout } = await sh(`i=0; while [ $i -lt 700 ]; do printf ${character}; i=$((i + 1)); done`, { outputLimitBytes });
      const size = Buffer.byteLength(character);
      expect([outputLimitBytes, stdout.bytes.toString()]).toEqual([outputLimitBytes, character.repeat(Math.floor(outputLimitBytes / size))]);
      expect([stdout.totalBytes, stdout.sha256]).toEqual([700 * size, createHash('sha256').update(character.repeat(700)).digest('hex')]);
    }
    expect((await sh(String.raw`printf 'a\303'`)).stdout.bytes).toEqual(Buffer.from([97, 0o303]));
  });

  test('stdin is empty, text, or a file', async () => {
    expect((await run(['cat'])).stdout.bytes.toString()).toBe('');
    expect((await run(['cat'], { input: 'text' })).stdout.bytes.toString()).toBe('text');
    await writeFile(join(folder, 'input'), 'from a file');
    expect((await run(['cat'], { input: { file: join(folder, 'input') } })).stdout.bytes.toString()).toBe('from a file');
  });

  test('input that nobody reads is no error', async () => {
    expect((await run(['true'], { input: 'x'.repeat(1_000_000) })).end).toEqual({ state: 'exited', exitCode: 0 });
  });

  test('nothing of the environment is inherited', async () => {
    process.env['CUTOVER_SECRET_OF_TEST'] = 'yes';
    const result = await sh('echo "[$CUTOVER_SECRET_OF_TEST][$GIVEN]"', { env: { ...env, GIVEN: 'given' } });
    delete process.env['CUTOVER_SECRET_OF_TEST'];
    expect(result.stdout.bytes.toString()).toBe('[][given]\n');
  });
});

test.runIf(process.platform === 'linux')('peak memory is that of the tree, not of the parent', async () => {
  const hog = `const b = Buffer.alloc(150e6, 1); setTimeout(() => b, 120)`;
  const result = await sh(`node -e '${hog}' & node -e '${hog}' & wait`);
  expect(result.memorySource).toBe('vmhwm-poll');
  expect(result.peakMemoryBytes! / 1e6).toBeGreaterThan(300);
  expect(result.peakMemoryBytes! / 1e6).toBeLessThan(700);
  const small = await sh('sleep 1');
  expect(small.peakMemoryBytes! / 1e6).toBeLessThan(20);
});

test.runIf(process.platform === 'linux')('of a command that soon ends there is no peak memory: what was seen of it is not its peak', async () => {
  const sources: string[] = [];
  // A busy machine may stretch one or the other.
  for (let i = 0; i < 10; i++) sources.push((await run(['sleep', '0.006'])).memorySource);
  expect(sources).toContain('none');
});
