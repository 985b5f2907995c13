import { readFile } from 'node:fs/promises';
import { legacyMap } from '@cutover/legacy-compat/commands';
import { expect, it } from 'vitest';

it('docs/legacy.md lists every legacy command as the program does', async () => {
  const text = await readFile(new URL('../../../docs/legacy.md', import.meta.url), 'utf8');
  const rows = legacyMap().commands.map(({ name, fate, replacement, note }) => `| \`${name}\` | ${fate} | \`${replacement}\` | ${note} |`);
  const listed = text.split('\n').filter((line) => /^\| `[^`]+` \| (kept|retired) \|/.test(line));
  expect(listed).toEqual(rows);
});
