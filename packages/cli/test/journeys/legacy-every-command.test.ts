import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { legacyCommands } from '@cutover/legacy-compat';
import { describe, expect, it } from 'vitest';
import { project, workspace } from '../legacy-project.ts';
import { cutover, json, makeFolder } from '../program.ts';

/** How each command that is kept passes, fails and is misused, and what its result is made of. */
interface Row {
  /** Calls that come first. */
  before?: string[][];
  pass: string[];
  says: RegExp;
  /** Without it: the same call where the workspace is a file. */
  fail?: { call: string[]; says: RegExp };
  usage: { call: string[]; says: string }[];
  keys: string[];
  /** The lines that `--legacy-banner` brings back. */
  banner?: RegExp;
  /** It asks, unless `--yes` is given. */
  asks?: true;
}

const tested = ['test-script', 'package_model'];
const rows: Record<string, Row> = {
  'test-script': {
    pass: ['package_model'],
    says: /^Status: PASS\nExecution Time: \d+\.\d\d seconds\nMemory Usage: \d+ MB$/,
    fail: { call: ['dummy_training'], says: /Status: FAIL[\s\S]*Error: main returned 2/ },
    usage: [
      { call: [], says: 'argument SCRIPT_NAME is missing' },
      { call: ['a', '--data-size', 'tiny'], says: 'option --data-size is one of small, medium, large, not "tiny"' },
    ],
    keys: ['script_name', 'status', 'execution_time', 'memory_usage', 'error_message', 'recommendations', 'timestamp', 'threshold_warnings', 'thresholds'],
    banner: /^Testing script: package_model\nData source: synthetic\nData size: small\n-{50}\n/,
  },
  'test-pipeline': {
    pass: ['orders_pipeline.json'],
    says: /^Pipeline Status: SUCCESS\n[\s\S]*\n\nStep Results:\n {2}- currency_conversion: SUCCESS/,
    fail: { call: ['gone.json'], says: /Error: Pipeline file not found: gone\.json/ },
    usage: [
      { call: [], says: 'argument PIPELINE_PATH is missing' },
      { call: ['a', '--memory-threshold', 'much'], says: 'option --memory-threshold is a whole number, not "much"' },
    ],
    keys: ['success', 'completed_steps', 'error', 'total_duration', 'memory_peak', 'timestamp'],
    banner: /^Testing pipeline: orders_pipeline\.json\nData source: synthetic\n-{50}\n/,
  },
  'discover-script': {
    pass: ['dummy_training'],
    says: /^Script discovered: scripts\/dummy_training\.py\nScript exists: True\n/,
    fail: { call: ['nowhere'], says: /Error: Script discovery failed: Script not found: nowhere; looked in / },
    usage: [{ call: [], says: 'argument SCRIPT_PATH is missing' }],
    keys: ['schema_version', 'script_path', 'exists', 'size_bytes', 'main_importable', 'error_message'],
  },
  'list-results': { before: [tested], pass: [], says: /^Test results in: test_workspace\n-{50}\nScript: package_model\n/, usage: [{ call: ['a'], says: 'unexpected argument "a"' }], keys: ['schema_version', 'results'] },
  'clean-workspace': { before: [tested], pass: [], asks: true, says: /^Cleaned workspace: test_workspace\n/, usage: [{ call: ['--yse'], says: 'no such option --yse' }], keys: ['schema_version', 'removed', 'kept_in'] },
  'add-local-data': {
    pass: ['fresh', 'orders_pipeline.json'],
    says: /^Added local data: orders_pipeline\.json for script fresh\nLocal data files added successfully for fresh$/,
    fail: { call: ['fresh', 'gone.csv'], says: /Error: File not found: gone\.csv; nothing was added/ },
    usage: [{ call: ['a'], says: 'argument DATA_FILES is missing' }],
    keys: ['schema_version', 'script_name', 'added', 'specification'],
  },
  'list-local-data': { pass: [], says: /^Available local data files:\n-{40}\n\nScript: currency_conversion\n {2}✓ orders: /, usage: [{ call: ['--script-name'], says: 'option --script-name needs a value' }], keys: ['schema_version', 'scripts'] },
  'remove-local-data': {
    before: [['add-local-data', 'fresh', 'orders_pipeline.json']],
    pass: ['fresh'],
    asks: true,
    says: /^Removed all local data for script: fresh$/,
    fail: { call: ['nobody', '--yes'], says: /Error: Failed to remove local data: there is none for nobody/ },
    usage: [{ call: [], says: 'argument SCRIPT_NAME is missing' }],
    keys: ['schema_version', 'script_name', 'data_key', 'removed'],
  },
  'list-execution-history': { before: [tested], pass: [], says: /^Execution History \(1 entries\):\n-{50}\n1\. Script: package_model\n/, usage: [{ call: ['--limit', 'all'], says: 'option --limit is a whole number, not "all"' }], keys: ['0'] },
  'clear-execution-history': { before: [tested], pass: [], asks: true, says: /^Execution history cleared$/, usage: [{ call: ['now'], says: 'unexpected argument "now"' }], keys: ['schema_version', 'cleared'] },
  'generate-synthetic-data': {
    pass: ['declared'],
    says: /^Generating 100 records of synthetic data\.\.\.\nFormat: csv\nSynthetic data generated successfully: test_workspace\/made\/rows\.csv \(rows\)$/,
    fail: { call: ['dummy_training'], says: /Error: the specification of dummy_training declares no schema/ },
    usage: [{ call: ['a', '--num-records', '0'], says: 'option --num-records is at least 1, not 0' }],
    keys: ['schema_version', 'script_name', 'format', 'records', 'inputs'],
  },
  'show-config': {
    pass: [],
    says: /^Runtime Testing Configuration:\n-{40}\nWorkspace Directory: test_workspace\nWorkspace Exists: ✓\n/,
    usage: [{ call: ['--output-format', 'yaml'], says: 'option --output-format is one of text, json, not "yaml"' }],
    keys: ['workspace_dir', 'workspace_exists', 'available_data_sources', 'available_testing_modes', 'available_output_formats', 'default_thresholds', 'local_data_scripts', 'execution_history_entries'],
  },
};

const kept = legacyCommands.filter(({ fate }) => fate === 'kept');
const retired = legacyCommands.filter(({ fate }) => fate === 'retired');

it('the table holds every command that is kept, and they are 29 with those that are not', () => {
  expect(Object.keys(rows)).toEqual(kept.map(({ name }) => name));
  expect(kept.length + retired.length).toBe(29);
});

describe.each(Object.entries(rows))('legacy %s', (name, { before = [], pass, says, fail, usage, keys, banner, asks }) => {
  const snake = (words: readonly string[]) => words.map((word) => (word.startsWith('--') || word === name ? word.replaceAll(/(?<=\w)-/g, '_') : word));
  async function prepared() {
    const { folder, legacy } = await project();
    await writeFile(join(folder, 'scripts/declared.py'), 'def main(input_paths, output_paths, environ_vars, job_args):\n    pass\n');
    await writeFile(join(folder, 'test_workspace/declared.spec.yaml'), 'input_paths: { rows: made }\nschemas: { rows: { columns: { id: { type: integer } } } }\n');
    for (const call of before) expect(await legacy([...call, ...workspace])).toMatchObject({ exit: 0 });
    return { folder, legacy };
  }
  const yes = asks ? ['--yes'] : [];
  const deprecation = expect.stringMatching(new RegExp(`^"cutover legacy ${name}" is deprecated; use: .*$`)) as string;

  it('passes in both spellings, with the old lines when asked, and gives its keys as JSON', async () => {
    const { legacy } = await prepared();
    const text = await legacy(snake([name, ...pass, ...yes, ...workspace, '--legacy-banner']).map((word) => (word === '--legacy_banner' ? '--legacy-banner' : word)));
    const [old = ''] = banner?.exec(text.stdout) ?? [];
    expect(old === '').toBe(banner === undefined);
    expect({ exit: text.exit, stdout: text.stdout.slice(old.length), stderr: text.stderr }).toEqual({ exit: 0, stdout: expect.stringMatching(says) as string, stderr: deprecation });
    const again = await prepared();
    const document = await again.legacy([name, ...pass, ...yes, ...workspace, '--json']);
    expect([document.exit, Object.keys(json(document) as object)]).toEqual([0, keys]);
  });

  it('fails with exit 1, and with an error as JSON', async () => {
    const { folder, legacy } = await prepared();
    const { call, says: told } = fail ?? { call: [...pass, ...yes], says: /Error: .*file is not a folder\nhint: / };
    await writeFile(join(folder, 'file'), '');
    const there = fail === undefined ? ['--workspace-dir', 'file'] : workspace;
    const failed = await legacy([name, ...call, ...there]);
    expect([failed.exit, `${failed.stdout}\n${failed.stderr}`]).toEqual([1, expect.stringMatching(told)]);
    const document = await legacy([name, ...call, ...there, '--json']);
    const found = json(document) as { error?: { code: string; message: string } };
    expect(document.exit).toBe(1);
    expect(name === 'test-script' ? Object.keys(found) : Object.keys(found.error ?? {})).toEqual(name === 'test-script' ? keys : ['code', 'message', 'hint', 'where']);
  });

  it.each(usage)('exits 2 for $call and makes nothing', async ({ call, says: told }) => {
    const folder = await makeFolder();
    const used = await cutover(['legacy', name, ...call], { cwd: folder });
    expect({ exit: used.exit, stdout: used.stdout, files: await readdir(folder) }).toEqual({ exit: 2, stdout: '', files: [] });
    expect(used.stderr).toContain(told);
    const document = await cutover(['legacy', name, ...call, '--json'], { cwd: folder });
    expect([document.exit, (json(document) as { error: { code: string } }).error.code]).toEqual([2, 'LEGACY_USAGE']);
  });

  if (!asks) return;
  it('asks: nobody there, or no, changes nothing and exits 1; yes does it', async () => {
    const { legacy } = await prepared();
    const call = [name, ...pass, ...workspace];
    expect(await legacy(call)).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringMatching(/\[y\/N\]: \nError: Aborted!$/) as string });
    expect(await legacy(call, { input: 'no\n' })).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining('Error: Aborted!') as string });
    expect(await legacy(call, { input: 'y\n' })).toMatchObject({ exit: 0, stdout: expect.stringMatching(says) as string });
  });
});

it.each(retired)('legacy $name is retired: one line, the replacement, exit 2, nothing made', async ({ name, replacement }) => {
  const folder = await makeFolder();
  const [text, document] = await Promise.all([
    cutover(['legacy', ...name.replaceAll('-', '_').split(' '), '--bucket', 'b'], { cwd: folder }),
    cutover(['legacy', ...name.split(' '), 'x', '--json'], { cwd: folder }),
  ]);
  expect({ exit: text.exit, stdout: text.stdout, lines: text.stderr.split('\n').length }).toEqual({ exit: 2, stdout: '', lines: 1 });
  expect(text.stderr.startsWith(`error[LEGACY_RETIRED]: "${name}" is retired: `) && text.stderr.endsWith(`; use: ${replacement}`)).toBe(true);
  expect(document.exit).toBe(2);
  expect(json(document)).toEqual({ schema_version: 1, error: { code: 'LEGACY_RETIRED', message: expect.stringContaining(replacement) as string, hint: null, where: null } });
  expect(await readdir(folder)).toEqual([]);
});
