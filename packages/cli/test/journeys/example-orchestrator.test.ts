import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cutover, json } from '../program.ts';
import { tellStory } from '../story.ts';

test('scripts to an orchestrator: the story of the README, command by command', { timeout: 120_000 }, async () => {
  const { folder } = await tellStory('orchestrator');
  const flags = await readFile(join(folder, 'config/production.yaml'), 'utf8');
  expect(flags).toContain('schedule: "0 2 * * *"\n\nmigration:\n  # One flag a component');
  expect(flags).toContain('  new_intake: true\n  new_analysis: 50\n  new_report: true   # the last to go\n');
  const { lines } = json(await cutover(['migrate', 'history', '--json'], { cwd: folder }));
  expect(lines.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kind !== 'backup')).toEqual(['parity', 'parity', 'switch', 'switch', 'rollback', 'rollback']);
  const { modules } = json(await cutover(['migrate', 'status', '--json'], { cwd: folder }));
  expect(modules.map(({ name, serving, percent }: Record<string, unknown>) => [name, serving, percent])).toEqual([
    ['intake', 'candidate', 100], ['analysis', 'both', 50], ['report', 'candidate', 100], ['data', 'legacy', 0],
  ]);
});
