// Takes the readings of a station in, and leaves out what is no number or came twice.

import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRows, writeRows } from './rows.mjs';

export function collect({ station, data }) {
  const source = join(data, 'readings', `${station}.csv`);
  if (!existsSync(source)) throw new Error(`no readings of ${station}`);
  copyFileSync(source, 'work/collected.csv');
  return `${readRows('work/collected.csv').length} readings`;
}

export function clean({ settings }) {
  const rows = readRows('work/collected.csv');
  const seen = new Set();
  const kept = rows.filter(([time, sensor, value]) => {
    if (settings.clean.dropInvalid && !isNumber(value)) return false;
    const key = `${time},${sensor}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  writeRows('work/clean.csv', kept);
  return `${kept.length} kept, ${rows.length - kept.length} dropped`;
}

function isNumber(text) {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
