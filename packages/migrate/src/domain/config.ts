/** The migration's configuration, `cutover.config.*`: its zod model, from which type, checks and JSON schema come. */

import * as z from 'zod/mini';
import { casesSchema } from './case-config.ts';
import { captureSchema, compareSchema } from './compare-config.ts';
import { gatesSchema } from './gate-config.ts';
import { claimsSchema } from './plan/claims.ts';
import { circles, wayRound } from './plan/cycles.ts';
import { runnerSchema } from './runner-config.ts';
import { argumentList, filledText } from './text.ts';

const switchSchema = z
  .strictObject({
    flag: z.optional(filledText),
    replace: z.optional(z.strictObject({ from: filledText, to: filledText })),
    run: z.optional(argumentList),
    undo: z.optional(argumentList),
  })
  .check(z.superRefine((value, context) => {
    const ways = [value.flag, value.replace, value.run].filter((way) => way !== undefined).length;
    if (ways !== 1) context.addIssue({ code: 'custom', message: 'needs exactly one of flag, replace, run' });
    if ((value.run === undefined) !== (value.undo === undefined)) {
      context.addIssue({ code: 'custom', message: 'run and undo go together: without undo there is no way back' });
    }
  }));

const moduleSchema = z.strictObject({
  legacy: z.array(filledText).check(z.minLength(1, 'names no path')),
  /** The files that are to serve instead, where `switch.replace` does not name them: a proof holds for exactly these, too. */
  candidate: z._default(z.array(filledText), []),
  after: z._default(z.array(z.string()), []),
  switch: z.optional(switchSchema),
});

const apiSchema = z.strictObject({
  legacy: filledText,
  candidate: filledText,
  /** Changes that are meant: globs of names, such as `runner:Runner.*`. */
  allow: z._default(z.array(z.strictObject({ name: filledText, reason: z.string().check(z.trim(), z.minLength(1, 'needs a reason')) })), []),
});

/** In the project, since a change of it goes through the same journal as the files; written without steps that lead nowhere. */
const flagsFile = z.string().check(
  z.overwrite((file) => (file.startsWith('/') ? file : file.split('/').filter((step) => step !== '' && step !== '.').join('/'))),
  z.minLength(1, 'names no file'),
  z.refine((file) => !/^(?:\/|[A-Za-z]:[\\/])/.test(file) && !file.split('/').includes('..'), 'leads out of the folder of the configuration file'),
);

export const configSchema = z
  .strictObject({
    name: z._default(filledText, 'migration'),
    modules: z._default(z.record(z.string().check(z.regex(/^[A-Za-z0-9][\w.-]*$/, 'is a name of letters, digits, ".", "_" and "-"')), moduleSchema), {}),
    runners: z._default(z.strictObject({ legacy: z.optional(runnerSchema), candidate: z.optional(runnerSchema) }), {}),
    cases: z._default(casesSchema, []),
    capture: z.prefault(captureSchema, {}),
    compare: z.prefault(compareSchema, {}),
    scripts: z._default(z.array(z.string()), []),
    python: z.optional(z.string()),
    gates: z.prefault(gatesSchema, {}),
    api: z.optional(apiSchema),
    verify: z._default(z.array(argumentList), []),
    claims: z._default(claimsSchema, {}),
    flags: z.optional(z.strictObject({ file: flagsFile, path: z._default(z.string(), '') })),
    /** Names the schema to editors of JSON; means nothing here. */
    $schema: z.optional(z.string()),
  })
  .check(z.superRefine((config, context) => {
    for (const name of Object.keys(config.claims)) {
      if (!config.modules[name]) context.addIssue({ code: 'custom', path: ['claims', name], message: `there is no module "${name}"` });
    }
    const names = Object.keys(config.modules);
    const waitsFor = (name: string): string[] => config.modules[name]?.after ?? [];
    for (const circle of [...circles(names, waitsFor), ...names.filter((name) => waitsFor(name).includes(name)).map((name) => [name])]) {
      const way = wayRound(circle, waitsFor);
      context.addIssue({ code: 'custom', path: ['modules', way[0]!, 'after'], message: `modules wait for each other: ${[...way, way[0]!].join(' after ')}` });
    }
    for (const [name, module] of Object.entries(config.modules)) {
      module.after.forEach((other, i) => {
        if (config.modules[other]) return;
        context.addIssue({ code: 'custom', path: ['modules', name, 'after', i], message: `there is no module "${other}"` });
      });
      if (module.switch?.flag !== undefined && !config.flags) {
        context.addIssue({
          code: 'custom',
          path: ['modules', name, 'switch', 'flag'],
          message: 'needs the flags file: add flags: { file: …, path: … }',
        });
      }
    }
  }));

/** A configuration as it is written: defaults may be left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** A configuration as it is used: validated, defaults filled in, durations in ms. */
export type Config = z.output<typeof configSchema>;
export type ModuleConfig = Config['modules'][string];

/** Types a configuration written in TypeScript or JavaScript; gives it back as it is. */
export function defineMigration(config: ConfigInput): ConfigInput {
  return config;
}
