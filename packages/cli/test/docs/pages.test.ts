/** Pages whose commands are carried out, by the real program: they must print what the page shows. Update: vitest -u. */

import { describe, expect, test } from 'vitest';
import { readPage, updatePage } from './page.ts';
import { pagesIn, testPage, updated } from './run-page.ts';

test.each(['README.md', ...pagesIn('docs')])('%s prints what it shows', { timeout: 300_000 }, testPage);

describe('a page', () => {
  const page = (...lines: string[]) => lines.join('\n');

  test('writes its files and adds to them, keeps its folder, and shows what is printed on both streams and how it ended', async () => {
    const whole = page(
      'Save as `sub/a.txt`:',
      '',
      '```text',
      'one',
      '```',
      '',
      'Add to `sub/a.txt`:',
      '',
      '```text',
      'two',
      '```',
      '',
      'This one is only `shown`.',
      '',
      '```text',
      'three',
      '```',
      '',
      '```console',
      '$ cd sub',
      '$ cat \\',
      '    a.txt nothing.txt',
      'one',
      'two',
      'cat: nothing.txt: No such file or directory',
      '[exit 1]',
      '$ pwd',
      '/home/you/sub',
      '```',
    );
    expect(await updated(whole)).toBe(whole);
  });

  test('is corrected where the output, its order or the exit code is another', async () => {
    const shown = (...lines: string[]) => page('Text.', '', '```console', ...lines, '```');
    expect(await updated(shown('$ echo a', 'b', '$ false', '$ true', '[exit 1]', '$ cutover --no-such-option', '$ printf "1\\n2\\n"', '2', '1'))).toBe(
      shown(
        '$ echo a',
        'a',
        '$ false',
        '[exit 1]',
        '$ true',
        '$ cutover --no-such-option',
        "error[USAGE]: unknown option '--no-such-option'",
        'hint: see "cutover --help" or "cutover COMMAND --help"',
        '[exit 2]',
        '$ printf "1\\n2\\n"',
        '1',
        '2',
      ),
    );
  });

  test('may leave lines out, but only where it says so', async () => {
    const shown = (...lines: string[]) => page('```console', '$ seq 9', ...lines, '```');
    const nine = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    const same = ['1\n…\n9', '…\n8\n9', '1\n2\n…', '1\n…\n4\n5\n…\n9', '…'];
    for (const lines of same) expect(await updated(shown(...lines.split('\n')))).toBe(shown(...lines.split('\n')));
    for (const lines of ['1\n…\n8', '2\n…', '1\n…\n5\n4\n…\n9', '1\n…\n9\n9']) expect(await updated(shown(...lines.split('\n')))).toBe(shown(...nine));
  });

  test('may differ in ids, times and other figures that no two runs share, and in nothing beside them', () => {
    const outputs: [string, string, boolean][] = [
      ['backup  20261121-061957-6cb6  first', 'backup  20270101-000000-0000  first', true],
      ['backup  20261121-061957-6cb6  first', 'backup  20270101-000000-0000  second', false],
      ['speed   candidate 1.1x faster (3 paired runs)', 'speed   candidate as fast as the legacy (3 paired runs)   peak memory 9.1 -> 96 MB', true],
      ['speed   candidate 1.1x faster (3 paired runs)', 'speed   not compared', false],
      ['speed   not compared   peak memory 18 -> 18 MB', 'speed   not compared', true],
      ['stale rule', 'note: 2 of 30 timed pairs are outliers\nnote: the machine was busy before the run began (load 9 on 2 processors): …\nstale rule', true],
      ['stale rule', 'note: only 1 of 2 cases were run\nstale rule', false],
      ['PASS  clean  0.02 s  14 MB  executed', 'PASS  clean  11.90 s  9 MB  executed', true],
      ['PASS  clean  0.02 s  14 MB  executed', 'FAIL  clean  0.02 s  14 MB  executed', false],
      ['PASS  clean  0.02 s  14 MB  executed', 'PASS  clean  0.02 s  executed', true],
      ['backup  yes  just now', 'backup  yes  3 minutes ago', true],
      ['parity  3 match', 'parity  2 match', false],
      ['progress\n  speed   ▁█  0.99x -> 1.20x\n  size    ▁█  1 B -> 2 B', 'progress\n  memory  ▄▄  99% -> 99%\n  size    ▁█  1 B -> 2 B', true],
      ['median 283 ms, peak 18.0 MB (20261121-061957-6cb6)', 'median 1 ms (20261121-061957-6cb6)', true],
      ['made_at 1795246013.05', 'made_at 1795246999.123456', true],
      ['git     0123456789', 'git     abcdef0123', true],
      ['git     0123456789, with changes', 'git     abcdef0123', false],
    ];
    for (const [shown, now, same] of outputs) {
      const text = page('```console', '$ x', shown, '```');
      expect(updatePage(text, readPage(text), [now]), `${shown} and ${now}`).toBe(same ? text : page('```console', '$ x', now, '```'));
    }
  });

  test('fails when what it takes for granted can not be prepared, or a block is not closed', async () => {
    await expect(updated(page('<!-- run', 'exit_with() { return $1; }', 'exit_with 3', '-->'))).rejects.toThrow('ended with 3');
    expect(() => readPage(page('```console', '$ echo'))).toThrow('line 1: a block is not closed');
    expect(() => readPage(page('```console', 'echo', '```'))).toThrow('begins with a command');
  });
});
