/** The configuration of one side: how its implementation is run. */

import * as z from 'zod';
import { duration } from './duration.ts';

const argumentList = z.array(z.string()).min(1, 'needs at least the program');

export const runnerSchema = z
  .strictObject({
    command: z.union([argumentList, z.string().min(1)]).optional(),
    module: z.string().regex(/^.+#.+$/, 'is a file and the name of an exported function, such as ./old.js#run').optional(),
    python: z.string().regex(/^[\w.]+:[\w.]+$/, 'is a module and a callable, such as package.module:function').optional(),
    baseline: z.string().min(1).optional(),
    shell: z.boolean().default(false),
    /** A git revision in whose clean checkout the side runs; `{{root}}` is then a folder in that checkout. */
    ref: z.string().min(1).optional(),
    /** A command that makes a fresh checkout usable, run once for each commit. */
    setup: argumentList.optional(),
    env: z.record(z.string(), z.string()).default({}),
    /** A file that is read on stdin; takes `{{field}}` and `{{root}}`. */
    stdin: z.string().min(1).optional(),
    timeout: duration.default(60_000),
  })
  .superRefine((value, context) => {
    const ways = [value.command, value.module, value.python, value.baseline].filter((way) => way !== undefined).length;
    if (ways !== 1) context.addIssue({ code: 'custom', message: 'needs exactly one of command, module, python, baseline' });
    if (typeof value.command === 'string' && !value.shell) {
      context.addIssue({
        code: 'custom',
        path: ['command'],
        message: 'is an argument list, such as [python3, old.py]; a shell line needs shell: true',
      });
    }
    if (Array.isArray(value.command) && value.shell) {
      context.addIssue({ code: 'custom', path: ['command'], message: 'is one line of text when shell: true is set' });
    }
    if (value.setup !== undefined && value.ref === undefined) {
      context.addIssue({ code: 'custom', path: ['setup'], message: 'prepares the checkout of a ref: there is no ref here' });
    }
  });

export type RunnerConfig = z.output<typeof runnerSchema>;
