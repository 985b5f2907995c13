/** `cutover init`: proposes a configuration from the code that is to be replaced. */

import type { Config } from './domain/config.ts';
import { configSchema } from './domain/config.ts';
import { migrateError } from './domain/errors.ts';
import { renderConfig, type ConfigDraft } from './domain/init/config-text.ts';
import { joinPath } from './domain/plan/path.ts';
import { mergeCircles, type ProposedModule } from './domain/plan/proposal.ts';
import { listProjectFiles } from './edges/project-files.ts';
import { plan, type PlanRequest } from './plan.ts';

export interface ProposeRequest extends Omit<PlanRequest, 'config' | 'since'>, Omit<ConfigDraft, 'modules'> {
  /** The paths of the legacy, relative to the root; none for modules to be filled in. */
  from: readonly string[];
  /** The file or folder that is to replace them, where it is known. */
  replacement: string | undefined;
}

export interface Proposal {
  text: string;
  modules: ProposedModule[];
}

/** The text of a configuration whose modules, order and switch come from the plan. Throws LEGACY_MISSING and PATH_OUTSIDE. */
export async function propose({ from, replacement, root, env, signal, ...draft }: ProposeRequest): Promise<Proposal> {
  if (from.length === 0) return { text: renderConfig({ ...draft, modules: [] }, undefined), modules: [] };
  const files = await listProjectFiles(root);
  const reading = { root, env, signal };
  const first = uniqueNames(from.flatMap((path) => modulesAt(path, files)));
  const merged = mergeCircles(first, await plan({ ...reading, config: configOf(first) }));
  const modules = merged.map((module) => ({ ...module, ...placeOfNew(module, from, replacement, files) }));
  return { text: renderConfig({ ...draft, modules }, await plan({ ...reading, config: configOf(modules) })), modules };
}

/** The place in the replacement that answers to a module's: what is to be put there, if both are files of one ending or both folders. */
function placeOfNew({ paths: [path = '', ...others] }: ProposedModule, from: readonly string[], replacement: string | undefined, files: readonly string[]): Pick<ProposedModule, 'replacement' | 'candidate'> {
  const base = from.map((each) => joinPath('', each) ?? '').find((each) => path === each || path.startsWith(`${each}/`));
  if (replacement === undefined || base === undefined || from.length > 1 || others.length > 0) return {};
  const place = `${replacement}${path.slice(base.length)}`;
  const kind = (each: string): string | undefined => (files.includes(each) ? `file ${/\.[^./]*$/.exec(each)?.[0] ?? ''}` : files.some((file) => file.startsWith(`${each}/`)) ? 'folder' : undefined);
  if (kind(place) === undefined) return {};
  return kind(place) === kind(path) ? { replacement: place } : { candidate: place };
}

/** A folder with several folders of sources is one module for each of them, and one for the files beside them. */
function modulesAt(given: string, files: readonly string[]): ProposedModule[] {
  const path = joinPath('', given);
  if (path === undefined || path === '' || given.startsWith('/')) {
    throw migrateError('PATH_OUTSIDE', { message: `"${given}" is no path within the project`, hint: '--from takes files and folders below the folder of the configuration' });
  }
  const inside = files.filter((file) => file === path || file.startsWith(`${path}/`));
  if (inside.length === 0) throw migrateError('LEGACY_MISSING', { message: `there is nothing at "${given}"`, where: given, hint: '--from names the files and folders that are to be replaced' });
  const below = (file: string): string[] => file.slice(path.length + 1).split('/');
  const folders = [...new Set(inside.filter((file) => below(file).length > 1 && /\.(?:py|[cm]?[jt]sx?)$/.test(file)).map((file) => below(file)[0]!))];
  const own = nameOf(path);
  if (folders.length < 2) return [{ name: own, paths: [path] }];
  const loose = inside.filter((file) => !folders.includes(below(file)[0]!));
  return [...(loose.length === 0 ? [] : [{ name: own, paths: loose }]), ...folders.map((folder) => ({ name: nameOf(folder), paths: [`${path}/${folder}`] }))];
}

function nameOf(path: string): string {
  const name = path.split('/').at(-1)!.replace(/\.[^.]+$/, '').replaceAll(/[^\w.-]/g, '-');
  return /^[A-Za-z0-9]/.test(name) ? name : `module${name}`;
}

function uniqueNames(modules: readonly ProposedModule[]): ProposedModule[] {
  const taken = new Set<string>();
  return modules.map(({ name, paths }) => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
    taken.add(free);
    return { name: free, paths };
  });
}

function configOf(modules: readonly ProposedModule[]): Config {
  return configSchema.parse({ modules: Object.fromEntries(modules.map(({ name, paths }) => [name, { legacy: paths }])) });
}
