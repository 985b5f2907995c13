import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { writeSpecification } from '../src/index.ts';
import { temporaryFolder, testOptions } from './workspace.ts';

describe('writeSpecification', () => {
  test('names what a Python source reads, without running it', async () => {
    const options = await testOptions('reads');
    const written = await writeSpecification('many_names.py', { ...options, env: { ...process.env, LEVEL: 'a secret' } });
    expect(written).toEqual({
      script_name: 'many_names',
      script_path: expect.stringMatching(/reads\/many_names\.py$/),
      path: join(options.workspace, 'many_names.spec.yaml'),
      created: true,
      input_paths: { folder: 'input/many_names/folder', orders: 'input/many_names/orders', prices: 'input/many_names/prices' },
      output_paths: { parts: 'output/many_names/parts', report: 'output/many_names/report' },
      environ_vars: { LEVEL: '', MODE: '' },
      job_args: { job_type: null, limit: 3 },
    });
    const text = await readFile(written.path, 'utf8');
    const { script_name: _, script_path: __, path: ___, created: ____, ...places } = written;
    expect(parse(text)).toEqual(places);
    expect(text).toMatch(/^# How "cutover test script many_names" runs many_names\./);
    expect(text).not.toContain('secret');
    // What the comments offer is valid once the "#" is taken away.
    const offered = text.slice(text.indexOf('# timeout')).replaceAll(/^# ?/gm, '').replaceAll(/^(?:[A-Z].*|input is missing:)$/gm, '');
    expect(Object.keys(parse(offered) as object)).toEqual(['timeout', 'memory_mb', 'aliases', 'schemas']);
  });

  test('names what a TypeScript source reads', async () => {
    const written = await writeSpecification('many_names.ts', await testOptions('reads'));
    expect(written).toMatchObject({
      input_paths: { folder: 'input/many_names/folder', orders: 'input/many_names/orders' },
      output_paths: { report: 'output/many_names/report' },
      environ_vars: { LEVEL: '' },
      job_args: { limit: null },
    });
  });

  test.each([
    ['own_values', { environ_vars: { REGION: 'eu', TABLE: '' }, job_args: { limit: 30, dry_run: null } }],
    ['own_values_py', { environ_vars: { WINDOW: '30', TABLE: '' }, job_args: { limit: 3, dry_run: null } }],
  ])('%s: a value that the source has of its own is offered where it stands there, else left to the source', async (name, offered) => {
    const options = await testOptions('reads');
    const written = await writeSpecification(name, options);
    expect(written).toMatchObject(offered);
    const text = await readFile(written.path, 'utf8');
    expect(text).toContain('# The source works out what is not named here: DAY.\nenviron_vars:');
  });

  test('never overwrites', async () => {
    const options = await testOptions('reads');
    const { path } = await writeSpecification('many_names.py', options);
    await writeFile(path, 'timeout: 3\n');
    await expect(writeSpecification('many_names.py', options)).rejects.toMatchObject({ code: 'SPEC_EXISTS', exit: 3, message: expect.stringContaining(path) });
    expect(await readFile(path, 'utf8')).toBe('timeout: 3\n');
  });

  test('a source that is no Python is told with its line', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'broken.py'), 'x = 1\ndef main(:\n');
    const options = { ...(await testOptions('reads')), scriptDirs: [folder] };
    await expect(writeSpecification('broken', options)).rejects.toMatchObject({ code: 'SOURCE_INVALID', where: `${join(folder, 'broken.py')}:2` });
  });
});
