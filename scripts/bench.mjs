// `npm run bench -- NAME [OPTIONS]` runs scripts/bench/NAME.mjs after a build; without a name it lists them.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./bench/', import.meta.url);
const known = readdirSync(folder).filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -4));
const [name, ...rest] = process.argv.slice(2);
if (known.includes(name)) {
  process.exitCode = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, folder)), ...rest], { stdio: 'inherit' }).status ?? 1;
} else {
  process.stderr.write(`which one? npm run bench -- ${known.join(' | ')}\n`);
  process.exitCode = 2;
}
