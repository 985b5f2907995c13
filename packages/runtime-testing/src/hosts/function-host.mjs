// Calls one exported function with one case, and writes what it returns or throws to a file:
//   node function-host.mjs REQUEST RESULT
// The request is JSON: { file, name, args | fields }. stdout and stderr stay the function's own.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , requestFile, resultFile] = process.argv;
const { file, name, args, fields } = JSON.parse(readFileSync(requestFile, 'utf8'));
const { stringify } = JSON;
const write = writeFileSync;

const namespace = await load();
const found = name === 'default' ? namespace.default : (namespace[name] ?? namespace.default?.[name]);
if (typeof found !== 'function') {
  const known = Object.keys({ ...namespace.default, ...namespace }).join(', ');
  write(resultFile, stringify({ missing: `${file} exports no function "${name}"; it exports ${known || 'nothing'}` }));
  process.exit(2);
}
try {
  const value = await (args === undefined ? found(fields) : found(...args));
  write(resultFile, stringify({ value: value === undefined ? null : value }, plain));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exit(1);
}

async function load() {
  if (!/\.[cm]?tsx?$/.test(file)) return import(pathToFileURL(file).href);
  const { createJiti } = await import('jiti');
  return createJiti(file, { fsCache: false }).import(file);
}

/** Values that JSON has no word for keep one of their own, so that none is taken for another. */
function plain(key, value) {
  const original = this[key];
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (Object.is(value, -0)) return { $number: '-0' };
  if (typeof value === 'function') return { $function: value.name };
  if (typeof value === 'symbol') return { $symbol: String(value) };
  if (value === undefined) return { $undefined: true };
  if (original instanceof Date) return { $date: value };
  if (value instanceof Map) return { $map: [...value] };
  if (value instanceof Set) return { $set: byText([...value]) };
  if (value instanceof RegExp) return { $regexp: String(value) };
  if (value instanceof Error) return { $error: value.name, message: value.message };
  if (ArrayBuffer.isView(original)) return { $bytes: Buffer.from(original.buffer, original.byteOffset, original.byteLength).toString('hex') };
  return value;
}

/** In an order of their own: that of a set means nothing, and differs between languages. */
function byText(values) {
  const texts = new Map(values.map((value) => [value, stringify(value, plain)]));
  return values.sort((a, b) => (texts.get(a) < texts.get(b) ? -1 : 1));
}
