// The files that phases hand on: time, sensor, value.

import { readFileSync, writeFileSync } from 'node:fs';

export function readRows(file) {
  return readFileSync(file, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
}

export function writeRows(file, rows) {
  writeFileSync(file, ['time,sensor,value', ...rows.map((row) => row.join(','))].map((line) => `${line}\n`).join(''));
}
