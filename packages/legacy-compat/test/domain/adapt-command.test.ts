import { describe, expect, it } from 'vitest';
import { adaptCommand, type CommandMapping } from '../../src/domain/adapt-command.ts';

const mapping: CommandMapping = {
  name: 'mkreport',
  arguments: ['title', 'files...'],
  options: { format: { choices: ['h', 't'], default: 't' }, quiet: { kind: 'flag' }, threads: { kind: 'integer', default: 4 } },
  to: ['node', 'report.mjs', '--title={{title}}', '{{files}}'],
  mapped: { format: { to: '--as', values: { h: 'html', t: 'text' } }, quiet: { to: '--silent' }, threads: { dropped: 'it decides for itself' } },
};

describe('an old command line on a new one', () => {
  it('becomes the new command, defaults written out', () => {
    expect(adaptCommand(mapping)(['My title', 'a.txt', 'b.txt'])).toEqual({
      command: ['node', 'report.mjs', '--title=My title', 'a.txt', 'b.txt', '--as', 'text'],
      notices: ["mkreport is deprecated; use: node report.mjs '--title=My title' a.txt b.txt --as text"],
    });
  });

  it('translates values, passes flags, and says what has no meaning any more', () => {
    const { command, notices } = adaptCommand(mapping)(['t', 'a', '--format', 'h', '--quiet', '--threads', '8']);
    expect(command.slice(-3)).toEqual(['--as', 'html', '--silent']);
    expect(notices[1]).toBe('--threads has no meaning any more: it decides for itself');
  });

  it('keeps hostile words whole', () => {
    expect(adaptCommand(mapping)(['{{files}}', '$(rm -rf /)']).command.slice(2, 4)).toEqual(['--title={{files}}', '$(rm -rf /)']);
  });

  it('refuses words that the old command did not know', () => {
    expect(() => adaptCommand(mapping)(['t', 'a', '--fast'])).toThrow(expect.objectContaining({ code: 'LEGACY_USAGE' }));
  });

  it('refuses a mapping with holes when it is made', () => {
    const { threads: _, ...mapped } = mapping.mapped!;
    expect(() => adaptCommand({ ...mapping, mapped, to: ['new', '{{files}}'] })).toThrow(
      expect.objectContaining({ code: 'MAPPING_INVALID', message: 'mkreport: option --threads is not mapped; argument title is not used' }),
    );
  });
});
