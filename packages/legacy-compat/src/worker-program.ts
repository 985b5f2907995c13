/** The program of the thread in which an experiment's candidate runs; kept as text, since a thread starts from a file or a text. */

export const workerProgram = `
const { parentPort, workerData } = require('node:worker_threads');
const { deserialize } = require('node:v8');
// Ending "this process" ends the thread, as process.exit does: the process is the caller's.
const kill = process.kill.bind(process);
process.kill = (pid, signal) => (signal !== 0 && (pid === process.pid || pid === 0) ? process.exit(1) : kill(pid, signal));
const loaded = import(workerData.module).then((module) => {
  const candidate = module[workerData.name];
  if (typeof candidate !== 'function') throw new TypeError(workerData.module + ' exports no function ' + workerData.name);
  return candidate;
});
const post = parentPort.postMessage.bind(parentPort);
const clock = performance.now.bind(performance);
loaded.catch(() => undefined);
parentPort.on('message', async (args) => {
  const started = clock();
  try {
    const value = await (await loaded)(...deserialize(args));
    post({ value, durationMs: clock() - started });
  } catch (error) {
    const isError = error instanceof Error;
    post({ error: { name: isError ? error.name : typeof error, message: isError ? error.message : String(error) }, durationMs: clock() - started });
  }
});
`;
