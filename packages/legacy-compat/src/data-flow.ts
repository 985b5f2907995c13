/** The old class that handed one step's outputs to the next, and wrote down what went where. */

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { legacyError } from './domain/errors.ts';
import { replaceFile } from './edges/replace-file.ts';

export interface LineageEntry {
  step_name: string;
  inputs: Record<string, string>;
  outputs: Record<string, string>;
  /** ISO 8601. */
  timestamp: string;
}

export class DataFlowManager {
  readonly workspaceDir: string;
  readonly #now: () => Date;

  constructor(workspaceDir: string, now: () => Date = () => new Date()) {
    this.workspaceDir = resolve(workspaceDir);
    this.#now = now;
  }

  /** The inputs of a step: the outputs of those before it, or its own input folder when it is the first. */
  setupStepInputs(step: string, upstreamOutputs: Record<string, string>): Record<string, string> {
    if (Object.keys(upstreamOutputs).length > 0) return upstreamOutputs;
    return { input: join(this.workspaceDir, 'inputs', checkedName(step)) };
  }

  /** Writes `metadata/<step>_outputs.json`: step_name, output_paths, captured_at. */
  async captureStepOutputs(step: string, outputPaths: Record<string, string>): Promise<Record<string, string>> {
    const captured = { step_name: step, output_paths: outputPaths, captured_at: this.#now().toISOString() };
    await replaceFile(join(this.workspaceDir, 'metadata', `${checkedName(step)}_outputs.json`), `${JSON.stringify(captured, undefined, 2)}\n`);
    return outputPaths;
  }

  /** Adds an entry to `metadata/data_lineage.json`. Throws LEGACY_FAILED when that file holds something else. */
  async trackDataLineage(step: string, inputs: Record<string, string>, outputs: Record<string, string>): Promise<void> {
    const file = join(this.workspaceDir, 'metadata', 'data_lineage.json');
    const entry: LineageEntry = { step_name: step, inputs, outputs, timestamp: this.#now().toISOString() };
    await replaceFile(file, `${JSON.stringify([...(await readLineage(file)), entry], undefined, 2)}\n`);
  }
}

async function readLineage(file: string): Promise<LineageEntry[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  try {
    const lineage: unknown = JSON.parse(text);
    if (Array.isArray(lineage)) return lineage as LineageEntry[];
  } catch {
    // told below, like any other content that is no lineage
  }
  throw legacyError('LEGACY_FAILED', { message: `${file} does not hold a list of lineage entries`, hint: 'move it away', where: file });
}

function checkedName(step: string): string {
  if (/^[^/\\\0]+$/.test(step) && step !== '.' && step !== '..') return step;
  throw legacyError('LEGACY_USAGE', { message: `"${step}" can't be the name of a step` });
}
