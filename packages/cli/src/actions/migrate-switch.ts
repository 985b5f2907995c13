/** Switches over, or shows what a switch would do. */

import { planSwitch, showPath, switchOver, type Serving, type SwitchPlan, type SwitchRequest } from '@cutover/migrate';
import type { Action } from '../command.ts';
import { cliError } from '../errors.ts';
import { withProject } from '../migrate-project.ts';
import type { Answer, Session } from '../session.ts';
import { checkText } from '../terminal/check-text.ts';
import { columns, facts } from '../terminal/facts.ts';
import { makeStyle } from '../terminal/style.ts';

interface Options {
  percent?: number;
  force?: boolean;
  reason?: string;
  dryRun?: boolean;
}

const action: Action<Options, [string[]]> = async (session, { percent, force = false, reason, dryRun = false }, modules) => {
  if (force && (reason ?? '').trim() === '') throw cliError('USAGE', { message: '--force needs --reason', hint: 'say why it may be switched without proof: it is recorded' });
  const request: SwitchRequest = { modules, percent, force, reason };
  return dryRun ? plan(session, request) : carryOut(session, request);
};

export default action;

async function carryOut(session: Session, request: SwitchRequest): Promise<Answer> {
  const { plan, change, rolledBack } = await withProject(session, 'switch', (project) => switchOver(project, request));
  const style = makeStyle(session.terminal.color);
  if (change === undefined) {
    return { exit: 0, document: { ...documentOf(plan), rollback_point: null, verify: [], verified: true, rolled_back: null }, text: 'everything is switched so already' };
  }
  const verify = change.verify.map(({ output, ...check }) => ({ ...check, output_tail: output }));
  return {
    exit: rolledBack === undefined ? 0 : 1,
    document: {
      ...documentOf(plan),
      id: change.id,
      rollback_point: change.safetyPoint,
      flags: change.flags,
      restored: change.restored.length,
      removed: change.removed.length,
      verify,
      verified: change.verified,
      rolled_back: rolledBack === undefined ? null : { id: rolledBack.id, safety_point: rolledBack.safetyPoint, verified: rolledBack.verified, report: rolledBack.report },
    },
    text: facts(
      [
        ...plan.modules.map(({ name, way, from, to }) => ['switch', `${rolledBack === undefined ? '' : `${style.bad('failed')}  `}${style.bold(name)}  by ${way}: ${serving(from)} -> ${serving(to)}`] as const),
        ['proof', plan.run ?? style.warn(`none: ${request.reason}`)],
        ...change.verify.map((check) => ['verify', checkText(check, style)] as const),
        ...(rolledBack === undefined
          ? ([['back', `cutover migrate rollback ${change.safetyPoint}`]] as const)
          : ([
              ['back', 'everything was put back as it was before'],
              ['report', rolledBack.report ?? undefined],
            ] as const)),
      ],
      style,
    ),
  };
}

async function plan(session: Session, request: SwitchRequest): Promise<Answer> {
  const planned = await withProject(session, 'switch --dry-run', (project) => planSwitch(project, request));
  const style = makeStyle(session.terminal.color);
  const changes = planned.operations.map(({ path, before, after }) => ({
    path: showPath(path),
    change: after === undefined ? 'remove' : before === undefined ? 'create' : 'replace',
  }));
  const refused = planned.unproven.length > 0 && !request.force;
  const rows = [
    ...planned.modules.map(({ name, way, from, to }) => ['switch', `${name}  by ${way}: ${serving(from)} -> ${serving(to)}`]),
    ...Object.entries(planned.flags).map(([flag, value]) => ['flag', `${flag}: ${JSON.stringify(value)}`]),
    ...planned.actions.map(({ command }) => ['run', command.join(' ')]),
    ...changes.map(({ path, change }) => [change, path]),
  ];
  return {
    exit: 0,
    document: { ...documentOf(planned), dry_run: true, flags: planned.flags, actions: planned.actions, changes, refused },
    text: [
      ...(rows.length === 0 ? ['everything is switched so already'] : columns(rows)),
      ...(refused ? ['', style.warn('would be refused: no parity run proves'), ...planned.unproven.map((line) => `  ${line}`)] : []),
      '',
      style.dim('nothing was changed'),
    ].join('\n'),
  };
}

function documentOf({ modules, run, unproven }: SwitchPlan): object {
  return { schema_version: 1, modules, parity_run: run ?? null, unproven };
}

function serving(side: Serving): string {
  return typeof side === 'number' ? `candidate ${side}%` : side;
}
