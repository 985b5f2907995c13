/** What the other packages may use of the runtime-testing core. */

export { didYouMean, nearNames } from './domain/did-you-mean.ts';
export { CutoverError, errorsOf, type ErrorDetails, type ErrorExit, type ErrorTable } from './domain/error.ts';
export { readDocument, readText, reasonOf, validate, type DocumentError } from './edges/document.ts';
export { runCommand, type CommandEnd, type CommandRequest, type CommandResult } from './edges/command.ts';
export type { Output } from './edges/output.ts';
export type { MemorySource } from './edges/process-tree.ts';
