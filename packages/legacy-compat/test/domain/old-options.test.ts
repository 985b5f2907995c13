import { describe, expect, it } from 'vitest';
import { readCommandLine, type OldCommandLine } from '../../src/domain/old-options.ts';

const command: OldCommandLine = {
  name: 'pack',
  arguments: ['target', 'files...'],
  options: {
    'data-size': { choices: ['small', 'large'], default: 'small' },
    level: { kind: 'integer', default: 6 },
    ratio: { kind: 'number' },
    force: { kind: 'flag' },
    label: { short: 'l' },
  },
};
const read = (...argv: string[]) => readCommandLine(command, argv);

describe('reading an old command line', () => {
  it('fills in defaults and leaves out what has none', () => {
    expect(read('out', 'a')).toEqual({
      arguments: { target: 'out', files: ['a'] },
      options: { 'data-size': 'small', level: 6, force: false },
      given: new Set(),
    });
  });

  it('takes options anywhere, in both spellings and both forms', () => {
    const { arguments: args, options, given } = read('--data_size', 'large', 'out', '--level=9', 'a', '--force', 'b', '--ratio', '-.5');
    expect(args).toEqual({ target: 'out', files: ['a', 'b'] });
    expect(options).toEqual({ 'data-size': 'large', level: 9, force: true, ratio: -0.5 });
    expect([...given]).toEqual(['data-size', 'level', 'force', 'ratio']);
  });

  it('takes the one-letter spelling, and no other letter', () => {
    expect(read('-l', 'x', 'out', 'a', '-1', '-')).toMatchObject({ options: { label: 'x' }, arguments: { files: ['a', '-1', '-'] } });
    expect(() => read('out', 'a', '-z')).toThrow(expect.objectContaining({ code: 'LEGACY_USAGE', message: 'pack: no such option -z' }));
  });

  it('takes everything after -- as an argument, and the last of a repeated option', () => {
    expect(read('--label', 'x', '--label=y=z', 'out', '--', '--force').arguments).toEqual({ target: 'out', files: ['--force'] });
    expect(read('--label', 'x', '--label=y=z', 'out', 'a').options['label']).toBe('y=z');
  });

  it.each([
    [['out'], 'argument FILES is missing'],
    [[], 'argument TARGET is missing'],
    [['out', 'a', '--levle', '3'], 'no such option --levle'],
    [['out', 'a', '--level', 'high'], 'option --level is a whole number, not "high"'],
    [['out', 'a', '--level', '1.5'], 'option --level is a whole number, not "1.5"'],
    [['out', 'a', '--ratio', '1e'], 'option --ratio is a number, not "1e"'],
    [['out', 'a', '--data-size', 'tiny'], 'option --data-size is one of small, large, not "tiny"'],
    [['out', 'a', '--force=yes'], 'option --force takes no value'],
    [['out', 'a', '--label'], 'option --label needs a value'],
  ])('refuses %j: %s', (argv, message) => {
    expect(() => read(...argv)).toThrow(expect.objectContaining({ code: 'LEGACY_USAGE', message: `pack: ${message}` }));
  });

  it('names the nearest option, and refuses arguments too many', () => {
    expect(() => read('out', 'a', '--levle', '3')).toThrow(expect.objectContaining({ hint: 'did you mean "--level"?' }));
    expect(() => readCommandLine({ name: 'list' }, ['a'])).toThrow('unexpected argument "a"');
  });
});
