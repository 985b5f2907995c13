/** The examples' pages, run as those of docs/ are; in a file of their own, so that both go at once. */

import { test } from 'vitest';
import { pagesIn, testPage } from './run-page.ts';

test.each(pagesIn('examples'))('%s prints what it shows', { timeout: 300_000 }, testPage);
