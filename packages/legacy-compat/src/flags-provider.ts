/** An OpenFeature provider over the flags file, so that programs read the very flags that switch and rollback write. */

import { stat } from 'node:fs/promises';
import {
  ErrorCode,
  OpenFeatureEventEmitter,
  ProviderEvents,
  StandardResolutionReasons,
  type EvaluationContext,
  type JsonValue,
  type Provider,
  type ResolutionDetails,
} from '@openfeature/server-sdk';
import { isServedByCandidate, type FlagValue } from './domain/rollout.ts';
import { readFlags, type Flags } from './edges/flags-file.ts';

export interface FlagsFileOptions {
  /** The flags file, YAML or JSON: `flags.file` of the migration's configuration. */
  file: string;
  /** The section that holds the flags: `flags.path` of the configuration. Default: the whole file. */
  path?: string;
  /** Keys that always get one side, whatever the percentage: `{ use_new_cli: { alice: true, 'batch-7': false } }`. */
  targets?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  /** How often the file is looked at, in ms. */
  pollMs?: number;
}

/**
 * Boolean flags are true where the candidate serves: a percentage is decided by the context's `targetingKey`, always alike
 * for the same key. Read as a number a flag is its percentage. When the file changes, `ConfigurationChanged` names the flags;
 * when it is broken, the last good values stay and `Stale` says why.
 */
export class FlagsFileProvider implements Provider {
  readonly metadata = { name: 'cutover flags file' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly #options: Required<FlagsFileOptions>;
  #flags: Flags | undefined;
  #stamp = '';
  #broken = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FlagsFileOptions) {
    this.#options = { path: '', targets: {}, pollMs: 250, ...options };
  }

  async initialize(): Promise<void> {
    const { file, path, pollMs } = this.#options;
    const watch = () => {
      this.#timer = setTimeout(() => void this.#look().then(() => this.#timer && watch()), pollMs).unref();
    };
    watch();
    this.#stamp = await stampOf(file);
    this.#flags = readFlags(file, path);
  }

  async onClose(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async resolveBooleanEvaluation(flag: string, fallback: boolean, context: EvaluationContext): Promise<ResolutionDetails<boolean>> {
    const found = this.#find(flag);
    if (!('value' in found)) return { value: fallback, ...found };
    const key = context.targetingKey;
    const target = key === undefined ? undefined : this.#options.targets[flag]?.[key];
    if (target !== undefined) return { value: target, variant: sideOf(target), reason: StandardResolutionReasons.TARGETING_MATCH };
    const isSplit = typeof found.value === 'number' && found.value > 0 && found.value < 100;
    if (isSplit && key === undefined) {
      const errorMessage = `${flag} is at ${String(found.value)} %: the evaluation context needs a targetingKey`;
      return { value: fallback, reason: StandardResolutionReasons.ERROR, errorCode: ErrorCode.TARGETING_KEY_MISSING, errorMessage };
    }
    const value = isServedByCandidate(found.value, flag, key ?? '');
    return { value, variant: sideOf(value), reason: isSplit ? StandardResolutionReasons.SPLIT : StandardResolutionReasons.STATIC };
  }

  async resolveNumberEvaluation(flag: string, fallback: number): Promise<ResolutionDetails<number>> {
    const found = this.#find(flag);
    if (!('value' in found)) return { value: fallback, ...found };
    return { value: typeof found.value === 'number' ? found.value : found.value ? 100 : 0, reason: StandardResolutionReasons.STATIC };
  }

  async resolveStringEvaluation(flag: string, fallback: string): Promise<ResolutionDetails<string>> {
    return { value: fallback, ...notOfType(flag, 'text') };
  }

  async resolveObjectEvaluation<T extends JsonValue>(flag: string, fallback: T): Promise<ResolutionDetails<T>> {
    return { value: fallback, ...notOfType(flag, 'an object') };
  }

  #find(flag: string): { value: FlagValue } | Omit<ResolutionDetails<never>, 'value'> {
    const value = this.#flags?.get(flag);
    if (typeof value === 'boolean' || (typeof value === 'number' && value >= 0 && value <= 100)) return { value };
    if (value === undefined || value === null) {
      const errorCode = this.#flags ? ErrorCode.FLAG_NOT_FOUND : ErrorCode.PROVIDER_NOT_READY;
      return { reason: StandardResolutionReasons.ERROR, errorCode, errorMessage: `${this.#options.file} has no flag "${flag}"` };
    }
    return notOfType(flag, 'false, true or 0 to 100');
  }

  /** Reads the file again if it changed since the last look. */
  async #look(): Promise<void> {
    const { file, path } = this.#options;
    const stamp = await stampOf(file);
    if (stamp === this.#stamp) return;
    try {
      const [before, after] = [this.#flags, readFlags(file, path)];
      this.#flags = after;
      if (this.#broken || !before) this.events.emit(ProviderEvents.Ready, {});
      this.#broken = false;
      const flagsChanged = changedFlags(before ?? new Map(), after);
      if (flagsChanged.length > 0) this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged });
    } catch (error) {
      this.#broken = true;
      this.events.emit(ProviderEvents.Stale, { message: (error as Error).message });
    }
    this.#stamp = stamp;
  }
}

function notOfType(flag: string, type: string): Omit<ResolutionDetails<never>, 'value'> {
  return { reason: StandardResolutionReasons.ERROR, errorCode: ErrorCode.TYPE_MISMATCH, errorMessage: `flag "${flag}" is not ${type}` };
}

function sideOf(value: boolean): string {
  return value ? 'candidate' : 'legacy';
}

function changedFlags(before: Flags, after: Flags): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => !Object.is(before.get(name), after.get(name)));
}

/** What changes whenever the file does; a missing file has a stamp of its own. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}` : 'missing';
}
