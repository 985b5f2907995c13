import { expect, test } from 'vitest';
import { lastReport } from '../../src/domain/last-report.ts';

const facts = { phase_reached: 'end', error: null, returned: null, params: [], execution_time_ms: 1, attempts: [] };
const line = (phase: string, more: object = {}, token = 'mine') => `${JSON.stringify({ ...more, token, phase })}\n`;

test.each([
  ['nothing', '', 'start', null],
  ['loading', line('load'), 'load', null],
  ['called', line('load') + line('call'), 'call', null],
  ['done', line('load') + line('call') + line('done', facts), 'done', facts],
  ['a forged line', line('load') + line('done', facts, 'guessed'), 'load', null],
  ['lines that are none', `null\n7\n{"token": "mine"\n${line('load')}rubbish\n`, 'load', null],
  ['a line cut short', line('load') + line('done', facts).slice(0, 40), 'load', null],
])('%s', (_, reported, phase, report) => {
  expect(lastReport(reported, 'mine')).toEqual({ phase, report });
});
