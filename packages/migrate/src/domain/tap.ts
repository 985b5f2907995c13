/** Reads TAP, the Test Anything Protocol, subtests included. */

import type { TestStatus } from './test-report.ts';

const point = /^( *)(not )?ok\b(?:\s+\d+)?(?:\s*-)?\s*(.*?)(?:\s+#\s*(skip|todo)\b.*)?$/i;

/** The tests of a TAP text, those of subtests named by the way to them; undefined when it is no TAP. */
export function parseTap(text: string): [string, TestStatus][] | undefined {
  if (!/^(?:TAP version \d+|\d+\.\.\d+|\s*(?:not )?ok\b)/m.test(text)) return undefined;
  const tests: [string, TestStatus][] = [];
  const open: { indent: number; name: string }[] = [];
  const parents = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const subtest = /^( *)# Subtest:? (.*)$/.exec(line);
    if (subtest) {
      const indent = subtest[1]!.length;
      while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
      open.push({ indent, name: subtest[2]!.trim() });
      continue;
    }
    const found = point.exec(line);
    if (!found) continue;
    const [, indent = '', not, description = '', directive] = found;
    while (open.length > 0 && open.at(-1)!.indent > indent.length) open.pop();
    const above = open.filter((each) => each.indent < indent.length).map((each) => each.name);
    for (let depth = 1; depth <= above.length; depth++) parents.add(above.slice(0, depth).join(' > '));
    const status: TestStatus = directive === undefined ? (not === undefined ? 'passed' : 'failed') : 'skipped';
    tests.push([[...above, description.trim() || `test ${tests.length + 1}`].join(' > '), status]);
  }
  // The line of a group says again what its tests say.
  return tests.filter(([name]) => !parents.has(name));
}
