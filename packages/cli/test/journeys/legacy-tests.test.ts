import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adaptResult, testResultMapping } from '@cutover/legacy-compat';
import { describe, expect, it } from 'vitest';
import { project, workspace } from '../legacy-project.ts';
import { cutover } from '../program.ts';

interface TestDocument {
  status: string;
  execution_time: number;
  memory_usage: number;
  error_message: string | null;
  recommendations: string[];
  timestamp: string;
  threshold_warnings: string[];
}

describe('legacy test-script', () => {
  it('prints the old keys and nothing else, and exits 0 on PASS', async () => {
    const { legacy } = await project();
    const { exit, stdout, stderr } = await legacy(['test-script', 'package_model', ...workspace, '--output-format', 'json']);
    const document = JSON.parse(stdout) as TestDocument;
    expect(Object.keys(document)).toEqual([
      'script_name',
      'status',
      'execution_time',
      'memory_usage',
      'error_message',
      'recommendations',
      'timestamp',
      'threshold_warnings',
      'thresholds',
    ]);
    expect(document).toMatchObject({ status: 'PASS', error_message: null, thresholds: { memory_mb: 1024, time_seconds: 60 } });
    expect(Number.isInteger(document.memory_usage) && document.memory_usage > 0).toBe(true);
    expect(new Date(document.timestamp).toISOString()).toBe(document.timestamp);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '"cutover legacy test-script" is deprecated; use: cutover test script NAME' });
  });

  it('takes both spellings, of options too', async () => {
    const { legacy } = await project();
    const { exit, stdout } = await legacy(['test_script', 'package_model', '--workspace_dir', 'test_workspace', '--output_format=json']);
    expect([exit, (JSON.parse(stdout) as TestDocument).status]).toEqual([0, 'PASS']);
  });

  it('fails for a returned code, for sys.exit, for s3 and for an unknown name, each with exit 1', async () => {
    const { legacy } = await project();
    for (const [args, message] of [
      [['dummy_training'], 'main returned 2'],
      [['model_evaluation'], 'exited with code 3'],
      [['package_model', '--data-source', 's3'], 'the core reads local files only'],
      [['package_modle'], 'looked in'],
    ] as const) {
      const { exit, stdout } = await legacy(['test-script', ...args, ...workspace, '--output-format', 'json']);
      const document = JSON.parse(stdout) as TestDocument;
      expect({ exit, status: document.status, message: document.error_message }).toEqual({ exit: 1, status: 'FAIL', message: expect.stringContaining(message) as string });
    }
  });

  it('names every place it looked in', async () => {
    const { json } = await project();
    const { error_message: message, recommendations } = await json<TestDocument>(['test-script', 'package_modle', ...workspace]);
    for (const place of ['test_workspace', 'scripts', 'src/*/steps/scripts', 'steps/scripts', 'dockers/*/scripts', 'dockers/*']) expect(message).toContain(place);
    expect(recommendations).toEqual(['did you mean "package_model"?']);
  });

  it('judges the thresholds, as warnings', async () => {
    const { json } = await project();
    const { status, threshold_warnings: warnings } = await json<TestDocument>([
      'test-script', 'package_model', ...workspace, '--memory-threshold', '1', '--time-threshold', '0.000001',
    ]);
    expect(status).toBe('PASS');
    expect(warnings).toEqual([
      expect.stringMatching(/^Execution time \(\d+\.\d\ds\) exceeds threshold \(0\.000001s\)$/),
      expect.stringMatching(/^Memory usage \(\d+MB\) exceeds threshold \(1MB\)$/),
    ]);
  });

  it('prints text, and the old lines before it or before JSON when asked', async () => {
    const { legacy } = await project();
    const call = ['test-script', 'dummy_training', ...workspace, '--legacy-banner'];
    const text = await legacy(call);
    expect(text.stdout).toMatch(/^Testing script: dummy_training\nData source: synthetic\nData size: small\n-{50}\nStatus: FAIL\nExecution Time: \d+\.\d\d seconds\nMemory Usage: \d+ MB\nError: main returned 2\n\nRecommendations:\n {2}- /);
    const json = await legacy([...call, '--output-format', 'json']);
    expect(json.stdout).toMatch(/^Testing script: dummy_training\nData source: synthetic\nData size: small\n-{50}\n\{\n {2}"script_name"/);
  });

  it('finds scripts where the old one looked', async () => {
    const { folder, json } = await project();
    await cp(join(folder, 'scripts/package_model.py'), join(folder, 'src/shop/steps/scripts/from_steps.py'));
    await cp(join(folder, 'scripts/package_model.py'), join(folder, 'dockers/xgboost/from_docker.py'));
    for (const name of ['from_steps', 'from_docker']) {
      const { error_message: message } = await json<TestDocument>(['test-script', name, ...workspace]);
      expect(message).toMatch(/^missing: /);
    }
  });

  it('runs with local data after the manifest became a specification, without touching one that is there', async () => {
    const { folder, json } = await project();
    const specification = join(folder, 'test_workspace/currency_conversion.spec.yaml');
    const call = ['test-script', 'currency_conversion', ...workspace, '--data-source', 'local'];
    expect(await json<TestDocument>(call)).toMatchObject({ status: 'PASS' });
    const once = await readFile(specification, 'utf8');
    expect(once).toContain('AMOUNT_DIGITS: "2"');
    expect(once).toContain('rates: local_data/currency_conversion/rates.json');
    await json(call);
    expect(await readFile(specification, 'utf8')).toBe(once);
  });
});

describe('legacy test-pipeline', () => {
  it('prints the old keys and exits 0 where every step passes on what the one before it wrote', async () => {
    const { legacy } = await project();
    const { exit, stdout } = await legacy(['test-pipeline', 'orders_pipeline.json', ...workspace, '--output-format', 'json']);
    const document = JSON.parse(stdout) as { completed_steps: object[]; total_duration: number };
    expect(exit).toBe(0);
    expect(Object.keys(document)).toEqual(['success', 'completed_steps', 'error', 'total_duration', 'memory_peak', 'timestamp']);
    const keys = ['step_name', 'status', 'execution_time', 'memory_usage', 'error_message', 'outputs', 'data_validation_report', 'timestamp'];
    expect(document.completed_steps.map((step) => Object.keys(step))).toEqual([keys, keys]);
    expect(document).toMatchObject({
      success: true,
      error: null,
      completed_steps: [
        { step_name: 'currency_conversion', status: 'SUCCESS', data_validation_report: { compatible: true, issues: [] } },
        { step_name: 'risk_table_mapping', status: 'SUCCESS', data_validation_report: null },
      ],
    });
    expect(document.total_duration).toBeGreaterThan(0);
  });

  it('reads YAML too, tells the step that failed, and skips those that need it', async () => {
    const { folder, legacy } = await project();
    await writeFile(join(folder, 'bad.yaml'), 'steps:\n  model_evaluation: {}\n  package_model: {}\n');
    const { exit, stdout } = await legacy(['test_pipeline', 'bad.yaml', ...workspace, '--legacy-banner']);
    expect(exit).toBe(1);
    expect(stdout).toMatch(
      /^Testing pipeline: bad\.yaml\nData source: synthetic\n-{50}\nPipeline Status: FAILURE\nTotal Execution Time: \d+\.\d\d seconds\nPeak Memory Usage: \d+ MB\nError: Pipeline failed at step model_evaluation: exited with code 3 in main\n\nStep Results:\n {2}- model_evaluation: FAILURE\n[\s\S]* {2}- package_model: SKIPPED\n/,
    );
    expect((await legacy(['list-execution-history', ...workspace])).stdout).toContain('Execution History (1 entries):');
  });

  it('judges thresholds, keeps the lineage, and says what has no meaning any more', async () => {
    const { folder, legacy } = await project();
    const call = ['test-pipeline', 'orders_pipeline.json', ...workspace, '--time-threshold', '0.00001', '--config-path', 'x.json'];
    const { stdout, stderr } = await legacy(call);
    expect(stdout).toMatch(/\n\nThreshold Warnings:\n {2}⚠ Execution time \(\d+\.\d\ds\) exceeds threshold \(0\.00001s\)$/);
    expect(stderr).toContain('--config-path has no meaning any more');
    const lineage = JSON.parse(await readFile(join(folder, 'test_workspace/metadata/data_lineage.json'), 'utf8')) as object[];
    expect(lineage).toMatchObject([
      { step_name: 'currency_conversion', inputs: {} },
      { step_name: 'risk_table_mapping', inputs: { input: expect.stringContaining('outputs/currency_conversion') as string } },
    ]);
  });

  it('exits 1 for a file that is not there or no pipeline, and for s3', async () => {
    const { folder, legacy } = await project();
    await writeFile(join(folder, 'circle.json'), '{"nodes": ["a", "b"], "edges": [["a", "b"], ["b", "a"]]}');
    expect(await legacy(['test-pipeline', 'gone.json', ...workspace])).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining('Error: Pipeline file not found: gone.json') as string });
    expect(await legacy(['test-pipeline', 'circle.json', ...workspace])).toMatchObject({ exit: 1, stderr: expect.stringContaining('Error: ') as string });
    expect(await legacy(['test-pipeline', 'orders_pipeline.json', ...workspace, '--data-source', 's3'])).toMatchObject({ exit: 1, stdout: expect.stringContaining('data source "s3" is retired') as string });
  });
});

describe('the mapping of results', () => {
  it('knows every field of a real result, and gives the old one without loss', async () => {
    const { folder, json } = await project();
    const { stdout } = await cutover(['test', 'script', 'dummy_training', '--json'], { cwd: folder });
    const { result, lost } = adaptResult(testResultMapping).toOld(JSON.parse(stdout) as object);
    const declared = Object.keys(testResultMapping.onlyNew ?? {});
    expect(lost.filter((pointer) => !declared.some((place) => pointer === place || pointer.startsWith(`${place}/`)))).toEqual([]);
    const legacy = await json<TestDocument>(['test-script', 'dummy_training', ...workspace]);
    expect(result).toMatchObject({ script_name: 'dummy_training', status: legacy.status, error_message: legacy.error_message });
    const undeclared = Object.keys(legacy).filter((key) => !(key in result) && !(`/${key}` in (testResultMapping.onlyOld ?? {})));
    expect(undeclared).toEqual([]);
  });
});
