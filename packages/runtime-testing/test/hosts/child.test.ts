import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const hosts = fileURLToPath(new URL('../../src/hosts', import.meta.url));

/** A worker with a child that waits; `before` is done to it, then a script is run, and what came of it is printed. */
const program = (folder: string, before: string): string => `
import json, os, signal, socket, sys
sys.path.insert(0, ${JSON.stringify(hosts)})
from cutover_host import worker
worker.get_ready()
wake_read, wake_write = os.pipe()
os.set_blocking(wake_read, False)
os.set_blocking(wake_write, False)
signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
signal.signal(signal.SIGCHLD, lambda *_: None)
ours, theirs = socket.socketpair()
kept = worker.Kept()
kept.child = waiting = worker.Child()
${before}
request = dict(path=${JSON.stringify(join(folder, 'script.py'))}, phase="call", timeout_ms=60000, memory_mb=512, deny=[], env=dict(os.environ, GIVEN="yes"),
               as_main=False, guarded="", temporary=${JSON.stringify(folder)}, input_paths={}, output_paths={}, environ_vars={}, job_args={})
result = worker.run_forked(request, ours.fileno(), wake_read, kept)
print(json.dumps([result["ended"], '"done"' in result["reported"], int(result["stdout_tail"]) == waiting.pid, result["survivors"], kept.child]))
`;

test.each([
  ['', true],
  ['os.kill(waiting.pid, signal.SIGKILL)\nos.waitid(os.P_PID, waiting.pid, os.WEXITED | os.WNOWAIT)', false],
])('a script runs in the child that waits for it, with its own environment, or in a new one where that is gone: %j', (before, inIt) => {
  const folder = mkdtempSync(join(tmpdir(), 'cutover child-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'script.py'), 'import os\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    assert os.environ["GIVEN"] == "yes" and os.environ["TMPDIR"] == os.getcwd()\n    print(os.getpid())\n');
  const printed = execFileSync('python3', ['-c', program(folder, before)], { encoding: 'utf8', timeout: 60_000, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  expect(JSON.parse(printed)).toEqual(['exited', true, inIt, 0, null]);
});
