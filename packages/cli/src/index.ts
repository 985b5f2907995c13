/** What a configuration written in TypeScript imports. */

export { defineMigration, type ConfigInput } from '@cutover/migrate';
