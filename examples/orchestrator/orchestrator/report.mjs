// Writes what people get: a report for programs and a table for everybody.

import { readFileSync, writeFileSync } from 'node:fs';

export function report({ station, settings }) {
  const sensors = JSON.parse(readFileSync('work/aggregated.json', 'utf8'));
  const anomalies = JSON.parse(readFileSync('work/anomalies.json', 'utf8'));
  writeFileSync('out/report.json', JSON.stringify({ station, operator: settings.report.operator, sensors, anomalies }, undefined, 1));
  const lines = Object.entries(sensors).map(([sensor, { mean, min, max }]) => {
    const alert = anomalies.filter((anomaly) => anomaly.sensor === sensor).map(({ kind }) => kind).join('+');
    return [sensor, ...[mean, min, max].map((value) => value.toFixed(1)), alert].join(',');
  });
  writeFileSync('out/summary.csv', ['sensor,mean,min,max,alert', ...lines].map((line) => `${line}\n`).join(''));
  return `${lines.length} lines`;
}
