/** How an error looks: for people, and for machines. */

import type { CutoverError } from '@cutover/runtime-testing';
import type { Style } from './style.ts';

/** `error[CODE]: what happened`, where, and `hint: what to do`; paths below `cwd` are told from there. */
export function errorText(error: CutoverError, cwd: string, style: Style): string {
  const lines = [`${style.bad(style.bold(`error[${error.code}]`))}: ${error.message}`];
  if (error.where !== undefined && !error.message.includes(error.where)) lines.push(`  ${style.dim('at')} ${error.where}`);
  if (error.hint !== undefined) lines.push(`${style.bold('hint')}: ${error.hint}`);
  return fromHere(lines.join('\n'), cwd);
}

/** A text with the paths below `cwd` told from there. */
export function fromHere(text: string, cwd: string): string {
  return cwd === '/' ? text : text.replaceAll(`${cwd}/`, '');
}

/** The document that `--json` prints instead of a result. */
export function errorDocument(error: CutoverError): object {
  const { code, message, hint, where } = error;
  return { schema_version: 1, error: { code, message, hint: hint ?? null, where: where ?? null } };
}
