/** What a start reads is what it takes: the words of the commands, and nothing of their work. */

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { makeFolder } from '../program.ts';

const program = fileURLToPath(new URL('../../bin/cutover.cjs', import.meta.url));
const tell = "process.on('exit', () => require('fs').writeSync(2, JSON.stringify([...Object.keys(require.cache), ...process.moduleLoadList])));";

test.each([[['--version']], [['--help']], [['migrate', 'switch', '--help']], [['complete', '--', 'mig']], [['completion', 'bash']]])('%j reads less than 150 KB of the program, and none of what Node has for streams', async (args) => {
  const folder = await makeFolder({ 'tell.cjs': tell });
  const { stderr } = await execa(process.execPath, ['-r', './tell.cjs', program, ...args], { cwd: folder });
  const loaded = JSON.parse(stderr) as string[];
  expect(loaded).not.toContain('NativeModule net');
  expect(loaded).not.toContain('NativeModule stream');
  const files = loaded.filter((file) => file.includes('/dist/'));
  expect(files.length).toBeGreaterThan(1);
  expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(150_000);
});
