/** Reads the facts of a JavaScript or TypeScript source from its syntax tree (ESTree, with offsets). */

import type { SourceCommand, SourceFacts, SourceLanguage, SourceSymbol, UseKind, WrittenImport } from './source.ts';

/** A node of the tree. */
export type SyntaxNode = { type: string; start: number; end: number; [key: string]: unknown };

export interface ParsedSource {
  path: string;
  language: SourceLanguage;
  source: string;
  program: SyntaxNode;
  /** The names it exports, each with the name it has inside. */
  exports: readonly { name: string; local: string | null }[];
  comments: readonly { start: number; end: number }[];
  /** The fields of each type of node that hold its children. */
  visitorKeys: Readonly<Record<string, readonly string[]>>;
  error: SourceFacts['error'];
}

interface Reading {
  lineOf: (offset: number) => number;
  keys: ParsedSource['visitorKeys'];
  imports: WrittenImport[];
  strings: [string, number][];
  commands: SourceCommand[];
  classes: number;
  functions: number;
}

const identifier = /^[A-Za-z_$][\w$]*$/;
const reference = /^[\w@~./:{}*+#-]{3,200}$/;
const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'TSDeclareFunction']);

/** The facts of one parsed source. */
export function javascriptFacts(parsed: ParsedSource): SourceFacts {
  const { path, language, source, program, comments, visitorKeys, error } = parsed;
  const reading: Reading = { lineOf: lineFinder(source), keys: visitorKeys, imports: [], strings: [], commands: [], classes: 0, functions: 0 };
  const statements = (program['body'] as SyntaxNode[] | undefined) ?? [];
  const used = statements.map((statement) => namesIn(publicParts(statement, reading), reading));
  const counts = new Map<string, number>();
  for (const names of used) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const symbols = statements.flatMap((statement, i) =>
    declared(statement).map(({ name, node, kind, decorated }): SourceSymbol => {
      const elsewhere = (counts.get(name) ?? 0) - (used[i]!.has(name) ? 1 : 0);
      const exportedAs = parsed.exports.filter(({ local, name: exported }) => local === name && exported !== name).map((each) => each.name);
      return { name, kind, line: reading.lineOf(node.start), registered: decorated, exported_as: exportedAs, used_here: elsewhere > 0 };
    }),
  );
  const { imports, strings, commands, classes, functions } = reading;
  const isProgram = source.startsWith('#!') || /\brequire\.main\s*===?\s*module\b|\bimport\.meta\.main\b/.test(source);
  return { path, language, kinds: kindsOf(source, comments), classes, functions, symbols, imports, exports: parsed.exports.map(({ name }) => name).join(' '), names: [...counts.keys()].join(' '), strings, commands, program: isProgram, error };
}

/** What of a statement can use names: what it only makes public is not used by that. Notes its imports. */
function publicParts(statement: SyntaxNode, reading: Reading): unknown[] {
  const { type } = statement;
  if (type === 'ImportDeclaration') {
    note(reading, statement, statement['source'], importedNames(statement), statement['importKind'] === 'type' ? 'type import' : 'import');
    return [];
  }
  if (type === 'ExportAllDeclaration' || (type === 'ExportNamedDeclaration' && isNode(statement['source']))) {
    const names = type === 'ExportAllDeclaration' ? [['*', '*'] as const] : specifierNames(statement, 'local', 'exported');
    note(reading, statement, statement['source'], names, 're-export');
    return [];
  }
  if (type === 'ExportNamedDeclaration') return [statement['declaration']];
  if (type === 'ExportDefaultDeclaration' && (statement['declaration'] as SyntaxNode).type === 'Identifier') return [];
  return isCommonJsExport(statement) ? exportedValues(statement) : [statement];
}

function importedNames(statement: SyntaxNode): WrittenImport['names'] {
  const specifiers = statement['specifiers'] as SyntaxNode[];
  if (specifiers.length === 0 || specifiers.some(({ type }) => type === 'ImportNamespaceSpecifier')) return null;
  return specifiers.map((specifier) => [specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier['imported']), nameOf(specifier['local'])] as const);
}

function specifierNames(statement: SyntaxNode, from: string, to: string): (readonly [string, string])[] {
  return (statement['specifiers'] as SyntaxNode[]).map((specifier) => [nameOf(specifier[from]), nameOf(specifier[to])] as const);
}

/** `module.exports = …` and `exports.x = …`. */
function isCommonJsExport(statement: SyntaxNode): boolean {
  const assignment = statement['expression'];
  if (statement.type !== 'ExpressionStatement' || !isNode(assignment) || assignment.type !== 'AssignmentExpression') return false;
  const target = assignment['left'];
  if (!isNode(target) || target.type !== 'MemberExpression') return false;
  const owner = target['object'] as SyntaxNode;
  return nameOf(owner) === 'exports' || (nameOf(owner) === 'module' && nameOf(target['property']) === 'exports') || nameOf(owner['property']) === 'exports';
}

function exportedValues(statement: SyntaxNode): SyntaxNode[] {
  const value = (statement['expression'] as SyntaxNode)['right'] as SyntaxNode;
  const values = value.type === 'ObjectExpression' ? (value['properties'] as SyntaxNode[]).map((each) => (each['value'] ?? each) as SyntaxNode) : [value];
  return values.filter((each) => each.type !== 'Identifier');
}

/** Walks the parts; gives the names they use, and notes what else is worth knowing. */
function namesIn(parts: unknown[], reading: Reading): Set<string> {
  const names = new Set<string>();
  const pending: unknown[] = [...parts];
  while (pending.length > 0) {
    const node = pending.pop();
    if (Array.isArray(node)) for (const each of node) pending.push(each);
    if (!isNode(node)) continue;
    const { type } = node;
    if (type === 'Identifier' || type === 'JSXIdentifier') names.add(node['name'] as string);
    else if (type === 'Literal') noteString(node['value'], node, names, reading);
    else if (type === 'TemplateLiteral') noteTemplate(node, reading);
    else if (type === 'ClassDeclaration' || type === 'ClassExpression') reading.classes++;
    else if (functionTypes.has(type)) reading.functions++;
    else if (type === 'ArrayExpression') noteArguments(node, reading);
    else if (type === 'VariableDeclarator' && noteDestructured(node, reading)) continue;
    else if (noteModule(node, reading)) continue;
    else if (type === 'CallExpression') noteCommand(node, reading);
    for (const key of reading.keys[type] ?? []) pending.push(node[key]);
  }
  return names;
}

function noteString(value: unknown, node: SyntaxNode, names: Set<string>, reading: Reading): void {
  if (typeof value !== 'string') return;
  if (identifier.test(value)) names.add(value);
  else if (value.includes('-m ') || (/[./]/.test(value) && reference.test(value))) reading.strings.push([value.slice(0, 500), reading.lineOf(node.start)]);
}

function noteTemplate(node: SyntaxNode, reading: Reading): void {
  for (const quasi of node['quasis'] as SyntaxNode[]) {
    const { cooked } = quasi['value'] as { cooked: string | null };
    if (cooked !== null && (cooked.includes('-m ') || reference.test(cooked))) reading.strings.push([cooked.slice(0, 500), reading.lineOf(quasi.start)]);
  }
}

/** `['python', '-m', 'package.module']`. */
function noteArguments(node: SyntaxNode, reading: Reading): void {
  const words = node['elements'] as (SyntaxNode | null)[];
  const place = words.findIndex((word) => word?.['value'] === '-m');
  const module = place === -1 ? undefined : words[place + 1];
  if (typeof module?.['value'] === 'string') reading.strings.push([`-m ${module['value']}`, reading.lineOf(module.start)]);
}

/** `const { a, b: c } = require('./x')`, `… = await import('./x')`. */
function noteDestructured(node: SyntaxNode, reading: Reading): boolean {
  const { id, init } = node as unknown as { id: SyntaxNode; init: SyntaxNode | null };
  const value = init?.type === 'AwaitExpression' ? (init['argument'] as SyntaxNode) : init;
  if (id.type !== 'ObjectPattern' || !value) return false;
  const properties = (id['properties'] as SyntaxNode[]).filter(({ type }) => type === 'Property');
  return noteModule(value, reading, properties.map((each) => [nameOf(each['key']), nameOf(each['value'])] as const));
}

const asking = new Set(['require', 'require.resolve', 'vi.mock', 'vi.doMock', 'vi.importActual', 'jest.mock', 'jest.doMock', 'jest.requireActual', 'import.meta.resolve']);

/** Whether the node brings a module in while the program runs; notes it. */
function noteModule(node: SyntaxNode, reading: Reading, names: WrittenImport['names'] = null): boolean {
  if (node.type === 'ImportExpression') return note(reading, node, node['source'], names, 'dynamic import');
  if (node.type === 'TSImportEqualsDeclaration') {
    const of = node['moduleReference'] as SyntaxNode;
    return of.type === 'TSExternalModuleReference' && note(reading, node, of['expression'], null, 'require');
  }
  if (node.type === 'TSImportType') return note(reading, node, node['source'], null, 'type import');
  const given = node['arguments'] as SyntaxNode[] | undefined;
  if (node.type === 'CallExpression' && asking.has(dottedName(node['callee']))) return note(reading, node, given?.[0], names, 'require') && given?.length === 1;
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'URL' && dottedName(given?.[1]) === 'import.meta.url') {
    return note(reading, node, given?.[0], null, 'dynamic import');
  }
  return false;
}

function note(reading: Reading, node: SyntaxNode, source: unknown, names: WrittenImport['names'], how: UseKind): boolean {
  const of = specifierOf(source);
  if (of === undefined) return false;
  reading.imports.push({ of, level: 0, names, line: reading.lineOf(node.start), how });
  return true;
}

/** A literal, or the known beginning of a template with `*` after it. */
function specifierOf(source: unknown): string | undefined {
  if (!isNode(source)) return undefined;
  if (typeof source['value'] === 'string') return source['value'];
  if (source.type !== 'TemplateLiteral') return undefined;
  const [first, ...rest] = source['quasis'] as { value: { cooked: string | null } }[];
  const text = first?.value.cooked ?? '';
  if (rest.length === 0) return text;
  return text.includes('/') ? `${text}*` : undefined;
}

/** `program.command('name <x>').…`: a command of commander and its kind. */
function noteCommand(node: SyntaxNode, reading: Reading): void {
  const inner = (node['callee'] as SyntaxNode)['object'];
  if (!isNode(inner) || inner.type !== 'CallExpression') return;
  const callee = inner['callee'] as SyntaxNode;
  const [first] = inner['arguments'] as SyntaxNode[];
  if (callee.type !== 'MemberExpression' || nameOf(callee['property']) !== 'command' || typeof first?.['value'] !== 'string') return;
  const [name = ''] = first['value'].split(' ');
  if (/^[\w][\w:-]*$/.test(name)) reading.commands.push({ name, line: reading.lineOf(first.start), by: 'commander' });
}

interface Declared {
  name: string;
  node: SyntaxNode;
  kind: SourceSymbol['kind'];
  decorated: boolean;
}

/** The classes and functions that a top-level statement declares. */
function declared(statement: SyntaxNode): Declared[] {
  const inner = statement.type.startsWith('Export') && isNode(statement['declaration']) ? statement['declaration'] : statement;
  const one = (node: SyntaxNode, name: string, value: SyntaxNode): Declared[] => {
    const isClass = value.type.startsWith('Class');
    if (!isClass && !functionTypes.has(value.type)) return [];
    return [{ name, node, kind: isClass ? 'class' : 'function', decorated: ((value['decorators'] as unknown[] | undefined) ?? []).length > 0 }];
  };
  if (inner.type === 'VariableDeclaration') {
    return (inner['declarations'] as SyntaxNode[]).flatMap((each) => (isNode(each['init']) ? one(each, nameOf(each['id']), each['init']) : []));
  }
  return one(inner, isNode(inner['id']) ? nameOf(inner['id']) : 'default', inner);
}

function kindsOf(source: string, comments: ParsedSource['comments']): string {
  let bare = '';
  let at = 0;
  for (const { start, end } of comments) {
    bare += source.slice(at, start) + source.slice(start, end).replaceAll(/[^\n]/g, ' ');
    at = end;
  }
  const left = (bare + source.slice(at)).split('\n');
  const lines = source.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, i) => (line.trim() === '' ? ' ' : left[i]!.trim() === '' ? '#' : 'c')).join('');
}

/** The line, from 1, of an offset. */
export function lineFinder(source: string): (offset: number) => number {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function dottedName(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'MetaProperty') return `${nameOf(node['meta'])}.${nameOf(node['property'])}`;
  return node.type === 'MemberExpression' ? `${dottedName(node['object'])}.${nameOf(node['property'])}` : nameOf(node);
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (typeof node['name'] === 'string') return node['name'];
  return typeof node['value'] === 'string' ? node['value'] : '';
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}
