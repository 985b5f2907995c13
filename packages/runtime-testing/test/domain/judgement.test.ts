/** From facts to a verdict: every ending, by a table. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeOutputs, judgeRun, judgeSource } from '../../src/domain/judgement.ts';
import { nothingRead, type RunFacts, type ScriptError, type ScriptReport, type SourceFacts } from '../../src/domain/run.ts';

const request = { path: '/s.py', timeoutMs: 1500, memoryMb: 64, asMain: false };

const report: ScriptReport = {
  phase_reached: 'end',
  error: null,
  returned: { type: 'NoneType', code: null },
  params: [],
  execution_time_ms: 1,
  attempts: [],
};

const facts: RunFacts = {
  ended: 'exited',
  exit_code: 0,
  signal: null,
  duration_ms: 2,
  peak_memory_mb: 10,
  survivors: 0,
  stdout_tail: '',
  stderr_tail: '',
  stdout_bytes: 0,
  stderr_bytes: 0,
  phase: 'done',
  report,
};

function raised(error: Partial<ScriptError>, phase: ScriptReport['phase_reached'] = 'call'): Partial<RunFacts> {
  return { report: { ...report, phase_reached: phase, error: { type: 'E', message: 'm', frames: [], kinds: ['E'], ...error } } };
}

describe('judgeRun', () => {
  const table: [name: string, seen: Partial<RunFacts>, code: string | undefined][] = [
    ['all is well', {}, undefined],
    ['zero is no error code', { report: { ...report, returned: { type: 'int', code: 0 } } }, undefined],
    ['an error code', { report: { ...report, returned: { type: 'int', code: -1 } } }, 'RETURNED_CODE'],
    ['timed out', { ended: 'timed_out', report: null, phase: 'call' }, 'TIMEOUT'],
    ['over memory', { ended: 'over_memory', report: null }, 'MEMORY_LIMIT'],
    ['cancelled', { ended: 'cancelled', report: null }, 'CANCELLED'],
    ['host killed', { ended: 'host_killed', report: null }, 'HOST_KILLED'],
    ['could not start', { ended: 'could_not_start', report: null }, 'NOT_STARTED'],
    ['segmentation fault', { ended: 'signaled', signal: 'SIGSEGV', report: null }, 'SIGNAL'],
    ['broken pipe', { ended: 'signaled', signal: 'SIGPIPE', report: null }, 'OUTPUT_CLOSED'],
    ['exit 0 without a report', { report: null }, 'NO_RESULT'],
    ['exit 4 without a report', { report: null, exit_code: 4 }, 'EXIT_CODE'],
    ['a report, but another exit code', { exit_code: 120 }, 'EXIT_CODE'],
    ['sys.exit(2)', raised({ exit_code: 2 }), 'EXIT_CODE'],
    ['sys.exit(0)', raised({ exit_code: 0 }), 'EXIT_EARLY'],
    ['MemoryError', raised({ kinds: ['MemoryError', 'Exception'] }), 'MEMORY_LIMIT'],
    ['a subclass of MemoryError', raised({ kinds: ['ArrayMemoryError', 'MemoryError'] }), 'MEMORY_LIMIT'],
    ['closed stdout', raised({ message: 'I/O operation on closed file.', kinds: ['ValueError'] }), 'OUTPUT_CLOSED'],
    ['BrokenPipeError', raised({ kinds: ['BrokenPipeError', 'OSError'] }), 'OUTPUT_CLOSED'],
    ['denied', raised({ kinds: ['Denied', 'PermissionError'] }), 'DENIED'],
    ['a module is missing', raised({ module: 'x' }, 'load'), 'IMPORT_MISSING'],
    ['a module is missing in main', raised({ module: 'x' }, 'call'), 'RAISED'],
    ['raised while loading', raised({}, 'load'), 'IMPORT_FAILED'],
    ['raised in main', raised({}), 'RAISED'],
    ['denied and swallowed', { report: { ...report, attempts: [{ kind: 'network', what: 'x', denied: true }] } }, 'DENIED'],
    ['used and allowed', { report: { ...report, attempts: [{ kind: 'network', what: 'x', denied: false }] } }, undefined],
  ];

  test.each(table)('%s', (_, seen, code) => expect(judgeRun({ ...facts, ...seen }, request)?.code).toBe(code));

  test('sys.exit(0) is a pass of a program', () => {
    expect(judgeRun({ ...facts, ...raised({ exit_code: 0 }) }, { ...request, asMain: true })).toBeUndefined();
  });

  test('points to the innermost line of the script itself', () => {
    const frames = [
      { file: '/s.py', line: 3, function: 'main' },
      { file: '/s.py', line: 9, function: 'inner' },
      { file: '/lib/json.py', line: 400, function: 'loads' },
    ];
    expect(judgeRun({ ...facts, ...raised({ frames }) }, request)?.frame).toEqual(frames[1]);
  });

  test('nothing but a complete report of a process that ended well is a pass', () => {
    const endings = ['exited', 'signaled', 'timed_out', 'over_memory', 'host_killed', 'cancelled', 'could_not_start'] as const;
    const anyFacts = fc.record({
      ended: fc.constantFrom(...endings),
      exit_code: fc.constantFrom(null, 0, 1, 96),
      report: fc.constantFrom(null, report, { ...report, returned: { type: 'int', code: 3 } }, raised({}).report!),
    });
    fc.assert(
      fc.property(anyFacts, (seen) => {
        const passes = judgeRun({ ...facts, ...seen }, request) === undefined;
        expect(passes).toBe(seen.ended === 'exited' && seen.exit_code === 0 && seen.report === report);
      }),
    );
  });
});

describe('judgeSource', () => {
  const table: [name: string, source: Partial<SourceFacts>, entry: 'main' | 'auto', code: string | undefined][] = [
    ['a main', { main: [] }, 'main', undefined],
    ['a main from elsewhere', { main: 'name' }, 'main', undefined],
    ['nothing', {}, 'main', 'MAIN_MISSING'],
    ['nothing, auto', {}, 'auto', 'MAIN_MISSING'],
    ['a program', { guard: true }, 'main', 'MAIN_IS_PROGRAM'],
    ['a program, auto', { guard: true }, 'auto', undefined],
    ['not to be read', { error: { message: 'm', line: null, unreadable: true } }, 'main', 'SOURCE_UNREADABLE'],
    ['not valid', { error: { message: 'm', line: 1 } }, 'auto', 'SYNTAX_ERROR'],
  ];
  test.each(table)('%s', (_, source, entry, code) => expect(judgeSource({ ...nothingRead('/s.py'), ...source }, entry)?.code).toBe(code));
});

describe('judgeOutputs', () => {
  const output = (name: string, state: 'written' | 'missing' | 'empty') => ({ name, path: `/o/${name}`, state });
  test('all written', () => expect(judgeOutputs([output('a', 'written')])).toBeUndefined());
  test('names every missing one before the empty ones', () => {
    expect(judgeOutputs([output('a', 'empty'), output('b', 'missing'), output('c', 'missing')])).toEqual({
      code: 'OUTPUT_MISSING',
      message: 'not written: b (/o/b), c (/o/c)',
    });
  });
});
