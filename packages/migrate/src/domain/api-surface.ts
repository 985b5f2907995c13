/** The public surface of an implementation: names, parameters, defaults and annotations; and how two of them differ. */

import * as z from 'zod/mini';
import { globMatches } from './name-glob.ts';

const parameter = z.object({ name: z.string(), kind: z.string(), default: z.nullable(z.string()), type: z.nullable(z.string()) });
export const apiItemSchema = z.object({
  kind: z.string(),
  parameters: z.array(parameter),
  returns: z.nullable(z.string()),
  /** The class of the same sources that a member comes from, `module:Class`, when it is not its own. */
  inherited: z.nullish(z.string()),
});
export type ApiItem = z.output<typeof apiItemSchema>;

/** Items by their address, `module:Class.method`, the module relative to the folder that was read. */
export type ApiSurface = Readonly<Record<string, ApiItem>>;

export interface ApiChange {
  name: string;
  kind: 'removed' | 'added' | 'changed';
  /** `total(price, count=1) -> float`; null on the side that has no such name. */
  legacy: string | null;
  candidate: string | null;
}

/** A change that is meant. */
export interface AllowedChange {
  /** A glob of names. */
  name: string;
  reason: string;
}

/** All changes from the legacy surface to the candidate's, by name. */
export function compareApi(legacy: ApiSurface, candidate: ApiSurface): ApiChange[] {
  const names = [...new Set([...Object.keys(legacy), ...Object.keys(candidate)])].sort((a, b) => (a < b ? -1 : 1));
  return names.flatMap((name): ApiChange[] => {
    const [before, now] = [describe(name, legacy[name]), describe(name, candidate[name])];
    if (before === now) return [];
    // What is below a class or module that is gone, or new, is not told again.
    const parent = name.includes('.', name.indexOf(':')) ? name.slice(0, name.lastIndexOf('.')) : undefined;
    if (parent !== undefined && Object.hasOwn(legacy, parent) !== Object.hasOwn(candidate, parent)) return [];
    if (isToldAtItsOrigin(legacy, candidate, name)) return [];
    return [{ name, kind: before === null ? 'added' : now === null ? 'removed' : 'changed', legacy: before, candidate: now }];
  });
}

/** What a class has from another is told once, with that other: unless each side, or only one side, has it from elsewhere. */
function isToldAtItsOrigin(legacy: ApiSurface, candidate: ApiSurface, name: string): boolean {
  const [before, now] = [legacy[name], candidate[name]];
  const origin = (before ?? now)?.inherited;
  if (!origin) return false;
  if (before && now) return before.inherited === now.inherited;
  return Object.hasOwn(legacy, origin) && Object.hasOwn(candidate, origin);
}

/** The changes that nothing allows, and the allowances that none needed. */
export function judgeApi(changes: readonly ApiChange[], allowed: readonly AllowedChange[]): { unexplained: ApiChange[]; stale: AllowedChange[] } {
  return {
    unexplained: changes.filter((change) => !allowed.some(({ name }) => globMatches(name, change.name))),
    stale: allowed.filter(({ name }) => !changes.some((change) => globMatches(name, change.name))),
  };
}

/** A change as one line. */
export function apiChangeText({ name, kind, legacy, candidate }: ApiChange): string {
  if (kind === 'removed') return `removed ${legacy}`;
  return kind === 'added' ? `added ${candidate}` : `changed ${name.slice(name.indexOf(':') + 1)}: ${legacy} became ${candidate}`;
}

function describe(name: string, item: ApiItem | undefined): string | null {
  if (item === undefined) return null;
  const parameters = item.parameters.map(({ name: each, kind, default: value, type }) => `${kind === 'positional' || kind === 'keyword' ? `${kind} ` : ''}${each}${type === null ? '' : `: ${type}`}${value === null ? '' : ` = ${value}`}`);
  const takes = item.kind.endsWith('function') || item.kind === 'class' ? `(${parameters.join(', ')})` : '';
  return `${item.kind} ${name.replace(/^:/, '')}${takes}${item.returns === null ? '' : ` -> ${item.returns}`}`;
}
