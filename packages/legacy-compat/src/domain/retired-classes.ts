/** The old classes that are gone. Each still exists as a name, and throws an error that says what to use instead. */

import { CutoverError } from '@cutover/runtime-testing';

/** Thrown by everything that a retired class was asked for. */
export class RetiredClassError extends CutoverError {
  readonly replacement: string;

  constructor(name: string, replacement: string) {
    super('LEGACY_RETIRED', 2, { message: `${name} is retired; use ${replacement} instead`, hint: 'docs/legacy.md tells why' });
    this.name = 'RetiredClassError';
    this.replacement = replacement;
  }
}

/** Old class name to what is used instead. */
export const retiredClasses = {
  S3DataDownloader: 'files on disk, added with LocalDataManager.addDataForScript',
  S3OutputPathRegistry: 'output_paths of the script\'s specification',
  RealDataTester: '`cutover test pipeline` with local data',
  WorkspaceManager: '`cutover legacy show-config` and `cutover legacy clean-workspace`',
  NotebookInterface: '`cutover test script`, called from a notebook cell',
  EndToEndValidator: '`cutover test pipeline`',
  PerformanceOptimizer: '`cutover migrate parity --repeat 10`',
  HealthChecker: '`cutover migrate status`',
  DeploymentValidator: '`cutover migrate status`',
} as const;

/** What a retired class is now: constructing it throws a RetiredClassError. */
export type RetiredClass = new (...args: unknown[]) => never;

function retire(name: keyof typeof retiredClasses): RetiredClass {
  return function Retired() {
    throw new RetiredClassError(name, retiredClasses[name]);
  } as unknown as RetiredClass;
}

export const S3DataDownloader = retire('S3DataDownloader');
export const S3OutputPathRegistry = retire('S3OutputPathRegistry');
export const RealDataTester = retire('RealDataTester');
export const WorkspaceManager = retire('WorkspaceManager');
export const NotebookInterface = retire('NotebookInterface');
export const EndToEndValidator = retire('EndToEndValidator');
export const PerformanceOptimizer = retire('PerformanceOptimizer');
export const HealthChecker = retire('HealthChecker');
export const DeploymentValidator = retire('DeploymentValidator');
