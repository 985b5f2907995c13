/** The pure half, for siblings that compare by the same rules. */

export * from './config.ts';
export * from './errors.ts';
export * from './glob.ts';
export * from './id.ts';
export * from './ledger.ts';
