/** Tells a parity run in every form asked for: to the terminal, and as files. */

import { appendFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { ParityReport } from '@cutover/migrate';
import type { Reporter } from '../commands/migrate-parity.ts';
import { lineWidth, type Answer, type Session } from '../session.ts';
import { parityText } from '../terminal/parity.ts';
import { makeStyle } from '../terminal/style.ts';
import { githubAnnotations } from './github.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { writeReportFile } from './report-file.ts';

export interface ReportOptions {
  reporter: Reporter[];
  out?: string;
  strict?: boolean;
  /** Every difference is shown, not only the first. */
  whole?: boolean;
}

const files: Partial<Record<Reporter, { name: string; render: (report: ParityReport) => string }>> = {
  json: { name: 'report.json', render: (report) => `${JSON.stringify(report, undefined, 2)}\n` },
  junit: { name: 'junit.xml', render: junitReport },
  html: { name: 'report.html', render: htmlReport },
  markdown: { name: 'report.md', render: markdownReport },
};

/** The answer of a command that ends in a report, once the files are written. The run's own folder always has the page and the JUnit file. */
export async function reportParity(session: Session, report: ParityReport, folder: string, { reporter, out, whole = false }: ReportOptions): Promise<Answer> {
  if (!whole) {
    const target = out === undefined ? folder : resolve(session.cwd, out);
    const wanted = new Set<Reporter>(out === undefined ? ['html', 'junit', ...reporter] : reporter);
    await writeReports(report, target, wanted);
    if (out !== undefined) await writeReports(report, folder, new Set<Reporter>(['html', 'junit']));
    if (wanted.has('github')) await tellGithub(session, report);
  }
  const page = relative(session.cwd, join(folder, 'report.html'));
  const style = makeStyle(session.terminal.color);
  const text = reporter.includes('terminal') ? parityText(report, page, { style, width: lineWidth(session), whole }) : `${report.passed ? 'passed' : 'failed'}: ${page}`;
  return { exit: report.passed ? 0 : 1, document: report, text };
}

async function writeReports(report: ParityReport, folder: string, wanted: ReadonlySet<Reporter>): Promise<void> {
  for (const [reporter, file] of Object.entries(files)) {
    if (wanted.has(reporter as Reporter)) await writeReportFile(join(folder, file.name), file.render(report));
  }
}

/** Annotations go to the log, which is read from stderr, too; the summary to the file that the runner names. */
async function tellGithub({ env, say }: Session, report: ParityReport): Promise<void> {
  for (const line of githubAnnotations(report)) say(line);
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') await appendFile(summary, `${markdownReport(report)}\n`);
}
