/** Tests whether one script can read what another writes: by name, by what the data looks like, and by running both. */

import type { CompatibilityResult } from './domain/compat/compatibility-result.ts';
import type { ScriptResult } from './domain/result.ts';
import { findEach, findScript } from './edges/script-finder.ts';
import { readSpecification } from './edges/specification-file.ts';
import { assignInputs } from './domain/compat/match-names.ts';
import { adoptNames, explain, faultOf, handOver, lackingInputs, runReader, unmatched, type Writer } from './hand-over.ts';
import { openHosts, type Hosts } from './hosts.ts';
import { clockLagMs, readScript, runScript, type ReadScript } from './run-script.ts';
import type { TestOptions } from './test-script.ts';

/**
 * Runs `a`, hands what it wrote over to `b`, and runs that. Throws before anything runs where a name is unknown or ambiguous
 * or a specification is not valid; whatever the scripts do wrong is an issue.
 */
export async function testCompatibility(a: string, b: string, options: TestOptions): Promise<CompatibilityResult> {
  const places = [options.workspace, ...options.scriptDirs];
  const scripts = findEach([a, b], (name) => findScript(name, options.cwd, places));
  const specifications = await Promise.all(scripts.map((script) => readSpecification(options.workspace, script.name)));
  const hosts = openHosts(scripts, options);
  try {
    const [writer, reader] = await Promise.all(
      scripts.map((script, i) => hosts.use(script.language, (host) => readScript(host, script, specifications[i], options))),
    );
    return await testBoth(writer!, reader!, hosts, options);
  } finally {
    await hosts.close();
  }
}

async function testBoth(a: ReadScript, b: ReadScript, hosts: Hosts, options: TestOptions): Promise<CompatibilityResult> {
  const [nameA, nameB] = [a.script.name, b.script.name];
  const startedAtMs = Date.now() - clockLagMs;
  const first = await hosts.use(a.script.language, (host) => runScript(host, a, options));
  const result = (issues: string[], ran: readonly ScriptResult[], hand?: Awaited<ReturnType<typeof handOver>>): CompatibilityResult => ({
    script_a: nameA,
    script_b: nameB,
    compatible: issues.length === 0,
    compatibility_issues: issues,
    data_format_a: hand?.formatA ?? null,
    data_format_b: hand?.formatB ?? null,
    path_matches: hand?.matches ?? [],
    execution_time: Number(ran.reduce((sum, each) => sum + each.execution_time, 0).toFixed(6)),
    notes: [...(hand?.notes ?? []), ...ran.flatMap((each) => each.notes.map((note) => `${each.script_name}: ${note}`))],
  });
  if (!first.success) return result([`${nameA} failed with ${faultOf(first)}`], [first]);

  const writer: Writer = { name: nameA, outputPaths: a.places.outputPaths, aliases: a.aliases, startedAtMs };
  const notes = (await adoptNames(b, [writer])) ? [`${nameB} names no input in its source: it was given the outputs of ${nameA} under their own names`] : [];
  const inputs = Object.keys(b.places.inputPaths);
  const hand = await handOver(writer, nameB, b, assignInputs([writer], inputs, b.aliases).get(nameA)!);
  if (inputs.length === 0) {
    return result([`${nameB} names no input: read one from input_paths, or name it in the specification ("cutover test spec ${nameB}")`], [first], hand);
  }
  const lacking = await lackingInputs(b, Object.keys(hand.places), hand.matches.length > 0);
  if (lacking.length > 0) return result([...hand.issues, ...unmatched(lacking, nameB, [writer])], [first], hand);
  const issues = hand.matches.length === 0 ? [`nothing that ${nameA} writes is read by ${nameB}: its inputs ${inputs.join(', ')} come from elsewhere`] : hand.issues;
  const second = await hosts.use(b.script.language, (host) => runReader(host, b, [hand], options));
  const tested = result([...issues, ...(await explain(second, nameB, b, [hand]))], [first, second], hand);
  return { ...tested, notes: [...notes, ...tested.notes] };
}
