/** Joins the shards of a run into one, which is then judged as a whole. */

import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { migrateError } from './domain/errors.ts';
import type { ParityReport, RecordedCase, RunFacts } from './domain/report.ts';
import { judgeAndClose, type JudgeRequest } from './edges/close-run.ts';
import { newRunId, readFacts, readRecord, recordCase, runFolder, writeFacts } from './edges/run-store.ts';

const shardHint = 'name the folder of each shard\'s run, such as .cutover/parity/20261120-193200-4f2a';

/** The joined run of the runs in `folders` (absolute). Throws SHARD_INVALID and RUN_DAMAGED. */
export async function mergeParity(request: JudgeRequest, folders: readonly string[]): Promise<{ report: ParityReport; folder: string }> {
  const shards = folders.map((folder) => ({ folder, facts: readFacts(folder, shardHint), recorded: readRecord(folder) }));
  const facts = joinFacts(shards, await newRunId(request.root, request.now(), request.random));
  const folder = runFolder(request.root, facts.run);
  await writeFacts(folder, facts);
  const recorded = new Map<string, RecordedCase>();
  for (const shard of shards) {
    const cases = join(shard.folder, 'cases');
    if (await stat(cases).catch(() => undefined)) await cp(cases, join(folder, 'cases'), { recursive: true });
    for (const each of shard.recorded.values()) {
      recorded.set(each.id, each);
      recordCase(folder, each);
    }
  }
  return { folder, report: await judgeAndClose(request, folder, facts, recorded) };
}

function joinFacts(shards: readonly { folder: string; facts: RunFacts }[], run: string): RunFacts {
  const [first, ...others] = shards;
  if (!first) throw migrateError('SHARD_INVALID', { message: 'there is no shard to join' });
  const about = (facts: RunFacts) => JSON.stringify([facts.migration, facts.content, facts.all]);
  const stranger = others.find(({ facts }) => about(facts) !== about(first.facts));
  if (stranger) {
    throw migrateError('SHARD_INVALID', { message: `${stranger.folder} is of another run than ${first.folder}: sides or cases are not the same`, where: stranger.folder });
  }
  const owners = new Map<string, string>();
  for (const { folder, facts } of shards) {
    for (const id of facts.enumerated) {
      const owner = owners.get(id);
      if (owner !== undefined) throw migrateError('SHARD_INVALID', { message: `case "${id}" is in ${owner} and in ${folder}`, where: folder });
      owners.set(id, folder);
    }
  }
  const times = (pick: (facts: RunFacts) => string) => shards.map(({ facts }) => pick(facts)).sort((a, b) => (a < b ? -1 : 1));
  return {
    ...first.facts,
    run,
    started_at: times((facts) => facts.started_at)[0]!,
    finished_at: times((facts) => facts.finished_at).at(-1)!,
    // All cases have to be there: those of a shard that is missing are errors of the whole.
    enumerated: first.facts.all,
    notes: [...new Set(shards.flatMap(({ facts }) => facts.notes))],
    paired: shards.every(({ facts }) => facts.paired),
  };
}
