import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startPythonAhead, type HeadStart } from '../src/head-start.ts';
import { findInterpreter } from '../src/edges/interpreter.ts';

const interpreter = findInterpreter(process.env, process.cwd(), undefined);

function startAhead(): HeadStart {
  const headStart = startPythonAhead(process.env, process.cwd());
  onTestFinished(() => headStart.close());
  return headStart;
}

test('is given once, to whom wants its interpreter, and serves', async () => {
  const headStart = startAhead();
  expect(headStart.take('/another/python')).toBeUndefined();
  const workers = headStart.take(interpreter)!;
  expect(headStart.take(interpreter)).toBeUndefined();
  const { inspected } = await workers.ask({ op: 'inspect', paths: [] }, 60_000);
  expect(inspected).toEqual([]);
  await workers.close();
});

test('ends, and can be taken no more, when it is closed', async () => {
  const hosts = (): number => {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    return children.filter((pid) => pid !== '' && isHost(pid)).length;
  };
  const headStart = startAhead();
  await expect.poll(hosts).toBe(1);
  await headStart.close();
  await expect.poll(hosts).toBe(0);
  expect(headStart.take(interpreter)).toBeUndefined();
});

function isHost(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('python_host.py');
  } catch {
    return false;
  }
}
