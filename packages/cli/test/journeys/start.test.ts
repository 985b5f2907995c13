/** What a start reads is what it takes: the words of the commands, and nothing of their work. */

import { statSync } from 'node:fs';
import Module from 'node:module';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { makeFolder } from '../program.ts';

const program = fileURLToPath(new URL('../../bin/cutover.cjs', import.meta.url));
const tell = "process.on('exit', () => require('fs').writeSync(2, JSON.stringify([...Object.keys(require.cache), ...process.moduleLoadList])));";

const config = 'modules:\n  billing: { legacy: [old] }\n';

test.each([
  [120, ['--version']],
  [120, ['--help']],
  [120, ['migrate', 'switch', '--help']],
  [120, ['complete', '--', 'mig']],
  [120, ['completion', 'bash']],
  // These read a configuration: yaml takes 160 of it, and zod with all models of a migration 80.
  [400, ['migrate', 'history']],
  [480, ['migrate', 'backups']],
])('less than %i KB of the program, and nothing that Node has for streams of a network, is read for %j', async (limit, args) => {
  const folder = await makeFolder({ 'tell.cjs': tell, 'cutover.config.yaml': config });
  const { stderr } = await execa(process.execPath, ['-r', './tell.cjs', program, ...args], { cwd: folder });
  const loaded = JSON.parse(stderr) as string[];
  expect(loaded).not.toContain('NativeModule net');
  const files = loaded.filter((file) => file.includes('/dist/'));
  expect(files.length).toBeGreaterThan(1);
  expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(limit * 1000);
});

const compiled = fileURLToPath(new URL('../../bin/compiled.cjs', import.meta.url));

test.skipIf('enableCompileCache' in Module).each([
  ['migrate history'],
  ['migrate plan'],
  ['migrate parity'],
  ['test script none'],
])('V8 takes what the build kept of it for every chunk that "%s" loads', async (words) => {
  const told = `process.on('exit', () => require('fs').writeSync(2, JSON.stringify([...require(${JSON.stringify(compiled)}).scripts.values()].map((script) => script.cachedDataRejected))));`;
  const folder = await makeFolder({ 'tell.cjs': told, 'cutover.config.yaml': config });
  const { stderr } = await execa(process.execPath, ['-r', './tell.cjs', program, '--quiet', ...words.split(' ')], { cwd: folder, reject: false });
  const refused = JSON.parse(stderr.slice(stderr.lastIndexOf('['))) as unknown[];
  expect(refused.length).toBeGreaterThan(10);
  expect(new Set(refused)).toEqual(new Set([false]));
});
