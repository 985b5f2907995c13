/** Opens a page in a real browser, and tells what a probe saw in it. */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeFolder } from '../program.ts';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);

/** Whether this machine has one. */
export const hasBrowser = browser !== undefined;

/** Chromium makes no window narrower than this; a narrower page is looked at in a frame. */
const narrowestWindow = 500;

export interface Window {
  width?: number;
  scheme?: 'light' | 'dark';
}

/** What the expression `probe` is in the page, after its own programs ran. The page may fetch nothing. */
export async function seenIn(page: string, probe: string, { width = 1200, scheme = 'light' }: Window = {}): Promise<unknown> {
  const cwd = await makeFolder();
  const file = join(cwd, 'page.html');
  const frame = join(cwd, 'frame.html');
  const framed = width < narrowestWindow;
  // A page that forbids programs must let in the one that looks at it.
  const open = page.replace(/style-src 'unsafe-inline'(?=")/, "style-src 'unsafe-inline'; script-src 'unsafe-inline'");
  await writeFile(file, open.replace('</body>', () => `<script>{ const told = JSON.stringify((() => { ${probe} })()); if (top === self) document.body.dataset.told = told; else top.postMessage(told, '*'); }</script></body>`));
  await writeFile(frame, `<body><script>addEventListener('message', ({ data }) => { document.body.dataset.told = data; });</script><iframe src="page.html" width="${width}" height="1000" style="border: 0"></iframe></body>`);
  expect(await readFile(file, 'utf8')).not.toMatch(/(?:src|href)=["']?(?:https?:)?\/\//);
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', `--user-data-dir=${join(cwd, 'profile')}`];
  const look = [`--window-size=${Math.max(width, narrowestWindow)},1000`, '--virtual-time-budget=5000', `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`];
  const dom = execFileSync(browser!, [...flags, ...look, '--dump-dom', `file://${framed ? frame : file}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 27 });
  const told = /data-told="([^"]*)"/.exec(dom)?.[1];
  if (told === undefined) throw new Error(`the page told nothing: ${dom.slice(0, 300)}`);
  return JSON.parse(told.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')) as unknown;
}
