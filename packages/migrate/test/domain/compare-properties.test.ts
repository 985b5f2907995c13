import { array, assert, constantFrom, dictionary, integer, jsonValue, nat, property, string, tuple, uniqueArray, type JsonValue } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captureSchema, compareSchema } from '../../src/domain/compare-config.ts';
import { scrub } from '../../src/domain/compare-content.ts';
import { compareJson } from '../../src/domain/compare-json.ts';
import { compareOutcomes, type SeenOutcome } from '../../src/domain/compare-outcome.ts';
import { compareTables } from '../../src/domain/compare-table.ts';
import { compareText } from '../../src/domain/compare-text.ts';
import { verdictOf } from '../../src/domain/difference.ts';
import { diffLines } from '../../src/domain/line-diff.ts';
import { formatPointer, parsePointer, pointerMatches } from '../../src/domain/pointer.ts';
import { makeRules } from '../../src/domain/rules.ts';

type Config = Parameters<typeof compareSchema.parse>[0];
const rules = (config: Config = {}) => makeRules(compareSchema.parse(config));
const json = () => jsonValue({ maxDepth: 4, noUnicodeString: false });
const lines = () => array(constantFrom('a', 'b', 'c', '', 'x y'), { maxLength: 30 });

const outcome = (text: string, value: JsonValue): SeenOutcome => {
  const content = { text, bytes: text.length, sha256: undefined, truncated: false };
  return { exitCode: 0, signal: null, timedOut: false, stdout: content, stderr: content, value, files: new Map([['f.json', { kind: 'file', executable: false, content }]]) };
};

/** All places in a document, the whole first. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))];
}
/** A copy with another value at a place. */
function plant(document: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const copy = Array.isArray(document) ? [...(document as unknown[])] : { ...(document as Record<string, unknown>) };
  Object.defineProperty(copy, step, { value: plant((document as Record<string, unknown>)[step], rest, value), enumerable: true, configurable: true, writable: true });
  return copy;
}

describe('structures', () => {
  test('equal ones have no difference', () => {
    assert(property(json(), (value) => {
      expect(compareJson(value, structuredClone(value), []).differences).toEqual([]);
    }));
  });

  test('a planted change is found at exactly its place', () => {
    assert(property(json(), nat(), (value, n) => {
      const all = places(value);
      const path = all[n % all.length] ?? [];
      const changed = plant(value, path, 'a planted value that nothing else holds');
      expect(compareJson(value, changed, []).differences.map((difference) => difference.path)).toEqual([formatPointer(path)]);
    }));
  });

  test('an element taken out of a list of different ones is found at its place', () => {
    assert(property(uniqueArray(integer(), { minLength: 1, maxLength: 20 }), nat(), (list, n) => {
      const at = n % list.length;
      const { differences } = compareJson(list, list.toSpliced(at, 1), []);
      expect(differences.map(({ path, kind }) => [path, kind])).toEqual([[`/${at}`, 'missing']]);
    }));
  });

  test('swapping the sides mirrors the differences', () => {
    const mirrored: Record<string, string> = { missing: 'added', added: 'missing' };
    assert(property(dictionary(string(), integer()), dictionary(string(), integer()), (a, b) => {
      const there = compareJson(a, b, []).differences.map(({ path, kind, legacy, candidate }) => [path, kind, legacy, candidate]);
      const back = compareJson(b, a, []).differences.map(({ path, kind, legacy, candidate }) => [path, mirrored[kind] ?? kind, candidate, legacy]);
      expect(new Set(back.map((each) => JSON.stringify(each)))).toEqual(new Set(there.map((each) => JSON.stringify(each))));
    }));
  });

  test('a shuffled list matches where order does not count', () => {
    const { paths } = rules({ unordered: [{ path: '', reason: 'a set' }] });
    assert(property(array(json(), { maxLength: 12 }), array(nat(), { minLength: 12, maxLength: 12 }), (list, order) => {
      const shuffled = list.map((value, i) => ({ value, at: order[i] })).sort((a, b) => a.at - b.at).map(({ value }) => value);
      expect(compareJson(list, shuffled, paths).differences.filter(({ rule }) => rule === null)).toEqual([]);
    }));
  });

  test('an ignored place is never a mismatch, and hides nothing beside it', () => {
    const { paths } = rules({ ignore: [{ path: '/skip', reason: 'r' }] });
    assert(property(json(), json(), json(), json(), (a, b, skipA, skipB) => {
      const unexplained = compareJson({ skip: skipA, x: a }, { skip: skipB, x: b }, paths).differences.filter(({ rule }) => rule === null);
      expect(unexplained).toEqual(compareJson({ x: a }, { x: b }, []).differences);
    }));
  });
});

describe('texts', () => {
  test('the differing stretches turn one text into the other', () => {
    assert(property(lines(), lines(), (a, b) => {
      const { hunks } = diffLines(a.join('\n'), b.join('\n'));
      const [before, after] = [a.join('\n').split('\n'), b.join('\n').split('\n')];
      const rebuilt: string[] = [];
      let at = 0;
      for (const hunk of hunks) {
        rebuilt.push(...before.slice(at, hunk.legacyStart), ...hunk.candidateLines);
        expect(before.slice(hunk.legacyStart, hunk.legacyStart + hunk.legacyLines.length)).toEqual(hunk.legacyLines);
        at = hunk.legacyStart + hunk.legacyLines.length;
      }
      expect([...rebuilt, ...before.slice(at)]).toEqual(after);
    }));
  });

  test('texts have a difference exactly when they differ', () => {
    assert(property(string(), string(), (a, b) => {
      expect(compareText(a, b).length > 0).toBe(a !== b);
    }));
  });

  test('a changed line is found at its place', () => {
    assert(property(uniqueArray(nat(), { minLength: 1, maxLength: 40 }), nat(), (numbers, n) => {
      const at = n % numbers.length;
      const changed = numbers.map((number, i) => (i === at ? 'changed' : String(number)));
      expect(compareText(numbers.join('\n'), changed.join('\n')).map(({ path }) => path)).toEqual([`/${at + 1}`]);
    }));
  });

  test('scrubbing twice is scrubbing once, for what scrubs are for', () => {
    const { scrubs } = rules({
      scrub: [
        { pattern: '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z', with: '<time>', reason: 'clock' },
        { pattern: '/tmp/[^ ]+', with: '<tmp>', reason: 'work folder' },
        { pattern: '[0-9a-f]{8}-[0-9a-f]{4}', with: '<id>', reason: 'random' },
      ],
    });
    const piece = constantFrom('2026-11-21T10:00:00.123Z', '/tmp/x/y', 'deadbeef-0123', ' ', '\n', 'text', '/tmp/', '<time>');
    assert(property(array(piece), (pieces) => {
      const once = scrub(pieces.join(''), scrubs, 'legacy', new Set());
      expect(scrub(once, scrubs, 'legacy', new Set())).toBe(once);
    }));
  });
});

describe('tables', () => {
  const cell = () => string({ maxLength: 6 });
  const csv = (rows: readonly (readonly string[])[]) => ['id,x,y', ...rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))].join('\n');

  test('rows in any order are the same table by key', () => {
    assert(property(uniqueArray(tuple(cell(), cell(), cell()), { selector: ([id]) => id, maxLength: 10 }), (rows) => {
      expect(compareTables(csv(rows), csv(rows.toReversed()), ['id'], []).differences).toEqual([]);
    }));
  });

  test('a changed cell is found by its key and column', () => {
    assert(property(uniqueArray(tuple(cell(), cell(), cell()), { selector: ([id]) => id, minLength: 1, maxLength: 10 }), nat(), (rows, n) => {
      const at = n % rows.length;
      const changed = rows.map(([id, x, y], i) => [id, x, i === at ? `${y}!` : y]);
      expect(compareTables(csv(rows), csv(changed), ['id'], []).differences.map(({ path }) => path)).toEqual([formatPointer([`id=${rows[at][0]}`, 'y'])]);
    }));
  });
});

test('a run against itself is a match, whatever the rules', () => {
  const config: Config = {
    ignore: [{ path: '/a', reason: 'r' }],
    unordered: [{ path: '/**', reason: 'r' }],
    scrub: [{ pattern: '[aeiou]', with: '', reason: 'r', side: 'legacy' }],
    map: { legacy: { '/a': { to: '/b' } } },
    expected: [{ case: '*', reason: 'r' }],
  };
  assert(property(string(), json(), constantFrom('text' as const, 'json' as const), (text, value, stdout) => {
    const made = outcome(text, value);
    const { differences } = compareOutcomes(made, made, 'it', rules(config), captureSchema.parse({ stdout }), ['legacy', 'legacy']);
    expect(verdictOf(differences)).toBe('match');
  }));
});

test('pointers come back as they went', () => {
  assert(property(array(string()), (steps) => {
    expect(parsePointer(formatPointer(steps))).toEqual(steps);
    expect(pointerMatches('/**', formatPointer(steps), false)).toBe(true);
  }));
});
