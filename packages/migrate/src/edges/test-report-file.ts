/** Reads a recorded test report, whatever tool wrote it. */

import { readText } from '@cutover/runtime-testing';
import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod/mini';
import { migrateError } from '../domain/errors.ts';
import { parseTap } from '../domain/tap.ts';
import { numberNames, type TestReport, type TestStatus } from '../domain/test-report.ts';

type Tests = [string, TestStatus][];

const jestSchema = z.object({
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })), message: z.nullish(z.string()), status: z.nullish(z.string()) })),
});
const pytestSchema = z.object({ tests: z.array(z.object({ nodeid: z.string(), outcome: z.string() })), collectors: z._default(z.array(z.object({ nodeid: z.string(), outcome: z.string() })), []) });

/** The tests of a JUnit XML, pytest-json-report, vitest or jest JSON, or TAP file, `label` being its name in errors. Throws TEST_REPORT. */
export function readTestReport(file: string, label: string): TestReport {
  const fail = (message: string) => migrateError('TEST_REPORT', { message, where: label, hint: 'known are JUnit XML, pytest-json-report, vitest and jest JSON, and TAP' });
  const text = readText(file, label, (details) => migrateError('TEST_REPORT', details));
  const found = text.trimStart().startsWith('<') ? readJunit(text) : text.trimStart().startsWith('{') ? readJson(text) : readTap(text);
  if (found === undefined) throw fail(`${label} is no test report of a known form`);
  if (found.tests.length === 0) throw fail(`${label} holds no test`);
  return { format: found.format, tests: numberNames(found.tests) };
}

function readTap(text: string): { format: 'tap'; tests: Tests } | undefined {
  const tests = parseTap(text);
  return tests && { format: 'tap', tests };
}

function readJson(text: string): { format: 'jest-json' | 'pytest-json'; tests: Tests } | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const jest = jestSchema.safeParse(data);
  if (jest.success) {
    const common = commonFolder(jest.data.testResults.map(({ name }) => name));
    const tests = jest.data.testResults.flatMap(({ name, assertionResults, status }): Tests => {
      const file = name.slice(common.length);
      // A file that could not be loaded has no tests to fail.
      if (assertionResults.length === 0 && status === 'failed') return [[file, 'failed']];
      return assertionResults.map((each) => [`${file} > ${each.fullName}`, each.status === 'passed' ? 'passed' : each.status === 'failed' ? 'failed' : 'skipped']);
    });
    return { format: 'jest-json', tests };
  }
  const pytest = pytestSchema.safeParse(data);
  if (!pytest.success) return undefined;
  const statuses: Record<string, TestStatus> = { passed: 'passed', xpassed: 'passed', skipped: 'skipped', xfailed: 'skipped' };
  const all = [...pytest.data.collectors.filter(({ outcome }) => outcome === 'failed'), ...pytest.data.tests];
  return { format: 'pytest-json', tests: all.map(({ nodeid, outcome }) => [nodeid, statuses[outcome] ?? 'failed']) };
}

function commonFolder(names: readonly string[]): string {
  const [first = '', ...others] = names;
  const folder = first.slice(0, first.lastIndexOf('/') + 1);
  let length = folder.length;
  for (const other of others) while (!other.startsWith(folder.slice(0, length))) length = folder.lastIndexOf('/', length - 2) + 1;
  return folder.slice(0, length);
}

interface Xml {
  [name: string]: unknown;
}

function readJunit(text: string): { format: 'junit'; tests: Tests } | undefined {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', isArray: (name) => ['testsuite', 'testcase'].includes(name), parseAttributeValue: false });
  let document: Xml;
  try {
    document = parser.parse(text, true) as Xml;
  } catch {
    return undefined;
  }
  const tests: Tests = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { testsuite = [], testcase = [] } = node as { testsuite?: unknown[]; testcase?: Xml[] };
    for (const each of testcase) {
      const name = [each['@classname'], each['@name']].filter((part) => part !== undefined && part !== '').join(' > ');
      tests.push([name, 'failure' in each || 'error' in each ? 'failed' : 'skipped' in each ? 'skipped' : 'passed']);
    }
    testsuite.forEach(visit);
  };
  if (!('testsuites' in document) && !('testsuite' in document)) return undefined;
  visit(document['testsuites']);
  visit(document);
  return { format: 'junit', tests };
}
