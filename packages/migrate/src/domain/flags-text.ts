/** Changes one value in a text of YAML or JSON, comments allowed in both; every other byte stays as it is. */

import { isMap, parseDocument, type Document, type LineCounter, type Node, type Pair, type YAMLMap } from 'yaml';

type FlagPair = Pair<Node, Node | null>;

/** Reads a flags file's text; with `json`, `//` and `/* … *\/` are comments. Faults are in `errors`. */
export function parseFlags(text: string, json: boolean, lineCounter?: LineCounter): Document {
  return parseDocument(json ? blankComments(text) : text, { prettyErrors: false, ...(lineCounter === undefined ? {} : { lineCounter }) });
}

/** The text with another value at `path`; null takes it out, with the sections that held nothing else. Undefined where that can't be done. */
export function editValue(text: string, json: boolean, path: readonly string[], value: boolean | number | string | null): string | undefined {
  const readable = json ? blankComments(text) : text;
  const before = parseFlags(text, json);
  const place = placeOf(before, path);
  const edited = value === null ? withoutPair(text, readable, place) : withValue(text, readable, place, value);
  const after = parseFlags(edited, json);
  const wanted = value === null ? without(before.toJS(), path) : withAt(before.toJS(), path, value);
  return after.errors.length === 0 && JSON.stringify(after.toJS() ?? {}) === JSON.stringify(wanted) ? edited : undefined;
}

interface Place {
  /** The sections on the way that are there, outermost first, with the pair of the next step in each. */
  way: { map: YAMLMap<Node, Node | null>; pair: FlagPair | undefined }[];
  /** What lies where the way ends: the value, or what would have to hold it. */
  end: Node | null | undefined;
  path: readonly string[];
}

function placeOf(document: Document, path: readonly string[]): Place {
  const way: Place['way'] = [];
  let end = document.contents as Node | null | undefined;
  for (const step of path) {
    if (!isMap<Node, Node | null>(end)) break;
    const pair = end.items.find(({ key }) => String((key as { value?: unknown }).value) === step);
    way.push({ map: end, pair });
    end = pair?.value;
    if (pair === undefined) break;
  }
  return { way, end, path };
}

function withValue(text: string, readable: string, { way, end, path }: Place, value: boolean | number | string): string {
  const missing = path.slice(way.at(-1)?.pair === undefined ? Math.max(0, way.length - 1) : way.length);
  const last = way.at(-1);
  const written = JSON.stringify(value);
  const quoted = readable.replace(/^\uFEFF/, '').trimStart().startsWith('{');
  if (last === undefined || last.pair !== undefined) {
    const inPlace = missing.length === 0 ? written : `{ ${inline(missing, written, quoted)} }`;
    return end?.range ? replaced(text, end.range, inPlace) : appended(text, missing, '', written);
  }
  if (last.map.flow !== true) return appended(text, missing, indentOf(text, last.map), written, last.map.range![1]);
  return addedToFlow(text, readable, last.map, inline(missing, written, quoted));
}

/** A value without a text of its own, `flag:`, needs room on both sides. */
function replaced(text: string, [start, end]: readonly [number, number, number], written: string): string {
  const [head, tail] = [text.slice(0, start), text.slice(text[end - 1] === '\n' && end > start ? end - 1 : end)];
  return `${head}${/[\s{[,]$|^$/.test(head) ? '' : ' '}${written}${/^[\s,}\]]|^$/.test(tail) ? '' : ' '}${tail}`;
}

/** New lines at the end of a section, which is where the one that is there ends. */
function appended(text: string, keys: readonly string[], indent: string, written: string, sectionEnd = text.length): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lineEnd = text.indexOf('\n', sectionEnd - 1);
  const at = sectionEnd > 0 && lineEnd !== -1 ? lineEnd + 1 : text.length;
  const lines = keys.map((key, i) => `${indent}${'  '.repeat(i)}${nameOf(key, false)}:${i === keys.length - 1 ? ` ${written}` : ''}`).join(eol);
  const isOpen = at > 0 && text[at - 1] !== '\n' && text !== '\uFEFF';
  return isOpen ? `${text}${eol}${lines}` : `${text.slice(0, at)}${lines}${eol}${text.slice(at)}`;
}

function indentOf(text: string, { items }: YAMLMap<Node, Node | null>): string {
  const start = items[0]!.key.range![0];
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace(/\S/g, ' ');
}

function addedToFlow(text: string, readable: string, { items, range }: YAMLMap<Node, Node | null>, pair: string): string {
  const close = range![1] - 1;
  const last = items.at(-1);
  if (last === undefined) return `${text.slice(0, close)}${pair}${text.slice(close)}`;
  const end = endOf(last);
  const separator = /\n[ \t]*$/.exec(readable.slice(0, last.key.range![0]))?.[0] ?? ' ';
  const between = text.slice(end, close).trimEnd();
  const comma = readable.slice(end, close).includes(',') ? '' : ',';
  return `${text.slice(0, end)}${comma}${between}${separator}${pair}${text.slice(end + between.length)}`;
}

function withoutPair(text: string, readable: string, { way, path }: Place): string {
  if (way.length < path.length || way.at(-1)!.pair === undefined) return text;
  const { map, pair } = way.findLast((each, i) => i === 0 || each.map.items.length > 1)!;
  const [start, end] = [pair!.key.range![0], endOf(pair!)];
  if (map.flow === true) {
    const head = text.slice(0, start).trimEnd();
    const next = map.items[map.items.indexOf(pair!) + 1];
    if (next !== undefined) return `${head}${text.slice(readable.indexOf(',', end) + 1)}`;
    const previous = map.items.at(-2);
    if (previous === undefined) return `${head}${text.slice(end)}`;
    const comma = readable.indexOf(',', endOf(previous));
    return `${text.slice(0, comma)}${head.slice(comma + 1)}${text.slice(end)}`;
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', Math.max(end - 1, start));
  if (lineEnd !== -1) return `${text.slice(0, lineStart)}${text.slice(lineEnd + 1)}`;
  return text.slice(0, lineStart).replace(/\r?\n$/, '');
}

/** Where a pair ends; of a value that holds others, where the last line of them does. */
function endOf({ key, value }: FlagPair): number {
  return value?.range?.[1] ?? key.range![1];
}

function inline(keys: readonly string[], written: string, quoted: boolean): string {
  const [key = '', ...rest] = keys;
  return `${nameOf(key, quoted)}: ${rest.length === 0 ? written : `{ ${inline(rest, written, quoted)} }`}`;
}

function nameOf(key: string, quoted: boolean): string {
  return !quoted && /^[A-Za-z_][\w-]*$/.test(key) && !/^(?:true|false|null|y|n|yes|no|on|off)$/i.test(key) ? key : JSON.stringify(key);
}

/** JSON with its comments turned to spaces, so that every place in it stays where it is. */
function blankComments(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[^])*"|\/\/[^\r\n]*|\/\*[^]*?\*\//g, (piece) => (piece.startsWith('"') ? piece : piece.replace(/[^\r\n]/g, ' ')));
}

function withAt(holder: unknown, [step = '', ...rest]: readonly string[], value: unknown): unknown {
  const known = (holder ?? {}) as Record<string, unknown>;
  return { ...known, [step]: rest.length === 0 ? value : withAt(known[step], rest, value) };
}

function without(holder: unknown, [step = '', ...rest]: readonly string[]): unknown {
  const known = (holder ?? {}) as Record<string, unknown>;
  if (!Object.hasOwn(known, step)) return known;
  const inner = rest.length === 0 ? undefined : without(known[step], rest);
  return Object.fromEntries(Object.entries(known).flatMap(([key, each]) => (key !== step ? [[key, each]] : isEmpty(inner) ? [] : [[key, inner]])));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || Object.keys(value as object).length === 0;
}
