/** How busy the machine is: times taken beside other work say less. */

import { availableParallelism, loadavg } from 'node:os';

/** Processors, and how many processes wanted one on average of the last minute; 0 where the system does not say. */
export function machineLoad(): { processors: number; load: number } {
  return { processors: availableParallelism(), load: Number(loadavg()[0]!.toFixed(2)) };
}
