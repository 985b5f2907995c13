/** The old commands, classes and result shapes on the new core; and what others need to adapt theirs. */

export { adaptCommand, type AdaptedCommand, type CommandMapping, type OptionMapping } from './domain/adapt-command.ts';
export { adaptConfig, checkOldConfig, type AdaptedConfig, type ConfigCompatibility, type ConfigMapping, type KeyMapping } from './domain/adapt-config.ts';
export { adaptResult, type AdaptedResult, type FieldMapping, type MappedResult, type ResultMapping } from './domain/adapt-result.ts';
export { legacyCommands, type LegacyCommandEntry } from './domain/command-map.ts';
export type { Conversion } from './domain/convert.ts';
export { judgeData, type DataShape, type DataVerdict } from './domain/data-rules.ts';
export { legacyErrors } from './domain/errors.ts';
export * from './domain/legacy-results.ts';
export type { CallEnd, Observation } from './domain/observation.ts';
export * from './domain/retired-classes.ts';
export { isServedByCandidate, placeOf, type FlagValue } from './domain/rollout.ts';
export type { CandidateModule } from './candidate.ts';
export { planCheckpointSweep, sweepCheckpoints, type CheckpointReader, type SweepPlan, type UnreadableCheckpoint } from './checkpoints.ts';
export { DataFlowManager } from './data-flow.ts';
export { experiment, type Experiment, type ExperimentOptions } from './experiment.ts';
export { FlagsFileProvider, type FlagsFileOptions } from './flags-provider.ts';
export { clearHistory, readHistory, recordExecution } from './history.ts';
export { LocalDataManager, type ListedData } from './local-data.ts';
export { specifyLocalData } from './local-data-specification.ts';
export { PipelineExecutor, type LegacyDag } from './pipeline-executor.ts';
export { reportSink, type ReportSink, type ReportSinkOptions } from './report-sink.ts';
export { runSchemaSteps, type SchemaStep, type StepsDone } from './schema-steps.ts';
export { PipelineScriptExecutor, type DataSource } from './script-executor.ts';
