/** The tables of docs/testing.md name every key that there is, and no other. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { check } from '../../src/domain/problems.ts';
import { pipelineSchema, stepsOf } from '../../src/domain/pipeline.ts';
import { specificationSchema } from '../../src/domain/specification.ts';
import { usualAliases } from '../../src/domain/compat/match-names.ts';

const page = readFileSync(new URL('../../../../docs/testing.md', import.meta.url), 'utf8');

/** The words in `code` of a table's first column, by the heading of that column. */
function keysUnder(heading: string): string[] {
  const rows = page.slice(page.indexOf(`| ${heading} |`)).split('\n\n')[0].split('\n').slice(2);
  return rows.flatMap((row) => [...row.split('|')[1].matchAll(/`(\w+)`/g)].map((match) => match[1])).sort();
}

function knownKeys(model: (value: object) => { problems: { hint?: string | undefined }[] } | object): string[] {
  const result = model({ zzzzzzzzzzzzzzzzzzzzzzzz: 1 }) as { problems: { hint?: string }[] };
  return result.problems.map(({ hint }) => hint).join('').replace('known keys: ', '').split(', ').sort();
}

describe('docs/testing.md', () => {
  test('keys of a specification', () => {
    expect(keysUnder('key')).toEqual(knownKeys((value) => check(specificationSchema, value)));
  });
  test('keys of a schema and of a column', () => {
    expect(keysUnder('key of a schema')).toEqual(knownKeys((value) => check(specificationSchema, { schemas: { x: { columns: {}, ...value } } })));
    expect(keysUnder('key of a column')).toEqual(knownKeys((value) => check(specificationSchema, { schemas: { x: { columns: { y: { type: 'date', ...value } } } } })));
  });
  test('keys of a step', () => {
    expect(keysUnder('key of a step')).toEqual(knownKeys((value) => check(pipelineSchema, { steps: { x: value } })));
  });
  test('usual aliases', () => {
    const rows = page.slice(page.indexOf('| usual aliases |')).split('\n\n')[0].split('\n').slice(2);
    expect(rows).toEqual(usualAliases.map((group) => `| ${group.join(', ')} |`));
  });
  test('its examples are valid', () => {
    const [schemas, nodes, steps] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => parse(match[1]) as object);
    expect(check(specificationSchema, schemas)).not.toHaveProperty('problems');
    const graphs = [nodes, steps].map((graph) => stepsOf(pipelineSchema.parse(graph)).steps.map(({ name, needs }) => [name, needs]));
    expect(graphs[0]).toEqual([['clean_orders', []], ['features', ['clean_orders']], ['train', ['features']]]);
    expect(graphs[1]).toEqual(graphs[0]);
  });
});
