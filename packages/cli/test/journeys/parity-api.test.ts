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

test('methods that moved into mixins are still the class\'s own, and a default that changed on the way is told', async () => {
  const runner = (...lines: string[]) => lines.join('\n');
  const cwd = await makeFolder({
    'old/runner.py': runner('class Runner:', '    def check(self, strict=True): pass', '    def run(self, retries=3): pass', '    def stop(self): pass'),
    'new/runner.py': runner('from new.mixins.check import CheckMixin', 'from ._running import Running as Base', 'class Runner(CheckMixin, Base):', '    def stop(self): pass'),
    'new/mixins/check.py': runner('class CheckMixin:', '    def check(self, strict=True): pass', '    def _inner(self): pass'),
    'new/_running.py': runner('class Running:', '    def run(self, retries=5): pass', '    def check(self): pass'),
    'cutover.config.yaml': config('{ legacy: old, candidate: new, allow: [{ name: "mixins.*", reason: where it lies now }, { name: "runner:Runner", reason: it has mixins }] }'),
  });
  const { exit, stdout } = await cutover(['migrate', 'parity'], { cwd });
  expect(exit).toBe(1);
  expect(stdout).toContain('api changes 1 > 0 FAIL');
  expect(stdout).toContain('changed Runner.run: function runner:Runner.run(retries = 3) became function runner:Runner.run(retries = 5)');
});

test('what a class has from another is told once, with that other', async () => {
  const base = (more: string) => `class Base:\n    def run(self, a=1): pass\n${more}class Runner(Base):\n    pass\n`;
  const cwd = await makeFolder({ 'old/a.py': base(''), 'new/a.py': base('    def stop(self): pass\n').replace('a=1', 'a=2'), 'cutover.config.yaml': config('{ legacy: old, candidate: new }') });
  const { stdout } = await cutover(['migrate', 'parity'], { cwd });
  expect(stdout).toContain('api changes 2 > 0 FAIL');
  for (const name of ['Base.run', 'Base.stop']) expect(stdout).toContain(name);
  expect(stdout).not.toContain('Runner');
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
