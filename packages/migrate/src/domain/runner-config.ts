/** The configuration of one side: how its implementation is run. */

import * as z from 'zod/mini';
import { duration } from './duration.ts';
import { argumentList, filledText } from './text.ts';

export const runnerSchema = z
  .strictObject({
    command: z.optional(z.union([argumentList, filledText])),
    module: z.optional(z.string().check(z.regex(/^.+#.+$/, 'is a file and the name of an exported function, such as ./old.js#run'))),
    python: z.optional(z.string().check(z.regex(/^[\w.]+:[\w.]+$/, 'is a module and a callable, such as package.module:function'))),
    baseline: z.optional(filledText),
    shell: z._default(z.boolean(), false),
    /** A git revision in whose clean checkout the side runs; `{{root}}` is then a folder in that checkout. */
    ref: z.optional(filledText),
    /** A command that makes a fresh checkout usable, run once for each commit. */
    setup: z.optional(argumentList),
    env: z._default(z.record(z.string(), z.string()), {}),
    /** A file that is read on stdin; takes `{{field}}` and `{{root}}`. */
    stdin: z.optional(filledText),
    timeout: z._default(duration, 60_000),
  })
  .check(z.superRefine((value, context) => {
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
  }));

export type RunnerConfig = z.output<typeof runnerSchema>;
