/** Which steps of a pipeline are run. */

import { describe, expect, test } from 'vitest';
import { chooseSteps } from '../../src/domain/step-choice.ts';

const steps = [
  { name: 'extract', needs: [] },
  { name: 'clean', needs: ['extract'] },
  { name: 'train', needs: ['clean'] },
  { name: 'report', needs: ['clean', 'train'] },
];

describe('chooseSteps', () => {
  test.each([
    ['all', {}, ['extract', 'clean', 'train', 'report']],
    ['from a step on', { from: 'train' }, ['train', 'report']],
    ['by a part of the name', { pattern: 'TRA' }, ['extract', 'train']],
    ['by the whole name', { pattern: 't*' }, ['train']],
    ['from a step on, by name', { from: 'clean', pattern: 'tra' }, ['train']],
    ['just these', { only: ['report', 'clean'] }, ['clean', 'report']],
    ['what failed', { failed: ['train', 'gone'] }, ['train']],
    ['what failed of what fits', { pattern: 'tra', failed: ['extract', 'clean'] }, ['extract']],
  ])('%s', (_, choice, chosen) => expect(chooseSteps(steps, choice)).toEqual({ names: new Set(chosen), notes: [] }));

  test.each([
    ['nothing failed', { failed: [] }, ['extract', 'clean', 'train', 'report']],
    ['nothing failed of what fits', { pattern: 'train', failed: ['clean'] }, ['train']],
  ])('where %s nothing is left out, and a note says so', (_, choice, chosen) => {
    expect(chooseSteps(steps, choice)).toEqual({ names: new Set(chosen), notes: ['no failure is known from an earlier run: nothing is left out'] });
  });

  test.each([
    [{ from: 'trian' }, 'STEP_UNKNOWN', 'the pipeline has no step "trian"', 'did you mean "train"?'],
    [{ pattern: 'x' , from: 'train' }, 'NOTHING_CHOSEN', 'no step from "train" on fits -k "x"', 'the steps from "train" on: train, report'],
    [{ pattern: 'zzz' }, 'NOTHING_CHOSEN', 'no step fits -k "zzz"', 'the steps: extract, clean, train, report'],
  ])('%j is an error that names what there is', (choice, code, message, hint) => {
    expect(() => chooseSteps(steps, choice)).toThrow(expect.objectContaining({ code, exit: 2, message, hint }));
  });
});
