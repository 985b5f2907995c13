/** `cutover init`: proposes a configuration from the code that is to be replaced. */

import type { Config } from './domain/config.ts';
import { configSchema } from './domain/config.ts';
import { migrateError } from './domain/errors.ts';
import { joinPath } from './domain/plan/path.ts';
import { mergeCircles, renderConfig, type ProposedModule } from './domain/plan/proposal.ts';
import { listProjectFiles } from './edges/project-files.ts';
import { plan, type PlanRequest } from './plan.ts';

export interface ProposeRequest extends Omit<PlanRequest, 'config' | 'since'> {
  name: string;
  /** The paths of the legacy, relative to the root; none for a form to be filled in. */
  from: readonly string[];
}

export interface Proposal {
  text: string;
  modules: ProposedModule[];
}

/** The text of a configuration whose modules, order and switch come from the plan. Throws LEGACY_MISSING and PATH_OUTSIDE. */
export async function propose({ name, from, ...reading }: ProposeRequest): Promise<Proposal> {
  if (from.length === 0) return { text: renderConfig(name, [], undefined), modules: [] };
  const files = await listProjectFiles(reading.root);
  const first = from.flatMap((path) => modulesAt(path, files));
  const modules = uniqueNames(first);
  const merged = mergeCircles(modules, await plan({ ...reading, config: configOf(modules) }));
  return { text: renderConfig(name, merged, await plan({ ...reading, config: configOf(merged) })), modules: merged };
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
