// Bundles the program into dist/bin.cjs and one chunk per lazily loaded command: a bundle starts three times faster
// than the same code read module by module. Libraries that are big or native stay outside and load when first used.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { writeTypes } from './build-types.mjs';

/** Commander loads node:child_process, a tenth of a start, for a kind of command that this program does not have. */
const lazyChildProcess = {
  name: 'lazy-child-process',
  transform(code, id) {
    if (!id.endsWith('/commander/lib/command.js')) return undefined;
    const eager = "const childProcess = require('node:child_process');";
    if (!code.includes(eager)) throw new Error('commander no longer loads node:child_process this way: adapt build.mjs');
    return code.replace(eager, "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };");
  },
};

/** The programs of threads, which lie beside what starts them. */
const threads = ['javascript-reader', 'spread-thread'];

/** One bundle: what is asked for at dist, what is loaded when it is used in `folder` below it. */
async function bundle(entry, folder) {
  const made = await rolldown({
    plugins: [lazyChildProcess],
    // The version is an entry because it finds package.json from dist as it does from src.
    input: { ...entry, version: 'src/version.ts', ...Object.fromEntries(threads.map((name) => [`${folder}/${name}`, `../migrate/dist/edges/${name}.js`])) },
    platform: 'node',
    external: ['jiti', 'oxc-parser', '@duckdb/node-api'],
    treeshake: true,
  });
  await made.write({
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    // As deep as dist/edges of the packages, so that "../hosts" means the same from a chunk.
    chunkFileNames: `${folder}/[name]-[hash].cjs`,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
}

// The library is a bundle of its own: what both shared would be loaded by the program at every start.
for (const folder of ['chunks', 'library', 'compiled']) await rm(`dist/${folder}`, { recursive: true, force: true });
await bundle({ bin: 'src/bin.ts' }, 'chunks');
await bundle({ index: 'src/index.ts' }, 'library');
for (const owner of ['runtime-testing', 'migrate']) await cp(`../${owner}/src/hosts`, 'dist/hosts', { recursive: true });

// The schemas that editors complete configurations by.
const { jsonSchema, schemas } = await import('./dist/schemas.js');
await mkdir('dist/schemas', { recursive: true });
for (const [name, each] of Object.entries(schemas)) await writeFile(`dist/schemas/${name}.json`, `${JSON.stringify(jsonSchema(each))}\n`);

// By names that Node finds without running it.
await writeFile('dist/index.js', "import program from './index.cjs';\n\nexport const { buildMigration, CutoverError, cutover, defineMigration } = program;\n");
await writeTypes(jsonSchema(schemas.config));

/** The starts that are worth keeping: each command as it is used, in a project of next to no content. */
const starts = [
  'init --print --legacy a',
  'schema config',
  'legacy map',
  'completion bash',
  'complete -- migrate ""',
  'test script none',
  'test spec none',
  'test compat one two',
  'test pipeline none',
  'migrate backup',
  'migrate backups',
  'migrate backups show latest',
  'migrate backups prune --keep 1',
  'migrate clean --dry-run',
  'migrate history',
  // With a configuration it would set flags of V8, and V8 does not take what was made with others.
  'migrate parity --config none.yaml',
  'migrate parity compare one.xml two.xml',
  'migrate parity judge latest',
  'migrate parity show latest',
  'migrate plan',
  'migrate recover',
  'migrate rollback --dry-run',
  'migrate status',
  'migrate switch --dry-run',
  '--help',
];

/** For Node 20, which does not do so by itself: what it made of the code that these commands run. */
async function keepCompiled() {
  const project = await mkdtemp(join(tmpdir(), 'cutover-build-'));
  await writeFile(join(project, 'cutover.config.yaml'), 'modules:\n  one: { legacy: [cutover.config.yaml] }\n');
  const program = ['-r', fileURLToPath(new URL('keep-compiled.cjs', import.meta.url)), fileURLToPath(new URL('bin/cutover.cjs', import.meta.url))];
  for (const command of starts) spawnSync(process.execPath, [...program, ...command.split(' ')], { cwd: project, stdio: 'ignore' });
  await rm(project, { recursive: true });
}

if (!Module.enableCompileCache) await keepCompiled();
