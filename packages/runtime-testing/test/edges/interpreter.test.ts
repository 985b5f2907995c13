/** Whose Python runs the scripts. */

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findInterpreter } from '../../src/edges/interpreter.ts';
import { temporaryFolder } from '../workspace.ts';

async function file(...parts: string[]): Promise<string> {
  const path = join(...parts);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, '');
  return path;
}

describe('findInterpreter', () => {
  test('an active virtual environment comes first', async () => {
    const folder = await temporaryFolder();
    const python = await file(folder, 'venv/bin/python');
    expect(findInterpreter({ VIRTUAL_ENV: join(folder, 'venv'), PATH: '/bin' }, folder, '/configured')).toBe(python);
  });

  test('then the configured one, then python3 from the PATH', async () => {
    const folder = await temporaryFolder();
    const python = await file(folder, 'bin/python3');
    const env = { PATH: `/nowhere:${join(folder, 'bin')}` };
    expect(findInterpreter(env, folder, '/configured')).toBe('/configured');
    expect(findInterpreter(env, folder, undefined)).toBe(python);
    expect(findInterpreter({}, folder, undefined)).toBe('python3');
  });

  test('a virtual environment that is gone is not used', async () => {
    const folder = await temporaryFolder();
    expect(findInterpreter({ VIRTUAL_ENV: join(folder, 'gone') }, folder, '/configured')).toBe('/configured');
  });

  test('looks through a pyenv shim: variable, nearest .python-version, global version', async () => {
    const root = await temporaryFolder();
    await file(root, 'shims/python3');
    for (const version of ['3.9.1', '3.10.2', '3.11.3']) await file(root, 'versions', version, 'bin/python3');
    await writeFile(join(root, 'version'), '3.9.1\n');
    const env = { PATH: join(root, 'shims') };
    const project = join(root, 'project', 'inner');
    await mkdir(project, { recursive: true });
    expect(findInterpreter(env, project, undefined)).toBe(join(root, 'versions/3.9.1/bin/python3'));
    await writeFile(join(root, 'project', '.python-version'), '3.10.2\n');
    expect(findInterpreter(env, project, undefined)).toBe(join(root, 'versions/3.10.2/bin/python3'));
    expect(findInterpreter({ ...env, PYENV_VERSION: '3.11.3' }, project, undefined)).toBe(join(root, 'versions/3.11.3/bin/python3'));
    expect(findInterpreter({ ...env, PYENV_VERSION: 'unknown' }, project, undefined)).toBe(join(root, 'shims/python3'));
  });

  test('a link to an interpreter is kept, so that its environment is found', async () => {
    const folder = await temporaryFolder();
    await file(folder, 'real/python3');
    await mkdir(join(folder, 'bin'));
    await symlink(join(folder, 'real/python3'), join(folder, 'bin/python3'));
    expect(findInterpreter({ PATH: join(folder, 'bin') }, folder, undefined)).toBe(join(folder, 'bin/python3'));
  });
});
