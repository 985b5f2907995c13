#!/usr/bin/env node
// Answers calls of the old wordfreq with the new freq: `node wordfreq.mjs notes.txt --top 3 --out json`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { adaptCommand, adaptResult } from '@cutover/legacy-compat';

const wordfreq = adaptCommand({
  name: 'wordfreq',
  arguments: ['file'],
  options: {
    top: { kind: 'integer', default: 10 },
    out: { choices: ['text', 'json'], default: 'text' },
    threads: { kind: 'integer' },
  },
  to: [process.execPath, fileURLToPath(new URL('freq.mjs', import.meta.url)), 'count', '{{file}}'],
  mapped: {
    top: { to: '--limit' },
    out: { to: '--format', values: { text: 'table', json: 'json' } },
    threads: { dropped: 'one thread is enough' },
  },
});

export const result = adaptResult({
  fields: [
    { old: '/file', new: '/source/path' },
    { old: '/words', new: '/entries' },
  ],
  onlyOld: { '/took': 'the new program does not time itself' },
});

function main(argv) {
  const { command, notices } = wordfreq(argv);
  for (const notice of notices) console.error(notice);
  const [program, ...args] = command;
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8' });
  process.stderr.write(stderr);
  const isJson = status === 0 && args.includes('json');
  process.stdout.write(isJson ? `${JSON.stringify(result.toOld(JSON.parse(stdout)).result)}\n` : stdout);
  return status ?? 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`Error: ${error.message}`);
  process.exitCode = error.exit ?? 1;
}
