/** The old class that kept local data files for scripts, on the old manifest. */

import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { readDocument, reasonOf } from '@cutover/runtime-testing';
import { stringify } from 'yaml';
import { legacyError } from './domain/errors.ts';
import { dataOf, emptyManifest, manifestSchema, scriptsWithData, withData, withoutData, type DataEntry, type Manifest } from './domain/manifest.ts';
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
      copies[key] = join(targetDir, basename(file));
      await copyFile(file, copies[key]);
    }
    return copies;
  }

  /** Copies a file below `local_data/` and lists it under `key`. Throws LEGACY_FAILED when the file can't be read. */
  async addDataForScript(script: string, key: string, file: string, description = ''): Promise<void> {
    const path = `${script}/${basename(file)}`;
    const target = this.#inside(path);
    const manifest = await this.#read();
    await mkdir(join(this.folder, script), { recursive: true });
    await copyFile(file, target).catch((cause: unknown) => {
      throw legacyError('LEGACY_FAILED', { message: `can't copy ${file}: ${reasonOf(cause)}`, where: file, cause });
    });
    const format = extname(file).toLowerCase().replace('.', '').replace(/^pkl$/, 'pickle');
    await this.#write(withData(manifest, script, key, { path, format, description: description || `Local data file for ${script}` }));
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
    const manifest = await this.#read();
    const entries = Object.entries(dataOf(manifest, script)).filter(([name]) => key === undefined || name === key);
    if (entries.length === 0) return false;
    const left = withoutData(manifest, script, key);
    await this.#write(left);
    const stillUsed = new Set(scriptsWithData(left).flatMap((name) => Object.values(dataOf(left, name)).map((entry) => entry.path)));
    for (const [, { path }] of entries) {
      if (!stillUsed.has(path)) await rm(this.#inside(path), { force: true });
    }
    return true;
  }

  async #read(): Promise<Manifest> {
    if (!(await stat(this.manifestFile).catch(() => undefined))) return emptyManifest;
    return readDocument(this.manifestFile, this.manifestFile, manifestSchema, (details) => legacyError('MANIFEST_INVALID', details));
  }

  /** Keys in order, as the old tester wrote them; comments of a hand-written manifest do not survive. */
  async #write(manifest: Manifest): Promise<void> {
    await replaceFile(this.manifestFile, stringify(manifest, { sortMapEntries: true, lineWidth: 0, singleQuote: true }));
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
