import { expect, test } from 'vitest';
import { callsIn } from '../../../src/domain/init/calls.ts';

const program = { file: 'tools/old.py', names: ['tools.old', 'old-tool'] };

test.each<[string, string, string[][]]>([
  ['a list in Python', 'subprocess.run([sys.executable, "tools/old.py", "a", "--level", "1"])', [['a', '--level', '1']]],
  ['a list in JavaScript', "execa('python3', ['tools/old.py', 'a b'])", [['a b']]],
  ['the command by its name', 'run(["old-tool", "x,y"])', [['x,y']]],
  ['a module after -m', 'run([PY, "-m", "tools.old", "x"])', [['x']]],
  ['a path that ends so', 'run(["/srv/app/tools/old.py"])', [[]]],
  ['a line of a shell', '  python3 tools/old.py "a b" c\n', [['a b', 'c']]],
  ['the same call twice', 'run(["old-tool", "x"]); run(["old-tool", "x"])', [['x']]],
  ['an argument that is computed', 'run(["old-tool", str(tmp_path)])', []],
  ['a line that needs a shell', 'python3 tools/old.py $INPUT > out\n', []],
  ['another program of the same last name', 'run(["other/tools/new.py", "x"])', []],
  ['no call', 'names = ["a", "b"]', []],
])('%s', (_, text, calls) => {
  expect(callsIn(text, program)).toEqual(calls);
});
