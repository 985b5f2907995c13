/** How far a script got by its own word: the last of the lines that its process reported. */

import type { RunFacts, ScriptReport } from './run.ts';

type Told = Pick<RunFacts, 'phase' | 'report'>;

/** Reads JSON lines, the last of which counts. Lines without the run's token are not from the host: a script wrote them. */
export function lastReport(reported: string, token: string): Told {
  const lines = reported.split('\n').flatMap((line) => messageOf(line, token));
  return lines.at(-1) ?? { phase: 'start', report: null };
}

/** What Python's own `platform` module runs to name the processor, as importing pandas makes it do; it goes on without an answer. */
const processorQuery = 'uname -p';

function ofTheScript(report: ScriptReport): ScriptReport {
  return { ...report, attempts: report.attempts.filter(({ what }) => what !== processorQuery) };
}

function messageOf(line: string, wanted: string): Told[] {
  try {
    const { token, phase, ...facts } = JSON.parse(line);
    return token === wanted ? [{ phase, report: phase === 'done' ? ofTheScript(facts as ScriptReport) : null }] : [];
  } catch {
    return []; // not JSON, or not an object
  }
}
