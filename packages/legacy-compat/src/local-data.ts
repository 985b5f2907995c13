/** The old class that kept local data files for scripts, on the old manifest. */

import { randomUUID } from 'node:crypto';
import { copyFile, lstat, mkdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, parse as parsePath, relative, resolve, sep } from 'node:path';
import { CutoverError, readDocument, reasonOf } from '@cutover/runtime-testing';
import { legacyError } from './domain/errors.ts';
import { dataOf, emptyManifest, manifestSchema, scriptsWithData, type DataEntry, type Manifest } from './domain/manifest.ts';
import { withData, withoutData } from './domain/manifest-text.ts';
import { oneAtATime } from './edges/one-at-a-time.ts';
import { replaceFile } from './edges/replace-file.ts';

export interface ListedData extends DataEntry {
  /** Absolute. */
  file: string;
  exists: boolean;
}

/** Local data of a workspace: files below `local_data/`, listed in `local_data/data_manifest.yaml`. Nothing is created by looking. */
export class LocalDataManager {
  readonly folder: string;
  readonly manifestFile: string;

  constructor(workspaceDir = './development/projects/project_alpha') {
    this.folder = resolve(workspaceDir, 'local_data');
    this.manifestFile = join(this.folder, 'data_manifest.yaml');
  }

  /** The existing files of a script by key, absolute; undefined when there is none. Throws MANIFEST_INVALID. */
  async getDataForScript(script: string): Promise<Record<string, string> | undefined> {
    const existing = Object.entries(await this.listDataForScript(script)).filter(([, data]) => data.exists);
    return existing.length > 0 ? Object.fromEntries(existing.map(([key, data]) => [key, data.file])) : undefined;
  }

  /** Copies a script's existing files into `targetDir`. Gives their new paths by key. */
  async prepareDataForExecution(script: string, targetDir: string): Promise<Record<string, string>> {
    await mkdir(targetDir, { recursive: true });
    const copies: Record<string, string> = {};
    for (const [key, file] of Object.entries((await this.getDataForScript(script)) ?? {})) {
      const taken = Object.values(copies).includes(join(targetDir, basename(file)));
      copies[key] = join(targetDir, `${taken ? `${key}_` : ''}${basename(file)}`);
      await copyFile(file, copies[key]);
    }
    return copies;
  }

  /**
   * Copies a file below `local_data/` and lists it under `key`. A copy that another entry names, or that nobody listed, is never
   * overwritten: then the new one gets another name. Throws LEGACY_FAILED when the file can't be read.
   */
  async addDataForScript(script: string, key: string, file: string, description = ''): Promise<void> {
    this.#inside(`${script}/${basename(file)}`);
    // YAML can write it, but no program could read it back.
    if (script === '__proto__' || key === '__proto__') throw legacyError('LEGACY_FAILED', { message: 'nothing can be called __proto__' });
    const format = extname(file).toLowerCase().replace('.', '').replace(/^pkl$/, 'pickle');
    await oneAtATime(this.manifestFile, async () => {
      const path = await this.#placeFor(await this.#read(), script, key, file);
      if (this.#inside(path) !== resolve(file)) await this.#copy(file, this.#inside(path));
      const text = await readFile(this.manifestFile, 'utf8').catch(() => '');
      await replaceFile(this.manifestFile, withData(text, script, key, { path, format, description: description || `Local data file for ${script}` }));
    });
  }

  /** A script's data by key, missing files included. */
  async listDataForScript(script: string): Promise<Record<string, ListedData>> {
    const listed: Record<string, ListedData> = {};
    for (const [key, entry] of Object.entries(dataOf(await this.#read(), script))) {
      const file = this.#inside(entry.path);
      listed[key] = { ...entry, file, exists: (await stat(file).catch(() => undefined)) !== undefined };
    }
    return listed;
  }

  /** The scripts that have local data. */
  async listAllScripts(): Promise<string[]> {
    return scriptsWithData(await this.#read());
  }

  /** Removes one entry of a script, or all, with the copied files. False when there was nothing of that name. */
  async removeDataForScript(script: string, key?: string): Promise<boolean> {
    const wanted = async () => Object.entries(dataOf(await this.#read(), script)).filter(([name]) => key === undefined || name === key);
    if ((await wanted()).length === 0) return false;
    return oneAtATime(this.manifestFile, async () => {
      const entries = await wanted();
      if (entries.length === 0) return false;
      await replaceFile(this.manifestFile, withoutData(await readFile(this.manifestFile, 'utf8'), script, key));
      const stillUsed = pathsIn(await this.#read());
      for (const [, { path }] of entries) {
        if (!stillUsed.includes(path) && (await this.#isOurs(path))) await rm(this.#inside(path), { force: true });
      }
      return true;
    });
  }

  async #read(): Promise<Manifest> {
    if (!(await stat(this.manifestFile).catch(() => undefined))) return emptyManifest;
    return readDocument(this.manifestFile, this.manifestFile, manifestSchema, (details) => legacyError('MANIFEST_INVALID', details));
  }

  /** `script/name`, or `script/name_2` and so on where somebody else's file has that name. */
  async #placeFor(manifest: Manifest, script: string, key: string, file: string): Promise<string> {
    const others = pathsIn({ ...manifest, scripts: { ...manifest.scripts, [script]: { ...manifest.scripts?.[script], [key]: null } } });
    const own = dataOf(manifest, script)[key]?.path;
    const { name: stem, ext } = parsePath(file);
    for (let n = 1; ; n++) {
      const path = `${script}/${stem}${n === 1 ? '' : `_${n}`}${ext}`;
      if (others.includes(path)) continue;
      if (path === own || this.#inside(path) === resolve(file) || !(await lstat(this.#inside(path)).catch(() => undefined))) return path;
    }
  }

  /** The copy appears whole, or not at all. */
  async #copy(file: string, target: string): Promise<void> {
    const staged = `${target}.${randomUUID()}.tmp`;
    try {
      await mkdir(dirname(target), { recursive: true });
      if (!(await this.#isOurs(target))) throw legacyError('MANIFEST_INVALID', { message: `${dirname(target)} leads out of ${this.folder} by a link`, where: this.manifestFile });
      await copyFile(file, staged);
      await rename(staged, target);
    } catch (cause) {
      if (cause instanceof CutoverError) throw cause;
      throw legacyError('LEGACY_FAILED', { message: `can't copy ${file}: ${reasonOf(cause)}`, where: file, cause });
    } finally {
      await rm(staged, { force: true });
    }
  }

  /** Whether the folder of a path lies in `local_data/` really, not by a link. */
  async #isOurs(path: string): Promise<boolean> {
    const [home, place] = await Promise.all([this.folder, dirname(resolve(this.folder, path))].map(async (folder) => realpath(folder).catch(() => undefined)));
    return home !== undefined && place !== undefined && (place === home || place.startsWith(home + sep));
  }

  /** A path of the manifest, which must not lead out of `local_data/`. */
  #inside(path: string): string {
    const file = resolve(this.folder, path);
    const way = relative(this.folder, file);
    if (way === '' || way === '..' || way.startsWith(`..${sep}`)) {
      throw legacyError('MANIFEST_INVALID', { message: `${path} leads out of ${this.folder}`, where: this.manifestFile });
    }
    return file;
  }
}

/** The paths of all data. */
function pathsIn(manifest: Manifest): string[] {
  return scriptsWithData(manifest).flatMap((name) => Object.values(dataOf(manifest, name)).map((entry) => entry.path));
}
