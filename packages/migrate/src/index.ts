/** What the other packages may use of migrate. */

export * from './domain/index.ts';
export { hashContent, hashModules, type ContentHash } from './edges/content.ts';
export { appendLedger, readLedger, type Ledger, type LedgerContext, type LedgerEntry } from './edges/ledger.ts';
