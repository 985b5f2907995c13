import { expect, test } from 'vitest';
import type { Difference } from '../../src/domain/difference.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { jsonStreams } from '../../src/domain/suggest-capture.ts';

const outcome = (stdout: Outcome['stdout'], stderr: Outcome['stderr'] = ''): Outcome => ({
  exit_code: 0, signal: null, timed_out: false, duration_ms: 1, peak_memory_mb: null, stdout, stderr, files: {},
});
const difference = (aspect: string, kind: Difference['kind']): Difference => ({ aspect, path: '/1', kind, legacy: 'a', candidate: 'b', rule: null });
const stored = { stored: 'stdout', bytes: 9, sha256: '' };

test.each<[string, Outcome | null, Outcome | null, Difference[], string[]]>([
  ['an object on both sides', outcome('{"a": 1}\n'), outcome('{\n  "a": 2\n}\n'), [difference('stdout', 'text')], ['stdout']],
  ['a list on stderr', outcome('', '[1]'), outcome('', '[2]'), [difference('stderr', 'text')], ['stderr']],
  ['a number is no document', outcome('1\n'), outcome('2\n'), [difference('stdout', 'text')], []],
  ['text on one side', outcome('{"a": 1}'), outcome('a 1'), [difference('stdout', 'text')], []],
  ['lines of JSON are no document', outcome('{"a": 1}\n{"a": 2}'), outcome('{"a": 1}\n{"a": 3}'), [difference('stdout', 'text')], []],
  ['compared as JSON already', outcome('{"a": 1}'), outcome('{"a": 2}'), [difference('stdout', 'changed')], []],
  ['equal there, and different elsewhere', outcome('{}'), outcome('{}'), [difference('file:a', 'text')], []],
  ['too long to be at hand', outcome(stored), outcome(stored), [difference('stdout', 'text')], []],
  ['not run', null, null, [difference('stdout', 'text')], []],
])('%s', (_, legacy, candidate, differences, streams) => {
  expect(jsonStreams([{ differences, legacy, candidate }])).toEqual(streams);
});
