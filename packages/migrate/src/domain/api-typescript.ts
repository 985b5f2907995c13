/** Reads the public surface of one TypeScript or JavaScript module from its syntax tree. */

import type { ApiItem } from './api-surface.ts';

/** A node of an ESTree, as oxc-parser gives it. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

type Parameter = ApiItem['parameters'][number];

/** The exported names of a module, whose text is `source`, as `module:name`. */
export function typescriptSurface(program: SyntaxNode, source: string, module: string): Record<string, ApiItem> {
  const text = (node: unknown) => (isNode(node) ? source.slice(node.start, node.end).replaceAll(/\s+/g, ' ') : null);
  const statements = program['body'] as SyntaxNode[];
  const declared = new Map<string, SyntaxNode>();
  for (const statement of statements) {
    const declaration = (isNode(statement['declaration']) ? statement['declaration'] : statement);
    for (const [name, node] of declarationsOf(declaration)) declared.set(name, node);
  }
  const items: Record<string, ApiItem> = {};
  const add = (name: string, node: SyntaxNode | undefined): void => {
    if (node === undefined) items[`${module}:${name}`] = plain('import', null);
    else Object.assign(items, itemsOf(`${module}:${name}`, node, text));
  };
  for (const statement of statements) {
    if (statement.type === 'ExportDefaultDeclaration') {
      const given = statement['declaration'] as SyntaxNode;
      add('default', given.type === 'Identifier' ? declared.get(String(given['name'])) : given);
    } else if (statement.type === 'ExportAllDeclaration') {
      items[`${module}:* from ${nameOf(statement['source'])}`] = plain('import', null);
    } else if (statement.type === 'ExportNamedDeclaration') {
      if (isNode(statement['declaration'])) for (const [name, node] of declarationsOf(statement['declaration'])) add(name, node);
      for (const specifier of (statement['specifiers'] ?? []) as SyntaxNode[]) {
        add(nameOf(specifier['exported']), statement['source'] ? undefined : declared.get(nameOf(specifier['local'])));
      }
    }
  }
  return items;
}

function declarationsOf(node: SyntaxNode): [string, SyntaxNode][] {
  if (node.type === 'VariableDeclaration') {
    return (node['declarations'] as SyntaxNode[]).flatMap((each): [string, SyntaxNode][] => {
      const id = each['id'] as SyntaxNode;
      return id.type === 'Identifier' ? [[nameOf(id), each]] : [];
    });
  }
  return isNode(node['id']) ? [[nameOf(node['id']), node]] : [];
}

type Text = (node: unknown) => string | null;

function itemsOf(address: string, node: SyntaxNode, text: Text): Record<string, ApiItem> {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'TSDeclareFunction':
      return { [address]: functionItem(node, text) };
    case 'ClassDeclaration':
    case 'ClassExpression':
      return classItems(address, node, text);
    case 'VariableDeclarator': {
      const value = node['init'];
      const typed = annotation(node['id'], text);
      if (typed === null && isNode(value) && /Function|Class/.test(value.type)) return itemsOf(address, value, text);
      return { [address]: plain('value', typed) };
    }
    case 'TSInterfaceDeclaration':
      return { [address]: plain('interface', text(node['body'])) };
    case 'TSTypeAliasDeclaration':
      return { [address]: plain('type', text(node['typeAnnotation'])) };
    case 'TSEnumDeclaration':
      return { [address]: plain('enum', text(node['body'])) };
    default:
      return { [address]: plain('value', null) };
  }
}

function classItems(address: string, node: SyntaxNode, text: Text): Record<string, ApiItem> {
  const base = text(node['superClass']);
  const items: Record<string, ApiItem> = {
    [address]: { kind: 'class', parameters: base === null ? [] : [{ name: base, kind: 'base', default: null, type: null }], returns: null },
  };
  for (const member of (node['body'] as SyntaxNode)['body'] as SyntaxNode[]) {
    const key = member['key'];
    if (!isNode(key) || key.type === 'PrivateIdentifier' || member['accessibility'] === 'private') continue;
    const name = `${address}.${text(key)}`;
    const value = member['value'];
    const isMethod = member.type.endsWith('MethodDefinition') && member['kind'] !== 'get' && member['kind'] !== 'set';
    items[name] = isMethod && isNode(value) ? functionItem(value, text) : plain('property', annotation(member, text) ?? (isNode(value) ? annotation(value, text, 'returnType') : null));
  }
  return items;
}

function functionItem(node: SyntaxNode, text: Text): ApiItem {
  const listed = Array.isArray(node['params']) ? (node['params'] as SyntaxNode[]) : [];
  return {
    kind: node['async'] === true ? 'async function' : 'function',
    parameters: listed.map((each) => parameterOf(each, text)),
    returns: annotation(node, text, 'returnType'),
  };
}

function parameterOf(node: SyntaxNode, text: Text): Parameter {
  if (node.type === 'TSParameterProperty') return parameterOf(node['parameter'] as SyntaxNode, text);
  if (node.type === 'AssignmentPattern') return { ...parameterOf(node['left'] as SyntaxNode, text), default: text(node['right']) };
  if (node.type === 'RestElement') {
    return { name: `...${nameOf(node['argument'])}`, kind: 'rest', default: null, type: annotation(node, text) };
  }
  const type = annotation(node, text);
  const name = node.type === 'Identifier' ? `${nameOf(node)}${node['optional'] === true ? '?' : ''}` : patternNames(node, text);
  return { name, kind: 'any', default: null, type };
}

/** `{ a, b }` without its annotation. */
function patternNames(node: SyntaxNode, text: Text): string {
  const keys = ((node['properties'] ?? []) as SyntaxNode[]).map((each) => (each.type === 'RestElement' ? text(each) : text(each['key'])));
  return keys.length > 0 ? `{ ${keys.join(', ')} }` : (text(node) ?? '');
}

function annotation(node: unknown, text: Text, key = 'typeAnnotation'): string | null {
  const found = isNode(node) ? node[key] : undefined;
  return isNode(found) ? text(found['typeAnnotation']) : null;
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  return typeof node['name'] === 'string' ? node['name'] : typeof node['value'] === 'string' ? node['value'] : '';
}

function plain(kind: string, returns: string | null): ApiItem {
  return { kind, parameters: [], returns };
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}
