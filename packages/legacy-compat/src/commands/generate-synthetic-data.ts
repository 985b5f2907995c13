/** generate-synthetic-data: the inputs of a script, made from the schemas that its specification declares. */

import { relative, resolve } from 'node:path';
import { generateInputs } from '@cutover/runtime-testing';
import { coreOptions } from '../core-options.ts';
import { legacyError } from '../domain/errors.ts';
import { jsonToParquet } from '../edges/parquet-file.ts';
import { workspaceOption, type LegacyCommand } from './legacy-command.ts';

const rowsOfSize: Readonly<Record<string, number>> = { small: 100, medium: 1000, large: 10_000 };

export const generateSyntheticData: LegacyCommand = {
  name: 'generate-synthetic-data',
  arguments: ['script_name'],
  options: {
    'data-size': { choices: Object.keys(rowsOfSize), default: 'small' },
    'data-format': { choices: ['csv', 'json', 'parquet'], default: 'csv' },
    'num-records': { kind: 'integer' },
    ...workspaceOption,
    seed: { kind: 'integer', default: 42 },
  },
  run: async (read, surroundings) => {
    const { options } = read;
    const format = options['data-format'] as 'csv' | 'json' | 'parquet';
    const rows = Number(options['num-records'] ?? rowsOfSize[String(options['data-size'])]);
    if (rows < 1) throw legacyError('LEGACY_USAGE', { message: `generate-synthetic-data: option --num-records is at least 1, not ${rows}` });
    const workspace = resolve(surroundings.cwd, String(options['workspace-dir']));
    const inputs = await generateInputs(String(read.arguments['script_name']), await coreOptions(workspace, surroundings), {
      rows,
      seed: Number(options['seed']),
      format: format === 'parquet' ? 'json' : format,
    });
    const made = await Promise.all(
      inputs.map(async ({ input, file, written }) => {
        const made = written && format === 'parquet' ? await jsonToParquet(file) : { file, written };
        return { input, file: relative(surroundings.cwd, made.file), written: made.written };
      }),
    );
    return {
      exit: 0,
      document: { schema_version: 1, script_name: read.arguments['script_name'], format, records: rows, inputs: made },
      lines: [
        `Generating ${rows} records of synthetic data...`,
        `Format: ${format}`,
        ...made.map(({ input, file, written }) =>
          written ? `Synthetic data generated successfully: ${file} (${input})` : `${file} (${input}) is there already and stays as it is`,
        ),
      ],
    };
  },
};
