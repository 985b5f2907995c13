import { expect, test } from 'vitest';
import { rowKey } from '../../src/domain/row-key.ts';

test.each([
  [['id'], ['7'], 'id=7'],
  [['id'], ['a,b="c"'], 'id=a,b="c"'],
  [['a', 'b'], ['1', '2'], 'a=1,b=2'],
  [['a', 'b'], ['1,b=2', '3'], 'a="1,b=2",b=3'],
  [['a', 'b'], ['"1"', ''], 'a="\\"1\\"",b='],
  [['a', 'b'], [null, ''], 'a is null,b='],
])('the key %j of the values %j is shown as %s', (columns, values, shown) => {
  expect(rowKey(columns, values)).toBe(shown);
});
