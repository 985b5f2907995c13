// The JavaScript host: a process that waits for one request on descriptor 3, loads the script, calls its main, and
// reports as it ends. With isolation "shared" it serves one request after another.

import { readSync, writeSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const channel = 3;
const names = ['input_paths', 'output_paths', 'environ_vars', 'job_args'];
const here = fileURLToPath(import.meta.url);
// Bound before any script is loaded, so that patching JSON or process changes nothing here.
const { stringify, parse } = JSON;
const { isArray } = Array;
const { keys } = Object;
const { apply } = Reflect;
const { join } = Array.prototype;
const now = performance.now.bind(performance);
const write = writeSync;

function readRequest() {
  let text = '';
  const buffer = Buffer.alloc(65536);
  while (!text.endsWith('\n')) {
    const length = readSync(channel, buffer);
    if (length === 0) process.reallyExit(0);
    text += buffer.toString('utf8', 0, length);
  }
  return parse(text);
}

function tell(token, facts) {
  write(channel, `${encode({ token, ...facts })}\n`);
}

/** JSON of plain facts. JSON.stringify alone would ask a toJSON that a script can put on Object.prototype. */
function encode(value) {
  if (typeof value !== 'object' || value === null) return stringify(value) ?? 'null';
  const parts = [];
  if (isArray(value)) for (const item of value) parts[parts.length] = encode(item);
  else for (const key of keys(value)) parts[parts.length] = `${stringify(key)}:${encode(value[key])}`;
  const inner = apply(join, parts, [',']);
  return isArray(value) ? `[${inner}]` : `{${inner}}`;
}

async function serve(request) {
  const facts = { phase_reached: 'load', error: null, returned: null, params: null, attempts: [] };
  const started = now();
  const report = (goesOn) => tell(request.token, { phase: 'done', goes_on: goesOn, ...facts, execution_time_ms: facts.execution_time_ms ?? now() - started });
  prepare(request, facts);
  watchTheEnd(facts, report);
  tell(request.token, { phase: 'load' });
  try {
    const { main, params } = findMain(await load(request), request);
    facts.params = params;
    if (request.phase === 'call') {
      facts.phase_reached = 'call';
      tell(request.token, { phase: 'call' });
      facts.returned = describe(await callMain(main, params, request));
    }
    facts.phase_reached = 'end';
  } catch (error) {
    facts.error = errorFacts(error);
  }
  facts.execution_time_ms = now() - started;
  if (request.isolation !== 'shared') return;
  process.removeAllListeners('exit');
  process.removeAllListeners('uncaughtExceptionMonitor');
  report(true);
}

function prepare(request, facts) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, request.env);
  process.chdir(request.cwd);
  process.argv.splice(1, Infinity, request.path);
  guard(facts.attempts, request.deny);
}

/** What ends the process before main is through is told as it ends: an exit, an error nobody handled, nothing left to do. */
function watchTheEnd(facts, report) {
  let idle = false;
  process.on('beforeExit', () => (idle = true));
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    facts.error ??= errorFacts(error);
    if (origin === 'unhandledRejection') facts.error.kinds.push('UnhandledRejection');
  });
  process.on('exit', (code) => {
    if (facts.error === null && facts.phase_reached !== 'end') {
      const what = facts.phase_reached === 'load' ? 'an await at the top of the script' : 'the promise that main returned';
      facts.error = idle
        ? { type: 'NeverSettled', message: `${what} never settles`, frames: [], kinds: ['NeverSettled'] }
        : { type: 'Exit', message: String(code), frames: [], kinds: ['Exit'], exit_code: code };
    } else if (facts.error === null && code !== 0) {
      facts.error = { type: 'Exit', message: String(code), frames: [], kinds: ['Exit'], exit_code: code };
    }
    report(false);
  });
}

async function load({ path, isolation, typescript }) {
  if (typescript) {
    const { createJiti } = await import('jiti');
    return typescriptLoader(createJiti, path, { fsCache: false, moduleCache: isolation !== 'shared' }).import(path);
  }
  const version = isolation === 'shared' ? `?run=${now()}` : '';
  return import(pathToFileURL(path).href + version);
}

/** With the paths of the nearest tsconfig.json; one that can't be read is no reason not to load a script that may not need it. */
function typescriptLoader(createJiti, path, options) {
  try {
    return createJiti(path, { ...options, tsconfigPaths: true });
  } catch {
    return createJiti(path, options);
  }
}

function findMain(namespace, { as_main: asMain, params }) {
  if (asMain) return { main: () => undefined, params: null };
  const fallback = namespace.default;
  const main = namespace.main ?? fallback?.main ?? (typeof fallback === 'function' && fallback.name === 'main' ? fallback : undefined);
  if (main === undefined) throw refused('MAIN_MISSING', 'it exports no main');
  if (typeof main !== 'function') throw refused('MAIN_NOT_CALLABLE', `its main is of type ${typeof main}, not a function`);
  if (/^(async\s*)?function\s*\*/.test(Function.prototype.toString.call(main))) {
    throw refused('MAIN_GENERATOR', 'main is a generator, so that calling it runs nothing');
  }
  return { main, params: fitting(params ?? parametersOf(main)) };
}

/** The parameter names written in a function's head; a simple reader for mains that the source alone does not show. */
function parametersOf(main) {
  const head = Function.prototype.toString.call(main).match(/^[^(]*\(([^)]*)\)/s)?.[1] ?? '';
  return head.replace(/[{}\s]/g, '').split(',').filter(Boolean).map((name) => ({ name: name.split('=')[0], optional: name.includes('=') }));
}

function fitting(params) {
  const given = params.map(({ name }) => name);
  const missing = names.filter((name) => !given.includes(name));
  const extra = params.filter(({ name, optional }) => !optional && !names.includes(name));
  const told = [];
  if (missing.length > 0) told.push(`lacks ${missing.join(', ')}`);
  if (extra.length > 0) told.push(`has ${extra.map(({ name }) => name).join(', ')} without a default`);
  if (told.length > 0) throw refused('MAIN_PARAMETERS', `main(${given.join(', ')}) ${told.join(' and ')}`);
  return given;
}

/** Parameters may be written one by one, in any order, or as one object. */
async function callMain(main, params, request) {
  if (params === null) return undefined;
  const values = Object.fromEntries(names.map((name) => [name, request[name]]));
  const asObject = request.destructured || (main.length <= 1 && params.length > 1 && /^[^(]*\(\s*\{/.test(Function.prototype.toString.call(main)));
  return asObject ? main(values) : main(...params.map((name) => values[name]));
}

function describe(value) {
  const code = typeof value === 'bigint' || Number.isInteger(value) ? Number(value) : null;
  return { type: value === null ? 'null' : typeof value, code };
}

function refused(code, message) {
  return Object.assign(new Error(message), { refused: code });
}

function errorFacts(error) {
  const thrown = error instanceof Error ? error : undefined;
  const kinds = [];
  for (let at = thrown && Object.getPrototypeOf(thrown); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    kinds.push(at.constructor?.name ?? '');
  }
  const facts = { type: thrown?.name ?? typeof error, message: String(thrown ? thrown.message : error).slice(0, 4000), frames: frames(thrown), kinds };
  if (thrown?.refused) facts.refused = thrown.refused;
  if (thrown?.code === 'ERR_MODULE_NOT_FOUND' || thrown?.code === 'MODULE_NOT_FOUND') facts.module = facts.message.match(/'([^']+)'/)?.[1] ?? null;
  if (thrown?.denied) facts.kinds.push('Denied');
  return facts;
}

/** Outermost first, without Node's own and this host's. */
function frames(error) {
  const found = [];
  for (const line of String(error?.stack ?? '').split('\n')) {
    const match = /^\s+at (?:(.*?) \()?(.*?):(\d+):\d+\)?$/.exec(line);
    if (!match) continue;
    const file = (match[2].startsWith('file:') ? fileURLToPath(match[2].replace(/\?.*$/, '')) : match[2]).replace(/^async /, '');
    if (file.startsWith('node:') || file === here || file.includes('/node_modules/jiti/')) continue;
    found.unshift({ file, line: Number(match[3]), function: match[1] ?? null });
  }
  return found.slice(-20);
}

/** Notes, and where denied blocks, network use and other programs. A guard rail: workers and native code are not covered. */
function guard(attempts, deny) {
  const note = (kind, what) => {
    const denied = deny.includes(kind);
    if (attempts.length < 20) attempts.push({ kind, what: String(what).slice(0, 200), denied });
    if (denied) throw Object.assign(new Error(`${kind} is denied for this run: ${what}`), { denied: true });
  };
  const wrap = (holder, name, kind, describeCall) => {
    const original = holder[name];
    holder[name] = function (...args) {
      note(kind, describeCall(args));
      return original.apply(this, args);
    };
  };
  const children = process.getBuiltinModule?.('node:child_process') ?? builtins['node:child_process'];
  const net = process.getBuiltinModule?.('node:net') ?? builtins['node:net'];
  wrap(children.ChildProcess.prototype, 'spawn', 'subprocess', ([options]) => (options.args ?? [options.file]).join(' '));
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) wrap(children, name, 'subprocess', ([file, args]) => [file, ...(Array.isArray(args) ? args : [])].join(' '));
  wrap(net.Socket.prototype, 'connect', 'network', ([first]) => {
    const options = Array.isArray(first) ? first[0] : first;
    return options?.path ?? `${options?.host ?? 'localhost'}:${options?.port ?? options}`;
  });
  syncBuiltins();
}

const { createRequire, syncBuiltinESMExports: syncBuiltins } = await import('node:module');
const require = createRequire(import.meta.url);
const builtins = { 'node:child_process': require('node:child_process'), 'node:net': require('node:net') };

for (let shared = true; shared; ) {
  const request = readRequest();
  shared = request.isolation === 'shared';
  const served = serve(request);
  if (shared) await served;
}
