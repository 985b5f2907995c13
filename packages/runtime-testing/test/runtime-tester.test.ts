/** The core as other programs use it. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runtimeTester } from '../src/index.ts';
import { temporaryFolder } from './workspace.ts';

const signature = 'def main(input_paths, output_paths, environ_vars, job_args):';

test('tests a script, two scripts\' data, and a pipeline with no more than a workspace', async () => {
  const cwd = await temporaryFolder();
  const workspace = join(cwd, 'workspace');
  await mkdir(workspace);
  await writeFile(join(workspace, 'writes.py'), `${signature}\n    with open(output_paths["orders"], "w") as file:\n        file.write("id,total\\n1,9\\n")\n`);
  await writeFile(join(workspace, 'reads.py'), `import os\n\n\n${signature}\n    assert open(input_paths["orders"]).readline() == "id,total\\n"\n    open(os.path.join(output_paths["out"], "done"), "w").write("x")\n`);
  await writeFile(join(cwd, 'pipeline.yaml'), 'steps:\n  writes: {}\n  reads: { needs: [writes] }\n');
  const tester = runtimeTester({ cwd, workspace, env: process.env });

  const [result] = await tester.testScript('writes');
  expect(result).toMatchObject({ script_name: 'writes', success: true, error_message: null });
  expect(await tester.testDataCompatibility('writes', 'reads')).toMatchObject({ compatible: true, compatibility_issues: [], data_format_a: 'csv' });
  const { result: run } = await tester.testPipelineFlow(join(cwd, 'pipeline.yaml'));
  expect(run).toMatchObject({ pipeline_success: true, execution_order: ['writes', 'reads'], errors: [] });
});
