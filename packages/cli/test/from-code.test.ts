import { realpath } from 'node:fs/promises';
import { configSchema } from '@cutover/migrate';
import { describe, expect, it } from 'vitest';
import { buildMigration, cutover as call } from '../src/index.ts';
import { cutover, makeFolder } from './program.ts';

const yaml = `name: counter
modules:
  counter: { legacy: [old] }
runners:
  legacy: { command: [sh, "{{root}}/old/count.sh", "{{n}}"] }
  candidate: { command: [sh, "{{root}}/new.sh", "{{n}}"] }
cases:
  - { n: "1" }
  - { n: "2" }
capture: { stdout: json }
compare:
  ignore: [{ path: /at, reason: only the new one says when }]
  expected: [{ case: n=2, path: /n, reason: the old one could not count }]
gates: { parity: 0.5 }
`;
const files = {
  'old/count.sh': 'echo "{\\"n\\": 1}"\n',
  'new.sh': 'echo "{\\"n\\": $1, \\"at\\": 5}"\n',
};
const built = buildMigration('counter')
  .module('counter', { legacy: ['old'] })
  .runner('legacy', { command: ['sh', '{{root}}/old/count.sh', '{{n}}'] })
  .runner('candidate', { command: ['sh', '{{root}}/new.sh', '{{n}}'] })
  .cases({ n: '1' }, { n: '2' })
  .set({ capture: { stdout: 'json' } })
  .rule('ignore', { path: '/at', reason: 'only the new one says when' })
  .rule('expected', { case: 'n=2', path: '/n', reason: 'the old one could not count' })
  .gate('parity', 0.5);

interface Report {
  summary: object;
  cases: { id: string; verdict: string; differences: object[] }[];
}
const judged = (document: object) => {
  const { summary, cases } = document as Report;
  return { summary, cases: cases.map(({ id, verdict, differences }) => ({ id, verdict, differences })) };
};

describe('a migration wired from code', () => {
  it('is the configuration that the file would hold', async () => {
    const { parse } = await import('yaml');
    expect(configSchema.parse(built.build())).toEqual(configSchema.parse(parse(yaml)));
  });

  it('gives what the command line gives', async () => {
    const byFile = await makeFolder({ ...files, 'cutover.config.yaml': yaml });
    const byCode = await makeFolder({ ...files, 'cutover.config.mjs': `export default ${JSON.stringify(built.build())};` });
    const program = await cutover(['migrate', 'parity', '--json'], { cwd: byFile });
    const { exit, document } = await call(['migrate', 'parity'], { cwd: byCode });
    expect(exit).toBe(program.exit);
    expect(judged(document)).toEqual(judged(JSON.parse(program.stdout) as object));
    expect(judged(document).summary).toMatchObject({ cases: 2, tolerated: 2 });
    const { document: backup } = await call(['migrate', 'backup', 'counter', '-m', 'from code'], { cwd: byCode });
    expect(backup).toMatchObject({ modules: ['counter'], files: 1 });
    expect(await call(['migrate', 'backups', '--verify'], { cwd: await realpath(byCode) })).toMatchObject({ exit: 0 });
  });

  it('leaves a builder as it was when another goes on from it', () => {
    const start = buildMigration('a').module('x', { legacy: ['x'] });
    start.module('y', { legacy: ['y'] });
    expect(start.build()).toEqual({ name: 'a', modules: { x: { legacy: ['x'] } } });
  });

  it('throws what the program would tell', async () => {
    const folder = await makeFolder();
    await expect(call(['migrate', 'parity'], { cwd: folder })).rejects.toMatchObject({ code: 'CONFIG_MISSING', exit: 2 });
    await expect(call(['migrate', 'parrity'], { cwd: folder })).rejects.toMatchObject({ code: 'USAGE', exit: 2 });
    await expect(call(['migrate', 'parity'], { cwd: `${folder}/gone` })).rejects.toMatchObject({ code: 'CWD' });
  });
});
