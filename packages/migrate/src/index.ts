/** What the other packages may use of migrate. */

export * from './domain/index.ts';
export { hashContent, hashModules, type ContentHash } from './edges/content.ts';
export { appendLedger, readLedger, type Ledger, type LedgerContext, type LedgerEntry } from './edges/ledger.ts';
export { hashRunContent, type RunContent } from './edges/content-of-run.ts';
export { runParity, type ParityEvent, type ParityRequest, type ParityRun } from './parity.ts';
export { confirm, status, verifyNow, type MigrationStatus } from './status.ts';
export { clean, planClean, removedPaths, type CleanRequest } from './clean.ts';
export { propose, type Proposal } from './propose.ts';
export { examine } from './examine.ts';
export { survey, type Survey } from './survey.ts';
export { plan, type PlanRequest, type PlanResult } from './plan.ts';
export { backup, type BackupRequest, type BackupResult } from './backup.ts';
export { listBackups, showBackup, verifyBackups, type ListedBackup, type ShownBackup, type VerifiedBackup } from './backups.ts';
export { explainDiskError } from './edges/disk-error.ts';
export { disk } from './edges/file-system.ts';
export { gitState } from './edges/git.ts';
export { abort, planRollback, rollback, type RollbackRequest } from './rollback.ts';
export { interrupted, recover, type Recovered } from './recover.ts';
export { currentServing, planSwitch, switchOver, type SwitchPlan, type SwitchRequest, type SwitchResult } from './switch.ts';
export { planPrune, prune, type PrunePlan, type PruneRequest } from './prune.ts';
export { restoreBeside, type RestoredBeside } from './restore-beside.ts';
export type { ChangeOutcome } from './change.ts';
export type { MigrateEvent, Project } from './project.ts';
export { compareTestFiles } from './parity-compare.ts';
export { judgeParity } from './parity-judge.ts';
export { mergeParity } from './parity-merge.ts';
export { showParity } from './parity-show.ts';
