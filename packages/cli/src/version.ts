/** The version of the program, as in package.json. */

import { readFileSync } from 'node:fs';

// In the bundle this is dist/version.cjs, so that package.json is one folder up, as it is from src.
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

export const version = manifest.version;
