/** Makes what stands for each side of a run: a runner, in a checkout if asked for, or a recording. */

import { migrateError } from '../domain/errors.ts';
import type { RunnerConfig } from '../domain/runner-config.ts';
import { openBaseline } from './baseline.ts';
import { commandRunner, type RunnerContext } from './command-runner.ts';
import { functionRunner } from './function-runner.ts';
import { checkOut } from './git-checkout.ts';
import type { Side, SideName } from './run-case.ts';

export interface SideRequest extends RunnerContext {
  /** The configuration's name in errors. */
  label: string;
  tempDir: string;
  signal: AbortSignal;
}

export interface OpenSide {
  side: Side;
  close: () => Promise<void>;
}

/** Opens a side. Throws RUNNER_MISSING, BASELINE_MISSING, REF_FAILED. */
export async function openSide(config: RunnerConfig | undefined, request: SideRequest): Promise<OpenSide> {
  if (!config) throw missing(request.side, request.label);
  if (config.baseline !== undefined) return { side: await openBaseline(request.root, config.baseline), close: async () => undefined };
  if (config.ref === undefined) {
    const runner = makeRunner(config, request);
    return { side: runner, close: runner.close };
  }
  const checkout = await checkOut({ ...request, ref: config.ref, setup: config.setup });
  const runner = makeRunner(config, { ...request, root: checkout.root });
  const side = { ...runner, report: { ...runner.report, version: checkout.commit }, hiddenPaths: [[checkout.root, request.root]] as const };
  return {
    side,
    close: async () => {
      await runner.close();
      await checkout.remove();
    },
  };
}

function makeRunner(config: RunnerConfig, request: SideRequest) {
  const env = Object.fromEntries(Object.entries(request.env).filter(([name]) => !/^XDG_.*_HOME$/.test(name)));
  const context: RunnerContext = { ...request, env };
  return config.command === undefined ? functionRunner(config, context) : commandRunner(config, context);
}

function missing(side: SideName, label: string) {
  return migrateError('RUNNER_MISSING', {
    message: `there is no ${side} runner`,
    where: `${label} runners.${side}`,
    hint: `say how the ${side} side runs: runners: { ${side}: { command: [python3, "{{root}}/…"] } }`,
  });
}
