/** Writes the editable run specification of a script from what its source reads, without running it. */

import { writeFile } from 'node:fs/promises';
import { testError } from './domain/errors.ts';
import { judgeSource } from './domain/judgement.ts';
import { defaultPlaces } from './domain/places.ts';
import type { NameUse } from './domain/run.ts';
import { specificationText } from './domain/specification-text.ts';
import { makeFolder } from './edges/make-folder.ts';
import { findScript } from './edges/script-finder.ts';
import { specificationFile } from './edges/specification-file.ts';
import { openHosts } from './hosts.ts';
import type { TestOptions } from './test-script.ts';

export interface WrittenSpecification {
  script_name: string;
  script_path: string;
  /** The specification, absolute. */
  path: string;
  /** Always true: what is there already is never overwritten, but an error. */
  created: boolean;
  /** Logical names with their places, relative to the workspace. */
  input_paths: Record<string, string>;
  output_paths: Record<string, string>;
  environ_vars: Record<string, string>;
  job_args: Record<string, unknown>;
}

/**
 * Writes `<workspace>/<name>.spec.yaml`. Throws SPEC_EXISTS where it is there already, SOURCE_INVALID where the source can't be
 * parsed, and what finding a script throws.
 */
export async function writeSpecification(name: string, options: TestOptions): Promise<WrittenSpecification> {
  const script = findScript(name, options.cwd, [options.workspace, ...options.scriptDirs]);
  const hosts = openHosts([script], options);
  const source = await hosts.use(script.language, (host) => host.inspect(script.path)).finally(() => hosts.close());
  const failure = judgeSource(source, 'auto');
  if (failure?.code === 'SYNTAX_ERROR') {
    const line = failure.frame?.line;
    throw testError('SOURCE_INVALID', {
      message: `can't read what ${script.name} needs: ${failure.message}`,
      where: `${script.path}${line == null ? '' : `:${line}`}`,
      hint: 'mend the line named',
    });
  }
  const places = defaultPlaces(script.name, source);
  // Every output that a specification names is demanded: the one folder that is offered where a source names none is not.
  if (source.output_paths.length === 0) places.outputPaths = {};
  const offered = (uses: readonly NameUse[]) => uses.filter((use) => !use.optional || use.default !== undefined);
  // Values of the caller's environment may be secrets: they are not written to a file.
  for (const use of offered(source.environ_vars)) places.environVars[use.name] = String(use.default ?? '');
  for (const use of offered(source.job_args)) places.jobArgs[use.name] = use.default ?? null;
  const left = (uses: readonly NameUse[]) => uses.filter((use) => !offered(uses).includes(use)).map(({ name }) => name);
  const path = specificationFile(options.workspace, script.name);
  await writeNew(path, specificationText(script.name, places, { environ_vars: left(source.environ_vars), job_args: left(source.job_args) }), options.workspace);
  return {
    script_name: script.name,
    script_path: script.path,
    path,
    created: true,
    input_paths: places.inputPaths,
    output_paths: places.outputPaths,
    environ_vars: places.environVars,
    job_args: places.jobArgs,
  };
}

async function writeNew(path: string, text: string, folder: string): Promise<void> {
  makeFolder(folder);
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw testError('SPEC_EXISTS', {
      message: `${path} is there already, and is left as it is`,
      hint: 'edit it, or move it away to have a new one written',
      cause,
    });
  }
}
