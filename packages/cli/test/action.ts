/**
 * Runs the steps of action.yml as a runner would: the scripts with bash, in the given order, with the conditions and expressions
 * that the file has. Stood in for are only the network's ends: artifacts are folders, and the API is a server on this machine.
 */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

interface Step {
  name: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string | boolean>;
  with?: Record<string, string | boolean>;
  'working-directory'?: string;
}

interface ActionFile {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { steps: Step[] };
}

export const action = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as ActionFile;

export interface ActionRun {
  exit: number;
  log: string;
  summary: string;
  outputs: Record<string, string>;
}

/** Runs the action in `project`. `artifacts` is the folder in which jobs of one workflow meet; `api` the address of a server. */
export async function runAction(project: string, given: Record<string, string>, { artifacts, api = '', pullRequest = '' }: { artifacts: string; api?: string; pullRequest?: string }): Promise<ActionRun> {
  const temp = mkdtempSync(join(tmpdir(), 'cutover-runner-'));
  onTestFinished(() => rmSync(temp, { recursive: true, force: true }));
  const github = { token: 'secret-token', action_path: repository, event: { pull_request: { number: pullRequest } } };
  const defaults = Object.entries(action.inputs).map(([name, each]) => [name, fill(each.default ?? '', { github })]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const known = () => ({ inputs, steps, github, runner: { temp } });
  let exit = 0;
  let log = '';
  for (const step of action.runs.steps) {
    if (exit !== 0 || (step.if !== undefined && evaluate(step.if, known()) !== true)) continue;
    const filled = (values: Record<string, string | boolean> = {}) => Object.fromEntries(Object.entries(values).map(([name, text]) => [name, fill(text, known())]));
    if (step.uses !== undefined) {
      moveArtifacts(step.uses, filled(step.with), artifacts);
      continue;
    }
    const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') };
    writeFileSync(files.GITHUB_OUTPUT, '');
    const ran = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run!], {
      cwd: resolve(project, fill(step['working-directory'] ?? '.', known())),
      env: { RUNNER_TEMP: temp, GITHUB_API_URL: api, GITHUB_REPOSITORY: 'someone/project', NO_COLOR: '1', ...files, ...filled(step.env) },
      reject: false,
      all: true,
    });
    exit = ran.exitCode ?? 1;
    log += ran.all;
    steps[step.id ?? step.name] = { outputs: Object.fromEntries(readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n').filter(Boolean).map((line) => line.split(/=(.*)/s).slice(0, 2))) };
  }
  const summary = existsSync(join(temp, 'summary')) ? readFileSync(join(temp, 'summary'), 'utf8') : '';
  return { exit, log, summary, outputs: Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, known())])) };
}

function fill(value: string | boolean, known: object): string {
  return `${value}`.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => `${evaluate(expression, known)}`);
}

/** An expression of the file: names, texts, `==`, `!=` and `&&`, which mean the same in JavaScript; a missing name is the empty text. */
function evaluate(expression: string, known: object): string | boolean {
  const script = expression.replaceAll(/'[^']*'|[\w-]+(?:\.[\w-]+)+/g, (token) => (token.startsWith("'") ? token : `at(${JSON.stringify(token)})`));
  const at = (path: string): unknown => path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], known) ?? '';
  // oxlint-disable-next-line typescript/no-implied-eval -- the expressions are those of our own file
  return new Function('at', `return ${script};`)(at) as string | boolean;
}

function moveArtifacts(uses: string, given: Record<string, string>, artifacts: string): void {
  if (uses.startsWith('actions/upload-artifact@')) cpSync(given['path'], join(artifacts, given['name']), { recursive: true });
  else if (uses.startsWith('actions/download-artifact@')) {
    const beginning = given['pattern'].replace(/\*$/, '');
    mkdirSync(given['path'], { recursive: true });
    for (const name of readdirSync(artifacts).filter((each) => each.startsWith(beginning))) cpSync(join(artifacts, name), join(given['path'], name), { recursive: true });
  } else throw new Error(`no stand-in for ${uses}`);
}

/** A server that keeps the comments of pull request 7 as GitHub does, 100 a page. */
export async function commentServer(comments: { id: number; body: string }[]): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://here');
      asked.push(`${request.method} ${url.pathname}`);
      const one = /^\/repos\/someone\/project\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1];
      const answer = (status: number, document: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
      if (request.headers.authorization !== 'Bearer secret-token') return answer(401, {});
      if (one !== undefined && request.method === 'PATCH') {
        const comment = comments.find(({ id }) => id === Number(one))!;
        comment.body = JSON.parse(text).body;
        return answer(200, comment);
      }
      if (url.pathname !== '/repos/someone/project/issues/7/comments') return answer(404, {});
      const page = Number(url.searchParams.get('page'));
      if (request.method === 'GET') return answer(200, comments.slice((page - 1) * 100, page * 100));
      comments.push({ id: 1000 + comments.length, body: JSON.parse(text).body });
      return answer(201, comments.at(-1));
    });
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
