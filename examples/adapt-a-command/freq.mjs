// The new program: `node freq.mjs count FILE [--limit N] [--format table|json]`.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string', default: '20' }, format: { type: 'string', default: 'table' } },
});
const [, file] = positionals;
const counts = new Map();
for (const [word] of readFileSync(file, 'utf8').toLowerCase().matchAll(/[a-z']+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
const entries = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, Number(values.limit));
if (values.format === 'json') console.log(JSON.stringify({ source: { path: file }, entries }));
else for (const [word, count] of entries) console.log(`${String(count).padStart(6)} ${word}`);
