// What an experiment costs its caller: a bare call beside the wrapped one, not sampled and sampled, in interleaved rounds.
// Targets: under 5 µs a call when not sampled, under 50 µs when sampled.

import { experiment } from '@cutover/legacy-compat';

const control = (order) => ({ total: order.amount * 2, customer: order.customer });
const candidateModule = { module: `data:text/javascript,export const price = ${encodeURIComponent(String(control))}`, function: 'price' };
const publish = () => undefined;
const order = { amount: 12.5, customer: 'c-1', lines: [{ sku: 'a', count: 2 }, { sku: 'b', count: 1 }] };
const options = { name: 'price', control, publish, maxWaiting: 1000 };

const subjects = {
  'bare call': { call: control },
  'wrapped, sampling off': { call: experiment({ ...options, candidate: { inThisThread: control }, sample: false }) },
  'wrapped, key not in 1 %': { call: experiment({ ...options, candidate: { inThisThread: control }, sample: 1, key: ({ customer }) => customer }) },
  'sampled, function': { call: experiment({ ...options, candidate: { inThisThread: control } }), batch: 200 },
  'sampled, own thread': { call: experiment({ ...options, candidate: candidateModule }), batch: 200 },
};

const rounds = 15;
const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
let total = 0; // what is computed is used, so that no call is optimised away
for (let round = 0; round <= rounds; round++) {
  for (const [name, { call, batch = 100_000 }] of Object.entries(subjects)) {
    const started = performance.now();
    for (let n = 0; n < batch; n++) total += call(order).total;
    const each = ((performance.now() - started) * 1000) / batch;
    if (round > 0) times[name].push(each); // the first round warms up
    await call.settled?.();
  }
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const bare = median(times['bare call']);
process.stdout.write(`experiment: what a call costs in µs, median of ${rounds} rounds (checksum ${total})\n`);
for (const [name, list] of Object.entries(times)) {
  const each = median(list);
  process.stdout.write(`  ${name.padEnd(26)} ${each.toFixed(3).padStart(8)}   overhead ${(each - bare).toFixed(3).padStart(8)}\n`);
}
await Promise.all(Object.values(subjects).map(({ call }) => call.close?.()));
