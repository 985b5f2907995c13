import { array, assert, constantFrom, property, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignInputs, confidenceOf } from '../../../src/domain/compat/match-names.ts';

describe('confidenceOf', () => {
  test.each([
    ['orders', 'orders', 1],
    ['data_input', 'dataInput', 0.98],
    ['DATA', 'data', 0.98],
    ['DATA', 'input_data', 0.9],
    ['processed_data', 'data_input', 0.9],
    ['output', 'input', 0.9],
    ['output_path', 'input_path', 0.9],
    ['model_output', 'model_input', 0.9],
    ['model_artifacts', 'model', 0.9],
    ['evaluation', 'metrics', 0.9],
    ['training_data', 'train', 0.9],
    ['clean_orders', 'orders', 0.57],
    ['cleaned_orders', 'clean_orders', 0.72],
  ])('%s -> %s: %d', (output, input, confidence) => {
    expect(confidenceOf(output, input)).toBeCloseTo(confidence, 1);
  });

  test.each([['features', 'predictions'], ['train_data', 'test_data'], ['orders', 'prices'], ['model', 'metrics'], ['report', 'orders']])('%s is not %s', (output, input) => {
    expect(confidenceOf(output, input)).toBeLessThan(0.5);
  });

  test('an alias that either side declares', () => {
    expect(confidenceOf('orders', 'sales', { sales: ['orders'] })).toBe(0.95);
    expect(confidenceOf('orders', 'sales', { orders: ['sales'] })).toBe(0.95);
    expect(confidenceOf('orders', 'sales', { orders: ['others'] })).toBeLessThan(0.5);
  });
});

function writer(name: string, outputs: readonly string[], aliases = {}) {
  return { name, aliases, outputPaths: Object.fromEntries(outputs.map((output) => [output, output])) };
}

function matchNames(outputs: readonly string[], inputs: readonly string[]) {
  return assignInputs([writer('a', outputs)], inputs, {}).get('a')!;
}

describe('assignInputs', () => {
  test('the best match goes first, and takes the name', () => {
    expect(matchNames(['clean_orders', 'orders'], ['orders'])).toEqual([{ output: 'orders', input: 'orders', confidence: 1 }]);
    expect(matchNames(['model', 'data'], ['data_input', 'model_input']).map(({ output, input }) => [output, input])).toEqual([
      ['data', 'data_input'],
      ['model', 'model_input'],
    ]);
  });

  test('one output may be two inputs only where the names say so', () => {
    expect(matchNames(['data'], ['data', 'input_data']).map(({ input }) => input)).toEqual(['data', 'input_data']);
    expect(matchNames(['clean_orders'], ['orders', 'old_orders']).map(({ input }) => input)).toHaveLength(1);
  });

  const name = constantFrom('data', 'input', 'orders', 'clean_orders', 'model', 'model_input', 'prices', 'Orders', 'x');
  test('no input twice, nothing unlikely, best first', () => {
    assert(
      property(uniqueArray(name), uniqueArray(name), (outputs, inputs) => {
        const matches = matchNames(outputs, inputs);
        expect(new Set(matches.map(({ input }) => input)).size).toBe(matches.length);
        for (const [i, { output, input, confidence }] of matches.entries()) {
          expect(outputs).toContain(output);
          expect(inputs).toContain(input);
          expect(confidence).toBeGreaterThanOrEqual(0.5);
          expect(confidence).toBeLessThanOrEqual(matches[i - 1]?.confidence ?? 1);
        }
        for (const same of outputs.filter((output) => inputs.includes(output))) expect(matches).toContainEqual({ output: same, input: same, confidence: 1 });
      }),
    );
  });

  test('of two that are as likely the writer named like the input', () => {
    const writers = [writer('prepare_training', ['processed']), writer('prepare_calibration', ['processed'])];
    const assigned = assignInputs(writers, ['calibration', 'training'], { training: ['processed'], calibration: ['processed'] });
    expect([...assigned].map(([name, matches]) => [name, matches.map(({ input }) => input)])).toEqual([
      ['prepare_training', ['training']],
      ['prepare_calibration', ['calibration']],
    ]);
  });

  test('of several writers the one with the best name gets an input', () => {
    assert(
      property(array(uniqueArray(name), { minLength: 1, maxLength: 3 }), uniqueArray(name), (writers, inputs) => {
        const named = writers.map((outputs, i) => writer(`${i}`, outputs));
        const assigned = [...assignInputs(named, inputs, {})].flatMap(([writer, matches]) => matches.map((match) => ({ writer, ...match })));
        expect(new Set(assigned.map(({ input }) => input)).size).toBe(assigned.length);
        for (const input of inputs) {
          if (writers.some((outputs) => outputs.includes(input))) expect(assigned.find((each) => each.input === input)).toMatchObject({ confidence: 1, output: input });
        }
      }),
    );
  });
});
