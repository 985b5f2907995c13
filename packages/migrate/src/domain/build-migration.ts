/** Builds a configuration step by step, for a `cutover.config.ts` whose parts are computed. */

import type { ConfigInput } from './config.ts';

type Modules = NonNullable<ConfigInput['modules']>;
type Runners = NonNullable<ConfigInput['runners']>;
type Compare = NonNullable<ConfigInput['compare']>;
type Gates = NonNullable<ConfigInput['gates']>;

/** Each call gives a builder with one thing more; the one it was called on stays as it is. */
export interface MigrationBuilder {
  module: (name: string, module: Modules[string]) => MigrationBuilder;
  runner: (side: keyof Runners, runner: NonNullable<Runners[keyof Runners]>) => MigrationBuilder;
  cases: (...cases: NonNullable<ConfigInput['cases']>) => MigrationBuilder;
  /** Adds rules of one kind: `rule('ignore', { path: '/at', reason: 'wall-clock time' })`. */
  rule: <Kind extends RuleKind>(kind: Kind, ...rules: NonNullable<Compare[Kind]>) => MigrationBuilder;
  gate: <Name extends keyof Gates>(name: Name, limit: NonNullable<Gates[Name]>) => MigrationBuilder;
  /** Anything else of a configuration. */
  set: (part: Omit<ConfigInput, 'name' | 'modules' | 'runners' | 'cases' | 'gates'>) => MigrationBuilder;
  /** What `cutover.config.yaml` would hold; checked when a command reads it. */
  build: () => ConfigInput;
}

type RuleKind = 'ignore' | 'tolerance' | 'unordered' | 'scrub' | 'expected';

/** A builder for the migration of that name: `export default buildMigration('shop').module(…).runner(…).build()`. */
export function buildMigration(name: string): MigrationBuilder {
  return builderOf({ name });
}

function builderOf(config: ConfigInput): MigrationBuilder {
  const withPart = (part: ConfigInput): MigrationBuilder => builderOf({ ...config, ...part });
  return {
    module: (name, module) => withPart({ modules: { ...config.modules, [name]: module } }),
    runner: (side, runner) => withPart({ runners: { ...config.runners, [side]: runner } }),
    cases: (...cases) => withPart({ cases: [...(config.cases ?? []), ...cases] }),
    rule: (kind, ...rules) => withPart({ compare: { ...config.compare, [kind]: [...(config.compare?.[kind] ?? []), ...rules] } }),
    gate: (name, limit) => withPart({ gates: { ...config.gates, [name]: limit } }),
    set: ({ compare, ...part }) => withPart({ ...part, ...(compare ? { compare: { ...config.compare, ...compare } } : {}) }),
    build: () => structuredClone(config),
  };
}
