/** The old class that tested one script in isolation, on the new core. */

import { resolve } from 'node:path';
import { CutoverError, runtimeTester, type ScriptResult } from '@cutover/runtime-testing';
import { coreOptions } from './core-options.ts';
import { DataFlowManager } from './data-flow.ts';
import { legacyError } from './domain/errors.ts';
import type { LegacyTestResult } from './domain/legacy-results.ts';
import { legacyPlaces } from './edges/legacy-places.ts';
import { recordExecution } from './history.ts';
import { LocalDataManager } from './local-data.ts';
import { specifyLocalData } from './local-data-specification.ts';
import { surroundingsOf, type Surroundings } from './surroundings.ts';

export type DataSource = 'synthetic' | 'local' | 's3';

export class PipelineScriptExecutor {
  readonly workspaceDir: string;
  readonly #surroundings: Surroundings;

  constructor(workspaceDir = './development/projects/project_alpha', surroundings: Partial<Surroundings> = {}) {
    this.#surroundings = surroundingsOf(surroundings);
    this.workspaceDir = resolve(this.#surroundings.cwd, workspaceDir);
  }

  /**
   * Runs a script with the inputs of its specification. With `local` the specification follows the manifest of local data;
   * `s3` is a FAIL that says why. What goes wrong with the script is in the result; throws what its specification has wrong.
   */
  async testScriptIsolation(scriptName: string, dataSource: DataSource = 'synthetic'): Promise<LegacyTestResult> {
    if (dataSource === 's3') {
      return this.#failed(scriptName, 'the core reads local files only: data source "s3" is retired', [
        `copy the files here and add them with "cutover legacy add-local-data ${scriptName} FILE"`,
        'then test with --data-source local',
      ]);
    }
    if (dataSource === 'local') {
      const data = await new LocalDataManager(this.workspaceDir).listDataForScript(scriptName);
      if (Object.keys(data).length > 0) await specifyLocalData(this.workspaceDir, scriptName);
    }
    try {
      const result = await this.#run(scriptName, false);
      if (!this.#surroundings.signal.aborted) await this.#remember(result);
      return this.#legacyResult(result);
    } catch (error) {
      if (!(error instanceof CutoverError && error.code === 'SCRIPT_NOT_FOUND')) throw error;
      const looked = [this.workspaceDir, ...legacyPlaces].join(', ');
      return this.#failed(scriptName, `Script not found: ${scriptName}; looked in ${looked}`, nearNamesOf(error));
    }
  }

  /** Where a script is and whether its main can be imported; it is not run. Throws LEGACY_FAILED when it is not found. */
  async discoverScript(scriptName: string): Promise<{ path: string; importError: string | null }> {
    try {
      const result = await this.#run(scriptName, true);
      return { path: result.script_path, importError: result.error_message };
    } catch (error) {
      if (!(error instanceof CutoverError && error.code === 'SCRIPT_NOT_FOUND')) throw error;
      const looked = [this.workspaceDir, ...legacyPlaces].join(', ');
      throw legacyError('LEGACY_FAILED', { message: `Script discovery failed: Script not found: ${scriptName}; looked in ${looked}`, hint: nearNamesOf(error)[0] });
    }
  }

  async #run(scriptName: string, importOnly: boolean): Promise<ScriptResult> {
    const options = await coreOptions(this.workspaceDir, this.#surroundings);
    const [result] = await runtimeTester({ ...options, importOnly }).testScript(scriptName);
    if (!result) throw legacyError('LEGACY_FAILED', { message: `${scriptName} was not run: interrupted` });
    return result;
  }

  async #remember(result: ScriptResult): Promise<void> {
    await recordExecution(this.workspaceDir, {
      script_name: result.script_name,
      script_path: result.script_path,
      timestamp: this.#surroundings.now().toISOString(),
      execution_result: {
        success: result.success,
        execution_time: result.execution_time,
        memory_usage: wholeMb(result),
        error_message: result.error_message,
      },
    });
    const outputs = Object.fromEntries(result.output_files.map((path, i) => [i === 0 ? 'output' : `output_${i + 1}`, path]));
    await new DataFlowManager(this.workspaceDir, this.#surroundings.now).captureStepOutputs(result.script_name, outputs);
  }

  #legacyResult(result: ScriptResult): LegacyTestResult {
    return {
      script_name: result.script_name,
      status: result.success ? 'PASS' : 'FAIL',
      execution_time: result.execution_time,
      memory_usage: wholeMb(result),
      error_message: result.error_message,
      recommendations: result.hint === null ? [] : [result.hint],
      timestamp: this.#surroundings.now().toISOString(),
    };
  }

  #failed(scriptName: string, message: string, recommendations: string[]): LegacyTestResult {
    const timestamp = this.#surroundings.now().toISOString();
    return { script_name: scriptName, status: 'FAIL', execution_time: 0, memory_usage: 0, error_message: message, recommendations, timestamp };
  }
}

/** The part of the core's hint that holds here; its options are not ours. */
function nearNamesOf({ hint }: CutoverError): string[] {
  return hint?.startsWith('did you mean') ? [hint] : [];
}

function wholeMb(result: ScriptResult): number {
  return Math.round(result.peak_memory_mb ?? 0);
}
