/** The hosts that a set of scripts needs, started when first used and closed together. */

import { readFile } from 'node:fs/promises';
import { modulesToPreload } from './domain/preload.ts';
import type { Host, Isolation, Language } from './domain/run.ts';
import type { HeadStart } from './head-start.ts';
import { findInterpreter } from './edges/interpreter.ts';
import type { FoundScript } from './edges/script-finder.ts';

export interface HostOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The configured Python interpreter, if any. */
  python?: string | undefined;
  /** How many scripts run at once. */
  jobs: number;
  isolation: Isolation;
  headStart?: HeadStart | undefined;
}

export interface Hosts {
  /** Works with the host for a language; with isolation `cold` with a new one each time, closed afterwards. */
  use: <T>(language: Language, work: (host: Host) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}

/** Hosts for `scripts`. Each host's module is loaded only when a script needs it. */
export function openHosts(scripts: readonly FoundScript[], options: HostOptions): Hosts {
  const kept = new Map<string, Promise<Host>>();
  const cold = options.isolation === 'cold';
  let closed = false;
  const start = async (kind: string): Promise<Host> => {
    const mine = scripts.filter((script) => kindOf(script.language) === kind);
    const workers = cold ? 1 : Math.max(1, Math.min(options.jobs, mine.length));
    if (kind === 'python') {
      const { startPythonHost } = await import('./edges/python-host.ts');
      const interpreter = findInterpreter(options.env, options.cwd, options.python);
      const preload = cold || mine.length < 2 ? [] : modulesToPreload(await sourcesOf(mine));
      const ahead = workers === 1 && preload.length === 0 ? options.headStart?.take(interpreter) : undefined;
      return startPythonHost({ interpreter, workers, preload, env: options.env }, ahead);
    }
    if (kind === 'node') {
      const { startNodeHost } = await import('./edges/node-host.ts');
      return startNodeHost(workers, options.env);
    }
    const { executableHost } = await import('./edges/executable-host.ts');
    return executableHost();
  };
  return {
    use: async (language, work) => {
      // Who is late, since another one failed meanwhile, must not start a host that nobody ends.
      if (closed) throw new Error('the hosts are closed');
      const kind = kindOf(language);
      const host = kept.get(kind) ?? start(kind);
      if (!cold) kept.set(kind, host);
      const started = await host;
      try {
        return await work(started);
      } finally {
        if (cold) await started.close();
      }
    },
    close: async () => {
      closed = true;
      const hosts = await Promise.allSettled(kept.values());
      await Promise.all(hosts.map(async (host) => (host.status === 'fulfilled' ? host.value.close() : undefined)));
    },
  };
}

function kindOf(language: Language): string {
  return language === 'javascript' || language === 'typescript' ? 'node' : language;
}

async function sourcesOf(scripts: readonly FoundScript[]): Promise<string[]> {
  return Promise.all(scripts.map((script) => readFile(script.path, 'utf8').catch(() => '')));
}
