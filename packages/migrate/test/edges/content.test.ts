import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { hashContent, hashModules } from '../../src/edges/content.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const folder = temporaryFolders();
let root = '';

beforeEach(() => {
  root = folder();
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/a.py'), 'a');
  writeFileSync(join(root, 'src/deep/b.py'), 'b');
  writeFileSync(join(root, 'src/deep/c.txt'), 'c');
  symlinkSync('a.py', join(root, 'src/link'));
});

test('the digest is the same for the same content, whatever the times', () => {
  const before = hashContent(root, ['src']);
  utimesSync(join(root, 'src/a.py'), 1, 1);
  expect(hashContent(root, ['./src/'])).toEqual(before);
  expect(before).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), files: 4 });
});

test.each<[string, () => void]>([
  ['other bytes', () => writeFileSync(join(root, 'src/a.py'), 'A')],
  ['the executable bit', () => chmodSync(join(root, 'src/a.py'), 0o755)],
  ['a file more', () => writeFileSync(join(root, 'src/new'), '')],
  ['a link more', () => symlinkSync('nowhere', join(root, 'src/link2'))],
])('%s changes the digest', (_, change) => {
  const before = hashContent(root, ['src']);
  change();
  expect(hashContent(root, ['src']).sha256).not.toBe(before.sha256);
});

test('globs and overlapping patterns name each file once', () => {
  expect(hashContent(root, ['src/**/*.py']).files).toBe(2);
  expect(hashContent(root, ['src', 'src/**', 'src/a.py'])).toEqual(hashContent(root, ['src']));
  expect(hashContent(root, ['src/dee?']).files).toBe(2);
  expect(hashContent(root, ['src/{a.py,deep/[!b]*}']).files).toBe(2);
  expect(hashContent(root, ['nothing', '*.none']).files).toBe(0);
});

test('one changed file makes only its own module stale', () => {
  const modules = { one: ['src/a.py'], two: ['src/deep'] };
  const before = hashModules(root, modules);
  writeFileSync(join(root, 'src/deep/b.py'), 'changed');
  const after = hashModules(root, modules);
  expect(after['one']).toEqual(before['one']);
  expect(after['two']).not.toEqual(before['two']);
});

test.each(['../x', '/etc', 'src/../../x', 'outside/file'])('%s can not lead out of the root', (pattern) => {
  symlinkSync(folder(), join(root, 'outside'));
  expect(() => hashContent(root, [pattern])).toThrow(expect.objectContaining({ code: 'PATH_OUTSIDE', exit: 2 }));
});

test('a link within the patterns is hashed as a link, never followed', () => {
  const outside = folder();
  writeFileSync(join(outside, 'secret'), 'one');
  symlinkSync(outside, join(root, 'src/out'));
  const before = hashContent(root, ['src', 'src/**/secret']);
  writeFileSync(join(outside, 'secret'), 'two');
  expect(hashContent(root, ['src', 'src/**/secret'])).toEqual(before);
});
