/** Finds the Python interpreter that the user would get. */

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The interpreter to run scripts with: that of the active virtual environment, else `configured` (a path or a name),
 * else `python3` from the PATH. A pyenv shim, which costs more than the interpreter itself, is looked through.
 */
export function findInterpreter(env: Env, cwd: string, configured: string | undefined): string {
  const active = env['VIRTUAL_ENV'];
  if (active !== undefined && active !== '') {
    const python = join(active, 'bin', 'python');
    if (existsSync(python)) return python;
  }
  const found = configured ?? onPath(env, 'python3') ?? 'python3';
  return found.includes('/shims/') ? (behindShim(found, env, cwd) ?? found) : found;
}

function onPath(env: Env, name: string): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** The version pyenv would choose: its variable, the nearest `.python-version`, its global setting. */
function behindShim(shim: string, env: Env, cwd: string): string | undefined {
  const root = dirname(dirname(shim));
  const chosen = env['PYENV_VERSION'] ?? nearestVersionFile(cwd) ?? firstLine(join(root, 'version'));
  if (chosen === undefined) return undefined;
  const python = join(root, 'versions', chosen, 'bin', 'python3');
  return existsSync(python) ? python : undefined;
}

function nearestVersionFile(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const version = firstLine(join(folder, '.python-version'));
    if (version !== undefined || dirname(folder) === folder) return version;
  }
}

function firstLine(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8').split('\n')[0]?.trim() || undefined;
}
