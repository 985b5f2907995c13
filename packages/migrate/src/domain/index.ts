/** The pure half, for siblings that compare by the same rules. */

export * from './byte-path.ts';
export * from './config.ts';
export { encodeName, formatMode } from './entry.ts';
export * from './errors.ts';
export { buildMigration, type MigrationBuilder } from './build-migration.ts';
export * from './case.ts';
export * from './compare-config.ts';
export { compareJson, type JsonComparison } from './compare-json.ts';
export { compareOutcomes, type OutcomeComparison, type SeenOutcome } from './compare-outcome.ts';
export { compareText, type TextDifference } from './compare-text.ts';
export { compareTables } from './compare-table.ts';
export * from './content-patterns.ts';
export * from './difference.ts';
export { gatesSchema } from './gate-config.ts';
export type { Gate } from './gates.ts';
export * from './glob.ts';
export * from './id.ts';
export * from './ledger.ts';
export { judgeCase, type JudgedCase, type SeenCase } from './judge.ts';
export { configOfLine, type OneLine } from './one-line.ts';
export type { FileEntry, Outcome, StoredText } from './outcome.ts';
export { parsePointer } from './pointer.ts';
export { makeReport, reportSchema, type RecordedCase, type ParityReport, type ReportCase, type SideReport } from './report.ts';
export type { TestChange, TestComparison, TestReport } from './test-report.ts';
export { makeRules, ruleRefs, type Rules } from './rules.ts';
export * from './proof.ts';
export * from './serving.ts';
