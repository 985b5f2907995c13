/** Every legacy command: what it became, or why it went and what to use instead. The one list; help, docs and dispatch read it. */

import { didYouMean } from '@cutover/runtime-testing';
import { legacyError } from './errors.ts';

export interface LegacyCommandEntry {
  /** As it was called: `test-script`, or with its group, `s3 discover`. */
  name: string;
  fate: 'kept' | 'retired';
  /** The command to use today. */
  replacement: string;
  /** What is different now, or why it went. */
  note: string;
}

const kept = (name: string, replacement: string, note: string): LegacyCommandEntry => ({ name, fate: 'kept', replacement, note });
const retired = (name: string, replacement: string, note: string): LegacyCommandEntry => ({ name, fate: 'retired', replacement, note });

const cloud = 'the core reads local files only';
const deployment = 'judging a deployment is the work of its monitoring';
const registry = 'there is no step registry any more';

export const legacyCommands: readonly LegacyCommandEntry[] = [
  kept('test-script', 'cutover test script NAME', 'a returned error code and sys.exit are failures now'),
  kept('test-pipeline', 'cutover test pipeline FILE', 'it works; the old one failed on every pipeline'),
  kept('discover-script', 'cutover test script NAME --import-only', 'looks in more places and names them all'),
  kept('list-results', 'cutover test script NAME --json', 'lists what test runs left in the workspace'),
  kept('clean-workspace', 'rm -r test_workspace/outputs', 'moves results into a backup first; local data stays'),
  kept('add-local-data', 'cutover test spec NAME', 'writes the manifest and the script\'s specification'),
  kept('list-local-data', 'cutover test spec NAME', 'marks missing files; the example entry is left out'),
  kept('remove-local-data', 'cutover test spec NAME', 'takes the entry out of manifest and specification'),
  kept('list-execution-history', 'cutover test script NAME --json', 'history is kept on disk; the old one was always empty'),
  kept('clear-execution-history', 'rm test_workspace/metadata/execution_history.jsonl', 'clears the history on disk'),
  kept('generate-synthetic-data', 'cutover test spec NAME', 'generates from the specification\'s schema; the old one always failed'),
  kept('show-config', 'cutover test spec NAME', 'shows workspace, data, thresholds and history'),
  retired('s3 discover', 'aws s3 cp, then cutover test spec NAME', cloud),
  retired('s3 test-real-data', 'aws s3 cp, then cutover test pipeline FILE', cloud),
  retired('s3 workspace-info', 'cutover test spec NAME', cloud),
  retired('s3 clean-workspace', 'rm -r test_workspace/outputs', cloud),
  retired('s3 clean-cache', 'rm -r test_workspace/outputs', 'nothing is downloaded, so nothing is cached'),
  retired('production health-check', 'cutover migrate status', deployment),
  retired('production validate-e2e', 'cutover test pipeline FILE', 'one command tests a whole pipeline'),
  retired('production monitor-performance', 'cutover migrate parity --repeat 10', 'speed is judged side by side, in one run'),
  retired('production validate-deployment', 'cutover migrate status', deployment),
  retired('production validate-system', 'cutover test pipeline FILE', deployment),
  retired('registry init-workspace', 'cutover init', registry),
  retired('registry list-steps', 'cutover test pipeline FILE --import-only', registry),
  retired('registry validate-registry', 'cutover test pipeline FILE --import-only', registry),
  retired('registry resolve-step', 'cutover test script NAME --import-only', registry),
  retired('registry validate-step-definition', 'cutover test script NAME --import-only', registry),
  retired('registry validation-status', 'cutover migrate status', registry),
  retired('registry reset-validation-metrics', 'rm test_workspace/metadata/execution_history.jsonl', registry),
];

/**
 * The entry that `words` begin with and the words after it. Kebab and snake case are the same; the group of a retired
 * command may be left out where the rest is unique. Throws LEGACY_UNKNOWN with near names.
 */
export function findLegacyCommand(words: readonly string[]): { entry: LegacyCommandEntry; rest: string[] } {
  const [first = '', second = ''] = words.map((word) => word.replaceAll('_', '-'));
  const named = (name: string) => legacyCommands.find((entry) => entry.name === name);
  const withGroup = named(`${first} ${second}`);
  if (withGroup) return { entry: withGroup, rest: words.slice(2) };
  const entry = named(first) ?? legacyCommands.find(({ name }) => name.endsWith(` ${first}`));
  if (entry) return { entry, rest: words.slice(1) };
  const asked = isGroup(first) ? `${first} ${second}`.trim() : first;
  const names = legacyCommands.flatMap(({ name }) => (isGroup(first) ? [name] : [name, name.split(' ').at(-1)!]));
  throw legacyError('LEGACY_UNKNOWN', {
    message: `there is no legacy command "${asked}"`,
    hint: didYouMean(asked, names) ?? 'see all of them with "cutover legacy map"',
  });
}

/** What a call of a retired command is told, in one line. */
export function retirementNotice({ name, replacement, note }: LegacyCommandEntry): string {
  return `"${name}" is retired: ${note}; use: ${replacement}`;
}

function isGroup(word: string): boolean {
  return legacyCommands.some(({ name }) => name.startsWith(`${word} `));
}
