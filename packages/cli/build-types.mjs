// Writes the declarations of what the package exports, with no import from anywhere else: the model of the configuration as
// plain types from its JSON schema, so that nobody has to install the libraries that the program is bundled from.

import { mkdir, readFile, writeFile } from 'node:fs/promises';

/** The TypeScript type of what a JSON schema allows. */
export function typeOf(schema, indent = '') {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  if (union) return [...new Set(union.map((each) => typeOf(each, indent)))].join(' | ');
  if (schema.type === 'array') return arrayOf(typeOf(schema.items ?? {}, indent));
  if (schema.type === 'integer') return 'number';
  if (schema.type !== 'object') return schema.type ?? 'unknown';
  const open = schema.additionalProperties === undefined || schema.additionalProperties === false ? [] : [`[key: string]: ${typeOf(schema.additionalProperties, `${indent}  `)};`];
  const own = Object.entries(schema.properties ?? {}).map(([name, each]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(each, `${indent}  `)}${schema.required?.includes(name) ? '' : ' | undefined'};`);
  if (own.length === 0 && open.length === 0) return '{}';
  return `{\n${[...own, ...open].map((line) => `${indent}  ${line}`).join('\n')}\n${indent}}`;
}

function arrayOf(type) {
  return / \| /.test(type) && !type.startsWith('{') ? `(${type})[]` : `${type}[]`;
}

/** Writes dist/index.d.ts and what it refers to, in dist/types. */
export async function writeTypes(configSchema) {
  await mkdir('dist/types', { recursive: true });
  const copy = async (from, name) => writeFile(`dist/types/${name}.d.ts`, (await readFile(from, 'utf8')).replace(/^\/\/# sourceMappingURL.*$/m, '').replace(/'\.\/config\.ts'/, "'./config.js'"));
  await copy('../migrate/dist/domain/build-migration.d.ts', 'build-migration');
  await copy('../runtime-testing/dist/domain/error.d.ts', 'error');
  await copy('dist/from-code.d.ts', 'from-code');
  await writeFile('dist/types/config.d.ts', `/** The configuration of a migration; defaults may be left out. */\nexport interface ConfigInput ${typeOf(configSchema)}\n/** Types a configuration written in TypeScript or JavaScript; gives it back as it is. */\nexport declare function defineMigration(config: ConfigInput): ConfigInput;\n`);
  await writeFile(
    'dist/index.d.ts',
    `/** Cutover from code: configurations written in TypeScript, and the commands. */
export { buildMigration, type MigrationBuilder } from './types/build-migration.js';
export { defineMigration, type ConfigInput } from './types/config.js';
export { CutoverError } from './types/error.js';
export { cutover, type CallOptions, type CallResult } from './types/from-code.js';
`,
  );
}
