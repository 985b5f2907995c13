/** The pipeline of the example in a folder of its own, and ways to call legacy commands in it. */

import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cutover, makeFolder } from './program.ts';

const pipeline = fileURLToPath(new URL('../../../examples/script-tester/pipeline', import.meta.url));

export const workspace = ['--workspace-dir', 'test_workspace'];

export async function project() {
  const folder = await makeFolder();
  await cp(pipeline, folder, { recursive: true });
  const legacy = (args: readonly string[], options: { env?: Record<string, string>; input?: string } = {}) =>
    cutover(['legacy', ...args], { cwd: folder, ...options });
  const json = async <T>(args: readonly string[]) => JSON.parse((await legacy([...args, '--json'])).stdout) as T;
  return { folder, legacy, json };
}
