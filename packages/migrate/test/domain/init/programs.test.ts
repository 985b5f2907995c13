import { expect, test } from 'vitest';
import { findPrograms, type ProgramFile } from '../../../src/domain/init/programs.ts';

const file = (path: string, text: string, isProgram = false): ProgramFile => ({ path, text, language: path.endsWith('.py') ? 'python' : 'javascript', isProgram, isExecutable: false });

const labels = (files: ProgramFile[], { tools = [], node = 'v20.19.0' }: { tools?: string[]; node?: string } = {}): string[] =>
  findPrograms({
    index: { files: new Set(files.map(({ path }) => path)), pythonRoots: [''], aliases: [], packages: [] },
    files,
    bins: [],
    pythonManifests: [],
    scripts: {},
    tools: new Set(tools),
    node,
  }).map(({ label }) => label);

test.each([
  ['a.py', 'for line in open(sys.argv[1]):', true],
  ['a.py', 'parser = argparse.ArgumentParser()', true],
  ['a.py', 'name = input("name? ")', true],
  ['a.py', '    print(sys.argv[1])', false],
  ['a.py', 'def main(argv=sys.argv):', false],
  ['a.py', '# sys.argv[1] is a file', false],
  ['a.js', 'const [, , name] = process.argv;', true],
  ['a.js', 'export const run = (argv = process.argv) => {', false],
  ['a.js', 'export function run(argv = process.argv) {', false],
  ['a.js', ' * reads process.argv', false],
  ['a.js', 'form.input("x");', false],
])('%s with the line "%s" is a program: %s', (path, line, is) => {
  expect(labels([file(path, `${line}\n`)])).toHaveLength(is ? 1 : 0);
});

test.each([
  ['v20.19.0', [], []],
  ['v22.17.0', [], []],
  ['v22.18.0', [], ['node a.ts']],
  ['v23.5.0', [], []],
  ['v24.0.0', [], ['node a.ts']],
  ['v24.0.0', ['node_modules/.bin/tsx'], ['npx tsx a.ts']],
  ['v20.19.0', ['node_modules/.bin/ts-node'], ['npx ts-node a.ts']],
])('TypeScript is started by what can: Node %s with %j', (node, tools, expected) => {
  expect(labels([file('a.ts', 'a', true)], { node, tools })).toEqual(expected);
});

test('what is declared comes before what reads its input at once', () => {
  expect(labels([file('a.py', 'print(input())\n'), file('b.py', 'main()\n', true)])).toEqual(['python3 b.py', 'python3 a.py']);
});
