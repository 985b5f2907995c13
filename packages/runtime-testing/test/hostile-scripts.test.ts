/** One wrong script each: its own code, named, and never a tester that goes down with it. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failures, testScripts, type FailureCode, type TestOptions } from '../src/index.ts';
import { testOptions } from './workspace.ts';

interface Row {
  code: FailureCode | null;
  message?: RegExp;
  line?: number;
  note?: RegExp;
  options?: Partial<TestOptions>;
  memoryMb?: number;
}

const table: Record<string, Row> = {
  returns_code: { code: 'RETURNED_CODE', message: /^main returned 2$/ },
  exits_in_main: { code: 'EXIT_CODE', message: /code 3 in main/, line: 5 },
  exits_with_words: { code: 'EXIT_CODE', message: /^exited with code 1 in main: no orders for May$/ },
  exits_zero_in_main: { code: 'EXIT_EARLY' },
  exits_while_loading: { code: 'EXIT_CODE', message: /code 4 while it was loaded/ },
  os_exit_code: { code: 'EXIT_CODE', message: /code 5 while main ran/ },
  os_exit_zero: { code: 'NO_RESULT', message: /code 0 while main ran/ },
  crashes: { code: 'SIGNAL', message: /SIGSEGV/ },
  hangs_in_main: { code: 'TIMEOUT', message: /while main ran/, options: { timeoutMs: 400 } },
  hangs_while_loading: { code: 'TIMEOUT', message: /while it was loaded/, options: { timeoutMs: 400 } },
  hangs_with_signals_blocked: { code: 'TIMEOUT', options: { timeoutMs: 400 } },
  eats_memory: { code: 'MEMORY_LIMIT', memoryMb: 200 },
  fork_bomb: { code: 'TIMEOUT', options: { timeoutMs: 800 } },
  floods_output: { code: null, options: { timeoutMs: 80_000 } },
  prints_binary: { code: null },
  closes_stdout: { code: 'OUTPUT_CLOSED' },
  closes_descriptor: { code: 'OUTPUT_CLOSED' },
  reads_stdin: { code: 'RAISED', message: /EOFError/ },
  changes_folder_and_environment: { code: null },
  leaves_child: { code: null, note: /left 1 process/ },
  leaves_daemon: { code: null, note: /left 1 process/ },
  deletes_workspace: { code: 'WORKSPACE_HARMED' },
  kills_parent: { code: 'HOST_KILLED' },
  kills_host: { code: 'HOST_KILLED' },
  patches_json: { code: 'RETURNED_CODE', message: /returned 7/ },
  awaited: { code: 'RETURNED_CODE', message: /returned 6/ },
  forges_result: { code: 'NO_RESULT' },
  generator: { code: 'MAIN_GENERATOR' },
  installs_while_loading: { code: null, note: /used another program: .*pip install/ },
  network_while_loading: { code: null, note: /used the network: 127\.0\.0\.1 9/ },
  asks_platform: { code: null, options: { deny: ['subprocess'] } },
  no_main: { code: 'MAIN_MISSING' },
  program: { code: 'MAIN_IS_PROGRAM' },
  main_is_a_number: { code: 'MAIN_NOT_CALLABLE' },
  short_main: { code: 'MAIN_PARAMETERS', message: /lacks environ_vars, job_args/ },
  demanding_main: { code: 'MAIN_PARAMETERS', message: /has logger without a default/ },
  syntax_error: { code: 'SYNTAX_ERROR', line: 2 },
  missing_module: { code: 'IMPORT_MISSING', message: /no_such_module_anywhere/, line: 1 },
  raises_while_loading: { code: 'IMPORT_FAILED', message: /at the top/, line: 1 },
  raises: { code: 'RAISED', message: /the amount is negative/, line: 2 },
  writes_nothing: { code: 'OUTPUT_MISSING', message: /report/ },
  links_in_a_circle: { code: null },
  writes_empty: { code: 'OUTPUT_EMPTY', message: /report/ },
  deep_recursion: { code: 'RAISED', message: /RecursionError/ },
  js_returns_code: { code: 'RETURNED_CODE' },
  js_exits: { code: 'EXIT_CODE', message: /code 3 in main/ },
  js_exits_zero: { code: 'EXIT_EARLY' },
  js_exit_code_set: { code: 'EXIT_CODE', message: /code 4/ },
  js_vanishes: { code: 'NO_RESULT' },
  js_unhandled: { code: 'UNHANDLED_REJECTION', message: /nobody listens/, line: 2 },
  js_never_settles: { code: 'NEVER_SETTLED', message: /main returned/ },
  js_top_level_await: { code: 'NEVER_SETTLED', message: /top of the script/ },
  js_hangs: { code: 'TIMEOUT', options: { timeoutMs: 700 } },
  js_eats_memory: { code: 'MEMORY_LIMIT', memoryMb: 120 },
  js_throws: { code: 'RAISED', message: /RangeError: the amount is negative/, line: 2 },
  js_no_main: { code: 'MAIN_MISSING' },
  js_short_main: { code: 'MAIN_PARAMETERS', message: /lacks output_paths, environ_vars, job_args/ },
  js_missing_module: { code: 'IMPORT_MISSING' },
  js_syntax_error: { code: 'SYNTAX_ERROR', line: 2 },
  js_denied: { code: 'DENIED', options: { deny: ['subprocess'] } },
  js_patches: { code: 'RETURNED_CODE', message: /returned 7/ },
  js_leaves_child: { code: null, note: /left 1 process/ },
  js_leaves_child_at_once: { code: null, note: /left 1 process/ },
  shell_leaves_daemon: { code: null },
  shell_eats_anything: { code: 'MEMORY_LIMIT', memoryMb: 0.1, options: { timeoutMs: 15_000 } },
  shell_eats_memory: { code: 'MEMORY_LIMIT', message: /^needed more than 200 MB: it was ended while it ran$/, memoryMb: 200, options: { timeoutMs: 15_000 } },
  exits_three: { code: 'EXIT_CODE', message: /^exited with code 3 while it ran$/ },
  shell_crash: { code: 'SIGNAL', message: /SIGSEGV/ },
  bad_interpreter: { code: 'NOT_STARTED' },
};

async function run(name: string, row: Row) {
  const options = await testOptions('hostile', row.options);
  await mkdir(options.workspace, { recursive: true });
  if (row.memoryMb !== undefined) {
    await writeFile(join(options.workspace, `${name}.spec.yaml`), `memory_mb: ${row.memoryMb}\n`);
  }
  const [result] = await testScripts([name], options);
  return { result, options };
}

describe('a hostile script gets its own verdict', () => {
  test.concurrent.each(Object.entries(table))('%s', async (name, row) => {
    const { result, options } = await run(name, row);
    expect({ code: result.error_code, message: result.error_message }).toEqual({
      code: row.code,
      message: row.message ? expect.stringMatching(row.message) : row.code === null ? null : expect.any(String),
    });
    expect(result.success).toBe(row.code === null);
    expect(result.hint).toBe(row.code === null ? null : failures[row.code].hint);
    if (row.line !== undefined) expect(result.error_line).toBe(row.line);
    if (row.note) expect(result.notes.join('\n')).toMatch(row.note);
    expect(existsSync(options.workspace)).toBe(true);
  });

  test('every failure code but those of an interrupted run is produced by a script here', () => {
    const elsewhere = ['CANCELLED', 'INPUT_MISSING', 'OUTPUT_BLOCKED', 'SKIPPED', 'SOURCE_UNREADABLE'];
    const produced = new Set([...Object.values(table).map((row) => row.code), ...elsewhere]);
    expect(Object.keys(failures).filter((code) => !produced.has(code as FailureCode))).toEqual([]);
  });
});

describe('nothing of a script survives it', () => {
  test.each(['leaves_child', 'leaves_daemon', 'js_leaves_child', 'js_leaves_child_at_once', 'shell_leaves_daemon', 'fork_bomb'])('%s', async (name) => {
    await run(name, table[name]);
    const alive = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(alive).not.toMatch(/sleep 600\.(125|375)/);
  });

  test('a timeout is kept', async () => {
    const { result } = await run('hangs_with_signals_blocked', { code: 'TIMEOUT', options: { timeoutMs: 300 } });
    expect(result.error_code).toBe('TIMEOUT');
  });
});

test('one wrong script never costs another its verdict', async () => {
  const options = await testOptions('hostile', { timeoutMs: 2000 });
  const names = ['awaited', 'kills_host', 'patches_json', 'kills_parent', 'returns_code', 'os_exit_zero', 'js_vanishes', 'raises', 'js_throws'];
  const results = await testScripts(names, { ...options, jobs: 4 });
  expect(results.map((result) => [result.script_name, result.error_code])).toEqual(names.map((name) => [name, table[name].code]));
});

describe('output', () => {
  test('is kept from its end, however much there is', async () => {
    const { result } = await run('floods_output', table['floods_output']);
    expect(result.stdout_tail.length).toBeLessThanOrEqual(64 * 1024);
    expect(result.stdout_tail.trimEnd().split('\n').at(-1)).toBe('line 999999');
  });
});

describe('--deny', () => {
  test.each([
    ['installs_while_loading', 'subprocess'],
    ['network_while_loading', 'network'],
  ] as const)('%s is stopped by %s', async (name, kind) => {
    const { result } = await run(name, { code: 'DENIED', options: { deny: [kind] } });
    expect(result.error_code).toBe('DENIED');
    expect(result.notes.join('\n')).toMatch(/^denied/m);
  });
});

describe('--entry auto', () => {
  test('runs a Python file without main as a program', async () => {
    const { result } = await run('program', { code: null, options: { entry: 'auto' } });
    expect(result).toMatchObject({ success: true, has_main_function: false, mode: 'executed', stdout_tail: 'ran as a program\n' });
  });

  test('what it raises is not told as a fault of an import', async () => {
    const { result } = await run('raising_program', { code: null, options: { entry: 'auto' } });
    expect(result).toMatchObject({ error_code: 'RAISED', mode: 'executed', error_line: 2 });
  });

  test('with --import-only it is imported, and what it would do does not happen', async () => {
    const { result } = await run('program', { code: null, options: { entry: 'auto', importOnly: true } });
    expect(result).toMatchObject({ success: true, mode: 'imported', stdout_tail: '' });
  });

  test('and sees its exit code', async () => {
    const { result } = await run('failing_program', { code: null, options: { entry: 'auto' } });
    expect(result).toMatchObject({ success: false, error_code: 'EXIT_CODE' });
  });
});

describe('isolation', () => {
  const same = ['returns_code', 'exits_in_main', 'os_exit_zero', 'crashes', 'patches_json', 'raises', 'generator', 'closes_stdout'];
  test.each(same)('cold gives %s the same verdict as the warm host', async (name) => {
    const { result } = await run(name, { code: null, options: { isolation: 'cold' } });
    expect(result.error_code).toBe(table[name].code);
  });

  test('shared does so for JavaScript, too', async () => {
    const options = await testOptions('hostile', { isolation: 'shared', jobs: 1, timeoutMs: 5000 });
    const names = ['js_returns_code', 'js_exits', 'js_hangs', 'js_throws', 'js_short_main', 'js_patches'];
    const results = await testScripts(names, options);
    expect(results.map((result) => result.error_code)).toEqual(['RETURNED_CODE', 'EXIT_CODE', 'TIMEOUT', 'RAISED', 'MAIN_PARAMETERS', 'RETURNED_CODE']);
  });

  test('shared runs scripts in one process, one after another, and outlives what ends it', async () => {
    const options = await testOptions('hostile', { isolation: 'shared', jobs: 1, timeoutMs: 2000 });
    const names = ['returns_code', 'os_exit_code', 'hangs_in_main', 'raises'];
    const results = await testScripts(names, options);
    expect(results.map((result) => result.error_code)).toEqual(['RETURNED_CODE', 'HOST_KILLED', 'TIMEOUT', 'RAISED']);
  });
});

test('a source too deep for the interpreter is its own failure, and no other script\'s', async () => {
  const options = await testOptions('hostile');
  await mkdir(options.workspace, { recursive: true });
  await writeFile(join(options.workspace, 'deep.py'), `x = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`);
  await writeFile(join(options.workspace, 'nested.py'), `x = ${'-'.repeat(100_000)}1\n`);
  const results = await testScripts(['deep', 'nested', 'returns_code'], options);
  expect(results.map((result) => result.success)).toEqual([false, false, false]);
  expect(results.map((result) => result.error_code)).toEqual([expect.stringMatching(/SYNTAX_ERROR|SOURCE_UNREADABLE/), expect.stringMatching(/SYNTAX_ERROR|SOURCE_UNREADABLE/), 'RETURNED_CODE']);
});
