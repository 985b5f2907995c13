import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { cutover, makeFolder } from '../program.ts';

const adapter = fileURLToPath(new URL('../../../legacy-compat/dist/index.js', import.meta.url));

/** A shop that serves by the old price, tries the new one beside it, and reports what it saw. */
const shop = `
import { experiment, reportSink } from ${JSON.stringify(adapter)};
const sink = reportSink({ root: '.' });
const price = experiment({
  name: 'price',
  control: (amount) => ({ total: amount * 2 }),
  candidate: { module: new URL('new-price.mjs', import.meta.url), function: 'price' },
  key: (amount) => 'customer-' + amount,
  timeoutMs: 2000,
  publish: sink.publish,
});
console.log(JSON.stringify([1, 2, 3, 4].map((amount) => price(amount).total)));
await price.close();
await sink.flush();
console.log(sink.run);
`;
const newPrice = `
export const price = (amount) => {
  if (amount === 3) for (;;);
  if (amount === 4) process.exit(9);
  return { total: amount === 2 ? 5 : amount * 2 };
};
`;

describe('an experiment in a program of its own', () => {
  it('serves by the old function, and parity show reads what it saw', async () => {
    const folder = await makeFolder({ 'shop.mjs': shop, 'new-price.mjs': newPrice });
    const { stdout, stderr, exitCode } = await execa(process.execPath, ['shop.mjs'], { cwd: folder, reject: false });
    const [served, run] = stdout.split('\n');
    expect({ exitCode, stderr, served }).toEqual({ exitCode: 0, stderr: '', served: '[2,4,6,8]' });

    const shown = await cutover(['migrate', 'parity', 'show', 'latest', '--json'], { cwd: folder });
    const report = JSON.parse(shown.stdout) as { run: string; migration: string; cases: { id: string; verdict: string }[] };
    expect(report).toMatchObject({ run, migration: 'price' });
    expect(report.cases.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['call=1,key=customer-1', 'match'],
      ['call=2,key=customer-2', 'mismatch'],
      ['call=3,key=customer-3', 'mismatch'],
      ['call=4,key=customer-4', 'mismatch'],
    ]);
    const text = await cutover(['migrate', 'parity', 'show', 'latest', 'call=2*'], { cwd: folder });
    expect(text.stdout).toMatch(/value \/total\n\s+- 4\n\s+\+ 5/);
  });
});
