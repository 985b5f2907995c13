/** Reads JavaScript and TypeScript sources without running them. */

import { readFile } from 'node:fs/promises';
import { nothingRead, type NameUse, type SourceFacts } from '../domain/run.ts';
import { reasonOf } from './reason.ts';

const names = ['input_paths', 'output_paths', 'environ_vars', 'job_args'] as const;

type Node = { type: string; [key: string]: unknown };
type Found = Record<(typeof names)[number], Map<string, NameUse>>;

interface Seen {
  /** What is given to calls that open a file. */
  files: Node[];
  /** Names that stand for a place. */
  bound: Map<string, { owner: (typeof names)[number]; key: string }>;
}

/** What the source says; see SourceFacts. */
export async function inspectJavaScript(path: string): Promise<SourceFacts> {
  const { parseSync } = await import('oxc-parser');
  const facts = nothingRead(path);
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (cause) {
    return { ...facts, error: { message: reasonOf(cause), line: null, unreadable: true } };
  }
  const { program, errors } = parseSync(path, source);
  const fault = errors[0];
  if (fault) return { ...facts, error: { message: fault.message, line: lineAt(source, fault.labels[0]?.start ?? 0) } };
  read(program as unknown as Node, facts);
  // A main that comes in from elsewhere (export *, require) shows only when the script is loaded.
  if (facts.main === null && /\bmain\b|export\s*\*/.test(source)) facts.main = 'name';
  return facts;
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

function read(program: Node, facts: SourceFacts): void {
  const found: Found = { input_paths: new Map(), output_paths: new Map(), environ_vars: new Map(), job_args: new Map() };
  const seen: Seen = { files: [], bound: new Map() };
  const pending: unknown[] = [program];
  while (pending.length > 0) {
    const node = pending.pop();
    if (Array.isArray(node)) pending.push(...(node as unknown[]));
    else if (isNode(node)) {
      noteMain(node, facts);
      noteImport(node, facts);
      noteMember(node, found);
      noteDefault(node, found);
      noteFileUse(node, seen);
      for (const [key, value] of Object.entries(node)) if (key !== 'type' && typeof value === 'object') pending.push(value);
    }
  }
  noteFiles(seen, found);
  for (const name of names) facts[name] = [...found[name].values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  facts.imports = [...new Set(facts.imports)].sort();
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** `function main(…)` and `const main = (…) => …`, wherever they stand: what is exported shows when it is loaded. */
function noteMain(node: Node, facts: SourceFacts): void {
  const declared =
    node.type === 'FunctionDeclaration' ? node : node.type === 'VariableDeclarator' && isNode(node['init']) ? node['init'] : undefined;
  const id = node['id'];
  if (!declared || !isNode(id) || id['name'] !== 'main') return;
  const params = declared['params'];
  facts.main = Array.isArray(params) ? (params as Node[]).flatMap(parameterNames) : 'name';
}

function parameterNames(node: Node): string[] {
  if (node.type === 'Identifier') return [String(node['name'])];
  if (node.type === 'AssignmentPattern') return parameterNames(node['left'] as Node);
  if (node.type !== 'ObjectPattern') return [];
  return (node['properties'] as Node[]).flatMap((property) => (isNode(property['key']) ? parameterNames(property['key']) : []));
}

/** `import … from`, `export … from`, `import()` and `require()`. */
function noteImport(node: Node, facts: SourceFacts): void {
  const required = node.type === 'CallExpression' && isNode(node['callee']) && node['callee']['name'] === 'require';
  const source = required ? (node['arguments'] as unknown[])[0] : importing.has(node.type) ? node['source'] : undefined;
  if (isNode(source) && typeof source['value'] === 'string') facts.imports.push(source['value']);
}

const importing = new Set(['ImportDeclaration', 'ImportExpression', 'ExportAllDeclaration', 'ExportNamedDeclaration']);

/** `input_paths.x`, `input_paths['x']`; `environ_vars` and `job_args` alike. */
function noteMember(node: Node, found: Found): void {
  const use = placeOf(node);
  if (use && !found[use.owner].has(use.key)) found[use.owner].set(use.key, { name: use.key });
}

/** `environ_vars.x ?? '1'`, `job_args.x || 1`: the source does without it. */
function noteDefault(node: Node, found: Found): void {
  if (node.type !== 'LogicalExpression' || node['operator'] === '&&' || !isNode(node['left']) || !isNode(node['right'])) return;
  const use = placeOf(node['left']);
  if (!use || use.owner === 'input_paths' || use.owner === 'output_paths') return;
  const { value } = bare(node['right']);
  const literal = ['string', 'number', 'boolean'].includes(typeof value) ? { default: value as string | number | boolean } : {};
  found[use.owner].set(use.key, { name: use.key, optional: true, ...literal });
}

/** `x` of `input_paths`, for `input_paths.x` and `input_paths['x']`. */
function placeOf(given: Node): { owner: (typeof names)[number]; key: string } | undefined {
  const node = bare(given);
  if (node.type !== 'MemberExpression' || !isNode(node['object']) || !isNode(node['property'])) return undefined;
  const owner = names.find((name) => name === (node['object'] as Node)['name']);
  const key = node['computed'] === true ? node['property']['value'] : node['property']['name'];
  return owner !== undefined && typeof key === 'string' ? { owner, key } : undefined;
}

/** What stands inside of `x!`, `x as T`, `(x)` and the like. */
function bare(node: Node): Node {
  const inner = node['expression'];
  return wrapping.has(node.type) && isNode(inner) ? bare(inner) : node;
}

const wrapping = new Set(['TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'ParenthesizedExpression', 'ChainExpression']);

const fileCalls = /^(?:readFile|writeFile|appendFile|open)(?:Sync)?$|^create(?:Read|Write)Stream$/;

/** `readFileSync(input_paths.x)` says that x is a file, not a folder; also where the path was given a name before. */
function noteFiles(seen: Seen, found: Found): void {
  for (const node of seen.files.map(bare)) {
    const use = node.type === 'Identifier' ? seen.bound.get(String(node['name'])) : placeOf(node);
    if (use) found[use.owner].set(use.key, { name: use.key, file: true });
  }
}

function noteFileUse(node: Node, seen: Seen): void {
  if (node.type === 'VariableDeclarator' && isNode(node['init']) && isNode(node['id'])) {
    const use = placeOf(node['init']);
    if (use) seen.bound.set(String(node['id']['name']), use);
  }
  if (node.type !== 'CallExpression' || !isNode(node['callee'])) return;
  const { callee, arguments: given } = node as unknown as { callee: Node; arguments: unknown[] };
  const called = callee.type === 'MemberExpression' && isNode(callee['property']) ? callee['property'] : callee;
  if (fileCalls.test(String(called['name'])) && isNode(given[0])) seen.files.push(given[0]);
}
