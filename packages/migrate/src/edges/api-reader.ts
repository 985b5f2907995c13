/** Reads the public surface of Python and TypeScript sources, running none of them. */

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { pythonApiCommand, runCommand } from '@cutover/runtime-testing';
import * as z from 'zod/mini';
import { apiItemSchema, type ApiSurface } from '../domain/api-surface.ts';
import { typescriptSurface, type SyntaxNode } from '../domain/api-typescript.ts';
import { migrateError } from '../domain/errors.ts';
import { findFiles } from './find-files.ts';

const answerSchema = z.object({ items: z.record(z.string(), apiItemSchema), errors: z.array(z.object({ path: z.string(), message: z.string() })) });
const sourceNames = /\.(?:[cm]?[jt]s|tsx|jsx)$/;

export interface ApiContext {
  root: string;
  python: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** The surface of a file or folder, relative to the root. Throws API_UNREADABLE. */
export async function readApi(path: string, context: ApiContext): Promise<ApiSurface> {
  const full = resolve(context.root, path);
  const found = await stat(full).catch(() => undefined);
  if (!found) throw unreadable(path, 'there is nothing there');
  const isFolder = found.isDirectory();
  const folder = isFolder ? full : dirname(full);
  const files = isFolder ? (await findFiles(full, '**')).filter((each) => !each.isFolder).map((each) => each.path) : [basename(full)];
  const items: Record<string, ApiSurface[string]> = {};
  if (files.some((file) => file.endsWith('.py'))) Object.assign(items, await readPython(full, path, context));
  for (const file of files.filter((each) => sourceNames.test(each) && !/(?:^|\/)(?:node_modules|tests?|_[^/]*|\.[^/]*)\/|\.(?:test|spec)\./.test(each))) {
    Object.assign(items, await readTypescript(join(folder, file), isFolder ? file.slice(0, -extname(file).length).replace(/\.d$/, '') : ''));
  }
  if (Object.keys(items).length === 0) throw unreadable(path, 'no public name of Python, TypeScript or JavaScript was found');
  return items;
}

async function readPython(full: string, path: string, { root, python, env, signal }: ApiContext): Promise<ApiSurface> {
  const configured = python?.includes('/') ? resolve(root, python) : python;
  const ran = await runCommand({ command: pythonApiCommand(full, { env, cwd: root, configured }), cwd: root, env, signal });
  if (ran.end.state !== 'exited' || ran.end.exitCode !== 0) throw unreadable(path, ran.stderr.bytes.toString('utf8').trim().split('\n').at(-1) ?? ran.end.state);
  const answer = answerSchema.parse(JSON.parse(ran.stdout.bytes.toString('utf8')));
  const [fault] = answer.errors;
  if (fault) throw unreadable(fault.path, fault.message);
  return answer.items;
}

async function readTypescript(file: string, module: string): Promise<ApiSurface> {
  const { parseSync } = await import('oxc-parser');
  const source = await readFile(file, 'utf8');
  const { program, errors } = parseSync(file, source);
  if (errors[0]) throw unreadable(file, errors[0].message);
  return typescriptSurface(program as unknown as SyntaxNode, source, module);
}

function unreadable(path: string, reason: string) {
  return migrateError('API_UNREADABLE', { message: `can't read the public interface of ${path}: ${reason}`, where: path });
}
