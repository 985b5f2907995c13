import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { project, workspace } from '../legacy-project.ts';
import { cutover, makeFolder } from '../program.ts';

describe('the other legacy commands', () => {
  it('discover-script tells path, size and whether main can be imported', async () => {
    const { folder, legacy } = await project();
    await writeFile(join(folder, 'scripts/broken.py'), 'import no_such_module\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    pass\n');
    const found = await legacy(['discover-script', 'package_model']);
    const { size } = await stat(join(folder, 'scripts/package_model.py'));
    expect(found).toMatchObject({ exit: 0, stdout: `Script discovered: scripts/package_model.py\nScript exists: True\nScript size: ${size} bytes\nMain function: Successfully imported` });
    const broken = await legacy(['discover-script', 'broken']);
    expect(broken).toMatchObject({ exit: 0, stdout: expect.stringContaining('Main function: Import failed - ') as string });
    const absent = await legacy(['discover-script', 'nowhere']);
    expect(absent).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining('\nError: Script discovery failed: Script not found: nowhere; looked in ') as string });
  });

  it('list-results and the history tell what ran, also in another process; clearing forgets it', async () => {
    const { legacy, json } = await project();
    expect((await legacy(['list-results', ...workspace])).stdout).toContain('No test results found');
    await legacy(['test-script', 'package_model', ...workspace]);
    await legacy(['test-script', 'dummy_training', ...workspace]);
    expect((await legacy(['list-results', ...workspace])).stdout).toMatch(/^Test results in: test_workspace\n-{50}\nScript: dummy_training\n {2}- Last run: .*\nScript: package_model\n {2}- Last run: /);
    const history = await legacy(['list-execution-history', ...workspace]);
    expect(history.stdout).toMatch(/^Execution History \(2 entries\):\n-{50}\n1\. Script: dummy_training\n {3}Status: FAILURE\n.*\n.*\n {3}Error: main returned 2\n\n2\. Script: package_model\n {3}Status: SUCCESS\n/);
    expect(await json(['list-execution-history', ...workspace, '--limit', '1', '--output-format', 'json'])).toMatchObject([{ script_name: 'dummy_training', execution_result: { success: false } }]);
    expect(await json(['list-execution-history', ...workspace, '--script-name', 'package_model'])).toHaveLength(1);
    expect((await legacy(['clear-execution-history', ...workspace], { input: 'n\n' })).exit).toBe(1);
    expect((await legacy(['clear-execution-history', ...workspace], { input: 'y\n' })).stdout).toBe('Execution history cleared');
    expect((await legacy(['list-execution-history', ...workspace])).stdout).toBe('No execution history found');
  });

  it('clean-workspace keeps a copy of the results, and local data in its place', async () => {
    const { folder, legacy } = await project();
    await legacy(['test-script', 'package_model', ...workspace]);
    expect(await legacy(['clean-workspace', ...workspace])).toMatchObject({ exit: 1, stderr: expect.stringContaining('Error: Aborted!') as string });
    const { exit, stdout } = await legacy(['clean-workspace', ...workspace, '--yes']);
    const [, kept] = /^Cleaned workspace: test_workspace\n\d+ files are kept in (.*)$/.exec(stdout) ?? [];
    expect(exit).toBe(0);
    expect((await readdir(join(folder, 'test_workspace'))).filter((name) => !name.endsWith('.spec.yaml')).sort()).toEqual(['cleaned', 'local_data']);
    expect(await readFile(join(folder, kept ?? '', 'data/outputs/package_model/package.json'), 'utf8')).toContain('sha256');
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere/mine'), '');
    await symlink('../elsewhere', join(folder, 'test_workspace/outputs'));
    expect((await legacy(['clean-workspace', ...workspace, '--yes'])).stdout).toBe('Cleaned workspace: test_workspace');
    expect([await readdir(join(folder, 'elsewhere')), await readlink(join(folder, 'test_workspace/outputs'))]).toEqual([['mine'], '../elsewhere']);
  });

  it('add, list and remove local data in the old manifest, and in the specification', async () => {
    const { folder, legacy } = await project();
    const data = join(folder, 'test_workspace/local_data');
    await writeFile(join(folder, 'a.csv'), 'id\n1\n');
    await writeFile(join(folder, 'b.pkl'), 'x');
    const added = await legacy(['add-local-data', 'fresh', 'a.csv', 'b.pkl', ...workspace, '--description', 'two files']);
    expect(added).toMatchObject({ exit: 0, stdout: 'Added local data: a.csv for script fresh\nAdded local data: b.pkl for script fresh\nLocal data files added successfully for fresh' });
    expect(await readFile(join(data, 'data_manifest.yaml'), 'utf8')).toContain(
      '  fresh:\n    input_data_1:\n      description: two files\n      format: csv\n      path: fresh/a.csv\n    input_data_2:\n      description: two files\n      format: pickle\n      path: fresh/b.pkl\n',
    );
    expect(await readFile(join(folder, 'test_workspace/fresh.spec.yaml'), 'utf8')).toContain('input_data_2: local_data/fresh/b.pkl');
    expect((await legacy(['list-local-data', '--script-name', 'fresh', ...workspace])).stdout).toBe(
      `Local data files for script: fresh\n${'-'.repeat(40)}\n  ✓ input_data_1: fresh/a.csv (csv)\n    Description: two files\n  ✓ input_data_2: fresh/b.pkl (pickle)\n    Description: two files`,
    );
    expect((await legacy(['remove-local-data', 'fresh', '--data-key', 'input_data_2', '--yes', ...workspace])).stdout).toBe('Removed local data: fresh.input_data_2');
    expect(await readdir(join(data, 'fresh'))).toEqual(['a.csv']);
    expect(await readFile(join(folder, 'test_workspace/fresh.spec.yaml'), 'utf8')).not.toContain('input_data_2');
    expect((await legacy(['remove-local-data', 'fresh', '--data-key', 'input_data_2', '--yes', ...workspace])).exit).toBe(1);
    expect(await legacy(['remove-local-data', 'fresh', ...workspace], { input: 'yes\n' })).toMatchObject({ exit: 0, stdout: 'Removed all local data for script: fresh' });
    expect((await legacy(['list-local-data', '--script-name', 'fresh', ...workspace])).stdout).toBe('No local data files configured for script: fresh');
    expect(await legacy(['add-local-data', 'fresh', 'a.csv', 'gone.csv', ...workspace])).toMatchObject({ exit: 1, stderr: expect.stringContaining('Error: File not found: gone.csv; nothing was added') as string });
  });

  it('list-local-data marks missing files and leaves out the example that never was data', async () => {
    const { folder, legacy, json } = await project();
    await writeFile(join(folder, 'test_workspace/local_data/data_manifest.yaml'), 'version: "1.0"\nscripts:\n  a:\n    x: { path: a/gone.csv, format: csv }\n  example_script:\n    input_data: { path: example_script/input.csv, format: csv }\n');
    expect((await legacy(['list-local-data', ...workspace])).stdout).toBe(`Available local data files:\n${'-'.repeat(40)}\n\nScript: a\n  ✗ x: a/gone.csv (csv)`);
    expect(await json(['list-local-data', ...workspace])).toEqual({ schema_version: 1, scripts: { a: { x: { path: 'a/gone.csv', format: 'csv', description: '', exists: false } } } });
  });

  it('generate-synthetic-data makes what the specification declares, the same each time, and never over the user\'s data', async () => {
    const { folder, legacy } = await project();
    const specification = 'input_paths: { rows: made }\nschemas:\n  rows:\n    columns:\n      id: { type: integer, unique: true }\n      amount: { type: number, nullable: 0.5 }\n';
    await writeFile(join(folder, 'test_workspace/package_model.spec.yaml'), specification);
    const made = join(folder, 'test_workspace/made');
    const call = ['generate-synthetic-data', 'package_model', ...workspace];
    const first = await legacy([...call, '--data-size', 'medium']);
    expect(first).toMatchObject({ exit: 0, stdout: 'Generating 1000 records of synthetic data...\nFormat: csv\nSynthetic data generated successfully: test_workspace/made/rows.csv (rows)' });
    const text = await readFile(join(made, 'rows.csv'), 'utf8');
    expect(text.split('\n')).toHaveLength(1002);
    expect((await legacy([...call, '--num-records', '5'])).stdout).toContain('rows.csv (rows) is there already and stays as it is');
    expect(await readFile(join(made, 'rows.csv'), 'utf8')).toBe(text);
    await rm(made, { recursive: true });
    await legacy([...call, '--data-size', 'medium', '--seed', '42']);
    expect(await readFile(join(made, 'rows.csv'), 'utf8')).toBe(text);
    await rm(made, { recursive: true });
    await legacy([...call, '--num-records', '50', '--data-format', 'parquet']);
    const bytes = await readFile(join(made, 'rows.parquet'));
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString(), await readdir(made)]).toEqual(['PAR1', 'PAR1', ['rows.parquet']]);
    for (const [theirs, format] of [['rows.parquet', 'parquet'], ['rows.json', 'parquet'], ['rows.json', 'json'], ['rows.csv', 'csv']] as const) {
      await rm(made, { recursive: true });
      await mkdir(made);
      await writeFile(join(made, theirs), 'theirs');
      const { exit, stdout } = await legacy([...call, '--num-records', '5', '--data-format', format]);
      expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining(`${theirs} (rows) is there already and stays as it is`) as string });
      expect([await readFile(join(made, theirs), 'utf8'), await readdir(made)]).toEqual(['theirs', [theirs]]);
    }
    await rm(made, { recursive: true });
    await mkdir(made);
    await symlink('../elsewhere.csv', join(made, 'rows.csv'));
    expect((await legacy(call)).stdout).toContain('rows.csv (rows) is there already and stays as it is');
    expect([await readlink(join(made, 'rows.csv')), await readdir(made)]).toEqual(['../elsewhere.csv', ['rows.csv']]);
    expect(await legacy(['generate-synthetic-data', 'dummy_training', ...workspace])).toMatchObject({ exit: 1, stderr: expect.stringContaining('declares no schema') as string });
  });

  it('show-config tells workspace, data, thresholds and history', async () => {
    const { legacy, json } = await project();
    await legacy(['test-script', 'package_model', ...workspace]);
    expect(await json(['show-config', ...workspace])).toMatchObject({
      workspace_dir: 'test_workspace',
      workspace_exists: true,
      default_thresholds: { script_memory_mb: 1024, script_time_seconds: 60, pipeline_memory_mb: 2048, pipeline_time_seconds: 300 },
      local_data_scripts: 6,
      execution_history_entries: 1,
    });
    expect((await legacy(['show-config'])).stdout).toMatch(/^Runtime Testing Configuration:\n-{40}\nWorkspace Directory: \.\/development\/projects\/project_alpha\nWorkspace Exists: ✗\n/);
  });
});

describe('legacy calls that can\'t be answered', () => {
  it('say near names, and in JSON where JSON is wanted', async () => {
    const folder = await makeFolder();
    const { exit, stdout } = await cutover(['legacy', 'test-scirpt', 'a', '--output-format', 'json'], { cwd: folder });
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'LEGACY_UNKNOWN', hint: 'did you mean "test-script"?' } });
    expect(await cutover(['legacy', 'map', 'all'], { cwd: folder })).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining('takes no "all"') as string });
  });

  it('show what a manifest says, and obey nothing of it', async () => {
    const { folder, legacy } = await project();
    await writeFile(join(folder, 'test_workspace/local_data/data_manifest.yaml'), 'scripts:\n  a: { x: { path: "a/\\e[31mred", format: csv } }\n');
    expect((await legacy(['list-local-data', ...workspace])).stdout).toContain('✗ x: a/\\u{1b}[31mred (csv)');
  });
});

describe('the deprecation line', () => {
  it('comes once, and not where an option or the environment turns it off', async () => {
    const { legacy } = await project();
    expect((await legacy(['show-config'])).stderr.split('\n')).toHaveLength(1);
    expect((await legacy(['show-config', '--no-deprecation'])).stderr).toBe('');
    expect((await legacy(['show-config'], { env: { CUTOVER_NO_DEPRECATION: '1' } })).stderr).toBe('');
  });
});

describe('an interrupted legacy call', () => {
  it('ends the script, says so, and is not in the history', async () => {
    const { folder, legacy } = await project();
    await writeFile(join(folder, 'scripts/sleepy.py'), 'import time\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    open(output_paths["output"] + "/started", "w").close()\n    time.sleep(60)\n');
    const program = fileURLToPath(new URL('../../bin/cutover.cjs', import.meta.url));
    const running = execa(process.execPath, [program, 'legacy', 'test-script', 'sleepy', ...workspace], { cwd: folder, reject: false });
    const started = join(folder, 'test_workspace/output/sleepy/output/started');
    await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true);
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/^Status: FAIL\n[\s\S]*Error: interrupted/);
    expect((await legacy(['list-execution-history', ...workspace])).stdout).toBe('No execution history found');
  });
});
