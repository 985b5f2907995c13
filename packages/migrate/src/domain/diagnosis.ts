/** `cutover doctor`: what was seen of a machine and a project's folder, judged. */

/** What the probes saw; what could not be looked at is undefined. */
export interface Observations {
  node: string;
  /** `tracked`: folders of Cutover's own that git does not ignore. */
  git: { version: string | undefined; repository: boolean; dirty: boolean; tracked: readonly string[] };
  python: { interpreter: string; version: string | undefined; reason: string | undefined };
  duckdb: boolean;
  config: { file: string | undefined; problem: string | undefined };
  folder: FolderAbilities;
  freeBytes: number;
  lock: { command: string; alive: boolean; since: string } | undefined;
  /** Ids and kinds of changes that were begun and not finished. */
  interrupted: readonly { id: string; kind: string }[];
}

export interface FolderAbilities {
  /** Why nothing can be written there; undefined when it can. */
  unwritable: string | undefined;
  reflink: boolean;
  hardLink: boolean;
  symlink: boolean;
  caseSensitive: boolean;
  /** Names that are not UTF-8. */
  anyName: boolean;
}

export type FindingState = 'ok' | 'warn' | 'fail';

export interface Finding {
  name: string;
  state: FindingState;
  found: string;
  hint: string | null;
}

const littleRoomBytes = 500_000_000;
const noRoomBytes = 20_000_000;

/** Each thing that matters, with what was found and what to do about it. */
export function diagnose(seen: Observations): Finding[] {
  return [judgeNode(seen.node), judgePython(seen.python), judgeGit(seen.git), ...judgeIgnored(seen.git), judgeDuckdb(seen.duckdb), judgeConfig(seen.config), ...judgeFolder(seen), ...judgeState(seen)];
}

function ok(name: string, found: string): Finding {
  return { name, state: 'ok', found, hint: null };
}

function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return fits ? ok('node', version) : { name: 'node', state: 'fail', found: version, hint: 'install Node 20.19, 22.12 or later' };
}

function judgePython({ interpreter, version, reason }: Observations['python']): Finding {
  const hint = 'for Python only: install 3.8 or later, or set python: in the config';
  if (version === undefined) return { name: 'python', state: 'warn', found: `${interpreter}: ${reason ?? 'it does not run'}`, hint };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 8)) return { name: 'python', state: 'warn', found: `${version}, ${interpreter}`, hint };
  return ok('python', `${version}, ${interpreter}`);
}

function judgeGit({ version, repository, dirty }: Observations['git']): Finding {
  if (version === undefined) return { name: 'git', state: 'warn', found: 'not found', hint: 'without it: no ref:, no plan --since, no commit in the evidence' };
  if (!repository) return { name: 'git', state: 'warn', found: `${version}, no commit here`, hint: 'backups work without; with a repository they name the commit, too' };
  return ok('git', `${version}, ${dirty ? 'with changes that are not committed' : 'clean'}`);
}

function judgeIgnored({ tracked }: Observations['git']): Finding[] {
  return tracked.length === 0 ? [] : [{ name: 'ignored', state: 'warn', found: `git does not ignore ${tracked.join(' and ')}`, hint: 'add to .gitignore what commands write: backups, runs, the ledger' }];
}

function judgeDuckdb(present: boolean): Finding {
  if (present) return ok('duckdb', 'there');
  return { name: 'duckdb', state: 'warn', found: 'not installed', hint: 'only for big tables and Parquet: npm install @duckdb/node-api' };
}

function judgeConfig({ file, problem }: Observations['config']): Finding {
  if (problem !== undefined) return { name: 'config', state: 'fail', found: problem, hint: 'mend it; cutover schema config has every key' };
  return file === undefined ? { name: 'config', state: 'warn', found: 'none', hint: 'write one: cutover init' } : ok('config', file);
}

function judgeFolder({ folder, freeBytes }: Observations): Finding[] {
  const room = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  const space: Finding =
    freeBytes >= littleRoomBytes ? ok('space', room) : { name: 'space', state: freeBytes < noRoomBytes ? 'fail' : 'warn', found: `${Math.round(freeBytes / 1e6)} MB free`, hint: 'old backups go with: cutover migrate backups prune' };
  if (folder.unwritable !== undefined) {
    return [{ name: 'writing', state: 'fail', found: folder.unwritable, hint: 'backups and reports are kept here: the folder has to be writable' }, space];
  }
  const copies = folder.reflink ? 'shared between backups by reflink' : folder.hardLink ? 'shared between backups by hard links' : undefined;
  return [
    ok('writing', 'allowed'),
    space,
    copies === undefined ? { name: 'sharing', state: 'warn', found: 'neither reflinks nor hard links', hint: 'each backup is a full copy' } : ok('sharing', copies),
    folder.symlink ? ok('links', 'kept as they are') : { name: 'links', state: 'warn', found: 'no symbolic links', hint: 'a backup that holds some can\'t be restored here' },
    folder.caseSensitive ? ok('names', folder.anyName ? 'any bytes, case matters' : 'UTF-8 only, case matters') : { name: 'names', state: 'warn', found: 'case does not matter', hint: 'files whose names differ in case alone can\'t be restored here' },
  ];
}

function judgeState({ lock, interrupted }: Observations): Finding[] {
  const [first, ...others] = interrupted;
  const held: Finding[] =
    lock === undefined ? [] : [lock.alive ? { name: 'lock', state: 'warn', found: `"${lock.command}" is changing things since ${lock.since}`, hint: 'wait until it has ended' } : { name: 'lock', state: 'warn', found: `left by "${lock.command}", which is gone`, hint: 'the next command takes it over' }];
  const open: Finding[] =
    first === undefined || lock?.alive === true ? [] : [{ name: 'changes', state: 'fail', found: `an interrupted ${first.kind}, ${first.id}${others.length > 0 ? ` and ${others.length} more` : ''}`, hint: 'finish it: cutover migrate recover' }];
  return held.length + open.length === 0 ? [ok('changes', 'none is open')] : [...held, ...open];
}
