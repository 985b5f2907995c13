import { describe, expect, it } from 'vitest';
import { judgeData, type DataShape } from '../../src/domain/data-rules.ts';

const shape = (format: string, columns: Record<string, string> = {}): DataShape => ({ format, columns });

describe('the old rules of data', () => {
  it.each([
    ['csv', 'csv', []],
    ['csv', 'parquet', []],
    ['csv', 'json', []],
    ['parquet', 'csv', ['parquet to csv loses types']],
    ['pickle', 'csv', ['pickle is read as csv']],
  ])('reads %s as %s with warnings %j', (written, wanted, warnings) => {
    expect(judgeData(shape(written), shape(wanted))).toEqual({ issues: [], warnings });
  });

  it.each([
    [{ a: 'int' }, { a: 'float' }, [], []],
    [{ a: 'float' }, { a: 'int' }, [], ['column a is float, wanted is int']],
    [{ a: 'date' }, { a: 'string' }, [], []],
    [{ b: 'int' }, { a: 'int' }, ['column a is missing'], []],
  ])('judges %j for %j', (written, wanted, issues, warnings) => {
    expect(judgeData(shape('csv', written), shape('csv', wanted))).toEqual({ issues, warnings });
  });
});
