/** The generated pages of docs/ are up to date, and the others lead nowhere that is not there. Update: vitest -u. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { legacyErrors } from '@cutover/legacy-compat';
import { migrateErrors } from '@cutover/migrate';
import { failures, testErrors, type ErrorTable } from '@cutover/runtime-testing';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { cliErrors } from '../../src/errors.ts';
import { makeProgram } from '../../src/program.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const page = (name: string): string => join(root, 'docs', name);

describe('generated pages', () => {
  test('errors.md has every error and failure code', async () => {
    await expect(errorsPage()).toMatchFileSnapshot(page('errors.md'));
  });

  test('reference.md has every command and option', async () => {
    await expect(referencePage()).toMatchFileSnapshot(page('reference.md'));
  });
});

describe('links between documents', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
  test.each(documents)('%s', (document) => {
    const links = [...readFileSync(join(root, document), 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const dead = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(document), link)));
    expect(dead).toEqual([]);
  });
});

test('the version of pnpm is the same wherever it stands', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const versions = [manifest.packageManager, manifest.scripts.setup, `pnpm@${manifest.devDependencies.pnpm}`].map((text) => /pnpm@([\d.]+)/.exec(text)?.[1]);
  expect(new Set(versions).size).toBe(1);
});

function errorsPage(): string {
  const errors: ErrorTable = { ...cliErrors, ...testErrors, ...migrateErrors };
  const rows = (table: ErrorTable) => Object.keys(table).sort().map((code) => `| ${code} | ${table[code].exit} | ${table[code].means} |`);
  return [
    '# Errors and failures',
    '',
    'An error is `error[CODE]: what happened`, then where, then `hint: what to do`; with `--json` it is the document',
    '`{"error": {"code", "message", "hint", "where"}}`. Codes are stable.',
    '',
    '| exit code | meaning |',
    '|---|---|',
    '| 0 | fine |',
    '| 1 | what was checked does not hold: a test failed, a gate failed, a backup is damaged |',
    '| 2 | it can\'t be run as asked: usage, configuration, unknown name, bad input file |',
    '| 3 | refused or prevented, and nothing was changed: drift, missing evidence, a held lock, no permission, no space |',
    '| 70 | a bug of Cutover |',
    '| 130, 143 | interrupted |',
    '',
    '## Errors',
    '',
    '| code | exit | means |',
    '|---|---|---|',
    ...rows(errors),
    '',
    '## Errors of the legacy adapter',
    '',
    '| code | exit | means |',
    '|---|---|---|',
    ...rows(legacyErrors),
    '',
    '## Failures of a script',
    '',
    'The `error_code` of a failed script test. The command then exits with 1.',
    '',
    '| code | means | what to do |',
    '|---|---|---|',
    ...Object.entries(failures).map(([code, { means, hint }]) => `| ${code} | ${means} | ${hint} |`),
    '',
  ].join('\n');
}

function referencePage(): string {
  const program = makeProgram(async () => undefined);
  const visible = program.createHelp().visibleCommands(program).filter((group) => group.name() !== 'help');
  const all = visible.flatMap((group) => (group.commands.length === 0 ? [group] : withNested(group)));
  return ['# Commands', '', 'Made from the program; `cutover COMMAND --help` says the same.', '', help(program, 2), ...all.map((command) => help(command, 2))].join('\n');
}

function withNested(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...withNested(child)]);
}

function help(command: Command, level: number): string {
  const names: string[] = [];
  for (let at: Command | null = command; at; at = at.parent) names.unshift(at.name());
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 110 });
  command.outputHelp();
  return `${'#'.repeat(level)} ${names.join(' ')}\n\n\`\`\`\n${text.trimEnd()}\n\`\`\`\n`;
}
