// What a start costs, beside a bare `node -e 0` in the same rounds: the help of each command, its own start (all that it does
// its work with is loaded, and there is nothing to work on), and the cheapest real call of it in a small project, which does
// work, too; and what the program takes on the disk, installed by npm. Options: --rounds N (20), --only WORD.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeProgram } from '../../packages/cli/dist/program.js';
import { median, printTable } from './table.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' }, only: { type: 'string', default: '' } } });
const cutover = fileURLToPath(new URL('../../packages/cli/bin/cutover.cjs', import.meta.url));
const measure = fileURLToPath(new URL('./measure-commands.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
const [empty, project] = [join(folder, 'empty'), join(folder, 'project')];
delete process.env.PYTHONDONTWRITEBYTECODE;

/** The cheapest call of each command that starts no program of the user's; a path of the program without one has only its help. */
const calls = {
  '--version': [],
  init: ['--print', '--legacy', 'echo a'],
  schema: ['config'],
  completion: ['bash'],
  'complete': ['--', 'migrate', 'backup', ''],
  'test spec': ['works'],
  'migrate plan': [],
  'migrate backup': [],
  'migrate backups': [],
  'migrate backups show': ['latest'],
  'migrate backups prune': ['--keep', '1'],
  'migrate parity show': ['latest'],
  'migrate parity judge': ['latest'],
  'migrate parity compare': ['report.xml', 'report.xml'],
  'migrate switch': ['--dry-run', '--force', '--reason', 'bench'],
  'migrate rollback': ['--dry-run'],
  'migrate status': [],
  'migrate clean': ['--dry-run'],
  'migrate recover': [],
  'migrate history': [],
  legacy: ['map'],
};

/** What a call needs to come as far as its work where there is no configuration, no script and no run. */
const starts = {
  init: ['--print'],
  'test script': ['none'],
  'test compat': ['one', 'two'],
  'test pipeline': ['none'],
  'test spec': ['none'],
  'migrate plan': [],
  'migrate backup': [],
  'migrate backups': [],
  'migrate backups show': ['latest'],
  'migrate backups prune': ['--keep', '1'],
  'migrate parity': [],
  'migrate parity show': ['latest'],
  'migrate parity judge': ['latest'],
  'migrate parity compare': ['one.xml', 'two.xml'],
  'migrate parity merge': ['one', 'two'],
  'migrate switch': [],
  'migrate rollback': [],
  'migrate status': [],
  'migrate clean': [],
  'migrate recover': [],
  'migrate history': [],
};

const leaves = (command, path = []) => command.commands.flatMap((each) => [[...path, each.name()], ...leaves(each, [...path, each.name()])]);

try {
  mkdirSync(empty);
  mkdirSync(project);
  process.chdir(project);
  prepare();
  const paths = leaves(makeProgram(async () => undefined)).map((path) => path.join(' ')).filter((path) => path !== 'complete');
  const commands = { node: [process.execPath, '-e', '0'], help: [process.execPath, cutover, '--help'] };
  for (const path of paths) commands[`${path} --help`] = [process.execPath, cutover, ...path.split(' '), '--help'];
  for (const [path, args] of Object.entries(starts)) commands[`${path}, its start`] = [process.execPath, cutover, '--cwd', empty, ...path.split(' '), ...args];
  for (const [path, args] of Object.entries(calls)) commands[path] = [process.execPath, cutover, ...path.split(' '), ...args];
  const wanted = Object.fromEntries(Object.entries(commands).filter(([name]) => name === 'node' || name.includes(values.only)));
  const result = JSON.parse(execFileSync('python3', [measure], { input: JSON.stringify({ rounds: Number(values.rounds), commands: wanted }), encoding: 'utf8', maxBuffer: 2 ** 28 }));
  const ms = (name) => median(result[name].ms);
  const limit = (name) => (name === '--version' || name === 'help' ? 1.25 : 1.6);
  const rows = Object.keys(wanted).filter((name) => name !== 'node').map((name) => [`cutover ${name === 'help' ? '--help' : name}`, ms(name), 'ms', 'node -e 0', ms('node'), limit(name)]);
  printTable([...(values.only === '' ? [['@cutover/cli, installed without DuckDB', installedMb(), 'MB', '(at most 15 MB)', 15, 1]] : []), ...rows.sort((a, b) => b[1] - a[1])]);
} finally {
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true, force: true });
}

/** What the files of the packed program and all it needs hold. */
function installedMb() {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const installed = join(folder, 'installed');
  mkdirSync(installed);
  writeFileSync(join(installed, 'package.json'), '{"private": true}');
  execFileSync('npx', ['pnpm', '--filter', '@cutover/cli', 'pack', '--pack-destination', folder], { cwd: repository, stdio: 'ignore' });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)], { cwd: installed, stdio: 'ignore' });
  const files = readdirSync(join(installed, 'node_modules'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) / 1e6;
}

/** A project in which every call above succeeds. */
function prepare() {
  mkdirSync('scripts');
  mkdirSync('next');
  writeFileSync('old.sh', 'echo a\n');
  writeFileSync('next/old.sh', 'echo a\n');
  writeFileSync('scripts/works.py', 'def main(input_paths, output_paths, environ_vars, job_args):\n    return 0\n');
  writeFileSync('report.xml', '<testsuite><testcase name="a"/></testsuite>\n');
  writeFileSync('cutover.config.yaml', 'name: bench\nmodules:\n  old: { legacy: [old.sh], switch: { replace: { from: next/old.sh, to: old.sh } } }\nrunners:\n  legacy: { command: [sh, "{{root}}/old.sh"] }\n  candidate: { command: [sh, "{{root}}/next/old.sh"] }\ncases: [{ id: a }]\n');
  for (const words of [['migrate', 'backup'], ['migrate', 'parity']]) execFileSync(process.execPath, [cutover, ...words]);
}
