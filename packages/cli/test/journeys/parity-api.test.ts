import { expect, test } from 'vitest';
import type { ParityReport } from '@cutover/migrate';
import { cutover, makeFolder } from '../program.ts';

const config = (api: string) => `
runners: { legacy: { command: [echo, "{{n}}"] }, candidate: { command: [echo, "{{n}}"] } }
cases: [{ n: 1 }]
api: ${api}
`;
const old = {
  'old/__init__.py': 'from .runner import Runner\n__all__ = ["Runner"]\n',
  'old/runner.py': `
import os
LIMIT: int = 3
class Runner(Base):
    def __init__(self, path, *, retries=3): pass
    def run(self, name: str, /, *args, **more) -> dict: pass
    @property
    def state(self) -> str: pass
    def _inner(self): pass
async def start(a, b=(1, 2)): pass
def _hidden(): pass
`,
};

test('the same public interface passes its gate, running nothing of it', async () => {
  const cwd = await makeFolder({ ...old, 'new/__init__.py': old['old/__init__.py'], 'new/runner.py': `raise SystemExit\n${old['old/runner.py'].replace('_inner', '_other')}`, 'cutover.config.yaml': config('{ legacy: old, candidate: new }') });
  const { exit, stdout } = await cutover(['migrate', 'parity', '--json'], { cwd });
  expect(exit).toBe(0);
  expect((JSON.parse(stdout) as ParityReport).gates).toContainEqual({ name: 'api_changes', limit: 0, actual: 0, passed: true });
});

test('each change is named, and fails the gate unless it is allowed with a reason', async () => {
  const changed = old['old/runner.py'].replace('retries=3', 'retries=5').replace('-> str', '-> int').replace('async def start', 'def start').replace('LIMIT: int = 3', 'limit = 3');
  const api = '{ legacy: old, candidate: new, allow: [{ name: "runner:start", reason: no longer waits }, { name: "x:*", reason: never }] }';
  const cwd = await makeFolder({ ...old, 'new/__init__.py': old['old/__init__.py'], 'new/runner.py': changed, 'cutover.config.yaml': config(api) });
  const { exit, stdout } = await cutover(['migrate', 'parity'], { cwd });
  expect(exit).toBe(1);
  expect(stdout).toContain('api changes 4 > 0 FAIL');
  expect(stdout.split('\n').filter((line) => line.startsWith('note: ')).map((line) => line.slice(6))).toEqual([
    'api: removed value runner:LIMIT -> int',
    'api: changed Runner.__init__: function runner:Runner.__init__(path, keyword retries = 3) became function runner:Runner.__init__(path, keyword retries = 5)',
    'api: changed Runner.state: property runner:Runner.state -> str became property runner:Runner.state -> int',
    'api: added value runner:limit',
    'stale: api.allow x:* allowed nothing (never)',
  ]);
});

test.each([
  ['{ legacy: none, candidate: new }', 'there is nothing there'],
  ['{ legacy: broken, candidate: new }', 'invalid syntax'],
  ['{ legacy: empty, candidate: new }', 'no public name'],
])('what can not be read is told: %s', async (api, message) => {
  const cwd = await makeFolder({ 'new/a.py': 'x = 1', 'broken/a.py': 'def (', 'empty/readme.txt': '', 'cutover.config.yaml': config(api) });
  const { exit, stderr } = await cutover(['migrate', 'parity'], { cwd });
  expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
});
