/** Reads the flags that `migrate switch` and `migrate rollback` write. */

import { readDocument } from '@cutover/runtime-testing';
import * as z from 'zod/mini';
import { legacyError } from '../domain/errors.ts';

/** A flag's value is false, true, or a number from 0 to 100; the section may hold other settings, too. */
export type Flags = ReadonlyMap<string, unknown>;

/** The section of the flags file at `path` (`migration`, or nested, `runtime.migration`, as in the configuration; empty for the whole file). Throws FLAGS_INVALID. */
export function readFlags(file: string, path: string): Flags {
  const error = (details: Parameters<typeof legacyError>[1]) => legacyError('FLAGS_INVALID', details);
  let section: unknown = readDocument(file, file, z.union([z.record(z.string(), z.unknown()), z.null()]), error);
  for (const step of path.split(/[./]/).filter((name) => name !== '')) {
    section = isMapping(section) && Object.hasOwn(section, step) ? section[step] : undefined;
  }
  if (section === undefined || section === null) return new Map();
  if (!isMapping(section)) throw error({ message: `"${path}" of ${file} is not a section with flags`, where: `${file} ${path}` });
  return new Map(Object.entries(section));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
