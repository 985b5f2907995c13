/** What the other packages may use of migrate. */

export * from './domain/index.ts';
export { hashContent, hashModules, type ContentHash } from './edges/content.ts';
export { appendLedger, readLedger, type Ledger, type LedgerContext, type LedgerEntry } from './edges/ledger.ts';
export { hashRunContent, type RunContent } from './edges/content-of-run.ts';
export { runParity, type ParityEvent, type ParityRequest, type ParityRun } from './parity.ts';
