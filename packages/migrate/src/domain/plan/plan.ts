/** The plan: for each module its size, who depends on it, how far that reaches, and in which order to switch. */

import { circles, wayRound } from './cycles.ts';
import { dependentsOf, type Dependent } from './dependents.ts';
import { findDuplicates, type CodeFile, type Duplication } from './duplicates.ts';
import { impactOf, type Impact } from './impact.ts';
import { mentionsIn, type Mention, type Mentionable } from './mentions.ts';
import { folderOf, foldersAbove } from './path.ts';
import type { ProjectIndex } from './project-index.ts';
import { dottedNames } from './resolve-python.ts';
import { measure, type NamedCommand, type Size } from './size.ts';
import type { SourceFacts, UseKind } from './source.ts';
import { orderModules, type Step } from './switch-order.ts';
import { unusedSymbols, type UnusedSymbol } from './unused.ts';
import { importsOf, makeUseGraph, type Use, type UseGraph } from './use-graph.ts';

export interface PlannedModule {
  name: string;
  /** As the configuration has it. */
  paths: readonly string[];
  after: readonly string[];
  legacy: readonly string[];
  /** The files that are to take their place, where the configuration names them. */
  candidate: readonly string[];
  /** What is put in whose place. */
  replaces: { from: string; to: string } | undefined;
}

export interface PlanInput {
  modules: readonly PlannedModule[];
  index: ProjectIndex;
  facts: ReadonlyMap<string, SourceFacts>;
  /** The kinds of the lines of the modules' files that are no sources. */
  otherKinds: ReadonlyMap<string, string>;
  /** Configuration and CI files. */
  texts: readonly { path: string; lines: readonly string[] }[];
  /** What a package.json declares as a program. */
  programs: readonly { name: string; file: string; manifest: string; line: number }[];
  /** The sources of the modules and their replacements, for repeated code. */
  code: readonly CodeFile[];
}

export interface ModulePlan {
  name: string;
  paths: readonly string[];
  legacy: Size;
  candidate: Size | null;
  dependents: (Dependent & { module: string | null })[];
  impact: Impact;
  /** Legacy symbols that nobody uses. */
  unused: UnusedSymbol[];
  /** Symbols of the replacement that nobody uses. */
  extracted_unused: UnusedSymbol[];
}

export interface Circle {
  between: 'modules' | 'files';
  /** One way round. */
  members: string[];
  /** A use for each step of the way. */
  uses: { file: string; line: number; to: string }[];
}

export interface Plan {
  modules: ModulePlan[];
  order: Step[];
  cycles: Circle[];
  duplication: Duplication;
}

/** Plans from what was read. */
export function makePlan(input: PlanInput): Plan {
  const { modules, facts, index } = input;
  const moduleOf = ownersOf(modules.map(({ name, legacy }) => [name, legacy]));
  const wanted = mentionable(input);
  const mentions = findMentions(input, wanted);
  const graph = makeUseGraph(facts, [...importsOf(facts.values(), index), ...mentions.map(({ use }) => use)].filter(firstAtItsLine()));
  const named = new Set(mentions.flatMap(({ use, mention }) => (mention.name === undefined ? [] : `${use.to}\0${mention.name.split('.')[0]}`)));
  const isNamed = (file: string, name: string): boolean => named.has(`${file}\0${name}`);
  const entries = new Set([...input.programs.map(({ file }) => file), ...mentions.filter(isStarted).map(({ use }) => use.to)]);
  const planned = modules.map((module): ModulePlan => {
    const owned = new Set(module.legacy);
    const folders = foldersIn(module.legacy, moduleOf, module.name);
    const dependents = dependentsOf(graph, new Set([...owned, ...folders]));
    return {
      name: module.name,
      paths: module.paths,
      legacy: measure(module.legacy, input, commandsNamed(input, mentions)),
      candidate: module.candidate.length === 0 ? null : measure(module.candidate, input, commandsNamed(input, mentions)),
      dependents: dependents.map((each) => ({ ...each, module: moduleOf.get(each.file) ?? null })),
      impact: impactOf(graph, owned, dependents, entries, (file) => moduleOf.get(file)),
      unused: unusedSymbols(graph, module.legacy, isNamed),
      extracted_unused: unusedSymbols(graph, module.candidate.filter((file) => !owned.has(file)), isNamed, (file) => placeOf(module, file)),
    };
  });
  return { modules: planned, order: orderOf(input, planned), cycles: cyclesOf(planned, graph, moduleOf), duplication: findDuplicates(input.code) };
}

function ownersOf(owned: readonly (readonly [string, readonly string[]])[]): Map<string, string> {
  return new Map(owned.flatMap(([name, files]) => files.map((file) => [file, name] as const)));
}

/** The folders all of whose files are the module's. */
function foldersIn(files: readonly string[], moduleOf: ReadonlyMap<string, string>, name: string): string[] {
  const folders = new Set(files.flatMap((file) => foldersAbove(file).slice(0, -1)));
  const foreign = new Set([...moduleOf].flatMap(([file, owner]) => (owner === name ? [] : foldersAbove(file))));
  return [...folders].filter((folder) => !foreign.has(folder));
}

/** What texts may name: the files and folders of modules. A folder that holds more than modules' files is not the module. */
function mentionable({ modules, index, facts }: PlanInput): Mentionable {
  const files = new Set(modules.flatMap(({ legacy, candidate }) => [...legacy, ...candidate]));
  const mixed = new Set([...index.files].filter((file) => !files.has(file)).flatMap(foldersAbove));
  const folders = [...files].flatMap((file) => foldersAbove(file).slice(0, -1)).filter((folder) => !mixed.has(folder));
  const byName = new Map<string, string>();
  for (const file of files) if (file.endsWith('.py')) for (const name of dottedNames(index, file)) if (!byName.has(name)) byName.set(name, file);
  const exportsOf = (file: string): ReadonlySet<string> => new Set(facts.get(file)?.exports.split(' '));
  return { paths: new Set([...files, ...folders]), modules: byName, exportsOf };
}

interface FoundMention {
  use: Use;
  mention: Mention;
}

const ciFile = /(?:^|\/)(?:\.github\/|\.circleci\/|\.ci\/|\.gitlab-ci|\.travis|Jenkinsfile|azure-pipelines|bitbucket-pipelines|\.drone|\.woodpecker)/;

function findMentions({ facts, texts, programs }: PlanInput, wanted: Mentionable): FoundMention[] {
  const found: FoundMention[] = [];
  const look = (path: string, line: number, text: string, how: UseKind): void => {
    for (const mention of mentionsIn(text, folderOf(path), wanted, how)) {
      if (mention.to !== path) found.push({ mention, use: { from: path, line, to: mention.to, how: mention.how, names: null } });
    }
  };
  for (const { name, file, manifest, line } of programs) {
    if (!wanted.paths.has(file)) continue;
    found.push({ mention: { to: file, how: 'entry point', name: undefined, command: name }, use: { from: manifest, line, to: file, how: 'entry point', names: null } });
  }
  for (const { path, strings } of facts.values()) for (const [text, line] of strings) look(path, line, text, 'string');
  for (const { path, lines } of texts) lines.forEach((text, i) => look(path, i + 1, text, ciFile.test(path) ? 'ci' : 'configuration'));
  return found;
}

/** Whether the text starts what it names, or names a function of it to be called. */
function isStarted({ mention: { how, name } }: FoundMention): boolean {
  return how === 'entry point' || how === 'command' || name !== undefined;
}

/** Where a file of the replacement will lie once it is switched to. */
function placeOf({ replaces }: PlannedModule, file: string): string | undefined {
  if (replaces === undefined) return undefined;
  const { from, to } = replaces;
  return file === from ? to : file.startsWith(`${from}/`) ? `${to}${file.slice(from.length)}` : undefined;
}

/** An import and a text of the same line about the same file are one use. */
function firstAtItsLine(): (use: Use) => boolean {
  const seen = new Map<string, Use>();
  return (use) => {
    const key = `${use.from}\0${use.line}\0${use.to}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, use);
    return first === undefined || (use.names !== null && first.names !== null);
  };
}

function commandsNamed({ programs }: PlanInput, mentions: readonly FoundMention[]): NamedCommand[] {
  return mentions.flatMap(({ use, mention }) =>
    mention.command === undefined ? [] : { name: mention.command, of: use.to, file: use.from, line: use.line, by: programs.some(({ file }) => file === use.to) ? 'package.json' : 'console script' },
  );
}

function orderOf({ modules }: PlanInput, planned: readonly ModulePlan[]): Step[] {
  return orderModules(
    planned.map(({ name, legacy, dependents }) => ({
      name,
      after: modules.find((each) => each.name === name)!.after,
      dependents: dependents.length,
      codeLines: legacy.lines.code,
      uses: new Map(
        planned.flatMap((other) => {
          const places = other.dependents.filter((each) => each.module === name).length;
          return other.name === name || places === 0 ? [] : [[other.name, places] as const];
        }),
      ),
    })),
  );
}

function cyclesOf(planned: readonly ModulePlan[], graph: UseGraph, moduleOf: ReadonlyMap<string, string>): Circle[] {
  const usedBy = (name: string): string[] => planned.filter(({ dependents }) => dependents.some(({ module }) => module === name)).map((each) => each.name);
  const ofModules = circles(planned.map(({ name }) => name), usedBy).map((circle): Circle => {
    const members = wayRound(circle, usedBy);
    const uses = members.flatMap((name, i) => {
      const other = planned.find((each) => each.name === members[(i + 1) % members.length])!;
      return other.dependents.filter(({ module }) => module === name).slice(0, 1).map(({ file, line, uses: [to = ''] }) => ({ file, line, to }));
    });
    return { between: 'modules', members, uses };
  });
  const importsBy = (file: string): Use[] => graph.usesBy(file).filter(({ how, to }) => isLoading(how) && graph.facts.has(to));
  const next = (file: string): string[] => importsBy(file).map(({ to }) => to);
  const ofFiles = circles(graph.facts.keys(), next).flatMap((circle): Circle[] => {
    if (!circle.some((file) => moduleOf.has(file))) return [];
    const members = wayRound(circle, next);
    const uses = members.flatMap((file, i) => importsBy(file).filter(({ to }) => to === members[(i + 1) % members.length]).slice(0, 1).map(({ line, to }) => ({ file, line, to })));
    return [{ between: 'files', members, uses }];
  });
  return [...ofModules, ...ofFiles];
}

/** Whether a use loads the file, so that a circle of such uses is one when the program runs. */
function isLoading(how: UseKind): boolean {
  return how === 'import' || how === 're-export' || how === 'require';
}
