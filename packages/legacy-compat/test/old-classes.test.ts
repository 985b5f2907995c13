import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CutoverError } from '@cutover/runtime-testing';
import { describe, expect, it } from 'vitest';
import {
  DataFlowManager,
  PipelineExecutor,
  PipelineScriptExecutor,
  RetiredClassError,
  S3DataDownloader,
  clearHistory,
  readHistory,
  recordExecution,
  retiredClasses,
  type RetiredClass,
} from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const now = () => new Date('2026-01-02T03:04:05Z');
const script = 'def main(input_paths, output_paths, environ_vars, job_args):\n    open(output_paths["output"] + "/out.txt", "w").write("x")\n';

async function executor() {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, 'scripts'));
  await writeFile(join(cwd, 'scripts/good.py'), script);
  await writeFile(join(cwd, 'scripts/bad.py'), script.replace('open(', 'raise ValueError("no rows")\n    open('));
  return { cwd, executor: new PipelineScriptExecutor('workspace', { cwd, now }) };
}

describe('PipelineScriptExecutor', () => {
  it('gives results of the old shape', async () => {
    const { executor: old } = await executor();
    expect(await old.testScriptIsolation('good')).toEqual({
      script_name: 'good',
      status: 'PASS',
      execution_time: expect.any(Number) as number,
      memory_usage: expect.any(Number) as number,
      error_message: null,
      recommendations: [],
      timestamp: '2026-01-02T03:04:05.000Z',
    });
    expect(await old.testScriptIsolation('bad')).toMatchObject({ status: 'FAIL', error_message: expect.stringContaining('no rows') as string });
    expect(await old.testScriptIsolation('good', 's3')).toMatchObject({ status: 'FAIL', error_message: expect.stringContaining('s3') as string });
    expect(await old.testScriptIsolation('goood')).toMatchObject({ status: 'FAIL', recommendations: ['did you mean "good"?'] });
  });

  it('leaves history and captured outputs in the workspace', async () => {
    const { cwd, executor: old } = await executor();
    await old.testScriptIsolation('good');
    await old.testScriptIsolation('bad');
    expect((await readHistory(join(cwd, 'workspace'))).map((entry) => [entry.script_name, entry.execution_result.success])).toEqual([['good', true], ['bad', false]]);
    expect(JSON.parse(await readFile(join(cwd, 'workspace/metadata/good_outputs.json'), 'utf8'))).toEqual({
      step_name: 'good',
      output_paths: { output: join(cwd, 'workspace/output/good/output') },
      captured_at: '2026-01-02T03:04:05.000Z',
    });
  });
});

describe('PipelineExecutor', () => {
  it('takes a graph, as the old class did', async () => {
    const { cwd } = await executor();
    const old = new PipelineExecutor('workspace', { cwd, now });
    const result = await old.executePipeline({ nodes: ['good', 'bad'], edges: [['good', 'bad']] });
    expect(result).toMatchObject({
      success: false,
      error: expect.stringMatching(/^Pipeline failed at step bad: .*no rows/) as string,
      completed_steps: [{ step_name: 'good', status: 'SUCCESS' }, { step_name: 'bad', status: 'FAILURE' }],
    });
    expect((await readHistory(join(cwd, 'workspace'))).map((entry) => entry.script_name)).toEqual(['good', 'bad']);
    await expect(old.executePipeline({ nodes: ['good'], edges: [['good', 'nobody']] })).rejects.toMatchObject({ code: 'PIPELINE_INVALID' });
  });
});

describe('the execution history', () => {
  it('survives torn and foreign lines, and is cleared', async () => {
    const folder = await temporaryFolder();
    const entry = { script_name: 'a', script_path: '/a.py', timestamp: now().toISOString(), execution_result: { success: true, execution_time: 1, memory_usage: 2, error_message: null } };
    await recordExecution(folder, entry);
    await appendFile(join(folder, 'metadata/execution_history.jsonl'), '{"other": 1}\n{"script_name": "to');
    expect(await readHistory(folder)).toEqual([entry]);
    await clearHistory(folder);
    expect(await readHistory(folder)).toEqual([]);
  });
});

describe('DataFlowManager', () => {
  it('hands outputs on, captures them, and keeps the lineage', async () => {
    const folder = await temporaryFolder();
    const flow = new DataFlowManager(folder, now);
    expect(flow.setupStepInputs('first', {})).toEqual({ input: join(folder, 'inputs/first') });
    expect(flow.setupStepInputs('second', { output: '/x' })).toEqual({ output: '/x' });
    expect(await flow.captureStepOutputs('first', { output: '/x' })).toEqual({ output: '/x' });
    await flow.trackDataLineage('first', {}, { output: '/x' });
    await flow.trackDataLineage('second', { output: '/x' }, { output: '/y' });
    expect(JSON.parse(await readFile(join(folder, 'metadata/data_lineage.json'), 'utf8'))).toEqual([
      { step_name: 'first', inputs: {}, outputs: { output: '/x' }, timestamp: '2026-01-02T03:04:05.000Z' },
      { step_name: 'second', inputs: { output: '/x' }, outputs: { output: '/y' }, timestamp: '2026-01-02T03:04:05.000Z' },
    ]);
  });

  it('does not write over a lineage it can\'t read, nor outside the workspace', async () => {
    const folder = await temporaryFolder();
    const flow = new DataFlowManager(folder, now);
    await mkdir(join(folder, 'metadata'));
    await writeFile(join(folder, 'metadata/data_lineage.json'), '[{"step_name": ');
    await expect(flow.trackDataLineage('a', {}, {})).rejects.toMatchObject({ code: 'LEGACY_FAILED' });
    expect(await readFile(join(folder, 'metadata/data_lineage.json'), 'utf8')).toBe('[{"step_name": ');
    await expect(flow.captureStepOutputs('../../evil', {})).rejects.toMatchObject({ code: 'LEGACY_USAGE' });
  });
});

describe('retired classes', () => {
  it('throw an error of their own type that names the replacement', async () => {
    expect(() => new S3DataDownloader('./workspace')).toThrow(RetiredClassError);
    const adapter: Record<string, unknown> = await import('../src/index.ts');
    for (const [name, replacement] of Object.entries(retiredClasses)) {
      const Retired = adapter[name] as RetiredClass;
      try {
        expect.unreachable(String(new Retired()));
      } catch (error) {
        expect(error).toBeInstanceOf(CutoverError);
        expect(error).toMatchObject({ name: 'RetiredClassError', code: 'LEGACY_RETIRED', exit: 2, replacement, message: `${name} is retired; use ${replacement} instead` });
      }
    }
  });
});
