/** `cutover test pipeline` through the installed program. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipelineResultSchema } from '@cutover/runtime-testing';
import { describe, expect, test } from 'vitest';
import { cutover, makeFolder } from '../program.ts';

const main = 'def main(input_paths, output_paths, environ_vars, job_args):\n';

/** A script that writes its own name and what it reads, as rows of a CSV file. */
function passesOn(inputs: readonly string[], output: string): string {
  const read = inputs.map((input) => `    rows += open(input_paths["${input}"]).read().split("\\n")[1:]\n`).join('');
  return `import os\n\n\n${main}    rows = [os.path.basename(__file__)]\n${read}    with open(output_paths["${output}"], "w") as out:\n        out.write("\\n".join(["step"] + [row for row in rows if row]) + "\\n")\n`;
}

const scripts = {
  'scripts/extract.py': passesOn([], 'raw'),
  'scripts/clean.py': passesOn(['raw'], 'clean'),
  'scripts/train.py': passesOn(['clean'], 'model'),
  'scripts/report.py': passesOn(['clean', 'model'], 'report'),
};
const failing = `${main}    open(input_paths["clean"]).close()\n    raise ValueError("too few rows")\n`;
const diamond = { nodes: ['report', 'extract', 'clean', 'train'], edges: [['extract', 'clean'], ['clean', 'train'], ['clean', 'report'], ['train', 'report']] };

async function run(files: Record<string, string>, file: string, ...more: string[]) {
  const cwd = await makeFolder(files);
  return { cwd, again: (...args: string[]) => cutover(['test', 'pipeline', file, ...args], { cwd }), ...(await cutover(['test', 'pipeline', file, ...more], { cwd })) };
}

describe('cutover test pipeline', () => {
  test('runs each step on what the steps before it wrote', async () => {
    const { cwd, exit, stdout } = await run({ ...scripts, 'p.json': JSON.stringify(diamond) }, 'p.json', '--json');
    expect(exit).toBe(0);
    const result = pipelineResultSchema.parse(JSON.parse(stdout));
    expect(Object.keys(result).sort()).toEqual(['data_flow_results', 'errors', 'execution_order', 'notes', 'pipeline_success', 'schema_version', 'script_results']);
    expect(result).toMatchObject({ schema_version: 1, pipeline_success: true, execution_order: ['extract', 'clean', 'train', 'report'], errors: [] });
    expect(result.script_results['report']).toMatchObject({ script_name: 'report', success: true, mode: 'executed', status: 'passed' });
    const place = (name: string) => join(cwd, 'test_workspace/output', name);
    expect(result.data_flow_results).toEqual({
      'extract->clean': edge('raw', 'raw', place('extract/raw')),
      'clean->train': edge('clean', 'clean', place('clean/clean')),
      'clean->report': edge('clean', 'clean', place('clean/clean')),
      'train->report': edge('model', 'model', place('train/model')),
    });
    expect(await readFile(place('report/report'), 'utf8')).toBe('step\nreport.py\nclean.py\nextract.py\ntrain.py\nclean.py\nextract.py\n');
  });

  test('a chain by the order of its keys reaches further back where the name says so', async () => {
    const { exit, stdout } = await run({ ...scripts, 'p.yaml': 'steps:\n  extract:\n  clean: {}\n  train: {}\n  report: {}\n' }, 'p.yaml');
    expect(exit).toBe(0);
    expect(stdout.replaceAll(/\d+\.\d+ s {2}\d+ MB/g, '<figures>')).toBe(
      [
        'PASS  extract   <figures>  executed',
        'PASS  ↓ clean   <figures>  executed',
        'PASS  ↓ train   <figures>  executed',
        'PASS  ↓ report  <figures>  executed',
        'note: no step has "needs": the steps were taken for a chain, in the order they stand in',
        'note: report reads "clean" from clean, which is not right before it',
        '',
        'steps 4 passed   edges fit  (executed)',
      ].join('\n'),
    );
  });

  test('what depends on a failed step is skipped, other branches go on', async () => {
    const files = { ...scripts, 'scripts/train.py': failing, 'scripts/other.py': passesOn(['clean'], 'other') };
    const pipeline = { nodes: [...diamond.nodes, 'other'], edges: [...diamond.edges, ['clean', 'other']] };
    const { exit, stdout, again } = await run({ ...files, 'p.json': JSON.stringify(pipeline) }, 'p.json', '--json', '--junit', 'out/junit.xml');
    expect(exit).toBe(1);
    const { script_results: results, data_flow_results: edges, errors } = pipelineResultSchema.parse(JSON.parse(stdout));
    expect(Object.fromEntries(Object.entries(results).map(([name, { status }]) => [name, status]))).toEqual({
      extract: 'passed', clean: 'passed', train: 'failed', report: 'skipped', other: 'passed',
    });
    expect(results['report']).toMatchObject({ success: false, mode: 'not_run', error_code: 'SKIPPED', error_message: 'not run: train failed' });
    expect(edges['train->report']).toMatchObject({ compatible: null, path_matches: [] });
    expect(errors[0]).toBe('train failed with RAISED: ValueError: too few rows');
    const { stdout: text } = await again();
    expect(text).toMatch(/^SKIP {2}│ {2}↓ report {2,}also after clean$/m);
    expect(text).toContain('      RAISED: ValueError: too few rows');
    expect(text.split('\n').at(-1)).toMatch(/^steps 3 passed, 1 failed, 1 skipped {3}edges /);
  });

  test('--junit has a test for each step and edge', async () => {
    const files = { ...scripts, 'scripts/train.py': failing, 'p.json': JSON.stringify(diamond) };
    const { cwd } = await run(files, 'p.json', '--junit', 'out/junit.xml');
    const xml = await readFile(join(cwd, 'out/junit.xml'), 'utf8');
    expect(xml).toContain('tests="8" failures="2" errors="0" skipped="3"');
    expect(xml).toContain('<testcase classname="edge" name="train-&gt;report"><skipped/></testcase>');
  });

  test('data made from a schema does not stand in for what a step was to get, also when it was made before', async () => {
    const schemas = { clean: { columns: { step: { type: 'string' } } } };
    const pipeline = (...of: object[]) => JSON.stringify({ steps: { extract: {}, train: Object.assign({ needs: ['extract'] }, ...of) } });
    const { cwd, again, exit, stdout } = await run({ ...scripts, 'p.json': pipeline({ schemas }) }, 'p.json', '--json');
    const issue = 'train reads input "clean", and none of these fits it: extract "raw": ';
    expect({ exit, errors: JSON.parse(stdout).errors }).toEqual({ exit: 1, errors: [expect.stringContaining(issue)] });
    expect(JSON.parse((await again('--json')).stdout).errors).toEqual([expect.stringContaining(issue)]);
    await writeFile(join(cwd, 'p.json'), pipeline({ schemas }, { aliases: { clean: ['raw'] } }));
    expect((await again()).exit).toBe(0);
  });

  test('--from runs a step and what depends on it, on what the others wrote before', async () => {
    const { cwd, again, exit } = await run({ ...scripts, 'p.json': JSON.stringify(diamond) }, 'p.json');
    expect(exit).toBe(0);
    await writeFile(join(cwd, 'test_workspace/output/clean/clean'), 'step\nfrom before\n');
    const partial = await again('--from', 'train', '--json');
    expect(partial.exit).toBe(0);
    const { script_results: results } = pipelineResultSchema.parse(JSON.parse(partial.stdout));
    expect(results).toMatchObject({ extract: { status: 'kept', mode: 'not_run' }, clean: { status: 'kept' }, train: { status: 'passed' }, report: { status: 'passed' } });
    expect(await readFile(join(cwd, 'test_workspace/output/report/report'), 'utf8')).toBe('step\nreport.py\nfrom before\ntrain.py\nfrom before\n');
  });

  test('--from without what it needs is refused, naming each path', async () => {
    const { exit, stderr } = await run({ ...scripts, 'p.json': JSON.stringify(diamond) }, 'p.json', '--from', 'train');
    expect(exit).toBe(2);
    expect(stderr).toBe(
      'error[OUTPUTS_MISSING]: what clean wrote before is needed, and is not there: test_workspace/output/clean/clean\nhint: run the whole pipeline once, or choose the steps before, too',
    );
  });

  test('--import-only loads every script and matches the names, and runs none', async () => {
    const files = { ...scripts, 'scripts/train.py': passesOn(['predictions'], 'model'), 'p.json': JSON.stringify(diamond) };
    const { exit, stdout } = await run(files, 'p.json', '--import-only', '--json');
    expect(exit).toBe(1);
    const { script_results: results, data_flow_results: edges } = pipelineResultSchema.parse(JSON.parse(stdout));
    expect(Object.values(results).map(({ mode }) => mode)).toEqual(['imported', 'imported', 'imported', 'imported']);
    expect(edges['extract->clean']).toMatchObject({ compatible: true, path_matches: [{ output: 'raw', input: 'raw', file: null }] });
    expect(edges['clean->train'].compatibility_issues).toEqual([expect.stringMatching(/^train reads input "predictions", and none of these fits it: clean "clean": /)]);
  });

  test('steps may name their script, share one, and say how it is called', async () => {
    const files = {
      'scripts/tabular_preprocessing.py': `${main}    with open(output_paths["processed"], "w") as out:\n        out.write("kind\\n%s %s\\n" % (job_args.job_type, environ_vars["LEVEL"]))\n`,
      'scripts/last.py': passesOn(['training', 'calibration'], 'all'),
      'test_workspace/tabular_preprocessing.spec.yaml': 'output_paths: { processed: output/processed.csv }\nenviron_vars: { LEVEL: 1 }\n',
      'p.yaml': `
steps:
  TabularPreprocessing_training: { needs: [], job_args: { job_type: training } }
  TabularPreprocessing_calibration: { needs: [], job_args: { job_type: calibration }, environ_vars: { LEVEL: 2 } }
  end:
    script: last
    needs: [TabularPreprocessing_training, TabularPreprocessing_calibration]
    aliases: { training: [processed], calibration: [processed] }
`,
    };
    const { cwd, exit } = await run(files, 'p.yaml');
    expect(exit).toBe(0);
    expect(await readFile(join(cwd, 'test_workspace/output/end/all'), 'utf8')).toBe('step\nlast.py\ntraining 1\ncalibration 2\n');
    expect(await readFile(join(cwd, 'test_workspace/output/TabularPreprocessing_training/processed.csv'), 'utf8')).toBe('kind\ntraining 1\n');
    expect(await readFile(join(cwd, 'test_workspace/output/TabularPreprocessing_calibration/processed.csv'), 'utf8')).toBe('kind\ncalibration 2\n');
  });

  test.each([
    ['a circle', { nodes: ['extract', 'clean', 'train'], edges: [['extract', 'clean'], ['clean', 'train'], ['train', 'clean']] }, 'the steps go round in a circle: clean -> train -> clean'],
    ['a step that needs itself', { steps: { extract: { needs: ['extract'] } } }, 'the steps go round in a circle: extract -> extract'],
    ['an unknown node', { nodes: ['extract', 'clean'], edges: [['extract', 'claen']] }, 'there is no step "claen": did you mean "clean"?'],
    ['an unknown need', { steps: { extract: {}, clean: { needs: ['extrakt'] } } }, 'there is no step "extrakt": did you mean "extract"?'],
    ['a name given twice', { nodes: ['extract', 'extract'], edges: [] }, 'the name "extract" is given twice'],
    ['nothing under steps', { steps: null }, 'the pipeline is empty: it has no step'],
    ['nothing under nodes', { nodes: null }, 'the pipeline is empty: it has no step'],
    ['no step', { steps: {} }, 'the pipeline is empty: it has no step'],
    ['no node', { nodes: [], edges: [] }, 'the pipeline is empty: it has no step'],
    ['nothing', {}, 'the pipeline is empty: it has neither steps nor nodes'],
    ['an empty file', null, 'the pipeline is empty: it has neither steps nor nodes'],
    ['a list', [1], 'a pipeline file has "steps", or "nodes" and "edges"'],
    ['half an edge', { nodes: ['extract'], edges: [['extract']] }, 'an edge is a pair of names: [FROM, TO]'],
    ['both forms', { steps: { extract: {} }, nodes: ['extract'] }, 'a pipeline has either steps, or nodes and edges'],
    ['an unknown key', { steps: { extract: { script_nmae: 'x', enviorn_vars: {} } } }, 'did you mean "environ_vars"?'],
    ['a name that leaves the workspace', { nodes: ['../extract'], edges: [] }, 'the name of a step is not empty, has no slash'],
    ['a key that leaves the workspace', { steps: { '..': {} } }, 'the name of a step is not empty, has no slash'],
    ['numbers in a chain', { steps: { extract: {}, 1: { script: 'clean' } } }, 'the step "1" has a number for a name'],
  ])('%s is an error that names it, and nothing runs', async (_, pipeline, message) => {
    const { exit, stdout, stderr } = await run({ ...scripts, 'p.json': JSON.stringify(pipeline, undefined, 1) }, 'p.json');
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/^error\[PIPELINE_INVALID\]: /);
    expect(stderr).toContain(message);
    if (message.includes('claen')) expect(stderr).toMatch(/\n {2}at p\.json:\d+ edges\[0\]\[1\]/);
  });

  test('a key given twice is named with its line', async () => {
    const { exit, stderr } = await run({ ...scripts, 'p.yaml': 'steps:\n  extract: {}\n  extract: {}\n' }, 'p.yaml');
    expect(exit).toBe(2);
    expect(stderr).toBe('error[PIPELINE_INVALID]: p.yaml is not valid YAML: the key extract is given twice\n  at p.yaml:3:3');
  });

  test('a script that is not there is told with its step', async () => {
    const { exit, stderr } = await run({ ...scripts, 'p.json': '{"steps": {"extract": {}, "nothing": {}}}' }, 'p.json');
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[SCRIPT_NOT_FOUND\]: step "nothing": no script "nothing"; looked in /);
  });

  test('a specification that can not be read is an error, and nothing is left running', { timeout: 20_000 }, async () => {
    const { exit, stderr } = await run({ ...scripts, 'test_workspace/extract.spec.yaml': 'output_paths: [\n', 'p.json': JSON.stringify(diamond) }, 'p.json');
    expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^error\[SPEC_INVALID\]: extract\.spec\.yaml is not valid YAML/) });
  });

  test('a file that is not there', async () => {
    const { exit, stderr } = await run(scripts, 'nowhere.yaml');
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error\[PIPELINE_INVALID\]: can't read nowhere\.yaml: /);
  });

  test('a step that ends the host does not cost the other branches their verdict', async () => {
    const kills = `import os, signal\n\n\n${main}    os.kill(os.getppid(), signal.SIGKILL)\n`;
    const files = { ...scripts, 'scripts/kills.py': kills, 'scripts/second.py': passesOn(['clean'], 'x') };
    const pipeline = { nodes: ['extract', 'clean', 'second', 'kills', 'train'], edges: [['extract', 'clean'], ['clean', 'second'], ['clean', 'train']] };
    const { exit, stdout } = await run({ ...files, 'p.json': JSON.stringify(pipeline) }, 'p.json', '--json', '--jobs', '4');
    expect(exit).toBe(1);
    const statuses = Object.entries(pipelineResultSchema.parse(JSON.parse(stdout)).script_results).map(([name, { status }]) => [name, status]);
    expect(Object.fromEntries(statuses)).toEqual({ extract: 'passed', clean: 'passed', second: 'passed', train: 'passed', kills: 'failed' });
  });
});

function edge(output: string, input: string, file: string) {
  return { compatible: true, compatibility_issues: [], data_format_a: 'file', data_format_b: 'file', path_matches: [{ output, input, confidence: 1, file }] };
}
