import { describe, expect, test } from 'vitest';
import { chooseFiles, formatOf, isTemporary, separatorOf } from '../../../src/domain/compat/data-files.ts';

test.each([
  '.hidden', '~orders.csv', 'orders.csv~', '#orders.csv#', 'orders.csv.tmp', 'orders.part', 'orders.csv.swp', '_SUCCESS', '__pycache__', 'part-0.crc',
  '.DS_Store', 'Thumbs.db', '_committed_123', 'x.lock', '.ipynb_checkpoints',
])('%s is temporary', (name) => {
  expect(isTemporary(name)).toBe(true);
});

test.each(['orders.csv', 'train', 'model.tar.gz', '_data.csv', 'part-00000.parquet', 'template.csv', 'partial_fit.json'])('%s is data', (name) => {
  expect(isTemporary(name)).toBe(false);
});

describe('formatOf', () => {
  test.each([
    ['a.csv', 'x', 'csv'],
    ['a.TSV', 'x', 'tsv'],
    ['a.ndjson', '{}', 'jsonl'],
    ['a.pq', 'x', 'parquet'],
    ['a.csv', 'PAR1', 'parquet'],
    ['a.joblib', 'x', 'pickle'],
    ['model', '\u0080\u0004', 'pickle'],
    ['model.tar.gz', '\u001F\u008B', 'gzip'],
    ['a', 'id,total\n1,2\n', 'csv'],
    ['a.txt', 'id\ttotal\n1\t2\n', 'tsv'],
    ['a', '{"a": 1}\n{"a": 2}\n', 'jsonl'],
    ['a', '[1,\n', 'json'],
    ['notes.txt', 'a line, with a comma\nand one without\n', 'txt'],
    ['noise', '\u0000\u0001', 'file'],
  ])('%s that begins with %j is %s', (name, head, format) => {
    expect(formatOf(`/somewhere/${name}`, Buffer.from(head, 'latin1'))).toBe(format);
  });
});

test('separatorOf', () => {
  expect(separatorOf('a;b;c,d', 'csv')).toBe(';');
  expect(separatorOf('a', 'csv')).toBe(',');
  expect(separatorOf('a,b', 'tsv')).toBe('\t');
});

describe('chooseFiles', () => {
  const file = (path: string, modifiedMs: number, format = 'csv') => ({ path, modifiedMs, sizeBytes: 1, format });
  const chosen = (files: ReturnType<typeof file>[], wanted?: string, since = 100) => chooseFiles(files, wanted, since).chosen.map(({ path }) => path);

  test('the newest of each folder, the newest of all first', () => {
    expect(chosen([file('/o/train/a.csv', 101), file('/o/train/b.csv', 102), file('/o/test/c.csv', 103)])).toEqual(['/o/test/c.csv', '/o/train/b.csv']);
  });
  test('what is passed over for a newer table is told', () => {
    const files = [file('/o/train/a.csv', 101), file('/o/train/b.csv', 102), file('/o/test/c.csv', 103), file('/o/train/old.csv', 50), file('/o/train/meta.json', 101, 'json')];
    expect(chooseFiles(files, undefined, 100).older).toEqual([files[0]]);
  });
  test('what this run wrote goes before what an earlier one left, whatever the format', () => {
    expect(chosen([file('/o/old.csv', 50), file('/o/new.json', 101, 'json')])).toEqual(['/o/new.json']);
    expect(chosen([file('/o/old.csv', 50), file('/o/older.csv', 40)])).toEqual(['/o/old.csv']);
  });
  test('a table goes before its description, and the format asked for before all', () => {
    const files = [file('/o/a.csv', 101), file('/o/meta.json', 103, 'json'), file('/o/model.bin', 104, 'bin')];
    expect(chosen(files)).toEqual(['/o/a.csv']);
    expect(chosen(files, 'json')).toEqual(['/o/meta.json']);
  });
  test('nothing of nothing', () => {
    expect(chosen([])).toEqual([]);
  });
});
