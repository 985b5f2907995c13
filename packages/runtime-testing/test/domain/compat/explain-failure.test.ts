import { describe, expect, test } from 'vitest';
import { countValue, newTally } from '../../../src/domain/compat/column-tally.ts';
import { explainFailure, type GivenData } from '../../../src/domain/compat/explain-failure.ts';

/** Data of one input, by column, as it stands in a CSV file. */
function given(file: string, columns: Record<string, string[]>): GivenData {
  const tallies = Object.entries(columns).map(([name, values]) => {
    const tally = newTally(name);
    for (const [i, value] of values.entries()) countValue(tally, value, i + 1, true);
    return tally;
  });
  return { input: 'orders', file, shape: { format: 'csv', columns: tallies, rows: 2, rowsRead: 2 } };
}

const orders = given('orders.csv', { id: ['1', '2'], amount_usd: ['1.5', '2'], region: ['north', 'south'], price: ['3', '4 EUR'] });
const renamed = 'orders.csv has no column "amount" but "amount_usd": renamed? Write it as "amount", or read "amount_usd"';

function explain(message: string, { source = '', data = [orders] as GivenData[] } = {}): string[] {
  return explainFailure({ message, source, inputsRead: ['orders', 'prices'], inputsGiven: ['orders'] }, data);
}

describe('explainFailure', () => {
  test.each([
    "KeyError: 'amount'",
    "ValueError: Usecols do not match columns, columns expected but not found: ['amount']",
    "AttributeError: 'DataFrame' object has no attribute 'amount'",
    "ValueError: Missing column provided to 'parse_dates': 'amount'",
    'KeyError: "[\'amount\'] not in index"',
    'KeyError: "[\'amount\'] not found in axis"',
    "KeyError: \"None of [Index(['amount'], dtype='object')] are in the [columns]\"",
  ])('%s', (message) => {
    expect(explain(message)).toEqual([renamed]);
  });

  test('several columns at once', () => {
    expect(explain('KeyError: "[\'amount\', \'weight\'] not in index"')).toEqual([
      renamed,
      'orders.csv has no column "weight"; it has "id", "amount_usd", "region", "price": write that column, or stop reading it',
    ]);
  });

  test('of several tables the one that has the near name', () => {
    const other = given('prices.csv', { sku: ['1'] });
    expect(explain("KeyError: 'amount'", { data: [other, orders] })).toEqual([renamed]);
  });

  test('a column that the reader reads anyway was not renamed', () => {
    expect(explain("KeyError: 'amount'", { source: 'row["amount_usd"] * row["amount"]' })[0]).toMatch(/^orders\.csv has no column "amount"; it has /);
  });

  test('an input that is not named in the specification', () => {
    expect(explain("KeyError: 'prices'")).toEqual(['it reads an input "prices", which it is not called with: name it under input_paths in its specification']);
  });

  test('a value is found in its column', () => {
    expect(explain("ValueError: could not convert string to float: '4 EUR'")).toEqual([
      'orders.csv column "price" holds text, first "4 EUR" in row 2: write what the reader can convert, or let it handle text',
    ]);
  });

  test('a wrong type names the text columns that the reader reads', () => {
    expect(explain('TypeError: can only concatenate str (not "int") to str', { source: 'row["price"] + frame.id' })).toEqual([
      'orders.csv holds text in "price", which it reads: is one of them a number no more? Declare their types under schemas to have them checked',
    ]);
  });

  test.each(['ValueError: too few rows', "KeyError: 'region'", "FileNotFoundError: [Errno 2] No such file or directory: '/somewhere'", ''])('%j tells nothing of the data', (message) => {
    expect(explain(message)).toEqual([]);
  });

  test('without tables there is nothing to tell', () => {
    expect(explain("KeyError: 'amount'", { data: [{ input: 'orders', file: 'model.pkl', shape: { format: 'pickle', columns: null, rows: null, rowsRead: 0 } }] })).toEqual([]);
  });
});
