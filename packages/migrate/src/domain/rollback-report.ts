/** The report of a rollback, for people: the six steps of the procedure, each with what was found and done. */

import type { ChangeJournal } from './journal.ts';

/** How a verify command ended. */
export interface VerifyResult {
  command: readonly string[];
  /** Null when it could not be started or was ended by a signal. */
  exit_code: number | null;
  duration_ms: number;
  passed: boolean;
  /** The end of what it printed. */
  output: string;
}

export interface ReportRequest {
  journal: ChangeJournal;
  restored: readonly string[];
  removed: readonly string[];
  verify: readonly VerifyResult[];
  /** Whether the tree was read back and is as the point has it. */
  compared: boolean;
  finishedAt: Date;
}

const shown = 50;

/** The report as Markdown. */
export function renderRollbackReport(request: ReportRequest): string {
  const { journal, verify, compared } = request;
  const passed = compared && verify.every((result) => result.passed);
  return [
    `# Rollback ${journal.id}`,
    '',
    `**${passed ? 'Succeeded' : 'The files are restored, but the checks failed'}.** Modules: ${journal.modules.join(', ')}. Rolled back to ${journal.point ?? '-'} by ${escape(journal.by)}.`,
    '',
    `Why: ${escape(journal.reason ?? 'no reason was given')}`,
    '',
    '## 1. Halt',
    '',
    `Started ${journal.at}, finished ${request.finishedAt.toISOString()}. While the lock was held no other cutover changed anything.`,
    '',
    '## 2. Rollback point',
    '',
    `\`backups/${journal.point ?? ''}\`, checked against its manifest and the ledger before anything was touched.`,
    journal.safety_point === null
      ? 'Nothing would have been lost, so no safety point was needed.'
      : `The state before is kept: \`cutover migrate rollback ${journal.safety_point}\` undoes this rollback.`,
    '',
    '## 3. Go back',
    '',
    ...wayBack(journal),
    '',
    '## 4. Restore from the backup',
    '',
    `${request.restored.length} restored, ${request.removed.length} removed, ${journal.unchanged} unchanged, ${journal.kept.length} kept as they are.`,
    '',
    ...list('Restored', request.restored),
    ...list('Removed, since they came after the rollback point', request.removed),
    ...list('Kept though they differ', journal.kept),
    '## 5. Verify',
    '',
    `- ${compared ? 'PASS' : 'FAIL'} every restored path was read back and compared with the point`,
    ...(verify.length === 0 ? ['- no verify commands are configured: nothing says that the program works'] : verify.flatMap(verifyLines)),
    '',
    '## 6. What to look at next',
    '',
    ...nextSteps(request, passed).map((step) => `- [ ] ${step}`),
    '',
  ].join('\n');
}

function wayBack(journal: ChangeJournal): string[] {
  const changes = Object.entries(journal.flags);
  const serving = Object.entries(journal.serving).map(([module, side]) => `- ${module}: served by ${typeof side === 'number' ? `the candidate for ${side}%` : `the ${side}`}`);
  const flags = changes.map(([flag, { from, to }]) => `- flag \`${flag}\`: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`);
  const actions = journal.actions.map(({ module, command }) => `- ${module}: ran ${code(command.join(' '))}`);
  const lines = [...flags, ...serving, ...actions];
  return lines.length > 0 ? lines : ['No flag and no command had to change: only files.'];
}

function list(title: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const rest = paths.length > shown ? [`- and ${paths.length - shown} more`] : [];
  return [`${title}:`, '', ...paths.slice(0, shown).map((path) => `- ${code(path)}`), ...rest, ''];
}

function verifyLines({ command, passed, exit_code: exitCode, duration_ms: durationMs, output }: VerifyResult): string[] {
  const line = `- ${passed ? 'PASS' : 'FAIL'} ${code(command.join(' '))} (exit ${exitCode ?? 'none'}, ${(durationMs / 1000).toFixed(1)} s)`;
  if (passed || output.trim() === '') return [line];
  // Deep enough for a block of code within the list, whatever is in it.
  const printed = output.trimEnd().split('\n').slice(-shown).map((each) => `      ${each.replaceAll(/\p{Cc}/gu, '')}`);
  return [line, '', ...printed, ''];
}

function nextSteps({ journal, verify }: ReportRequest, passed: boolean): string[] {
  const failed = verify.filter((result) => !result.passed).map((result) => `find out why ${code(result.command.join(' '))} fails on the restored files`);
  return [
    ...failed,
    ...(passed ? [] : ['if this state does not work either, go to an earlier point: `cutover migrate backups`']),
    'write down the cause of the rollback and what will be done about it',
    ...(journal.kept.length > 0 ? ['decide about the files that were kept though they differ'] : []),
    'run `cutover migrate parity` before the next switch, with a case that would have caught this',
  ];
}

/** A span of code, in which nothing is Markdown but the mark that ends it. */
function code(text: string): string {
  return `\`${text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll('`', "'")}\``;
}

/** Text of users is no Markdown of ours. */
function escape(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/([\\<>*_#[\]|])/g, '\\$1');
}
