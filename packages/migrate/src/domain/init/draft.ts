/** What a first configuration says of runners and cases, made from two commands and the inputs chosen for them. */

import { migrateError } from '../errors.ts';
import { isProjectPath } from '../one-line.ts';
import { basenameOf } from '../plan/path.ts';
import type { ProjectIndex } from '../plan/project-index.ts';

/** A side's command; `{}` stands for the input. Without it the input comes last. */
export interface SideDraft {
  command: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** What tells one case from another. */
export type CaseChoice =
  | { kind: 'input'; values: readonly string[] }
  | { kind: 'args'; lists: readonly (readonly string[])[] }
  | { kind: 'stdin'; files: readonly string[] }
  | { kind: 'none' };

export interface RunnerDraft {
  command: string[];
  env?: Record<string, string>;
  stdin?: string;
}

export type CaseDraft = Record<string, string | string[]>;

export interface RunsDraft {
  runners: { legacy: RunnerDraft; candidate?: RunnerDraft };
  cases: CaseDraft[];
}

/** The project's file that a command starts: the first that it names, or that of the module after `python -m`. */
export function fileStarted({ command, env }: SideDraft, index: ProjectIndex): string | undefined {
  const prefix = '{{root}}/';
  const named = command.find((word) => word.startsWith(prefix) && index.files.has(word.slice(prefix.length)))?.slice(prefix.length);
  const module = command[command.indexOf('-m', 1) + 1];
  if (named !== undefined || module === undefined || !command.includes('-m')) return named;
  const folder = env['PYTHONPATH']?.replace(/^\{\{root\}\}\/?/, '') ?? '';
  const base = `${folder === '' ? '' : `${folder}/`}${module.replaceAll('.', '/')}`;
  return [`${base}/__main__.py`, `${base}.py`].find((file) => index.files.has(file));
}

/** The runners and cases. Throws LINE_INVALID when a command asks for an input and there is none. */
export function draftRuns(sides: { legacy: SideDraft; candidate: SideDraft | undefined }, choice: CaseChoice, exists: (path: string) => boolean): RunsDraft {
  const legacy = draftRunner('legacy', sides.legacy, choice);
  const candidate = sides.candidate && draftRunner('candidate', sides.candidate, choice);
  return { runners: { legacy, ...(candidate === undefined ? {} : { candidate }) }, cases: draftCases(choice, exists) };
}

function draftRunner(side: string, { command, env }: SideDraft, { kind }: CaseChoice): RunnerDraft {
  const field = kind === 'input' || kind === 'args' ? `{{${kind}}}` : undefined;
  const asks = command.some((word) => word.includes('{}'));
  if (asks && field === undefined) {
    throw migrateError('LINE_INVALID', { message: `the ${side} command has a {} and there is no input for it`, where: `--${side}`, hint: 'give inputs with --input VALUE, once for each case' });
  }
  const words = field === undefined ? [...command] : asks ? command.map((word) => word.replaceAll('{}', field)) : [...command, field];
  return { command: words, ...(Object.keys(env).length === 0 ? {} : { env: { ...env } }), ...(kind === 'stdin' ? { stdin: '{{root}}/{{stdin}}' } : {}) };
}

function draftCases(choice: CaseChoice, exists: (path: string) => boolean): CaseDraft[] {
  switch (choice.kind) {
    case 'none':
      return [{ id: 'run' }];
    case 'stdin':
      return withShortIds(choice.files, (file) => ({ stdin: file }));
    case 'input':
      return withShortIds(choice.values, (input): CaseDraft => (isProjectPath(input, exists) ? { input, files: [input] } : { input }));
    case 'args':
      return choice.lists.map((args) => {
        const files = [...new Set(args.filter((word) => isProjectPath(word, exists)))];
        return { id: args.join(' ') || 'run', args: [...args], ...(files.length === 0 ? {} : { files }) };
      });
  }
}

/** A path gets its last name as the id, where no two have the same; any other value is told by itself. */
function withShortIds(values: readonly string[], make: (value: string) => CaseDraft): CaseDraft[] {
  const unique = [...new Set(values)];
  const names = unique.map(basenameOf);
  return unique.map((value, i) => {
    const name = names[i]!;
    const isShort = value.includes('/') && names.indexOf(name) === names.lastIndexOf(name);
    return { id: isShort ? name : value, ...make(value) };
  });
}
