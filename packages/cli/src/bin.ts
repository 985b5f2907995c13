/** The program `cutover`: parse, run, print, exit code. */

import { main } from './main.ts';

void main();
