/** What the other packages may use of migrate. */

export * from './domain/index.ts';
