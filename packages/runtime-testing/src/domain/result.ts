/** The result of testing one script, in the shape that `test script --json` prints. */

import { failures } from './failure.ts';
import type { Failure, OutputState } from './judgement.ts';
import type { Language, RunFacts } from './run.ts';

export interface ScriptResult {
  script_name: string;
  success: boolean;
  error_message: string | null;
  /** Loading and calling, s. */
  execution_time: number;
  has_main_function: boolean;
  error_code: string | null;
  hint: string | null;
  script_path: string;
  language: Language;
  /** `executed`: main was called. `imported`: only loaded and checked. `not_run`: nothing of it ran. */
  mode: 'executed' | 'imported' | 'not_run';
  /** Declared outputs that were written, absolute. */
  output_files: string[];
  peak_memory_mb: number | null;
  stdout_tail: string;
  stderr_tail: string;
  /** The script's own line that the error points to. */
  error_file: string | null;
  error_line: number | null;
  /** What ran it. */
  interpreter: string | null;
  /** Inputs whose data was made from the schema in the specification. */
  generated_inputs: string[];
  /** What is worth knowing beside the verdict. */
  notes: string[];
}

export interface ScriptVerdict {
  script: { name: string; path: string; language: Language };
  failure: Failure | undefined;
  mode: ScriptResult['mode'];
  hasMain: boolean;
  facts?: RunFacts | undefined;
  outputs?: readonly OutputState[];
  interpreter: string | null;
  notes?: readonly string[];
  generated?: readonly { input: string; file: string; rows: number; seed: number }[];
}

/** Puts a verdict into the shape of the contract. */
export function scriptResult(verdict: ScriptVerdict): ScriptResult {
  const { script, failure, facts, outputs = [], notes = [], generated = [] } = verdict;
  return {
    script_name: script.name,
    success: failure === undefined,
    error_message: failure?.message ?? null,
    execution_time: round((facts?.report?.execution_time_ms ?? facts?.duration_ms ?? 0) / 1000, 6),
    has_main_function: verdict.hasMain,
    error_code: failure?.code ?? null,
    hint: failure ? failures[failure.code].hint : null,
    script_path: script.path,
    language: script.language,
    mode: verdict.mode,
    output_files: outputs.filter((output) => output.state === 'written').map((output) => output.path),
    peak_memory_mb: facts?.peak_memory_mb == null ? null : round(facts.peak_memory_mb, 1),
    stdout_tail: facts?.stdout_tail ?? '',
    // Of what could not start it is the reason, which is the message.
    stderr_tail: facts?.ended === 'could_not_start' ? '' : (facts?.stderr_tail ?? ''),
    error_file: failure?.frame?.file ?? null,
    error_line: failure?.frame?.line ?? null,
    interpreter: verdict.interpreter,
    generated_inputs: generated.map(({ input }) => input),
    notes: [...notes, ...generated.map(generatedNote), ...(facts ? notesOf(facts) : [])],
  };
}

function generatedNote({ input, rows, seed }: { input: string; rows: number; seed: number }): string {
  return `input "${input}" is generated data: ${rows} ${rows === 1 ? 'row' : 'rows'} from its declared schema, seed ${seed}`;
}

function notesOf(facts: RunFacts): string[] {
  const notes = facts.report?.attempts.map(
    ({ kind, what, denied }) => `${denied ? 'denied' : 'used'} ${kind === 'network' ? 'the network' : 'another program'}: ${what}`,
  ) ?? [];
  if (facts.survivors > 0) notes.push(`left ${facts.survivors} process(es) behind, which were ended`);
  return notes;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
