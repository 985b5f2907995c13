/** Publishes an experiment's observations as the report of a parity run, which `cutover migrate parity show` reads. */

import { join, resolve } from 'node:path';
import { gatesSchema, makeId, makeReport } from '@cutover/migrate/domain';
import type { Observation } from './domain/observation.ts';
import { replaceFile } from './edges/replace-file.ts';

export interface ReportSink {
  publish: (observation: Observation) => Promise<void>;
  /** Writes what came since the last write. */
  flush: () => Promise<void>;
  /** Of the run, as `parity show` takes it. */
  readonly run: string;
}

export interface ReportSinkOptions {
  /** The folder that holds `.cutover/`: that of the migration's configuration. */
  root: string;
  /** Most observations kept; when there are more, matching ones make room first. */
  limit?: number;
  /** The report is written at most this often, ms. */
  everyMs?: number;
  now?: () => Date;
  random?: () => number;
}

/** Makes a sink for one experiment: `experiment({ …, publish: sink.publish })`. The report is complete after `flush`. */
export function reportSink({ root, limit = 1000, everyMs = 1000, now = () => new Date(), random = Math.random }: ReportSinkOptions): ReportSink {
  const startedAt = now();
  const run = makeId(startedAt, Math.floor(random() * 0x10000));
  const file = join(resolve(root), '.cutover', 'parity', run, 'report.json');
  const kept: Observation[] = [];
  let left = 0;
  let lastWrite = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();

  const flush = (): Promise<void> => {
    lastWrite = now().getTime();
    const report = reportOf(run, startedAt, now(), kept, left);
    writing = writing.catch(() => undefined).then(() => replaceFile(file, `${JSON.stringify(report, undefined, 2)}\n`));
    return writing;
  };
  return {
    run,
    flush,
    publish: async (observation) => {
      kept.push(observation);
      if (kept.length > limit) {
        const matching = kept.findIndex((each) => each.verdict === 'match');
        kept.splice(matching === -1 ? 0 : matching, 1);
        left += 1;
      }
      if (now().getTime() - lastWrite >= everyMs) await flush();
    },
  };
}

function reportOf(run: string, startedAt: Date, finishedAt: Date, observations: readonly Observation[], left: number) {
  const name = observations[0]?.experiment ?? 'experiment';
  const ids = observations.map((each) => each.recorded.id);
  const side = (runner: string) => ({ runner, ref: null, version: null });
  return makeReport(
    {
      schema_version: 1,
      run,
      migration: name,
      started_at: startedAt.toISOString(),
      finished_at: finishedAt.toISOString(),
      legacy: side('control'),
      candidate: side('candidate'),
      content: { legacy: '', candidate: '', cases: '', modules: {} },
      all: ids,
      enumerated: ids,
      notes: [
        `an experiment on real calls: ${observations.length} observed`,
        ...(left > 0 ? [`${left} more were observed and left out of the report`] : []),
      ],
      api_changes: null,
      paired: true,
    },
    new Map(observations.map((each) => [each.recorded.id, each.recorded])),
    new Map(observations.map((each) => [each.recorded.id, each])),
    [],
    gatesSchema.parse({}),
    false,
  );
}
