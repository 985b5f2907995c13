/** What was claimed of a migration's sizes, beside what was counted. */

import * as z from 'zod/mini';
import type { ModulePlan } from './plan.ts';
import type { Size } from './size.ts';

const figures = ['files', 'lines', 'code', 'comment', 'blank', 'classes', 'functions', 'commands'] as const;
const claimedSize = z.strictObject(Object.fromEntries(figures.map((figure) => [figure, z.optional(z.number().check(z.nonnegative()))])) as Record<(typeof figures)[number], z.ZodMiniOptional<z.ZodMiniNumber>>);

/** By module: what is said of each side. */
export const claimsSchema = z.record(z.string(), z.strictObject({ legacy: z.optional(claimedSize), candidate: z.optional(claimedSize), dependents: z.optional(z.number().check(z.nonnegative())) }));
export type Claims = z.output<typeof claimsSchema>;

export interface JudgedClaim {
  module: string;
  of: 'legacy' | 'candidate' | 'dependents';
  figure: string;
  claimed: number;
  /** Null where there is nothing to count: the configuration names no candidate. */
  counted: number | null;
}

/** Every claim with its count, in the order of the configuration. */
export function judgeClaims(claims: Claims, modules: readonly Pick<ModulePlan, 'name' | 'legacy' | 'candidate' | 'dependents'>[]): JudgedClaim[] {
  return Object.entries(claims).flatMap(([module, { dependents, ...sides }]) => {
    const counted = modules.find(({ name }) => name === module);
    const sizes = (['legacy', 'candidate'] as const).flatMap((of) =>
      figures.flatMap((figure): JudgedClaim[] => {
        const claimed = sides[of]?.[figure];
        const size = counted?.[of] ?? null;
        return claimed === undefined ? [] : [{ module, of, figure, claimed, counted: size === null ? null : figureOf(size, figure) }];
      }),
    );
    const users: JudgedClaim[] = dependents === undefined ? [] : [{ module, of: 'dependents', figure: 'places', claimed: dependents, counted: counted?.dependents.length ?? null }];
    return [...sizes, ...users];
  });
}

function figureOf({ files, lines, classes, functions, commands }: Size, figure: (typeof figures)[number]): number {
  const { code, comment, blank } = lines;
  return { files, lines: code + comment + blank, code, comment, blank, classes, functions, commands: commands.length }[figure];
}
