// Puts a Markdown file on a pull request as a comment, in the place of the one it put there before. Environment: TOKEN, NAME
// (which tells its comments from others), PULL_REQUEST, and what GitHub Actions sets: GITHUB_API_URL, GITHUB_REPOSITORY.

import { readFileSync } from 'node:fs';

const { TOKEN, NAME = 'parity', PULL_REQUEST, GITHUB_API_URL = 'https://api.github.com', GITHUB_REPOSITORY } = process.env;
/** GitHub takes 65,536 characters. */
const longest = 65_000;

const marker = `<!-- cutover ${NAME.replaceAll(/[^\w.-]/g, '-')} -->`;
const report = readFileSync(process.argv[2], 'utf8');
const body = `${marker}\n${report.length > longest ? `${report.slice(0, report.lastIndexOf('\n', longest))}\n\n… the whole report is in the summary of the run` : report}`;
const comments = `/repos/${GITHUB_REPOSITORY}/issues/${Number(PULL_REQUEST)}/comments`;

try {
  const before = await findOwn();
  if (before === undefined) await ask('POST', comments, { body });
  else await ask('PATCH', `/repos/${GITHUB_REPOSITORY}/issues/comments/${before}`, { body });
} catch (error) {
  // The token of a pull request from a fork may only read: the report is in the summary all the same.
  process.stdout.write(`::warning title=cutover::the report could not be commented: ${String(error.message).replaceAll(/[\r\n]+/g, ' ')}\n`);
}

/** The comment that begins with the marker, on whichever page. */
async function findOwn() {
  for (let page = 1; ; page++) {
    const some = await ask('GET', `${comments}?per_page=100&page=${page}`);
    const own = some.find((comment) => comment.body?.startsWith(marker));
    if (own !== undefined || some.length < 100) return own?.id;
  }
}

async function ask(method, path, content) {
  const headers = { accept: 'application/vnd.github+json', authorization: `Bearer ${TOKEN}`, 'x-github-api-version': '2022-11-28', 'user-agent': 'cutover' };
  const answer = await fetch(`${GITHUB_API_URL}${path}`, { method, headers, ...(content === undefined ? {} : { body: JSON.stringify(content) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.json();
}
