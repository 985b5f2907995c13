// What is done each night, in this order, which component it belongs to (one flag switches one component), and the
// script that does it until then.

import { aggregate, calibrate, findAnomalies } from './analysis.mjs';
import { clean, collect } from './intake.mjs';
import { report } from './report.mjs';

export const components = ['intake', 'analysis', 'report'];

export const phases = [
  { name: 'collect', script: 'legacy/01_collect.py', component: 'intake', run: collect, critical: true },
  { name: 'clean', script: 'legacy/02_clean.py', component: 'intake', run: clean },
  { name: 'calibrate', script: 'legacy/03_calibrate.py', component: 'analysis', run: calibrate },
  { name: 'aggregate', script: 'legacy/04_aggregate.py', component: 'analysis', run: aggregate },
  { name: 'anomalies', script: 'legacy/05_anomalies.py', component: 'analysis', run: findAnomalies },
  { name: 'report', script: 'legacy/06_report.py', component: 'report', run: report },
];
