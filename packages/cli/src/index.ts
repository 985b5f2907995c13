/** Cutover from code: configurations written in TypeScript, and the commands. */

export { buildMigration, defineMigration, type ConfigInput, type MigrationBuilder } from '@cutover/migrate';
export { CutoverError } from '@cutover/runtime-testing';
export { cutover, type CallOptions, type CallResult } from './from-code.ts';
