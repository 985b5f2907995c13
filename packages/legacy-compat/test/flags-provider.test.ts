import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpenFeature, ProviderEvents, type EventDetails } from '@openfeature/server-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FlagsFileProvider, type FlagsFileOptions } from '../src/flags-provider.ts';
import { temporaryFolder } from './temporary-folder.ts';

let domains = 0;

async function client(content: string, options: Partial<FlagsFileOptions> = {}) {
  const file = join(await temporaryFolder(), 'production.yaml');
  await writeFile(file, content);
  const provider = new FlagsFileProvider({ file, path: 'migration', pollMs: 20, ...options });
  const domain = `test-${(domains += 1)}`;
  await OpenFeature.setProviderAndWait(domain, provider);
  onTestFinished(() => OpenFeature.clearProviders());
  return { file, flags: OpenFeature.getClient(domain) };
}

function next(flags: ReturnType<typeof OpenFeature.getClient>, event: ProviderEvents): Promise<EventDetails | undefined> {
  return new Promise((resolve) => {
    flags.addHandler(event, resolve);
  });
}

const content = 'level: 3\nmigration:\n  on: true # kept by hand\n  none:\n  off: false\n  some: 25\n  broken: fast\n  beyond: 101\n';

describe('flags of the flags file, through OpenFeature', () => {
  it('are true where the candidate serves', async () => {
    const { flags } = await client(content);
    expect(await flags.getBooleanDetails('on', false)).toMatchObject({ value: true, variant: 'candidate', reason: 'STATIC' });
    expect(await flags.getBooleanDetails('off', true)).toMatchObject({ value: false, variant: 'legacy', reason: 'STATIC' });
    expect(await flags.getNumberValue('some', 0)).toBe(25);
    expect([await flags.getNumberValue('on', 0), await flags.getNumberValue('off', 7)]).toEqual([100, 0]);
  });

  it('take their percentage of keys, always the same ones', async () => {
    const { flags } = await client(content);
    const served = async (key: string) => flags.getBooleanValue('some', false, { targetingKey: key });
    const keys = Array.from({ length: 2000 }, (_, n) => `user-${n}`);
    const first = await Promise.all(keys.map(served));
    expect(await Promise.all(keys.map(served))).toEqual(first);
    const share = first.filter(Boolean).length / keys.length;
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.28);
    expect(await flags.getBooleanDetails('some', false, { targetingKey: 'user-1' })).toMatchObject({ reason: 'SPLIT' });
  });

  it('put targeted keys on their side, whatever the percentage', async () => {
    const { flags } = await client(content, { targets: { off: { alice: true }, some: { bob: false, carl: true } } });
    const side = async (flag: string, targetingKey: string) => (await flags.getBooleanDetails(flag, false, { targetingKey })).value;
    expect([await side('off', 'alice'), await side('off', 'bob'), await side('some', 'bob'), await side('some', 'carl')]).toEqual([true, false, false, true]);
  });

  it.each([
    ['unheard', { value: true, errorCode: 'FLAG_NOT_FOUND' }],
    ['none', { value: true, errorCode: 'FLAG_NOT_FOUND' }],
    ['broken', { value: true, errorCode: 'TYPE_MISMATCH' }],
    ['beyond', { value: true, errorCode: 'TYPE_MISMATCH' }],
    ['some', { value: true, errorCode: 'TARGETING_KEY_MISSING' }],
    ['toString', { value: true, errorCode: 'FLAG_NOT_FOUND' }],
  ])('give the default and say why: %s', async (flag, expected) => {
    const { flags } = await client(content);
    expect(await flags.getBooleanDetails(flag, true)).toMatchObject(expected);
  });

  it('are seen changed, by name', async () => {
    const { file, flags } = await client(content);
    const changed = next(flags, ProviderEvents.ConfigurationChanged);
    await writeFile(`${file}.new`, content.replace('on: true', 'on: false').replace('some: 25', 'some: 50'));
    await rename(`${file}.new`, file);
    expect((await changed)?.flagsChanged).toEqual(['on', 'some']);
    expect(await flags.getBooleanValue('on', true)).toBe(false);
  });

  it('keep their last good values while the file is broken or gone, and say so', async () => {
    const { file, flags } = await client(content);
    const stale = next(flags, ProviderEvents.Stale);
    await writeFile(file, 'migration: {on: [');
    expect((await stale)?.message).toContain('is not valid YAML');
    expect(await flags.getBooleanValue('on', false)).toBe(true);
    const mended = next(flags, ProviderEvents.ConfigurationChanged);
    await writeFile(file, 'migration: { on: false }');
    await mended;
    expect(await flags.getBooleanValue('on', true)).toBe(false);
    expect(await flags.getBooleanDetails('off', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' });
  });

  it('come when a file that was broken at the start is mended', async () => {
    const file = join(await temporaryFolder(), 'flags.json');
    const domain = `test-${(domains += 1)}`;
    await expect(OpenFeature.setProviderAndWait(domain, new FlagsFileProvider({ file, pollMs: 20 }))).rejects.toThrow('no such file');
    onTestFinished(() => OpenFeature.clearProviders());
    const flags = OpenFeature.getClient(domain);
    expect(await flags.getBooleanValue('on', false)).toBe(false);
    const ready = next(flags, ProviderEvents.Ready);
    await writeFile(file, '{"on": true}');
    await ready;
    expect(await flags.getBooleanValue('on', false)).toBe(true);
  });
});
