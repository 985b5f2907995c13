import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { apiChangeText, compareApi, judgeApi } from '../../src/domain/api-surface.ts';
import { typescriptSurface, type SyntaxNode } from '../../src/domain/api-typescript.ts';

const surface = (source: string) => typescriptSurface(parseSync('m.ts', source).program as unknown as SyntaxNode, source, 'm');
const changes = (before: string, after: string) => compareApi(surface(before), surface(after)).map(apiChangeText);

describe('changes of a TypeScript module', () => {
  test.each([
    ['nothing', 'export function f(a: string, b = 1): void {}', 'export function f(a: string, b = 1): void { return; }', []],
    ['what is not exported', 'function f() {}', 'function g() {}', []],
    ['layout', 'export const f = (a: string,   b?: number): void => {};', 'export const f = (\n  a: string,\n  b?: number,\n): void => {};', []],
    ['a name gone', 'export const a = 1, b = 2;', 'export const a = 1;', ['removed value m:b']],
    ['a name new', '', 'export function f(a) {}', ['added function m:f(a)']],
    ['a default', 'export function f(a = 1) {}', 'export function f(a = 2) {}', ['changed f: function m:f(a = 1) became function m:f(a = 2)']],
    ['a type', 'export function f(a: string) {}', 'export function f(a: string | null) {}', ['changed f: function m:f(a: string) became function m:f(a: string | null)']],
    ['what it returns', 'export async function f(): Promise<A> {}', 'export async function f(): Promise<B> {}', ['changed f: async function m:f() -> Promise<A> became async function m:f() -> Promise<B>']],
    ['optional', 'export function f(a: A) {}', 'export function f(a?: A) {}', ['changed f: function m:f(a: A) became function m:f(a?: A)']],
    ['rest and patterns', 'export function f({ a, b }: P, ...c: C[]) {}', 'export function f({ a }: P) {}', ['changed f: function m:f({ a, b }: P, ...c: C[]) became function m:f({ a }: P)']],
    ['a method', 'export class C { m(a) {} #p() {} private q() {} }', 'export class C { m(a, b) {} }', ['changed C.m: function m:C.m(a) became function m:C.m(a, b)']],
    ['a class gone is one change', 'export class C { m() {} n() {} }', '', ['removed class m:C()']],
    ['a base class', 'export class C extends A {}', 'export class C extends B {}', ['changed C: class m:C(A) became class m:C(B)']],
    ['an export list', 'function f(a) {} export { f as g };', 'function f(a) {} export { f };', ['added function m:f(a)', 'removed function m:g(a)']],
    ['a default export', 'export default function f(a) {}', 'export default function f(a, b) {}', ['changed default: function m:default(a) became function m:default(a, b)']],
    ['an interface', 'export interface I { a: 1 }', 'export interface I { a: 2 }', ['changed I: interface m:I -> { a: 1 } became interface m:I -> { a: 2 }']],
    ['a function that became a value', 'export function f() {}', 'export const f: F = g;', ['changed f: function m:f() became value m:f -> F']],
    ['all of another', "export * from './a.ts';", '', ['removed import m:* from ./a.ts']],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });
});

test('allowed changes have names, and those that allowed nothing are stale', () => {
  const found = compareApi(surface('export const a = 1, b = 1;'), surface(''));
  const allowed = [{ name: 'm:a', reason: 'unused' }, { name: 'm:z*', reason: 'never' }];
  expect(judgeApi(found, allowed)).toEqual({ unexplained: [found[1]], stale: [allowed[1]] });
});
