import { AsyncLocalStorage } from 'node:async_hooks';
import { anything, array, asyncProperty, assert, boolean, constantFrom, integer, record } from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Observation } from '../src/domain/observation.ts';
import { experiment, type ExperimentOptions } from '../src/experiment.ts';

interface Order {
  amount: number;
}
const candidates = new URL('fixtures/candidates/price.mjs', import.meta.url);
const control = (order: Order) => ({ total: order.amount * 2 });

function start<Args extends unknown[], Result>(options: Omit<ExperimentOptions<Args, Result>, 'name' | 'publish'>) {
  const seen: Observation[] = [];
  const price = experiment({ name: 'price', publish: (observation) => void seen.push(observation), timeoutMs: 10_000, memoryMb: 32, ...options });
  onTestFinished(() => price.close());
  return { price, seen };
}

describe('an experiment', () => {
  it('gives the control\'s result and publishes that both agree', async () => {
    const { price, seen } = start({ control, candidate: { inThisThread: control } });
    expect(price({ amount: 21 })).toEqual({ total: 42 });
    expect(seen).toEqual([]);
    await price.settled();
    expect(seen).toMatchObject([{ experiment: 'price', call: 1, verdict: 'match', recorded: { legacy: { value: { total: 42 } }, candidate: { value: { total: 42 } } } }]);
  });

  it('takes no bare function, which nothing could contain', () => {
    expect(() => start({ control, candidate: control as never })).toThrow(new TypeError('the candidate is a module, { module, function }; a function that is trusted goes in { inThisThread }'));
  });

  it('compares by the rules of a parity run', async () => {
    const candidate = { inThisThread: (order: Order) => ({ total: order.amount * 2 + 0.001, at: 'now' }) };
    const compare = {
      tolerance: [{ path: '/total', absolute: 0.01, reason: 'rounding' }],
      ignore: [{ path: '/at', reason: 'only the new one says when' }],
    };
    const judged = start({ control, candidate, compare });
    const plain = start({ control, candidate });
    judged.price({ amount: 1 });
    plain.price({ amount: 1 });
    await Promise.all([judged.price.settled(), plain.price.settled()]);
    expect(judged.seen[0]).toMatchObject({ verdict: 'tolerated' });
    expect(judged.seen[0].differences.map(({ path, rule }) => [path, rule?.reason])).toEqual([['/total', 'rounding'], ['/at', 'only the new one says when']]);
    expect(plain.seen[0].differences.map(({ path, kind }) => [path, kind])).toEqual([['/total', 'changed'], ['/at', 'added']]);
  });

  it('passes on errors, sync and async, as they were thrown', async () => {
    const fault = new TypeError('no such order');
    const sync = start({ control: () => { throw fault; }, candidate: { module: candidates, function: 'throws' } });
    const async = start({ control: async () => { throw fault; }, candidate: { module: candidates, function: 'good' } });
    expect(() => sync.price()).toThrow(fault);
    await expect(async.price()).rejects.toBe(fault);
    await Promise.all([sync.price.settled(), async.price.settled()]);
    expect(sync.seen[0].verdict).toBe('match');
    expect(async.seen[0]).toMatchObject({ verdict: 'mismatch', recorded: { legacy: { exit_code: 1, stderr: 'TypeError: no such order\n' } } });
  });

  it('keeps this, and gives async results', async () => {
    const shop = { rate: 3, price: start({ control: async function price(this: { rate: number }, order: Order) { return order.amount * this.rate; }, candidate: { inThisThread: async () => 6 } }).price };
    expect(await shop.price({ amount: 2 })).toBe(6);
  });

  it('gives the candidate the arguments as they were, and keeps its changes away from the caller', async () => {
    const order = { amount: 5 };
    const { price, seen } = start({ control: (given: Order) => { const total = given.amount * 2; given.amount = -1; return { total }; }, candidate: { module: candidates, function: 'mutates' } });
    const result = price(order);
    result.total = 0;
    await price.settled();
    expect(seen[0]).toMatchObject({ verdict: 'match', recorded: { candidate: { value: { total: 10 } } } });
    expect(order.amount).toBe(-1);
  });

  it('runs the candidate outside the caller\'s asynchronous context', async () => {
    const transaction = new AsyncLocalStorage<string>();
    let seenInside: string | undefined = 'not run';
    const { price } = start({ control, candidate: { inThisThread: () => { seenInside = transaction.getStore(); } } });
    transaction.run('mine', () => price({ amount: 1 }));
    await price.settled();
    expect(seenInside).toBeUndefined();
  });

  it.each([
    ['loops', { timed_out: true }],
    ['neverAnswers', { timed_out: true }],
    ['throws', { exit_code: 1, stderr: 'TypeError: no such order\n' }],
    ['exits', { exit_code: 1, stderr: 'Error: the candidate ended its thread with exit code 7\n' }],
    ['hoards', { exit_code: 1, stderr: expect.stringContaining('memory limit') as string }],
    ['uncopyable', { exit_code: 1, stderr: expect.stringContaining('could not be cloned') as string }],
    ['absent', { exit_code: 1, stderr: expect.stringContaining('exports no function absent') as string }],
    ['hoardsBuffers', { exit_code: 1, stderr: 'RangeError: the candidate took more than its 32 MB of memory\n' }],
    ['kills', { exit_code: 1, stderr: 'Error: the candidate ended its thread with exit code 1\n' }],
    ['getsBomb', { exit_code: 1, stderr: 'Error: boom\n' }],
    ['prints', { value: { total: 4 } }],
    ['slow', { value: { total: 4 } }],
    ['exitsLater', { value: { total: 4 } }],
    ['failsLater', { value: { total: 4 } }],
    ['rejectsLater', {}],
  ])('is not hurt by a candidate that %s', async (name, expected) => {
    const { price, seen } = start({ control, candidate: { module: candidates, function: name }, timeoutMs: 'timed_out' in expected ? 200 : 10_000 });
    expect(price({ amount: 2 })).toEqual({ total: 4 });
    await price.settled();
    expect(seen[0].recorded.candidate).toMatchObject(expected);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(price({ amount: 3 })).toEqual({ total: 6 });
    await price.settled();
    expect(seen).toHaveLength(2);
    // A thread that ended after it had answered is replaced for the next call.
    if ('value' in expected) expect(seen[1].recorded.candidate).toMatchObject({ value: { total: 6 } });
  });

  it.each([
    ['loops-while-loading.mjs', { timed_out: true }],
    ['exits-while-loading.mjs', { exit_code: 1, stderr: 'Error: the candidate ended its thread with exit code 3\n' }],
    ['gone.mjs', { exit_code: 1, stderr: expect.stringContaining('Cannot find module') as string }],
  ])('is not hurt by a module that can\'t be loaded: %s', async (file, expected) => {
    const { price, seen } = start({ control, candidate: { module: new URL(file, candidates) }, timeoutMs: 'timed_out' in expected ? 200 : 10_000 });
    expect([price({ amount: 2 }), price({ amount: 3 })]).toEqual([{ total: 4 }, { total: 6 }]);
    await price.settled();
    expect(seen.map(({ recorded }) => recorded.candidate)).toMatchObject([expected, expected]);
  });

  it('never changes what the caller sees, whatever a candidate of its own thread does, one after the other', async () => {
    const tempers = ['good', 'wrong', 'slow', 'throws', 'loops', 'exits', 'exitsLater', 'failsLater', 'rejectsLater', 'neverAnswers', 'hoards', 'hoardsBuffers', 'kills', 'mutates', 'uncopyable', 'getsBomb'];
    const order = record({ temper: constantFrom(...tempers), amount: integer(), fails: boolean() });
    await assert(
      asyncProperty(array(order, { maxLength: 6 }), boolean(), async (orders, isAsync) => {
        const fault = new Error('no such order');
        const answer = ({ amount, fails }: { amount: number; fails: boolean }) => {
          if (fails) throw fault;
          return { total: amount * 2 };
        };
        const control = (given: (typeof orders)[number]): unknown => answer(given);
        const { price, seen } = start({ control: isAsync ? async (given: (typeof orders)[number]) => answer(given) : control, candidate: { module: candidates, function: 'anyTemper' }, timeoutMs: 300 });
        const before = structuredClone(orders);
        for (const each of orders) {
          const run = async () => price(each);
          if (each.fails) await expect(run()).rejects.toBe(fault);
          else expect(await run()).toEqual({ total: each.amount * 2 });
        }
        await price.settled();
        expect([seen.length, price.skipped, orders]).toEqual([orders.length, 0, before]);
        for (const [i, { verdict }] of seen.entries()) if (before[i].temper === 'wrong') expect(verdict).toBe('mismatch');
        await price.close();
      }),
      { numRuns: 8 },
    );
  });

  it('ends the thread of a candidate that hangs, and asks a new one', async () => {
    const { price, seen } = start({ control, candidate: { module: candidates, function: 'loopsForTwo' }, timeoutMs: 2000 });
    for (const amount of [2, 3]) price({ amount });
    await price.settled();
    expect(seen.map(({ verdict }) => verdict)).toEqual(['mismatch', 'match']);
  });

  it('is not held up or hurt by what publishes, samples or copies', async () => {
    const bad = () => { throw new Error('no'); };
    const publishing = experiment({ name: 'a', control, candidate: { inThisThread: control }, publish: bad });
    const sampling = experiment({ name: 'b', control, candidate: { inThisThread: control }, sample: bad, publish: bad });
    const keying = experiment({ name: 'c', control, candidate: { inThisThread: control }, sample: 50, key: bad, publish: bad });
    const copying = experiment({ name: 'd', control: (call: () => number) => call(), candidate: { inThisThread: () => 1 }, publish: bad });
    expect([publishing({ amount: 1 }), sampling({ amount: 1 }), keying({ amount: 1 }), copying(() => 2)]).toEqual([{ total: 2 }, { total: 2 }, { total: 2 }, 2]);
    await Promise.all([publishing, sampling, keying, copying].map((each) => each.settled()));
    expect(copying.skipped).toBe(1);
  });

  it('lends the candidate nothing of the caller\'s, neither objects nor memory', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(1));
    const bytes = Buffer.from('a');
    const candidate = (given: { order: Order; shared: Uint8Array; bytes: Buffer }) => {
      given.order.amount = -1;
      given.shared[0] = 9;
      given.bytes[0] = 9;
      return Buffer.isBuffer(given.bytes);
    };
    const { price, seen } = start({ control: (given: Parameters<typeof candidate>[0]) => given !== undefined, candidate: { inThisThread: candidate } });
    const order = { amount: 1 };
    price({ order, shared, bytes });
    await price.settled();
    expect([order.amount, shared[0], bytes.toString()]).toEqual([1, 0, 'a']);
    expect(seen[0]).toMatchObject({ verdict: 'match', recorded: { candidate: { value: true } } });
  });

  it('compares copies of both sides, also of what holds itself', async () => {
    class Money {
      readonly cents = 5;
      toJSON() {
        return `${this.cents} cents`;
      }
    }
    const circle = (order: Order) => {
      const result: Record<string, unknown> = { total: order.amount * 2 };
      result['self'] = result;
      result['map'] = new Map([['self', result]]);
      return result;
    };
    type Priced = (order: Order) => unknown;
    const pairs: [Priced, Priced][] = [[() => new Money(), () => new Money()], [() => Buffer.from('a'), () => Buffer.from('a')], [circle, circle], [circle, (order: Order) => circle({ amount: order.amount + 1 })]];
    const verdicts = pairs.map(async ([old, candidate]) => {
      const { price, seen } = start({ control: old, candidate: { inThisThread: candidate } });
      price({ amount: 1 });
      await price.settled();
      return seen.map(({ verdict }) => verdict);
    });
    expect(await Promise.all(verdicts)).toEqual([['match'], ['match'], ['match'], ['mismatch']]);
  });

  it('gives results as they are, whatever reading them does, and does not observe what can\'t be copied', async () => {
    const bomb = { get total(): number { throw new Error('boom'); } };
    const { price, seen } = start({ control: () => bomb, candidate: { inThisThread: () => 1 } });
    expect(price()).toBe(bomb);
    await price.settled();
    expect([seen, price.skipped]).toEqual([[], 1]);
  });

  it('goes on when what publishes never ends', async () => {
    const stuck = experiment({ name: 'stuck', control, candidate: { inThisThread: control }, publish: () => new Promise(() => {}), timeoutMs: 50 });
    for (const amount of [1, 2]) stuck({ amount });
    await stuck.close();
    expect(stuck({ amount: 3 })).toEqual({ total: 6 });
  });

  it('observes no more than may wait', async () => {
    const { price, seen } = start({ control, candidate: { inThisThread: control }, maxWaiting: 3 });
    for (let n = 0; n < 10; n++) price({ amount: n });
    await price.settled();
    expect([seen.length, price.skipped]).toEqual([3, 7]);
    price({ amount: 1 });
    await price.settled();
    expect(seen).toHaveLength(4);
  });

  it('samples by flag and by percentage of keys', async () => {
    let flag: boolean | number = false;
    const { price, seen } = start({ control, candidate: { inThisThread: control }, sample: () => flag, key: ({ amount }) => `customer-${amount}`, maxWaiting: 5000 });
    price({ amount: 1 });
    flag = 10;
    for (let n = 0; n < 1000; n++) price({ amount: n % 500 });
    await price.settled();
    const keys = new Set(seen.map(({ key }) => key));
    expect(seen.length).toBe(keys.size * 2);
    expect(keys.size).toBeGreaterThan(25);
    expect(keys.size).toBeLessThan(80);
  });

  it('never changes what the caller sees, whatever control and candidate do', async () => {
    await assert(
      asyncProperty(anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), anything(), boolean(), boolean(), constantFrom('sync', 'async'), async (a, b, aThrows, bThrows, kind) => {
        const end = (value: unknown, fails: boolean) => {
          if (fails) throw value;
          return value;
        };
        const call = (value: unknown, fails: boolean) => (kind === 'sync' ? () => end(value, fails) : async () => end(value, fails));
        const bare = call(a, aThrows);
        const wrapped = experiment({ name: 'any', control: bare, candidate: { inThisThread: call(b, bThrows) }, publish: () => undefined });
        const seen = async (run: () => unknown) => {
          try {
            const result = run();
            return { promised: result instanceof Promise, value: await result };
          } catch (error) {
            return { error };
          }
        };
        const [expected, got] = [await seen(bare), await seen(wrapped)];
        expect(got).toEqual(expected);
        if ('error' in expected) expect(Object.is((got as { error: unknown }).error, expected.error)).toBe(true);
        await wrapped.close();
      }),
      { numRuns: 200 },
    );
  });
});
