// Bundles the program into dist/bin.cjs and one chunk per lazily loaded command: a bundle starts three times faster
// than the same code read module by module. Libraries that are big or native stay outside and load when first used.
import { cp, rm } from 'node:fs/promises';
import { rolldown } from 'rolldown';

await rm('dist/chunks', { recursive: true, force: true });
const bundle = await rolldown({
  input: { bin: 'src/bin.ts', 'chunks/javascript-reader': '../migrate/dist/edges/javascript-reader.js' },
  platform: 'node',
  external: ['jiti', 'oxc-parser', '@duckdb/node-api'],
  treeshake: true,
});
await bundle.write({
  dir: 'dist',
  format: 'cjs',
  entryFileNames: '[name].cjs',
  // As deep as dist/edges of the packages, so that "../hosts" means the same from a chunk.
  chunkFileNames: 'chunks/[name]-[hash].cjs',
});
for (const owner of ['runtime-testing', 'migrate']) await cp(`../${owner}/src/hosts`, 'dist/hosts', { recursive: true });
