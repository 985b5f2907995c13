/** Makes the data of a script's inputs from the schemas that its specification declares. */

import { testError } from './domain/errors.ts';
import type { DataSchema } from './domain/specification.ts';
import { writeGeneratedData } from './edges/generated-data.ts';
import { inputFile, type GeneratedInput } from './edges/generated-inputs.ts';
import { findScript } from './edges/script-finder.ts';
import { readSpecification } from './edges/specification-file.ts';
import { openHosts } from './hosts.ts';
import { readScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

/** What may be asked for in place of what a schema says. */
export type SchemaChanges = Partial<Pick<DataSchema, 'rows' | 'seed' | 'format'>>;

/**
 * Generates the data of every input of a script that has a declared schema. Throws SCHEMA_MISSING where none has one,
 * FORMAT_NOT_GENERATED for Parquet, and what finding a script and reading its specification throw.
 */
export async function generateInputs(name: string, options: TestOptions, changes: SchemaChanges = {}): Promise<GeneratedInput[]> {
  const script = findScript(name, options.cwd, [options.workspace, ...options.scriptDirs]);
  const specification = await readSpecification(options.workspace, script.name);
  const declared = Object.entries(specification?.schemas ?? {});
  if (declared.length === 0) {
    throw testError('SCHEMA_MISSING', {
      message: `the specification of ${script.name} declares no schema to generate data from`,
      hint: `write one with "cutover test spec ${script.name}" and declare columns under "schemas"`,
    });
  }
  const hosts = openHosts([script], options);
  try {
    const read = await hosts.use(script.language, (host) => readScript(host, script, specification, options));
    const generated: GeneratedInput[] = [];
    for (const [input, own] of declared) {
      if (read.places.inputPaths[input] === undefined) continue;
      const schema = { ...own, ...changes };
      const format = schema.format ?? 'csv';
      if (format === 'parquet') {
        throw testError('FORMAT_NOT_GENERATED', {
          message: 'Parquet data is not generated',
          hint: 'generate csv, tsv, json or jsonl, or put a Parquet file at the input\'s place yourself',
        });
      }
      const file = inputFile(read, input, format);
      generated.push({ input, file, format, rows: schema.rows, seed: schema.seed, written: await writeGeneratedData(schema, format, file) });
    }
    return generated;
  } finally {
    await hosts.close();
  }
}
