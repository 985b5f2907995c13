// Calibrates the readings, sums them up by sensor, and finds what lies beyond the limits.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRows, writeRows } from './rows.mjs';
import { roundToTenth } from './rounding.mjs';

export function calibrate({ data }) {
  const calibration = JSON.parse(readFileSync(join(data, 'calibration.json'), 'utf8'));
  const rows = readRows('work/clean.csv').map(([time, sensor, value]) => {
    if (!Object.hasOwn(calibration, sensor)) throw new Error(`no calibration of ${sensor}`);
    const { gain, offset } = calibration[sensor];
    return [time, sensor, Number(value) * gain + offset];
  });
  writeRows('work/calibrated.csv', rows);
  return `${rows.length} calibrated`;
}

/** Without a calibration the readings count as they came. */
export function aggregate() {
  const rows = readRows(existsSync('work/calibrated.csv') ? 'work/calibrated.csv' : 'work/clean.csv');
  const sensors = [...new Set(rows.map(([, sensor]) => sensor))].sort().map((sensor) => {
    const values = rows.filter((row) => row[1] === sensor).map(([, , value]) => Number(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [sensor, { mean: roundToTenth(mean), min: roundToTenth(Math.min(...values)), max: roundToTenth(Math.max(...values)), readings: values.length }];
  });
  writeFileSync('work/aggregated.json', JSON.stringify(Object.fromEntries(sensors)));
  return `${sensors.length} sensors`;
}

export function findAnomalies({ settings: { limits } }) {
  const sensors = JSON.parse(readFileSync('work/aggregated.json', 'utf8'));
  const anomalies = Object.entries(sensors).filter(([sensor]) => limits[sensor]).flatMap(([sensor, { min, max }]) => [
    ...(min < limits[sensor].min ? [{ sensor, kind: 'low', value: min }] : []),
    ...(max > limits[sensor].max ? [{ sensor, kind: 'high', value: max }] : []),
  ]);
  writeFileSync('work/anomalies.json', JSON.stringify(anomalies));
  return `${anomalies.length} anomalies`;
}
