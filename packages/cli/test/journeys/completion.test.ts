import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { cutover, json, makeFolder, pseudoTerminal } from '../program.ts';

const program = fileURLToPath(new URL('../../bin/cutover.cjs', import.meta.url));

const config = `name: x
modules:
  core: { legacy: [old.sh] }
  corner: { legacy: [new.sh] }
  other: { legacy: [c.sh] }
runners:
  legacy: { command: [sh, "{{root}}/old.sh", "{{n}}"] }
  candidate: { command: [sh, "{{root}}/new.sh", "{{n}}"] }
cases:
  - { n: 1, level: "2" }
  - { n: 2, id: two words }
  - { n: 3, id: "a:b" }
scripts: [steps]
`;

/** A project with two backups and a run, and `cutover` on the PATH. */
async function project() {
  const root = await makeFolder({ 'cutover.config.yaml': config, 'old.sh': 'echo $1\n', 'new.sh': 'echo $1\n', 'c.sh': '', 'steps/load_orders.py': '', 'scripts/log.js': '', 'bin/cutover': `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n` });
  chmodSync(join(root, 'bin/cutover'), 0o755);
  return { root, env: { PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH']}`, HOME: root } };
}

async function used() {
  const made = await project();
  const first = json(await cutover(['migrate', 'backup', '--json'], { cwd: made.root }));
  const second = json(await cutover(['migrate', 'backup', '--json'], { cwd: made.root }));
  const run = json(await cutover(['migrate', 'parity', '--json'], { cwd: made.root }));
  return { ...made, ids: [second.id as string, first.id as string], run: run.run as string };
}

const proposed = async (cwd: string, ...words: string[]): Promise<string[]> => {
  const { stdout, stderr, exit } = await cutover(['complete', '--', ...words], { cwd });
  expect([exit, stderr]).toEqual([0, '']);
  return stdout === '' ? [] : stdout.split('\n').map((line) => line.split('\t')[0]);
};

describe('what is proposed', () => {
  test('commands, options, choices, modules, cases, scripts', async () => {
    const { root } = await project();
    expect(await proposed(root, 'mig')).toEqual(['migrate']);
    expect(await proposed(root, 'migrate', 'r')).toEqual(['rollback', 'recover']);
    expect(await proposed(root, 'migrate', 'switch', '--d')).toEqual(['--dry-run']);
    expect(await proposed(root, 'migrate', 'status', '--require', 's')).toEqual(['switched']);
    expect(await proposed(root, 'migrate', 'status', '--require=s')).toEqual(['--require=switched']);
    expect(await proposed(root, 'migrate', 'backup', 'core', '')).toEqual(['corner', 'other']);
    expect(await proposed(root, 'migrate', 'parity', '--case', '')).toEqual(['n=1,level=2', 'two words', 'a:b']);
    expect(await proposed(root, 'test', 'script', 'lo')).toEqual(['load_orders', 'log']);
    expect(await proposed(root, 'legacy', 'test-s')).toEqual(['test-script']);
    expect(await proposed(root, 'schema', 'led')).toEqual(['ledger']);
    expect(await proposed(root, 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await proposed('/', '--cwd', root, 'migrate', 'backup', 'o')).toEqual(['other']);
  });

  test('rollback points and runs, the newest first, and the cases of a run with their verdicts', async () => {
    const { root, ids, run } = await used();
    expect(await proposed(root, 'migrate', 'rollback', '')).toEqual(['latest', ...ids]);
    expect(await proposed(root, 'migrate', 'backups', 'show', ids[1])).toEqual([ids[1]]);
    expect(await proposed(root, 'migrate', 'parity', 'show', '2')).toEqual([run]);
    expect((await cutover(['complete', '--', 'migrate', 'parity', 'show', 'latest', 't'], { cwd: root })).stdout).toBe('two words\tmatch');
  });

  test('where there is nothing to propose, or nothing works, it is silent', async () => {
    const broken = await makeFolder({ 'cutover.config.yaml': 'modules: [\n', 'backups': 'a file' });
    for (const words of [['migrate', 'backup', ''], ['migrate', 'rollback', ''], ['migrate', 'parity', '--case', ''], ['nonsense', ''], ['migrate', 'backup', '--out', ''], ['--config', '/nowhere', 'migrate', 'backup', '']]) {
      expect(await proposed(broken, ...words), words.join(' ')).toEqual([]);
    }
  });
});

test('a shell that is not known is an error', async () => {
  expect(await cutover(['completion', 'powershell'], { cwd: '/' })).toMatchObject({ exit: 2, stderr: expect.stringContaining('error[USAGE]') });
});

test('bash', async () => {
  const { root, env } = await project();
  const tab = async (line: string): Promise<string[]> => {
    const script = 'eval "$(cutover completion bash)"; COMP_LINE=$1; COMP_POINT=${#COMP_LINE}; _cutover; printf "%s\\n" "${COMPREPLY[@]}"; complete -p cutover';
    const { stdout } = await execa('bash', ['--norc', '-c', script, 'bash', line], { cwd: root, env });
    const lines = stdout.split('\n');
    expect(lines.at(-1)).toMatch(/-F _cutover cutover$/);
    return lines.slice(0, -1).filter((each) => each !== '');
  };
  expect(await tab('cutover mig')).toEqual(['migrate']);
  expect(await tab('cutover migrate backup ')).toEqual(['core', 'corner', 'other']);
  // Bash has split the word at = and :, and replaces only what comes after.
  expect(await tab('cutover migrate parity --case a:')).toEqual(['b']);
  expect(await tab('cutover migrate parity --case n=')).toEqual(['1\\,level=2']);
  expect(await tab('cutover migrate parity --case tw')).toEqual(['two\\ words']);
  expect(await tab('cutover test pipeline ')).toEqual([]);
});

const has = (shell: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, shell)));

const terminals: [string, string[], string][] = [
  ['bash', ['--norc', '-i'], 'eval "$(cutover completion bash)"'],
  ['zsh', ['-f', '-i'], 'autoload -U compinit; compinit -u -D; source <(cutover completion zsh)'],
];

test.for(terminals)('%s at a terminal: what Tab makes of a word is a command that runs', async ([shell, args, setUp], { skip }) => {
  if (!has(shell)) skip();
  const { root, env } = await project();
  const answers = [
    ['[$%#] ', `${setUp}; PS1="re""ady> "\r`],
    ['ready> ', 'cutover migrate backup oth\t'],
    ['backup other', '\r'],
    ['read back and verified[^]*ready> ', 'exit\r'],
  ];
  const { stdout } = await execa('python3', [pseudoTerminal, shell, ...args], { cwd: root, env: { ...env, TERM: 'dumb' }, input: JSON.stringify(answers) });
  const { screen, unanswered } = JSON.parse(stdout) as { screen: string; unanswered: number };
  expect(unanswered, screen).toBe(0);
  expect(readdirSync(join(root, 'backups'))).toHaveLength(1);
});

test('fish', async ({ skip }) => {
  if (!has('fish')) skip();
  const { root, env } = await project();
  const { stdout } = await execa('fish', ['--no-config', '-c', 'cutover completion fish | source; complete -C "cutover migrate backup "; complete -C "cutover migrate st"'], { cwd: root, env });
  expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['core', 'corner', 'other', 'status']);
});
