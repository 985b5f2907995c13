/** The frame of every page: one file, no network, one look, and nothing of what programs said is obeyed. */

import { pageStyle } from './html-style.ts';

export interface Page {
  title: string;
  /** Markup, in which all that is not ours went through `html`. */
  body: string;
  /** Programs of the page, as script elements; a page without any forbids them all. */
  scripts?: string;
}

/** The page. */
export function htmlPage({ title, body, scripts = '' }: Page): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'${scripts === '' ? '' : "; script-src 'unsafe-inline'"}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${html(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${body}
${scripts}</body>
</html>
`;
}

/** Text in a page: nothing in it is markup. */
export function html(text: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => escapes[character]!);
}

/** A moment as people read it: `2026-11-21 12:00 UTC`. */
export function momentText(at: string): string {
  return `${at.replace('T', ' ').slice(0, 16)} UTC`;
}
