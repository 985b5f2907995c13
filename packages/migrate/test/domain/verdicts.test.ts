import { expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { captureSchema, compareSchema } from '../../src/domain/compare-config.ts';
import type { SeenFile } from '../../src/domain/compare-files.ts';
import type { SeenOutcome } from '../../src/domain/compare-outcome.ts';
import type { Verdict } from '../../src/domain/difference.ts';
import { judgeCase } from '../../src/domain/judge.ts';
import { makeRules } from '../../src/domain/rules.ts';

/** An outcome in short: what is left out is that of a program that succeeds in silence. */
interface Short {
  code?: number | null;
  signal?: string;
  late?: boolean;
  out?: string;
  err?: string;
  value?: unknown;
  /** Content of files; `@x` is a link to x, `/` a folder, `!` in front makes it executable, null is no text. */
  files?: Record<string, string | null>;
}
type Rules = z.input<typeof compareSchema>;
type Capture = z.input<typeof captureSchema>;
type Pair = [name: string, legacy: Short, candidate: Short, verdict: Verdict, places?: string[], rules?: Rules, capture?: Capture, reruns?: [Short, Short][]];

const content = (text: string | undefined) => ({ text, bytes: text?.length ?? 3, sha256: undefined, truncated: false });
const file = (given: string | null): SeenFile => {
  if (given === null) return { kind: 'file', executable: false, content: { ...content(undefined), sha256: 'x' } };
  if (given === '/') return { kind: 'folder' };
  if (given.startsWith('@')) return { kind: 'link', target: given.slice(1) };
  return { kind: 'file', executable: given.startsWith('!'), content: content(given.replace(/^!/, '')) };
};
const seen = ({ code = 0, signal, late = false, out = '', err = '', value, files = {} }: Short): SeenOutcome => ({
  exitCode: signal === undefined && !late ? code : null,
  signal: signal ?? null,
  timedOut: late,
  stdout: content(out),
  stderr: content(err),
  value,
  files: new Map(Object.entries(files).map(([path, given]) => [path, file(given)])),
});

const json: Capture = { stdout: 'json' };
const out = (name: string, legacy: string, candidate: string, verdict: Verdict, places?: string[], rules?: Rules): Pair => [name, { out: legacy }, { out: candidate }, verdict, places, rules];
const data = (name: string, legacy: unknown, candidate: unknown, verdict: Verdict, places?: string[], rules?: Rules): Pair => [
  name, { out: typeof legacy === 'string' ? legacy : JSON.stringify(legacy) }, { out: typeof candidate === 'string' ? candidate : JSON.stringify(candidate) }, verdict, places, rules, json,
];
const value = (name: string, legacy: unknown, candidate: unknown, verdict: Verdict, places?: string[], rules?: Rules): Pair => [name, { value: legacy }, { value: candidate }, verdict, places, rules];
const files = (name: string, legacy: Short['files'], candidate: Short['files'], verdict: Verdict, places?: string[], rules?: Rules): Pair => [name, { files: legacy }, { files: candidate }, verdict, places, rules];
const why = { reason: 'known' };
const ignore = (path: string, more = {}): Rules => ({ ignore: [{ path, ...why, ...more }] });
const scrub = (pattern: string, more = {}): Rules => ({ scrub: [{ pattern, with: '', ...why, ...more }] });
const near = (path: string, more: object): Rules => ({ tolerance: [{ path, ...why, ...more }] });
const anyOrder = (path: string): Rules => ({ unordered: [{ path, ...why }] });
const expected = (more: object): Rules => ({ expected: [{ case: 'it', ...why, ...more }] });
const keyed = (...key: string[]): Rules => ({ tables: { '*.csv': { key } } });

const pairs: Pair[] = [
  // How it ended.
  ['both succeed in silence', {}, {}, 'match'],
  ['both fail alike', { code: 2 }, { code: 2 }, 'match'],
  ['another exit code', { code: 1 }, { code: 2 }, 'mismatch', ['exit_code ']],
  ['one fails', {}, { code: 1 }, 'mismatch', ['exit_code ']],
  ['one succeeds where the other failed', { code: 1 }, {}, 'mismatch', ['exit_code ']],
  ['the same signal', { signal: 'SIGSEGV' }, { signal: 'SIGSEGV' }, 'match'],
  ['another signal', { signal: 'SIGSEGV' }, { signal: 'SIGABRT' }, 'mismatch', ['exit_code ']],
  ['a signal for an exit code', { code: 139 }, { signal: 'SIGSEGV' }, 'mismatch', ['exit_code ']],
  ['one hangs', {}, { late: true }, 'mismatch', ['exit_code ']],
  ['the legacy hangs', { late: true }, {}, 'mismatch', ['exit_code ']],
  ['the legacy hangs each time: that is no noise', { late: true }, {}, 'mismatch', ['exit_code '], {}, {}, [[{ late: true }, {}]]],
  ['the legacy hangs once in two', { late: true }, {}, 'noisy', ['exit_code '], {}, {}, [[{}, {}]]],
  ['both hang: nothing is proven', { late: true }, { late: true }, 'error', ['exit_code ']],
  ['both hang, with the same output', { late: true, out: 'x' }, { late: true, out: 'x' }, 'error', ['exit_code ']],
  ['what a hung side wrote is not compared', { out: 'all' }, { late: true, out: 'a' }, 'mismatch', ['exit_code ']],
  ['exit codes that are not captured', { code: 1 }, { code: 2 }, 'match', [], {}, { exit_code: false }],
  ['a hang is told though exit codes are not captured', {}, { late: true }, 'mismatch', ['exit_code '], {}, { exit_code: false }],
  ['an expected exit code', { code: 2 }, {}, 'tolerated', ['exit_code '], expected({ aspect: 'exit_code' })],
  ['an ignored exit code', { code: 2 }, {}, 'tolerated', ['exit_code '], ignore('', { aspect: 'exit_code' })],
  ['a rule for structures says nothing about exit codes', { code: 2 }, {}, 'mismatch', ['exit_code '], ignore('')],
  ['an expected hang', {}, { late: true }, 'tolerated', ['exit_code '], expected({})],
  ['two hanging sides can not be expected', { late: true }, { late: true }, 'error', ['exit_code '], expected({})],
  // Text.
  out('the same text', 'a\nb\n', 'a\nb\n', 'match'),
  out('a line changed', 'a\nb\nc\n', 'a\nx\nc\n', 'mismatch', ['stdout /2']),
  out('the first line changed', 'a\nb\n', 'x\nb\n', 'mismatch', ['stdout /1']),
  out('a line more', 'a\nc\n', 'a\nb\nc\n', 'mismatch', ['stdout /2']),
  out('a line less', 'a\nb\nc\n', 'a\nc\n', 'mismatch', ['stdout /2']),
  out('a line more at the end', 'a\n', 'a\nb\n', 'mismatch', ['stdout /2']),
  out('no line end at the end', 'a\n', 'a', 'mismatch', ['stdout /2']),
  out('nothing for something', 'a\n', '', 'mismatch', ['stdout /1']),
  out('something for nothing', '', 'a\n', 'mismatch', ['stdout /1']),
  out('white space at the end of a line', 'a\n', 'a \n', 'mismatch', ['stdout /1']),
  out('other line ends', 'a\nb\n', 'a\r\nb\r\n', 'mismatch', ['stdout /1', 'stdout /2']),
  out('letter case', 'Done\n', 'done\n', 'mismatch', ['stdout /1']),
  out('two places', 'a\nb\nc\nd\n', 'x\nb\nc\ny\n', 'mismatch', ['stdout /1', 'stdout /4']),
  out('lines swapped', 'a\nb\n', 'b\na\n', 'mismatch', ['stdout /1', 'stdout /3']),
  out('composed and decomposed letters', 'caf\u00e9\n', 'cafe\u0301\n', 'mismatch', ['stdout /1']),
  out('JSON read as text', '{"a": 1}\n', '{"a":1}\n', 'mismatch', ['stdout /1']),
  ['stderr is compared, too', { err: 'warn\n' }, { err: '' }, 'mismatch', ['stderr /1']],
  ['stderr that is not captured', { err: 'warn\n' }, { err: '' }, 'match', [], {}, { stderr: false }],
  ['stdout that is not captured', { out: 'x' }, { out: 'y' }, 'match', [], {}, { stdout: false }],
  out('scrubbed on both sides', 'took 12 ms\n', 'took 9 ms\n', 'tolerated', ['stdout /1'], scrub('\\d+ ms')),
  out('a scrub that is not enough', 'took 12 ms a\n', 'took 9 ms b\n', 'mismatch', ['stdout /1'], scrub('\\d+ ms')),
  out('a scrub of equal texts changes no verdict', 'took 9 ms\n', 'took 9 ms\n', 'match', [], scrub('\\d+ ms')),
  out('a scrub of one side', '-- banner --\na\n', 'a\n', 'tolerated', ['stdout /1'], scrub('^-- banner --\\n', { side: 'legacy' })),
  out('a scrub of the other side', 'a\n', '-- banner --\na\n', 'mismatch', ['stdout /1'], scrub('^-- banner --\\n', { side: 'legacy' })),
  out('a scrub of every line', 'x: a\nx: b\n', 'a\nb\n', 'tolerated', ['stdout /1'], scrub('^x: ', { flags: 'm' })),
  out('a scrub for another case', '1\n', '2\n', 'mismatch', ['stdout /1'], scrub('\\d', { case: 'other' })),
  out('a scrub for another aspect', '1\n', '2\n', 'mismatch', ['stdout /1'], scrub('\\d', { aspect: 'stderr' })),
  out('a scrub with groups', 'id=7;a\n', 'a;id=7\n', 'tolerated', ['stdout /1'], { scrub: [{ pattern: '^(id=\\d+);(.*)$', with: '$2;$1', flags: 'm', ...why }] }),
  out('a line ignored by its aspect', 'at 10\na\n', 'at 11\na\n', 'tolerated', ['stdout /1'], ignore('/1', { aspect: 'stdout' })),
  out('another line than the ignored one', 'at 10\na\n', 'at 10\nb\n', 'mismatch', ['stdout /2'], ignore('/1', { aspect: 'stdout' })),
  out('a whole text ignored', 'a\nb\n', 'c\n', 'tolerated', ['stdout /1', 'stdout /2', 'stdout /3'], ignore('', { aspect: 'stdout' })),
  out('lines are no structure', 'a\n', 'b\n', 'mismatch', ['stdout /1'], ignore('/1')),
  out('an expected text', 'a\n', 'b\n', 'tolerated', ['stdout /1'], expected({ aspect: 'stdout' })),
  out('an expected line', 'a\nb\n', 'x\nb\n', 'tolerated', ['stdout /1'], expected({ path: '/1' })),
  out('another line than the expected one', 'a\nb\n', 'a\nx\n', 'mismatch', ['stdout /2'], expected({ path: '/1' })),
  out('expected of another case', 'a\n', 'b\n', 'mismatch', ['stdout /1'], expected({ case: 'other' })),
  out('expected of a glob of cases', 'a\n', 'b\n', 'tolerated', ['stdout /1'], expected({ case: 'i*' })),
  out('expected of another aspect', 'a\n', 'b\n', 'mismatch', ['stdout /1'], expected({ aspect: 'stderr' })),
  // Structure.
  data('the same structure', { a: [1] }, { a: [1] }, 'match'),
  data('other layout', '{"a":[1,2]}', '{\n "a": [1, 2]\n}\n', 'match'),
  data('another order of keys', '{"a":1,"b":2}', '{"b":2,"a":1}', 'match'),
  data('a number', { a: 1 }, { a: 2 }, 'mismatch', ['stdout /a']),
  data('1 and 1.0', '{"a":1}', '{"a":1.0}', 'match'),
  data('1e2 and 100', '1e2', '100', 'match'),
  data('a text for a number', { a: 1 }, { a: '1' }, 'mismatch', ['stdout /a']),
  data('null for nothing', { a: null }, {}, 'mismatch', ['stdout /a']),
  data('false for null', { a: false }, { a: null }, 'mismatch', ['stdout /a']),
  data('zero for false', { a: 0 }, { a: false }, 'mismatch', ['stdout /a']),
  data('an empty list for an empty object', { a: [] }, { a: {} }, 'mismatch', ['stdout /a']),
  data('an empty text for null', { a: '' }, { a: null }, 'mismatch', ['stdout /a']),
  data('a deep change', { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }, 'mismatch', ['stdout /a/b/0/c']),
  data('a key more', { a: 1 }, { a: 1, b: 2 }, 'mismatch', ['stdout /b']),
  data('a key less', { a: 1, b: 2 }, { a: 1 }, 'mismatch', ['stdout /b']),
  data('an element more', [1], [1, 2], 'mismatch', ['stdout /1']),
  data('an element less in the middle', [1, 2, 3], [1, 3], 'mismatch', ['stdout /1']),
  data('elements swapped', [1, 2], [2, 1], 'mismatch', ['stdout /0', 'stdout /1']),
  data('the last digit of a big number', '9007199254740992', '9007199254740993', 'mismatch', ['stdout ']),
  data('the last digits of a fraction', '0.1', '0.10000000000000002', 'mismatch', ['stdout ']),
  data('how a fraction is written', '0.1', '0.1000000000000000055', 'match'),
  data('NaN on both sides', '{"a": NaN}', '{"a":NaN}', 'match'),
  data('NaN for null', '{"a": NaN}', '{"a": null}', 'mismatch', ['stdout /a']),
  data('one side is no JSON', '{"a":1}', 'error: no', 'mismatch', ['stdout ']),
  data('both sides are the same text, not JSON', 'oops\n', 'oops\n', 'match'),
  data('both sides are texts that differ', 'a\nb\n', 'a\nc\n', 'mismatch', ['stdout /2']),
  data('nothing for JSON', '{"a":1}', '', 'mismatch', ['stdout ']),
  data('escapes in text', '"\\u00e9"', '"\u00e9"', 'match'),
  data('a key with a slash', { 'a/b': 1 }, { 'a/b': 2 }, 'mismatch', ['stdout /a~1b']),
  data('a key twice: the last counts', '{"a":1,"a":2}', '{"a":2}', 'match'),
  data('an ignored place', { a: 1, b: 1 }, { a: 2, b: 1 }, 'tolerated', ['stdout /a'], ignore('/a')),
  data('an ignored place and another', { a: 1, b: 1 }, { a: 2, b: 2 }, 'mismatch', ['stdout /a', 'stdout /b'], ignore('/a')),
  data('an ignored place on one side', { a: 1 }, {}, 'tolerated', ['stdout /a'], ignore('/a')),
  data('an ignored place that is equal', { a: 1 }, { a: 1 }, 'match', [], ignore('/a')),
  data('an ignored star', [{ t: 1, x: 1 }], [{ t: 2, x: 1 }], 'tolerated', ['stdout /0/t'], ignore('/*/t')),
  data('an ignored double star', { a: { b: { t: 1 } } }, { a: { b: { t: 2 } } }, 'tolerated', ['stdout /a/b/t'], ignore('/**/t')),
  data('ignored for another aspect', { a: 1 }, { a: 2 }, 'mismatch', ['stdout /a'], ignore('/a', { aspect: 'value' })),
  data('ignored for another case', { a: 1 }, { a: 2 }, 'mismatch', ['stdout /a'], ignore('/a', { case: 'x*' })),
  data('within a tolerance', { a: 1.0001 }, { a: 1 }, 'tolerated', ['stdout /a'], near('/a', { relative: 0.001 })),
  data('beyond a tolerance', { a: 1.1 }, { a: 1 }, 'mismatch', ['stdout /a'], near('/a', { relative: 0.001 })),
  data('a tolerance is both ways', { a: 1 }, { a: 1.0001 }, 'tolerated', ['stdout /a'], near('/a', { relative: 0.001 })),
  data('an absolute tolerance at zero', { a: 0 }, { a: 0.5 }, 'tolerated', ['stdout /a'], near('/a', { absolute: 1 })),
  data('a tolerance is for numbers', { a: 'x' }, { a: 'y' }, 'mismatch', ['stdout /a'], near('/a', { absolute: 1 })),
  data('a tolerance does not reach null', { a: 0 }, { a: null }, 'mismatch', ['stdout /a'], near('/a', { absolute: 1 })),
  data('a tolerance of big numbers', '{"a":9007199254740993}', '{"a":9007199254740995}', 'tolerated', ['stdout /a'], near('/a', { absolute: 10 })),
  data('another order where order does not count', { a: [1, 2] }, { a: [2, 1] }, 'tolerated', ['stdout /a'], anyOrder('/a')),
  data('another element where order does not count', { a: [1, 2] }, { a: [3, 1] }, 'mismatch', ['stdout /a/1'], anyOrder('/a')),
  data('how often counts', { a: [1, 1, 2] }, { a: [1, 2, 2] }, 'mismatch', ['stdout /a/1'], anyOrder('/a')),
  data('objects in another order', [{ i: 1 }, { i: 2 }], [{ i: 2 }, { i: 1 }], 'tolerated', ['stdout '], anyOrder('')),
  data('lists within lists', { a: [[1, 2], [3]] }, { a: [[3], [2, 1]] }, 'tolerated', ['stdout /a', 'stdout /a/0'], { unordered: [{ path: '/a', ...why }, { path: '/a/*', ...why }] }),
  data('a translated value', { s: 'PASS' }, { s: true }, 'match', [], { map: { legacy: { '/s': { PASS: true } } } }),
  data('a translated value that is wrong', { s: 'PASS' }, { s: false }, 'mismatch', ['stdout /s'], { map: { legacy: { '/s': { PASS: true } } } }),
  data('a value that is not translated', { s: 'SKIP' }, { s: true }, 'mismatch', ['stdout /s'], { map: { legacy: { '/s': { PASS: true } } } }),
  data('a moved value', { s: 1 }, { r: [{ s: 1 }] }, 'match', [], { map: { legacy: { '/s': { to: '/r/0/s' } } } }),
  data('the candidate translated', { s: 1 }, { r: [{ s: 1 }] }, 'match', [], { map: { candidate: { '/r/0/s': { to: '/s' }, '/r': { to: '/rest' } } } }).with(3, 'mismatch').with(4, ['stdout /rest']) as Pair,
  data('lines before JSON, scrubbed', 'Running…\n{"a":1}', '{"a":1}', 'tolerated', ['stdout /1'], scrub('^[^{]*', { side: 'legacy' })),
  data('lines before JSON, not scrubbed', 'Running…\n{"a":1}', '{"a":1}', 'mismatch', ['stdout ']),
  data('expected at a place', { a: 1 }, { a: 2 }, 'tolerated', ['stdout /a'], expected({ path: '/a' })),
  data('expected below a place', { a: { b: 1 } }, { a: { b: 2 } }, 'tolerated', ['stdout /a/b'], expected({ path: '/a' })),
  data('expected beside a place', { a: 1, ab: 1 }, { a: 1, ab: 2 }, 'mismatch', ['stdout /ab'], expected({ path: '/a' })),
  // Returned values.
  value('the same value', { a: 1 }, { a: 1 }, 'match'),
  value('another value', 1, 2, 'mismatch', ['value ']),
  value('null for a value', 1, null, 'mismatch', ['value ']),
  value('nothing returned for null', undefined, null, 'mismatch', ['value ']),
  value('a place in a value', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, 'mismatch', ['value /a/1/b']),
  value('an ignored place in a value', { a: 1 }, { a: 2 }, 'tolerated', ['value /a'], ignore('/a', { aspect: 'value' })),
  value('a tolerance in a value', [1], [1.05], 'tolerated', ['value /0'], near('/*', { absolute: 0.1 })),
  // Files.
  files('the same files', { a: 'x', b: 'y' }, { b: 'y', a: 'x' }, 'match'),
  files('a file missing', { a: 'x' }, {}, 'mismatch', ['file:a ']),
  files('a file more', {}, { a: 'x' }, 'mismatch', ['file:a ']),
  files('a file of another name', { a: 'x' }, { b: 'x' }, 'mismatch', ['file:a ', 'file:b ']),
  files('a line in a file', { a: 'x\ny' }, { a: 'x\nz' }, 'mismatch', ['file:a /2']),
  files('a place in a JSON file', { 'a.json': '{"x":1}' }, { 'a.json': '{"x":2}' }, 'mismatch', ['file:a.json /x']),
  files('layout of a JSON file', { 'a.json': '{"x":1}' }, { 'a.json': '{ "x": 1 }' }, 'match'),
  files('a JSON file that is none', { 'a.json': '{"x":1}' }, { 'a.json': '{"x":' }, 'mismatch', ['file:a.json ']),
  files('bytes that are no text', { a: null }, { a: 'x' }, 'mismatch', ['file:a ']),
  files('an executable', { a: '!x' }, { a: 'x' }, 'mismatch', ['file:a ']),
  files('a link', { a: '@x' }, { a: '@x' }, 'match'),
  files('a link to elsewhere', { a: '@x' }, { a: '@y' }, 'mismatch', ['file:a ']),
  files('a link for a file', { a: 'x' }, { a: '@x' }, 'mismatch', ['file:a ']),
  files('a folder for a file', { a: 'x' }, { a: '/' }, 'mismatch', ['file:a ']),
  files('an empty folder', { a: '/' }, { a: '/' }, 'match'),
  files('an empty folder missing', { a: '/' }, {}, 'mismatch', ['file:a ']),
  files('a missing file that is expected', { a: 'x' }, {}, 'tolerated', ['file:a '], expected({ aspect: 'file:a' })),
  files('a missing file that is ignored by its name', { 'log/a': 'x' }, {}, 'tolerated', ['file:log/a '], ignore('', { aspect: 'file:log/*' })),
  files('a glob of another folder', { 'log/a': 'x' }, {}, 'mismatch', ['file:log/a '], ignore('', { aspect: 'file:out/*' })),
  files('a rule for structures says nothing about a whole file', { a: 'x' }, {}, 'mismatch', ['file:a '], ignore('')),
  files('a place ignored in one file', { 'a.json': '{"t":1}', 'b.json': '{"t":1}' }, { 'a.json': '{"t":2}', 'b.json': '{"t":2}' }, 'mismatch', ['file:a.json /t', 'file:b.json /t'], ignore('/t', { aspect: 'file:a.json' })),
  files('a scrubbed file', { a: 'at 10:00' }, { a: 'at 11:30' }, 'tolerated', ['file:a /1'], scrub('\\d+:\\d+')),
  // Tables.
  files('rows in another order are another text', { 'a.csv': 'id\n1\n2\n' }, { 'a.csv': 'id\n2\n1\n' }, 'mismatch', ['file:a.csv /2', 'file:a.csv /4']),
  files('rows in another order by key', { 'a.csv': 'id,x\n1,a\n2,b\n' }, { 'a.csv': 'id,x\n2,b\n1,a\n' }, 'match', [], keyed('id')),
  files('a cell by key', { 'a.csv': 'id,x\n1,a\n2,b\n' }, { 'a.csv': 'id,x\n2,c\n1,a\n' }, 'mismatch', ['file:a.csv /id=2/x'], keyed('id')),
  files('a row less', { 'a.csv': 'id,x\n1,a\n2,b\n' }, { 'a.csv': 'id,x\n1,a\n' }, 'mismatch', ['file:a.csv /id=2'], keyed('id')),
  files('a key twice', { 'a.csv': 'id,x\n1,a\n' }, { 'a.csv': 'id,x\n1,a\n1,a\n' }, 'error', ['file:a.csv /id=1'], keyed('id')),
  files('no such key', { 'a.csv': 'id,x\n1,a\n' }, { 'a.csv': 'id,x\n1,b\n' }, 'error', ['file:a.csv '], keyed('no')),
  files('columns in another order', { 'a.csv': 'id,x,y\n1,a,b\n' }, { 'a.csv': 'id,y,x\n1,b,a\n' }, 'mismatch', ['file:a.csv /columns/1', 'file:a.csv /columns/2'], keyed('id')),
  files('quoting', { 'a.csv': 'id,x\n1,a\n' }, { 'a.csv': 'id,x\r\n"1","a"\r\n' }, 'match', [], keyed('id')),
  files('a column ignored', { 'a.csv': 'id,t\n1,5\n2,6\n' }, { 'a.csv': 'id,t\n1,7\n2,8\n' }, 'tolerated', ['file:a.csv /id=1/t', 'file:a.csv /id=2/t'], { ...keyed('id'), ...ignore('/*/t') }),
  files('a column with a tolerance', { 'a.csv': 'id,x\n1,0.5\n' }, { 'a.csv': 'id,x\n1,0.50\n' }, 'tolerated', ['file:a.csv /id=1/x'], { ...keyed('id'), ...near('/*/x', { absolute: 0 }) }),
  files('a second column of one name', { 'a.csv': 'id,x,x\n1,a,b\n' }, { 'a.csv': 'id,x,x\n1,c,b\n' }, 'mismatch', ['file:a.csv /id=1/x'], keyed('id')),
  files('a cell beyond the header', { 'a.csv': 'id,x\n1,a,b\n' }, { 'a.csv': 'id,x\n1,a,c\n' }, 'mismatch', ['file:a.csv /id=1/column 3'], keyed('id')),
  files('a row that is too short', { 'a.csv': 'id,x\n1,\n' }, { 'a.csv': 'id,x\n1\n' }, 'mismatch', ['file:a.csv /id=1/x'], keyed('id')),
  files('a column with the name of a prototype', { 'a.csv': 'id,__proto__\n1,a\n' }, { 'a.csv': 'id,__proto__\n1,b\n' }, 'mismatch', ['file:a.csv /id=1/__proto__'], keyed('id')),
  files('a column more is one difference', { 'a.csv': 'id\n1\n2\n' }, { 'a.csv': 'id,x\n1,a\n2,b\n' }, 'mismatch', ['file:a.csv /columns/1'], keyed('id')),
  files('an empty cell in the only column is a row', { 'a.csv': 'x\n""\n' }, { 'a.csv': 'x\n' }, 'mismatch', ['file:a.csv /[""]'], { tables: { '*.csv': {} } }),
  files('a multiset of rows', { 'a.csv': 'x\n1\n2\n1\n' }, { 'a.csv': 'x\n1\n1\n2\n' }, 'match', [], { tables: { '*.csv': {} } }),
  files('a multiset counts', { 'a.csv': 'x\n1\n2\n1\n' }, { 'a.csv': 'x\n1\n2\n2\n' }, 'mismatch', ['file:a.csv /["1"]', 'file:a.csv /["2"]'], { tables: { '*.csv': {} } }),
  data('structures too deep to be walked are compared as text', '['.repeat(20_000) + ']'.repeat(20_000), `${'['.repeat(20_000)}1${']'.repeat(20_000)}`, 'mismatch', ['stdout /1']),
  // Noise.
  ['a clock', { out: '10' }, { out: '11' }, 'noisy', ['stdout /1'], {}, {}, [[{ out: '12' }, { out: '13' }]]],
  ['a clock of one side', { out: '10' }, { out: '0' }, 'noisy', ['stdout /1'], {}, {}, [[{ out: '12' }, { out: '0' }]]],
  ['a difference that stays', { out: 'a' }, { out: 'b' }, 'mismatch', ['stdout /1'], {}, {}, [[{ out: 'a' }, { out: 'b' }]]],
  ['a clock beside a difference', { out: '10\na' }, { out: '11\nb' }, 'mismatch', ['stdout /1', 'stdout /2'], {}, {}, [[{ out: '12\na' }, { out: '13\nb' }]]],
  ['a noisy place in JSON', { out: '{"t":1,"x":1}' }, { out: '{"t":2,"x":1}' }, 'noisy', ['stdout /t'], {}, json, [[{ out: '{"t":3,"x":1}' }, { out: '{"t":4,"x":1}' }]]],
  ['noise that only the second rerun shows', { out: 'a' }, { out: 'b' }, 'noisy', ['stdout /1'], {}, {}, [[{ out: 'a' }, { out: 'b' }], [{ out: 'b' }, { out: 'b' }]]],
  ['a flaky exit code', { code: 0 }, { code: 1 }, 'noisy', ['exit_code '], {}, {}, [[{ code: 0 }, { code: 0 }]]],
  ['a line that comes and goes', { out: 'a\nwarm\nb' }, { out: 'a\nb' }, 'noisy', ['stdout /2'], {}, {}, [[{ out: 'a\nb' }, { out: 'a\nb' }]]],
  ['a line that the candidate lacks only at first', { out: 'a\nwarm\nb' }, { out: 'a\nb' }, 'noisy', ['stdout /2'], {}, {}, [[{ out: 'a\nwarm\nb' }, { out: 'a\nwarm\nb' }]]],
  ['a file that comes and goes', { files: { a: 'x' } }, {}, 'noisy', ['file:a '], {}, {}, [[{}, {}]]],
  ['noise that a rule explains is no noise', { out: '{"t":1}' }, { out: '{"t":2}' }, 'tolerated', ['stdout /t'], ignore('/t'), json, [[{ out: '{"t":3}' }, { out: '{"t":4}' }]]],
  ['a noisy line of a side that has a line more', { out: 'x\n10' }, { out: '20' }, 'mismatch', ['stdout /1', 'stdout /2', 'stdout /3'], {}, {}, [[{ out: 'x\n11' }, { out: '21' }]]],
];

test('there are at least 150 pairs, each with a name of its own', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(150);
  expect(new Set(pairs.map(([name]) => name)).size).toBe(pairs.length);
});

test.each(pairs)('%s', (_, legacy, candidate, verdict, places = [], rules = {}, capture = {}, reruns = []) => {
  const judged = judgeCase(
    { id: 'it', legacy: seen(legacy), candidate: seen(candidate), legacyReruns: reruns.map(([side]) => seen(side)), candidateReruns: reruns.map(([, side]) => seen(side)) },
    makeRules(compareSchema.parse(rules)),
    captureSchema.parse(capture),
  );
  expect(judged.differences.map(({ aspect, path }) => `${aspect} ${path}`)).toEqual(places);
  expect(judged.verdict).toBe(verdict);
});
