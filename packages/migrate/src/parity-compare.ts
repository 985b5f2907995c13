/** Judges two recorded test reports: is what passed before still passing? */

import { resolve } from 'node:path';
import { gatesSchema, type GateLimits } from './domain/gate-config.ts';
import { compareTestReports, type TestComparison } from './domain/test-report.ts';
import { readTestReport } from './edges/test-report-file.ts';

/** `before` and `now` are files relative to `cwd`; without `limits` the gate is the one at which one would roll back. Throws TEST_REPORT. */
export function compareTestFiles(cwd: string, before: string, now: string, limits: GateLimits = gatesSchema.parse({})) {
  const reports = { before: readTestReport(resolve(cwd, before), before), now: readTestReport(resolve(cwd, now), now) };
  const comparison: TestComparison = compareTestReports(reports.before, reports.now, limits);
  return { ...reports, comparison };
}
