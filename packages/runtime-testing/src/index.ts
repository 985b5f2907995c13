/** What the other packages may use of the runtime-testing core. */

export { didYouMean, nearNames } from './domain/did-you-mean.ts';
export { CutoverError, errorsOf, type ErrorDetails, type ErrorExit, type ErrorTable } from './domain/error.ts';
export { testErrors } from './domain/errors.ts';
export { fitsPattern } from './domain/selection.ts';
export { findAllScripts } from './edges/script-finder.ts';
export { failures, type FailureCode, type FailureKind } from './domain/failure.ts';
export { scriptResultsSchema } from './domain/result-schema.ts';
export { specificationSchema } from './domain/specification.ts';
export type { ScriptResult } from './domain/result.ts';
export type { Denial, Isolation } from './domain/run.ts';
export { readDocument, readText, validate, type DocumentError } from './edges/document.ts';
export { findInterpreter } from './edges/interpreter.ts';
export { runCommand, type CommandEnd, type CommandRequest, type CommandResult } from './edges/command.ts';
export type { Output } from './edges/output.ts';
export { reasonOf } from './edges/reason.ts';
export type { MemorySource } from './edges/process-tree.ts';
export { generateInputs, type SchemaChanges } from './generate-inputs.ts';
export type { GeneratedInput } from './edges/generated-inputs.ts';
export { lastFailed, recordFailed } from './last-run.ts';
export { writeSpecification, type WrittenSpecification } from './test-spec.ts';
export { watchScripts } from './watch-scripts.ts';
export { testScripts, type TestEvent, type TestOptions } from './test-script.ts';
export { javascriptFunctionCommand, pythonApiCommand, pythonFunctionCommand, type FunctionCall, type FunctionResult } from './edges/host-commands.ts';
export { testCompatibility, type CompatibilityResult } from './test-compat.ts';
export { testPipeline, type PipelineOptions } from './test-pipeline.ts';
export type { EdgeResult, PipelineResult, StepResult } from './domain/pipeline-result.ts';
export type { Step } from './domain/pipeline.ts';
