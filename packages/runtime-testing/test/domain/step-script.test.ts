import { expect, test } from 'vitest';
import { nearScript } from '../../src/domain/step-script.ts';

const scripts = ['tabular_preprocessing', 'xgboost_training', 'xgboost_model_eval', 'train', 'Train-It', 'train_it'].map((name) => ({ name }));

test.each([
  ['TabularPreprocessing', ['tabular_preprocessing']],
  ['TabularPreprocessing_training', ['tabular_preprocessing']],
  ['XGBoostModelEval_calibration_2', ['xgboost_model_eval']],
  ['XGBoostTraining', ['xgboost_training']],
  ['train_late', ['train']],
  ['TrainIt', ['Train-It', 'train_it']],
  ['unknown_step', []],
  ['_', []],
])('%s means %j', (step, names) => {
  expect(nearScript(step, scripts).map(({ name }) => name)).toEqual(names);
});
