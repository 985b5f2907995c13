import { execFile } from 'node:child_process';
import { cp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { legacyMap } from '@cutover/legacy-compat/commands';
import { describe, expect, it } from 'vitest';
import type { ParityReport } from '@cutover/migrate';
import { cutover, makeFolder } from '../program.ts';

const examples = fileURLToPath(new URL('../../../../examples/', import.meta.url));

async function scriptTester(): Promise<string> {
  const folder = join(await makeFolder(), 'script-tester');
  await cp(join(examples, 'script-tester'), folder, { recursive: true });
  return folder;
}

describe('the example migration of a script tester', () => {
  it('passes its gate, with the two faults of the old tester explained', async () => {
    const folder = await scriptTester();
    const { exit, stdout } = await cutover(['migrate', 'parity', '--json'], { cwd: folder });
    const report = JSON.parse(stdout) as ParityReport;
    const explained = report.cases.flatMap(({ id, differences }) =>
      differences.filter(({ rule }) => rule?.kind === 'expected').map(({ aspect, path, rule }) => [id, aspect, path, rule?.reason]),
    );
    const code = 'the old tester called a returned error code a pass';
    const exited = 'sys.exit in a script ended the old tester with it';
    expect(explained).toEqual([
      ['dummy_training', 'exit_code', '', code],
      ['dummy_training', 'stdout', '/error_message', code],
      ['dummy_training', 'stdout', '/success', code],
      ['model_evaluation', 'exit_code', '', exited],
      ['model_evaluation', 'stdout', '', exited],
    ]);
    expect({ exit, summary: report.summary, stale: report.stale_rules }).toMatchObject({
      exit: 0,
      summary: { cases: 6, mismatch: 0, error: 0, noisy: 0, parity: 1 },
      stale: [],
    });
    expect(await readdir(join(folder, 'legacy_tester'))).not.toContain('__pycache__');
  });

  it('has every command of the old tester answered by the adapter, each difference explained', async () => {
    const folder = await scriptTester();
    const { exit, stdout } = await cutover(['--config', 'legacy-commands.config.yaml', 'migrate', 'parity', '--json'], { cwd: folder });
    const report = JSON.parse(stdout) as ParityReport;
    const unexplained = report.cases.flatMap(({ id, differences }) => differences.filter(({ rule }) => rule === null).map(({ aspect, path }) => [id, aspect, path]));
    expect({ exit, unexplained, stale: report.stale_rules, parity: report.summary.parity }).toEqual({ exit: 0, unexplained: [], stale: [], parity: 1 });
    const configuration = await readFile(join(folder, 'legacy-commands.config.yaml'), 'utf8');
    const kept = legacyMap().commands.filter(({ fate }) => fate === 'kept').map(({ name }) => name);
    expect(kept.filter((name) => !configuration.includes(`call: [${name}`))).toEqual([]);
  }, 120_000);

  it('has an old tester with its true faults', async () => {
    const folder = await scriptTester();
    const test = (script: string) =>
      promisify(execFile)(join(folder, 'bin/test-script'), [script], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
      );
    const returned = await test('dummy_training');
    expect(returned.code).toBe(0);
    expect(returned.stdout).toMatch(/^Testing script: dummy_training\nData source: local\n[\s\S]*training failed[\s\S]*"status": "PASS"/);
    const exited = await test('model_evaluation');
    expect(exited.code).toBe(3);
    expect(exited.stdout).not.toContain('{');
  });
});

describe('the example adapter of a command', () => {
  it('answers old calls with the new program, in under 60 lines', async () => {
    const folder = join(examples, 'adapt-a-command');
    const run = (program: string, ...args: string[]) => promisify(execFile)(program, args, { cwd: folder });
    const old = await run('python3', 'wordfreq.py', 'notes.txt', '--top', '3', '--out', 'json');
    const adapted = await run(process.execPath, 'wordfreq.mjs', 'notes.txt', '--top', '3', '--out=json', '--threads', '2');
    const { took: _, ...expected } = JSON.parse(old.stdout) as { took: number };
    expect(JSON.parse(adapted.stdout)).toEqual(expected);
    expect(adapted.stderr).toContain('wordfreq is deprecated; use:');
    expect(adapted.stderr).toContain('--threads has no meaning any more: one thread is enough');
    expect((await run(process.execPath, 'wordfreq.mjs', 'notes.txt')).stdout).toBe((await run('python3', 'wordfreq.py', 'notes.txt')).stdout);
    expect((await readFile(join(folder, 'wordfreq.mjs'), 'utf8')).split('\n').length).toBeLessThan(60);
  });
});
