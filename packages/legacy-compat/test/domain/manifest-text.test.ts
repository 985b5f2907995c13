import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withData, withoutData } from '../../src/domain/manifest-text.ts';

const entry = { path: 'a/n.csv', format: 'csv', description: 'new' };
const manifest = `# local data of the shop
version: "1.0" # never changed

scripts:
  # the last one comes first
  zeta:
    x:
      path: zeta/x.csv # from Ana
      format: csv
  # nobody knows why
  a:
    y: { path: a/y.json, format: json }
    # kept for the audit
    k: { path: a/k.csv }
owner: Ana
workspace_scripts:
  "dev:a": { z: { path: a/z.csv } }
`;

describe('the text of a manifest', () => {
  it('gets one more entry, and nothing else in it changes', () => {
    const after = withData(manifest, 'a', 'n', entry);
    expect(after).toBe(manifest.replace('    k: { path: a/k.csv }\n', '    k: { path: a/k.csv }\n    n:\n      description: new\n      format: csv\n      path: a/n.csv\n'));
    expect(withData(after, 'a', 'n', entry)).toBe(after);
  });

  it('gets an entry replaced at its place', () => {
    expect(withData(manifest, 'zeta', 'x', entry)).toContain('  # the last one comes first\n  zeta:\n    x:\n      description: new\n      format: csv\n      path: a/n.csv\n  # nobody knows why\n');
  });

  it('loses one entry, or all of a script, with what was said of them', () => {
    expect(withoutData(manifest, 'a', 'k')).toBe(manifest.replace('    # kept for the audit\n    k: { path: a/k.csv }\n', ''));
    const without = withoutData(withoutData(manifest, 'a', undefined), 'dev:a', 'z');
    expect(without).toContain('  # the last one comes first\n  zeta:\n    x:\n      path: zeta/x.csv # from Ana\n');
    expect(parse(without)).toEqual({ version: '1.0', scripts: { zeta: { x: { path: 'zeta/x.csv', format: 'csv' } } }, owner: 'Ana', workspace_scripts: {} });
    expect(withoutData(manifest, 'toString', undefined)).toBe(manifest);
  });

  it('begins with nothing, or with sections that are empty', () => {
    expect(parse(withData('', 'a', 'n', entry))).toEqual({ version: '1.0', description: 'Local data manifest for pipeline testing', scripts: { a: { n: entry } } });
    for (const text of ['scripts:\n', 'scripts:\n  a:\n', 'version: 1\n']) expect(parse(withData(text, 'a', 'n', entry))).toMatchObject({ scripts: { a: { n: entry } } });
  });

  it('puts a new name in its place where the names are in order', () => {
    const ordered = 'scripts:\n  a: { k: { path: a/k } }\n  # of c\n  c: { k: { path: c/k } }\n';
    const more = withData(withData(ordered, 'b', 'n', entry), 'c', 'j', entry);
    expect(more).toContain('  b:\n    n:\n');
    expect(more).toContain('  # of c\n  c:');
    const { scripts } = parse(more) as { scripts: Record<string, object> };
    expect([Object.keys(scripts), Object.keys(scripts['c'])]).toEqual([['a', 'b', 'c'], ['j', 'k']]);
  });

  it('keeps the ends of its lines, and what stands for another by an alias', () => {
    expect(withData(manifest.replaceAll('\n', '\r\n'), 'a', 'n', entry)).toBe(withData(manifest, 'a', 'n', entry).replaceAll('\n', '\r\n'));
    const aliased = 'scripts:\n  a: &both { x: { path: a/x.csv } }\n  b: *both\n';
    const more = withData(aliased, 'b', 'n', entry);
    expect(parse(more)).toEqual({ scripts: { a: { x: { path: 'a/x.csv' } }, b: { x: { path: 'a/x.csv' }, n: entry } } });
    expect(parse(withoutData(aliased, 'b', 'x'))).toEqual({ scripts: { a: { x: { path: 'a/x.csv' } } } });
  });
});
