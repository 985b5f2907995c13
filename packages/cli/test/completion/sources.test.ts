import { expect, test } from 'vitest';
import { positionOf } from '../../src/completion/position.ts';
import { sources } from '../../src/completion/sources.ts';
import { makeProgram } from '../../src/program.ts';

const program = makeProgram(async () => undefined);

test.each(Object.keys(sources))('"%s" is an argument or option of the program', (key) => {
  const words = key.split(' ');
  const name = words.pop()!;
  const { command } = positionOf(program, [...words, '']);
  const names = [...command.registeredArguments.map((argument) => `<${argument.name()}>`), ...command.options.map(({ long }) => long)];
  expect(command.name()).toBe(words.at(-1));
  expect(names).toContain(name);
});

test.each<[string[], { command: string; operands?: string[]; option?: string; argument?: string }]>([
  [[''], { command: 'cutover' }],
  [['migrate', 'ba'], { command: 'migrate' }],
  [['--cwd', 'migrate', 'test', ''], { command: 'test' }],
  [['migrate', 'backup', 'a', ''], { command: 'backup', operands: ['a'], argument: 'module' }],
  [['migrate', 'rollback', '--module', 'a', ''], { command: 'rollback', option: '--module', argument: 'point' }],
  [['migrate', 'rollback', '--module', 'a', '--force', ''], { command: 'rollback', argument: 'point' }],
  [['migrate', 'rollback', '--reason=x', ''], { command: 'rollback', argument: 'point' }],
  [['migrate', 'backups', 'show', ''], { command: 'show', argument: 'id' }],
  [['migrate', 'backups', 'x', 'show', ''], { command: 'backups', operands: ['x', 'show'], argument: 'id' }],
  [['migrate', 'status', '--', '--require', ''], { command: 'status', operands: ['--require'] }],
  [['test', 'compat', 'a', 'b', ''], { command: 'compat', operands: ['a', 'b'] }],
])('%j', (words, { command, operands = [], option, argument }) => {
  const position = positionOf(program, words);
  expect([position.command.name(), position.operands, position.option?.long, position.argument?.name()]).toEqual([command, operands, option, argument]);
});
