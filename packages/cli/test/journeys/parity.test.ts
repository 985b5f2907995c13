import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ParityReport } from '@cutover/migrate';
import { cutover, makeFolder } from '../program.ts';

/** Two implementations in shell, quick to start: `old` and `new` get the case's fields as arguments. */
function migration(files: { old: string; new: string; config?: string; cases?: string }, more: Record<string, string> = {}) {
  return makeFolder({
    'old.sh': files.old,
    'new.sh': files.new,
    'cutover.config.yaml': `
name: trial
runners:
  legacy: { command: [sh, "{{root}}/old.sh", "{{n}}"], timeout: 5s }
  candidate: { command: [sh, "{{root}}/new.sh", "{{n}}"], timeout: 5s }
cases: ${files.cases ?? '[{ n: 1 }, { n: 2 }, { n: 3 }]'}
${files.config ?? ''}
`,
    ...more,
  });
}

async function parity(cwd: string, ...args: string[]): Promise<{ exit: number | undefined; report: ParityReport; stderr: string }> {
  const { exit, stdout, stderr } = await cutover(['migrate', 'parity', '--json', ...args], { cwd });
  return { exit, report: JSON.parse(stdout) as ParityReport, stderr };
}

const verdicts = (report: ParityReport) => Object.fromEntries(report.cases.map(({ id, verdict }) => [id, verdict]));

describe('a run', () => {
  test('two sides that do the same pass, and the record says so', async () => {
    const cwd = await migration({ old: 'echo "got $1"; echo "$1" > out.txt', new: 'echo "got $1"; echo "$1" > out.txt' });
    const { exit, report } = await parity(cwd);
    expect(exit).toBe(0);
    expect(report.summary).toEqual({ cases: 3, match: 3, tolerated: 0, noisy: 0, mismatch: 0, error: 0, parity: 1 });
    expect(report.gates).toEqual([{ name: 'parity', limit: 1, actual: 1, passed: true }]);
    expect(report.cases[0]?.legacy).toMatchObject({ exit_code: 0, signal: null, timed_out: false, stdout: 'got 1\n', stderr: '' });
    expect(report.cases[0]?.candidate?.files).toMatchObject({ 'out.txt': { kind: 'file', bytes: 2 } });
    const stored = JSON.parse(await readFile(join(cwd, '.cutover/parity', report.run, 'report.json'), 'utf8')) as object;
    expect(stored).toEqual(report);
    const [line] = (await readFile(join(cwd, '.cutover/ledger.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(line)).toMatchObject({ kind: 'parity', id: report.run, detail: { passed: true, complete: true, content: report.content } });
  });

  test('a difference in each aspect is found at its place, and the gate fails', async () => {
    const cwd = await migration({
      old: 'echo same; echo "line $1"; echo warn >&2; mkdir out; echo \'{"a":[1,2]}\' > out/x.json; echo gone > out/gone; exit 0',
      new: 'echo same; echo "LINE $1"; echo Warn >&2; mkdir out; echo \'{"a":[1,3]}\' > out/x.json; echo came > out/came; exit 4',
      cases: '[{ n: 7 }]',
    });
    const { exit, report } = await parity(cwd);
    expect(exit).toBe(1);
    const places = report.cases[0].differences.map(({ aspect, path, kind }) => `${aspect} ${path} ${kind}`);
    expect(places).toEqual([
      'exit_code  changed',
      'stdout /2 text',
      'stderr /1 text',
      'file:out/came  added',
      'file:out/gone  missing',
      'file:out/x.json /a/1 changed',
    ]);
    const kept = join(cwd, '.cutover/parity', report.run, 'cases/n=7/legacy/files/out/x.json');
    expect(await readFile(kept, 'utf8')).toBe('{"a":[1,2]}\n');
  });

  test('the terminal shows the difference and the block, and nothing goes to stdout but the result', async () => {
    const cwd = await migration({ old: 'echo "total $1"', new: 'echo "total $(( $1 * $1 ))"' });
    const { exit, stdout, stderr } = await cutover(['--quiet', 'migrate', 'parity'], { cwd });
    expect(exit).toBe(1);
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual(['mismatch  n=2', '  stdout line 1', '    - total 2', '    + total 4']);
    expect(lines).toContain('parity  1 match  0 tolerated  0 noisy  2 mismatch  0 error   of 3');
    expect(lines.find((line) => line.startsWith('gates'))).toBe('gates   parity 33.3% < 100% FAIL');
    expect(lines.at(-1)).toMatch(/^report {2}\.cutover\/parity\/\d{8}-\d{6}-[0-9a-f]{4}\//);
  });

  test('a program that removes its own folder is a case like any other', async () => {
    const { report } = await parity(await migration({ old: 'echo x', new: 'rmdir "$PWD"; echo x' }));
    expect(report.cases[0]?.differences.map(({ aspect, kind }) => `${aspect} ${kind}`)).toEqual(['file:. added']);
    expect(report.summary).toMatchObject({ cases: 3, mismatch: 3 });
  });

  test('text that holds the sign for a character that could not be read is text', async () => {
    const say = (x: number) => `printf '{"name":"caf\\357\\277\\275","x":${x}}' | tee out.json`;
    const { report } = await parity(await migration({ old: say(1), new: say(2), config: 'capture: { stdout: json }', cases: '[{ n: 1 }]' }));
    expect(report.cases[0]?.differences.map(({ aspect, path }) => `${aspect} ${path}`)).toEqual(['stdout /x', 'file:out.json /x']);
  });

  test('what differs between two runs of one side is noise, not a mismatch, and not in favour', async () => {
    const cwd = await migration({ old: 'date +%N; echo fine', new: 'date +%N; echo fine', cases: '[{ n: 1 }]' });
    const { exit, report } = await parity(cwd);
    expect(verdicts(report)).toEqual({ 'n=1': 'noisy' });
    expect(report.summary.parity).toBe(0);
    expect(exit).toBe(1);
  });

  test('noise does not hide a difference beside it', async () => {
    const cwd = await migration({ old: 'date +%N; echo one', new: 'date +%N; echo two', cases: '[{ n: 1 }]' });
    const { report } = await parity(cwd);
    expect(verdicts(report)).toEqual({ 'n=1': 'mismatch' });
    expect(report.cases[0]?.differences.map(({ path, rule }) => [path, rule?.kind])).toEqual([['/1', 'noise'], ['/2', undefined]]);
  });

  test('each run has an empty folder, a HOME and a TMPDIR of its own, and leaves no trace of itself', async () => {
    const script = 'ls -A . "$HOME" "$TMPDIR"; echo x > "$HOME/h"; echo x > "$TMPDIR/t"; echo x > w; pwd; rm w';
    const cwd = await migration({ old: script, new: script });
    const { exit, report } = await parity(cwd);
    expect(exit).toBe(0);
    expect(report.cases[2]?.candidate?.stdout).toBe('.:\n\n<home>:\n\n<tmp>:\n<work>\n');
    expect((await readdir(cwd)).sort()).toEqual(['.cutover', 'cutover.config.yaml', 'new.sh', 'old.sh']);
  });

  test('a hanging side is a mismatch that says so, two hanging sides prove nothing', async () => {
    const cwd = await migration({ old: '[ $1 = 2 ] && sleep 60; echo $1', new: '[ $1 != 1 ] && sleep 60; echo $1', cases: '[{ n: 1 }, { n: 2 }, { n: 3 }]' });
    await writeFile(join(cwd, 'cutover.config.yaml'), (await readFile(join(cwd, 'cutover.config.yaml'), 'utf8')).replaceAll('5s', '300ms'));
    const { exit, report } = await parity(cwd, '--noise', 'off');
    expect(exit).toBe(1);
    expect(verdicts(report)).toEqual({ 'n=1': 'match', 'n=2': 'error', 'n=3': 'mismatch' });
    expect(report.cases[2]?.candidate).toMatchObject({ timed_out: true, exit_code: null });
    expect(report.cases[2]?.differences).toMatchObject([{ aspect: 'exit_code', kind: 'timed_out', legacy: 0, candidate: 'timed out' }]);
  });
});

describe('rules', () => {
  test('explain differences with their reasons, and those that explained nothing are stale', async () => {
    const cwd = await migration({
      old: 'echo "human line"; echo "{\\"status\\":\\"PASS\\",\\"t\\":1,\\"list\\":[1,2],\\"x\\":1.0}"; [ $1 = 3 ] && exit 2; exit 0',
      new: 'echo "{\\"result\\":{\\"ok\\":true},\\"t\\":2,\\"list\\":[2,1],\\"x\\":1.001}"; exit 0',
      config: `
capture: { stdout: json }
compare:
  scrub: [{ pattern: "^[^{]*", with: "", side: legacy, aspect: stdout, reason: human lines }]
  map: { legacy: { /status: { to: /result/ok, values: { PASS: true } } } }
  ignore: [{ path: /t, reason: clock }, { path: /nowhere, reason: never }]
  tolerance: [{ path: /x, relative: 0.01, reason: rounding }]
  unordered: [{ path: /list, reason: a set }]
  expected: [{ case: "n=3", aspect: exit_code, reason: called a pass }, { case: "n=9", reason: no such case }]
`,
    });
    const { exit, report } = await parity(cwd);
    expect(exit).toBe(0);
    expect(report.summary).toMatchObject({ tolerated: 3, parity: 1 });
    expect(report.cases[2]?.differences.map(({ path, rule }) => `${path} ${rule?.kind}: ${rule?.reason}`)).toEqual([
      ' expected: called a pass',
      '/t ignore: clock',
      '/list unordered: a set',
      '/x tolerance: rounding',
    ]);
    expect(report.stale_rules).toEqual([
      { kind: 'ignore', where: '/nowhere', reason: 'never' },
      { kind: 'expected', where: '(case n=9)', reason: 'no such case' },
    ]);
  });
});

describe('without a configuration', () => {
  test('two commands and inputs are enough', async () => {
    const cwd = await makeFolder({ 'old.sh': 'echo "<$1>"', 'new.sh': 'echo "<$1>"' });
    const line = ['migrate', 'parity', '--legacy', 'sh old.sh {}', '--candidate', 'sh ./new.sh {}'];
    const { exit, stdout } = await cutover([...line, '--input', 'a b', '--input', '$(rm x)', '--json'], { cwd });
    expect(exit).toBe(0);
    const report = JSON.parse(stdout) as ParityReport;
    expect(report.cases.map(({ id, legacy }) => [id, legacy?.stdout])).toEqual([['input=a b', '<a b>\n'], ['input=$(rm x)', '<$(rm x)>\n']]);
    // As a shell gives them for `--input *.csv`.
    const several = JSON.parse((await cutover([...line, '--input', 'a', 'b', '--input', 'c', '--json'], { cwd })).stdout) as ParityReport;
    expect(several.cases.map(({ id }) => id)).toEqual(['input=a', 'input=b', 'input=c']);
  });

  test('inputs from a file, files on stdin, and the configuration saved', async () => {
    const cwd = await makeFolder({ inputs: 'one\ntwo\n', 'in/a.txt': 'A', 'in/b.txt': 'B', 'old.sh': 'cat; echo "$1"' });
    const fromFile = await cutover(['migrate', 'parity', '--legacy', 'sh old.sh {}', '--candidate', 'sh old.sh {}', '--input-file', 'inputs', '--save'], { cwd });
    expect(fromFile.exit).toBe(0);
    expect(fromFile.stdout).toContain('2 match');
    expect(fromFile.stderr).toBe('saved cutover.config.yaml');
    const [first = ''] = (await readFile(join(cwd, 'cutover.config.yaml'), 'utf8')).split('\n');
    const schema = JSON.parse(await readFile(first.replace('# yaml-language-server: $schema=', ''), 'utf8'));
    expect(Object.keys(schema.properties)).toContain('runners');
    expect((await cutover(['migrate', 'parity'], { cwd })).stdout).toContain('2 match');
    const piped = await cutover(['migrate', 'parity', '--legacy', 'sh old.sh', '--candidate', 'cat', '--stdin', 'in/a.txt', 'in/b.txt', '--json'], { cwd });
    const report = JSON.parse(piped.stdout) as ParityReport;
    expect(report.cases.map(({ id, legacy, candidate }) => [id, legacy?.stdout, candidate?.stdout])).toEqual([['in/a.txt', 'A\n', 'A'], ['in/b.txt', 'B\n', 'B']]);
    expect((await cutover('migrate parity --legacy x --candidate y --save'.split(' '), { cwd })).exit).toBe(2);
  });

  test('python -m finds a module of the project, in src, too', async () => {
    const cwd = await makeFolder({ 'old/__init__.py': '', 'old/cli.py': 'import sys\nprint(sys.argv[1])\n', 'src/new/__main__.py': 'import sys\nprint(sys.argv[1])\n' });
    const { exit, stdout } = await cutover(['migrate', 'parity', '--legacy', 'python3 -m old.cli {}', '--candidate', 'python3 -m new {}', '--input', 'a'], { cwd });
    expect([exit, stdout.split('\n')[0]]).toEqual([0, 'parity  1 match  0 tolerated  0 noisy  0 mismatch  0 error   of 1']);
  });

  test.each([
    ['no {} for the input', ['--legacy', 'cat', '--candidate', 'cat {}', '--input', 'a'], '--legacy has no {} for the input'],
    ['a {} without input', ['--legacy', 'echo {}', '--candidate', 'echo {}'], 'there is no input for it'],
    ['one side only', ['--legacy', 'cat'], '--legacy needs --candidate beside it'],
    ['an open quote', ['--legacy', 'echo "a', '--candidate', 'cat'], 'a quote that is not closed'],
    ['a pipe', ['--legacy', 'cat a | sort', '--candidate', 'cat'], '"|", which only a shell understands'],
    ['a program that is not there', ['--legacy', 'no-such-program-here', '--candidate', 'cat'], "can't start the legacy runner: no-such-program-here"],
    ['no such input file', ['--legacy', 'cat {}', '--candidate', 'cat {}', '--input-file', 'none'], "can't read none: no such file"],
  ])('%s is told', async (_, args, message) => {
    const cwd = await makeFolder();
    const { exit, stdout, stderr } = await cutover(['migrate', 'parity', ...args], { cwd });
    expect(exit).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error\[[A-Z_]+\]: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });
});

describe('a configuration that is wrong', () => {
  test.each([
    ['a case without id and fields', 'cases: [{ files: [a] }]', ':3 cases[0]', 'without an id and without fields'],
    ['two equal ids', 'cases: [{ n: 1 }, { id: "n=1" }]', ':3 cases[1]', 'has the id "n=1", which cases[0] has already'],
    ['a column of cases twice', 'cases: [{ from: twice.csv }]', 'twice.csv:1', 'the column "n" is there twice'],
    ['no case', 'cases: []', 'cutover.config.yaml', 'there is no case to compare'],
    ['a source that is not there', 'cases: [{ from: "none/*.yaml" }]', 'cases[0]', 'there is nothing at "none/*.yaml"'],
    ['an unknown field', 'cases: [{ script: a }]', 'cases[0]', 'has no field "n"'],
    ['an exclusion without a reason', 'cases: [{ n: 1 }]\ncompare: { ignore: [{ path: /a }] }', ':4 compare.ignore[0]', 'is missing'],
    ['a duplicate rule', 'cases: [{ n: 1 }]\ncompare: { ignore: [{ path: /a, reason: x }, { path: /a, reason: y }] }', ':4 compare.ignore[1]', 'is a duplicate of ignore[0]'],
    ['a mistyped aspect', 'cases: [{ n: 1 }]\ncompare: { ignore: [{ path: /a, reason: x, aspect: stdot }] }', 'compare.ignore[0].aspect', 'is exit_code, stdout'],
    ['a broken expression', 'cases: [{ n: 1 }]\ncompare: { scrub: [{ pattern: "(", with: "", reason: x }] }', 'compare.scrub[0].pattern', 'is not a regular expression'],
    ['an unknown key', 'cases: [{ n: 1 }]\ngates: { pairity: 1 }', ':4 gates.pairity', 'did you mean "parity"?'],
    ['a matrix without values', 'cases: [{ matrix: { n: [] } }]', ':3 cases[0].matrix.n', 'needs at least one value'],
  ])('%s', async (_, yaml, where, message) => {
    const cwd = await makeFolder({ 'twice.csv': 'n,m,n\n1,2,3\n', 'cutover.config.yaml': `runners: { legacy: { command: [echo, "{{n}}"] }, candidate: { command: [echo, "{{n}}"] } }\n\n${yaml}\n` });
    const { exit, stderr } = await cutover(['migrate', 'parity'], { cwd });
    expect(stderr).toContain(message);
    expect(stderr).toContain(where);
    expect(exit).toBe(2);
  });
});

describe('cases', () => {
  test('come from lists, matrices, YAML, JSON, JSON lines, CSV and folders', async () => {
    const cwd = await migration(
      {
        old: 'cat in 2>/dev/null; echo "$1"',
        new: 'cat in 2>/dev/null; echo "$1"',
        cases: '[{ from: "cases/*.yaml" }, { from: rows.csv }, { from: lines.jsonl }, { from: fixtures/*/ }, { matrix: { n: [8, 9], m: [x] } }, { n: 7, files: [data/in] }]',
      },
      {
        'cases/one.yaml': 'n: 1\n',
        'cases/many.yaml': '- { n: 2 }\n- { id: three, n: 3 }\n',
        'rows.csv': 'n,name\n4,"a, b"\n',
        'lines.jsonl': '{"n": 5}\n\n{"n": [6]}\n',
        'fixtures/first/in': 'fixture',
        'data/in': 'data',
      },
    );
    const config = await readFile(join(cwd, 'cutover.config.yaml'), 'utf8');
    await writeFile(join(cwd, 'cutover.config.yaml'), config.replaceAll('"{{n}}"', '"{{id}}"'));
    const { report } = await parity(cwd);
    expect(report.cases.map(({ id }) => id)).toEqual([
      'n=2', 'three', 'one', 'n=4,name=a, b', 'n=5', 'n=[6]', 'first', 'n=8,m=x', 'n=9,m=x', 'n=7',
    ]);
    expect(report.cases[6]?.legacy?.stdout).toBe('fixturefirst\n');
    expect(report.cases[9]?.legacy?.files).toMatchObject({ 'data/in': { kind: 'file' } });
  });

  test('--case narrows the run, which then is no whole proof', async () => {
    const cwd = await migration({ old: 'echo $1', new: 'echo $1' });
    const { report } = await parity(cwd, '--case', 'n=[12]');
    expect(report.cases.map(({ id }) => id)).toEqual(['n=1', 'n=2']);
    expect(report.notes).toEqual(['only 2 of 3 cases were run']);
    const ledger = await readFile(join(cwd, '.cutover/ledger.jsonl'), 'utf8');
    expect(JSON.parse(ledger.split('\n')[0])).toMatchObject({ detail: { complete: false } });
    const none = await cutover(['migrate', 'parity', '--case', 'zzz'], { cwd });
    expect([none.exit, none.stderr]).toEqual([2, expect.stringContaining('no case matches "zzz"')]);
  });
});
