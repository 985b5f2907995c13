/** What an experiment saw of one call, and its judgement by the rules of a parity run. */

import {
  captureSchema,
  judgeCase,
  type JudgedCase,
  type Outcome,
  type RecordedCase,
  type Rules,
  type SeenOutcome,
} from '@cutover/migrate/domain';

/** How a call of one side ended. */
export type CallEnd =
  | { kind: 'returned'; value: unknown; durationMs: number }
  | { kind: 'threw'; name: string; message: string; durationMs: number }
  | { kind: 'timed_out'; durationMs: number };

export interface Observation extends JudgedCase {
  experiment: string;
  /** Of the sampled calls of this experiment, counted from 1. */
  call: number;
  /** ISO 8601. */
  at: string;
  key: string | undefined;
  recorded: RecordedCase;
}

const capture = captureSchema.parse({ stdout: false });

/** Judges one call. Values are compared as JSON, as a parity run compares those of functions. */
export function observe(
  call: Pick<Observation, 'experiment' | 'call' | 'at' | 'key'>,
  ends: { control: CallEnd; candidate: CallEnd },
  rules: Rules,
): Observation {
  const id = call.key === undefined ? `call=${call.call}` : `call=${call.call},key=${call.key}`;
  const [legacy, candidate] = [outcomeOf(ends.control), outcomeOf(ends.candidate)];
  const seen = { id, legacy: seenOf(legacy), candidate: seenOf(candidate), legacyReruns: [], candidateReruns: [] };
  const judged = judgeCase(seen, rules, capture);
  return { ...call, ...judged, recorded: { id, legacy, candidate, legacy_reruns: [], candidate_reruns: [], timings: [] } };
}

function outcomeOf(end: CallEnd): Outcome {
  const value = end.kind === 'returned' ? asJson(end.value) : undefined;
  return {
    exit_code: end.kind === 'returned' ? 0 : end.kind === 'threw' ? 1 : null,
    signal: null,
    timed_out: end.kind === 'timed_out',
    duration_ms: Math.round(end.durationMs * 1000) / 1000,
    peak_memory_mb: null,
    stdout: '',
    stderr: end.kind === 'threw' ? `${end.name}: ${end.message}\n` : '',
    ...(value === undefined ? {} : { value }),
    files: {},
  };
}

function seenOf(outcome: Outcome): SeenOutcome {
  const text = (content: string) => ({ text: content, bytes: content.length, sha256: undefined, truncated: false });
  return {
    exitCode: outcome.exit_code,
    signal: null,
    timedOut: outcome.timed_out,
    stdout: text(''),
    stderr: text(outcome.stderr as string),
    value: outcome.value,
    files: new Map(),
  };
}

/**
 * The value as JSON sees it; what JSON would lose without a word is written out: undefined, NaN, big integers, maps and sets, and
 * where a value holds itself.
 */
function asJson(value: unknown): Outcome['value'] {
  const above: { given: object; written: object }[] = [];
  const text = JSON.stringify(value, function replace(this: unknown, _key, inner: unknown) {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    if (typeof inner !== 'object' || inner === null) return inner;
    while (above.length > 0 && above.at(-1)?.written !== this) above.pop();
    if (above.some(({ given }) => given === inner)) return '[circular]';
    const written = inner instanceof Map ? { Map: [...inner] } : inner instanceof Set ? { Set: [...inner] } : inner;
    above.push({ given: inner, written });
    return written;
  });
  return text === undefined ? String(value) : (JSON.parse(text) as Outcome['value']);
}
