/** What a project offers for a first configuration: its programs, the calls of them in its tests, and files that look like inputs. */

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { callsIn } from './domain/init/calls.ts';
import { inputGroups, type InputGroup } from './domain/init/inputs.ts';
import { findPrograms, type Program, type ProgramFile } from './domain/init/programs.ts';
import type { ProjectIndex } from './domain/plan/project-index.ts';
import { toolPath } from './domain/one-line.ts';
import { dottedNames } from './domain/plan/resolve-python.ts';
import { isTest } from './domain/plan/unused.ts';
import { indexProject } from './edges/project-index.ts';
import { listProjectFiles } from './edges/project-files.ts';
import { readSources, type Reading } from './edges/read-sources.ts';

export interface Survey {
  programs: Program[];
  inputs: InputGroup[];
  index: ProjectIndex;
  /** The argument lists with which tests call a program. */
  callsOf: (program: Program) => Promise<string[][]>;
  /** The command that runs the project's tests, if one is declared. */
  test: string[] | undefined;
}

/** Only so much of a file is looked at for what it reads. */
const textLimitBytes = 200_000;

/** Reads the project at `root`; runs nothing of it and changes nothing. `node` is the version of Node. */
export async function survey(reading: Reading & { node: string }): Promise<Survey> {
  const { root, node } = reading;
  const list = (await listProjectFiles(root)).filter((path) => !/^cutover\.config\.\w+$/.test(path));
  const [{ facts, texts }, { index, programs: bins }] = await Promise.all([readSources(reading, list), indexProject(root, list)]);
  const files = await Promise.all(list.map((path) => lookAt(root, path, facts.get(path))));
  const manifest = texts.find(({ path }) => path === 'package.json')?.lines.join('\n');
  const scripts = scriptsOf(manifest);
  const tools = await readdir(join(root, toolPath(''))).catch((): string[] => []);
  const pythonManifests = texts.filter(({ path }) => /(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/.test(path));
  return {
    programs: findPrograms({ index, files: files.filter((file) => file !== undefined), bins, pythonManifests, scripts, tools: new Set(tools.map(toolPath)), node }),
    inputs: inputGroups(list),
    index,
    callsOf: async (program) => {
      const tests = list.filter((path) => isTest(path) || path.endsWith('.bats'));
      const names = [program.label, ...dottedNames(index, program.file), ...bins.filter(({ file }) => file === program.file).map(({ name }) => name)];
      const found = await Promise.all(tests.map(async (path) => callsIn(await textOf(root, path), { file: program.file, names: names.map((name) => name.replace(/\.__main__$/, '')) })));
      return [...new Map(found.flat().map((args) => [args.join('\0'), args])).values()];
    },
    test: scripts['test'] !== undefined && !scripts['test'].includes('no test specified') ? ['npm', 'test'] : list.some((path) => path.endsWith('.py') && isTest(path)) ? ['python3', '-m', 'pytest', '-q'] : undefined,
  };
}

async function lookAt(root: string, path: string, facts: { language: string; program: boolean } | undefined): Promise<ProgramFile | undefined> {
  const status = await stat(join(root, path)).catch(() => undefined);
  if (status === undefined) return undefined;
  const executable = (status.mode & 0o111) !== 0 && status.size > 0;
  if (facts === undefined && !executable && !path.endsWith('.sh')) return undefined;
  const text = await textOf(root, path);
  const language = facts === undefined ? 'other' : facts.language === 'python' ? 'python' : 'javascript';
  // A library's file with a stray x bit is no program: it needs a first line that says how it is run.
  return { path, text, language, isProgram: facts?.program === true, isExecutable: executable && /^(?:#!|\u007FELF)/.test(text) };
}

/** The beginning of a file. */
async function textOf(root: string, path: string): Promise<string> {
  const handle = await open(join(root, path)).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(textLimitBytes), 0, textLimitBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await handle.close();
  }
}

function scriptsOf(manifest: string | undefined): Record<string, string> {
  try {
    const { scripts } = JSON.parse(manifest ?? '{}') as { scripts?: unknown };
    return typeof scripts === 'object' && scripts !== null ? Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {};
  } catch {
    return {};
  }
}
