/** Reads a script's run specification from the workspace. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testError } from '../domain/errors.ts';
import type { Specification } from '../domain/specification.ts';

/** Where the specification of a script is. */
export function specificationFile(workspace: string, script: string): string {
  return join(workspace, `${script}.spec.yaml`);
}

/** The specification, or undefined where there is none. Throws SPEC_INVALID. */
export async function readSpecification(workspace: string, script: string): Promise<Specification | undefined> {
  const file = specificationFile(workspace, script);
  if (!existsSync(file)) return undefined;
  // Loaded only where there is something to read: most first tests of a script have no specification yet.
  const [{ readDocument }, { specificationSchema }] = await Promise.all([import('./document.ts'), import('../domain/specification.ts')]);
  return readDocument(file, `${script}.spec.yaml`, specificationSchema, (details) => testError('SPEC_INVALID', details));
}
