/** Which output of one script is which input of another, judged by their logical names. */

import { editDistance } from '../did-you-mean.ts';

export interface NameMatch {
  output: string;
  input: string;
  /** 1 the same name; 0.98 but for case and separators; 0.95 an alias that is declared; 0.9 a usual alias; below that, how similar. */
  confidence: number;
}

/** Names that are usual for one thing; `docs/testing.md` lists them. The first of each is its name here. */
export const usualAliases: readonly (readonly string[])[] = [
  ['data', 'dataset', 'result', 'processed', 'preprocessed', 'processed data', 'preprocessed data'],
  ['model', 'trained model', 'estimator'],
  ['prediction', 'score', 'scored', 'eval', 'eval data', 'inference'],
  ['metric', 'evaluation', 'eval metric', 'performance', 'report'],
  ['config', 'configuration', 'hyperparameter', 'parameter', 'param', 'setting'],
  ['feature', 'feature set'],
  ['label', 'target'],
  ['train', 'training'],
  ['validation', 'val', 'valid'],
  ['test', 'testing', 'holdout'],
];

/** Words that tell what a place is for, not what lies there. */
const roles = new Set(['input', 'output', 'in', 'out', 'path', 'dir', 'directory', 'folder', 'file', 'uri', 's3', 'artifact', 'location']);
/** Below this two names are not taken for the same thing. */
const leastConfidence = 0.5;
const similarityWeight = 0.85;
export const aliasConfidence = 0.9;

/** A script that writes, by its name and its outputs' names; `aliases` as in its specification. */
export interface NamedWriter {
  name: string;
  outputPaths: Readonly<Record<string, string>>;
  aliases: Readonly<Record<string, readonly string[]>>;
}

/**
 * The matches of one reader's inputs, by the writer's name, best first; each input at most once. Of matches that are as sure the one
 * whose writer is named more like the input goes first, then the one that stands first. An output feeds a second input only where
 * the names are the same or aliases. `aliases` are the reader's; below the confidence `least` nothing is matched.
 */
export function assignInputs(
  writers: readonly NamedWriter[],
  inputs: readonly string[],
  aliases: Readonly<Record<string, readonly string[]>>,
  least = leastConfidence,
): Map<string, NameMatch[]> {
  const pairs = writers.flatMap((writer) => {
    const declared = { ...writer.aliases, ...aliases };
    const outputs = Object.keys(writer.outputPaths);
    return inputs.flatMap((input) =>
      outputs.map((output) => ({ writer: writer.name, named: similarity(meaning(writer.name), meaning(input)), match: { output, input, confidence: confidenceOf(output, input, declared) } })),
    );
  });
  const likely = pairs.filter(({ match }) => match.confidence >= least).sort((a, b) => b.match.confidence - a.match.confidence || b.named - a.named);
  const chosen: typeof pairs = [];
  const isFed = ({ match }: (typeof pairs)[number]) => chosen.some((other) => other.match.input === match.input);
  const isUsed = ({ writer, match }: (typeof pairs)[number]) => chosen.some((other) => other.writer === writer && other.match.output === match.output);
  for (const pair of likely) if (!isFed(pair) && !isUsed(pair)) chosen.push(pair);
  for (const pair of likely) if (pair.match.confidence >= aliasConfidence && !isFed(pair)) chosen.push(pair);
  chosen.sort((a, b) => b.match.confidence - a.match.confidence);
  return new Map(writers.map(({ name }) => [name, chosen.filter(({ writer }) => writer === name).map(({ match }) => match)]));
}

/** How sure it is that two logical names mean the same, 0 to 1, to two digits. */
export function confidenceOf(output: string, input: string, declared: Readonly<Record<string, readonly string[]>> = {}): number {
  if (output === input) return 1;
  const plain = (name: string) => words(name).join('');
  if (plain(output) === plain(input)) return 0.98;
  if (declared[input]?.includes(output) || declared[output]?.includes(input)) return 0.95;
  const [a, b] = [meaning(output), meaning(input)];
  if (a === b) return aliasConfidence;
  return Number((similarityWeight * similarity(a, b)).toFixed(2));
}

/** `InputData_s3` -> input, data, s3; plurals are taken for one. */
function words(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word));
}

/** What is left of a name without the words that every name has, as the usual name for it. */
function meaning(name: string): string {
  const kept = words(name).filter((word) => !roles.has(word));
  if (kept.length === 0) return 'data';
  const withoutData = kept.filter((word) => word !== 'data');
  return usual(kept.join(' ')) ?? usual(withoutData.join(' ')) ?? (withoutData.length > 0 ? withoutData : kept).join(' ');
}

function usual(name: string): string | undefined {
  return usualAliases.find((group) => group.includes(name))?.[0];
}

/** 0 to 1: the words in common, or the letters, whichever is more. */
function similarity(a: string, b: string): number {
  const [x, y] = [new Set(a.split(' ')), new Set(b.split(' '))];
  const common = [...x].filter((word) => y.has(word)).length;
  const byWords = (2 * common) / (x.size + y.size);
  const byLetters = 1 - editDistance(a, b) / Math.max(a.length, b.length, 1);
  return Math.max(byWords, byLetters);
}
