<<<<<<< HEAD
/** The examples' pages, run as those of docs/ are; in a file of their own, so that both go at once. */

import { test } from 'vitest';
import { pagesIn, testPage } from './run-page.ts';

test.each(pagesIn('examples'))('%s prints what it shows', { timeout: 300_000 }, testPage);
=======
/** The stories of the reference migrations: every command is carried out in a copy, and must print what the page shows. Update: vitest -u. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { updated } from './run-page.ts';

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url));

test.each(['orchestrator', 'runtime-split', 'simulation-engine'])('examples/%s prints what its page shows', { timeout: 300_000 }, async (name) => {
  const path = join(examples, name, 'README.md');
  await expect(await updated(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
});
>>>>>>> c079efc (Run the stories of the examples beside the other pages; link them)
