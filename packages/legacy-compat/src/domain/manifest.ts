/** The old manifest of local data, `local_data/data_manifest.yaml`: its model, and what of it is data. */

import * as z from 'zod/mini';

const entrySchema = z.looseObject({
  /** Relative to the folder of the manifest. */
  path: z.string().check(z.minLength(1)),
  format: z._default(z.string(), 'unknown'),
  description: z._default(z.string(), ''),
});

const entriesSchema = z.nullish(z.record(z.string(), z.union([entrySchema, z.null()])));

export const manifestSchema = z.looseObject({
  version: z._default(z.coerce.string(), '1.0'),
  description: z._default(z.string(), 'Local data manifest for pipeline testing'),
  scripts: z.nullish(z.record(z.string(), entriesSchema)),
  /** By `developer:script`. */
  workspace_scripts: z.nullish(z.record(z.string(), entriesSchema)),
});

export type Manifest = z.output<typeof manifestSchema>;
export type DataEntry = z.output<typeof entrySchema>;

/** What there is where no manifest is. */
export const emptyManifest: Manifest = { version: '1.0', description: '', scripts: {} };

/** The example that the old tester put into every manifest. */
const phantom = { script: 'example_script', key: 'input_data', path: 'example_script/input.csv' };

/** The scripts that have local data; `dev:name` for a developer's own. */
export function scriptsWithData(manifest: Manifest): string[] {
  const all = [...Object.keys(manifest.scripts ?? {}), ...Object.keys(manifest.workspace_scripts ?? {})];
  return all.filter((script) => Object.keys(dataOf(manifest, script)).length > 0);
}

/** A script's data by key; none if it is not in the manifest. */
export function dataOf(manifest: Manifest, script: string): Record<string, DataEntry> {
  const section = own(manifest.scripts, script) ?? own(manifest.workspace_scripts, script) ?? {};
  const entries = Object.entries(section).filter((entry): entry is [string, DataEntry] => entry[1] !== null);
  return Object.fromEntries(entries.filter(([key, { path }]) => !(script === phantom.script && key === phantom.key && path === phantom.path)));
}

function own<T>(section: Record<string, T> | null | undefined, name: string): T | undefined {
  return section && Object.hasOwn(section, name) ? section[name] : undefined;
}
