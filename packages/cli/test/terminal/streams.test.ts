import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { program } from '../program.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const command = `${quoted(process.execPath)} ${quoted(program)} schema config`;
const whole = spawnSync(process.execPath, [program, 'schema', 'config'], { encoding: 'utf8' }).stdout;

test('a reader that has gone away is no error', async () => {
  const { stdout, stderr } = await execa('bash', ['-c', `( ${command}; echo "exit $?" >&2 ) | true`]);
  expect([stdout, stderr]).toEqual(['', 'exit 0']);
});

// The other end of the pipe makes it one that does not wait, and reads only once it is full.
test.runIf(existsSync('/usr/bin/python3'))('a pipe that does not wait is waited for', async () => {
  const reader = `
import fcntl, os, subprocess, sys, time
ours, theirs = os.pipe()
fcntl.fcntl(theirs, 1031, 4096)
fcntl.fcntl(theirs, fcntl.F_SETFL, fcntl.fcntl(theirs, fcntl.F_GETFL) | os.O_NONBLOCK)
child = subprocess.Popen(sys.argv[1:], stdout=theirs)
os.close(theirs)
time.sleep(1)
sys.stdout.write(os.fdopen(ours).read())
sys.exit(child.wait())
`;
  const { stdout } = await execa('/usr/bin/python3', ['-c', reader, process.execPath, program, 'schema', 'config']);
  expect(`${stdout}\n`).toBe(whole);
});

test.runIf(existsSync('/dev/full'))('a disk that is full is told, and refused with 3', async () => {
  const { exitCode, stderr } = await execa('bash', ['-c', `${command} > /dev/full`], { reject: false });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^error\[PREVENTED\]: .*no space left/);
});

test('streams that are closed harm nothing', async () => {
  const { exitCode } = await execa('bash', ['-c', `${command} >&- 2>&-`]);
  expect(exitCode).toBe(0);
});
