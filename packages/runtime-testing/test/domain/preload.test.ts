/** Which modules the warm host imports once. */

import { expect, test } from 'vitest';
import { modulesToPreload } from '../../src/domain/preload.ts';

test.each([
  ['one user is not worth it', ['import pandas as pd'], []],
  ['two are', ['import pandas as pd', 'from pandas import DataFrame'], ['pandas']],
  ['inside a function counts', ['def f():\n    import numpy', 'import numpy, os'], ['numpy']],
  ['only modules known to be safe', ['import torch', 'import torch'], []],
  ['a longer name is another module', ['import pandas_extra', 'import pandas_extra'], []],
  ['twice in one source is one user', ['import pandas\nimport pandas.io'], []],
])('%s', (_, sources, modules) => expect(modulesToPreload(sources)).toEqual(modules));
