/** What a script's process sees of the caller's environment. */

import { expect, test } from 'vitest';
import { scriptEnvironment } from '../../src/domain/environment.ts';

test('keeps what programs need, leaves secrets out, and puts the script\'s own on top', () => {
  const env = { PATH: '/bin', LC_ALL: 'C', AWS_SECRET_ACCESS_KEY: 'x', GITHUB_TOKEN: 'y', HOME: undefined, MY_PATH: 'z' };
  expect(scriptEnvironment(env, { LEVEL: '1', PATH: '/own' })).toEqual({ PATH: '/own', LC_ALL: 'C', LEVEL: '1' });
});
