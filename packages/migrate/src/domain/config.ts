/** The migration's configuration, `cutover.config.*`: its zod model, from which type, checks and JSON schema come. */

import * as z from 'zod';

const argumentList = z.array(z.string()).min(1, 'needs at least the program');
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const reason = z.string().trim().min(1, 'needs a reason: why may this be left out of the comparison?');
const pointer = z.string().regex(/^(\/.*)?$/, 'is a JSON Pointer and begins with "/"');

/** A duration: seconds as a number, or text with a unit (`500ms`, `30s`, `2m`, `1h`). The result is in ms. */
export const duration = z
  .union([z.number().positive(), z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'is a duration such as 500ms, 30s or 2m')])
  .transform((value) => {
    if (typeof value === 'number') return value * 1000;
    const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[value.replace(/[\d.]+/, '') as 'ms' | 's' | 'm' | 'h'];
    return Number.parseFloat(value) * unit;
  });

const switchSchema = z
  .strictObject({
    flag: z.string().min(1).optional(),
    replace: z.strictObject({ from: z.string().min(1), to: z.string().min(1) }).optional(),
    run: argumentList.optional(),
    undo: argumentList.optional(),
  })
  .superRefine((value, context) => {
    const ways = [value.flag, value.replace, value.run].filter((way) => way !== undefined).length;
    if (ways !== 1) context.addIssue({ code: 'custom', message: 'needs exactly one of flag, replace, run' });
    if ((value.run === undefined) !== (value.undo === undefined)) {
      context.addIssue({ code: 'custom', message: 'run and undo go together: without undo there is no way back' });
    }
  });

const moduleSchema = z.strictObject({
  legacy: z.array(z.string().min(1)).min(1, 'names no path'),
  after: z.array(z.string()).default([]),
  switch: switchSchema.optional(),
});

const runnerSchema = z
  .strictObject({
    command: z.union([argumentList, z.string().min(1)]).optional(),
    module: z.string().optional(),
    python: z.string().optional(),
    baseline: z.string().optional(),
    shell: z.boolean().default(false),
    ref: z.string().min(1).optional(),
    env: z.record(z.string(), z.string()).default({}),
    timeout: duration.optional(),
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
  });

const caseSchema = z.union([
  z.strictObject({ from: z.string().min(1) }),
  z.strictObject({ matrix: z.record(z.string(), z.array(scalar).min(1)) }),
  z
    .object({ id: z.coerce.string().min(1).optional(), files: z.array(z.string()).optional(), fixture: z.string().optional() })
    .catchall(scalar),
]);

const scope = { reason, aspect: z.string().optional(), case: z.string().optional() };

const compareSchema = z.strictObject({
  ignore: z.array(z.strictObject({ path: pointer, ...scope })).default([]),
  tolerance: z
    .array(
      z.strictObject({
        path: pointer,
        relative: z.number().nonnegative().optional(),
        absolute: z.number().nonnegative().optional(),
        ...scope,
      }),
    )
    .default([]),
  unordered: z.array(z.strictObject({ path: pointer, ...scope })).default([]),
  scrub: z.array(z.strictObject({ pattern: z.string().min(1), with: z.string(), ...scope })).default([]),
  map: z
    .strictObject({
      legacy: z.record(pointer, z.record(z.string(), scalar)).optional(),
      candidate: z.record(pointer, z.record(z.string(), scalar)).optional(),
    })
    .default({}),
  tables: z.record(z.string(), z.strictObject({ key: z.array(z.string()).optional() })).default({}),
  expected: z
    .array(z.strictObject({ case: z.string(), path: pointer.default(''), aspect: z.string().optional(), reason }))
    .default([]),
});

const captureSchema = z.strictObject({
  exit_code: z.boolean().default(true),
  stdout: z.union([z.literal('text'), z.literal('json'), z.literal(false)]).default('text'),
  stderr: z.union([z.literal('text'), z.literal('json'), z.literal(false)]).default('text'),
  files: z.array(z.string()).default(['**']),
});

const share = z.number().min(0).max(1);

const gatesSchema = z.strictObject({
  parity: share.default(1),
  failed_tests: share.optional(),
  slowdown: z.number().nonnegative().optional(),
  memory: z.number().nonnegative().optional(),
  same_errors: share.optional(),
  api_changes: z.number().int().nonnegative().optional(),
});

export const configSchema = z
  .strictObject({
    name: z.string().min(1).default('migration'),
    modules: z.record(z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'is a name of letters, digits, ".", "_" and "-"'), moduleSchema).default({}),
    runners: z.strictObject({ legacy: runnerSchema.optional(), candidate: runnerSchema.optional() }).default({}),
    cases: z.array(caseSchema).default([]),
    capture: captureSchema.prefault({}),
    compare: compareSchema.prefault({}),
    scripts: z.array(z.string()).default([]),
    python: z.string().optional(),
    gates: gatesSchema.prefault({}),
    api: z.strictObject({ legacy: z.string(), candidate: z.string() }).optional(),
    verify: z.array(argumentList).default([]),
    flags: z.strictObject({ file: z.string(), path: z.string().default('') }).optional(),
  })
  .superRefine((config, context) => {
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
  });

/** A configuration as it is written: defaults may be left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** A configuration as it is used: validated, defaults filled in, durations in ms. */
export type Config = z.output<typeof configSchema>;
export type ModuleConfig = Config['modules'][string];
export type RunnerConfig = NonNullable<Config['runners']['legacy']>;
export type CompareRules = Config['compare'];
export type CaptureRules = Config['capture'];

/** Types a configuration written in TypeScript or JavaScript; gives it back as it is. */
export function defineMigration(config: ConfigInput): ConfigInput {
  return config;
}
