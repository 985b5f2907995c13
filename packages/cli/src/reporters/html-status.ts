/** Where a migration stands, as one self-contained page beside the terminal's status: modules, progress, checklists. */

import type { ChecklistItem, MigrationStatus, ModuleStatus, ProgressPoint } from '@cutover/migrate';
import { count } from '../terminal/facts.ts';
import { html, htmlPage, momentText } from './html-page.ts';
import { trend } from './html-trend.ts';
import { moduleFacts, type ModuleFact } from './module-facts.ts';
import { progressFigures } from './progress-figures.ts';

/** The page. `at` is the moment that it shows, ISO 8601. */
export function htmlStatus({ modules, checklists, next, progress }: MigrationStatus, { migration, at }: { migration: string; at: string }): string {
  const served = modules.filter(({ serving }) => serving === 'candidate').length;
  const proven = modules.filter(({ proof }) => proof.state === 'proven').length;
  const items = Object.values(checklists).flat() as ChecklistItem[];
  const done = served === modules.length;
  const body = `<header>
  <p class="run">status · ${html(momentText(at))}</p>
  <h1><span class="badge ${done ? 'good' : 'noisy'}">${done ? 'SWITCHED' : `${served} of ${modules.length} switched`}</span> ${html(migration)}</h1>
  <p class="lead">The candidate serves <strong>${served} of ${count(modules.length, 'module')}</strong>; ${proven} ${proven === 1 ? 'is' : 'are'} proven. ${items.filter((each) => each.done).length} of ${items.length} items of the checklists are done.</p>
</header>
<main>
<section aria-labelledby="next"><h2 id="next">Next</h2>${nextList(next)}</section>
<section aria-labelledby="progress"><h2 id="progress">Progress</h2>${progressPart(progress)}</section>
<section aria-labelledby="modules"><h2 id="modules">Modules</h2><div class="charts">${modules.map(moduleCard).join('')}</div></section>
<section aria-labelledby="lists"><h2 id="lists">Checklists</h2>${Object.entries(checklists).map(([name, list]) => checklist(name, list as ChecklistItem[])).join('')}</section>
</main>`;
  return htmlPage({ title: `status of ${migration}`, body });
}

function nextList(next: MigrationStatus['next']): string {
  if (next.length === 0) return '<p>Everything is switched, and nothing is left to do.</p>';
  return `<ul class="next">${next.map(({ command, why }) => `<li><code>${html(command)}</code> <small>${html(why)}</small></li>`).join('')}</ul>`;
}

function progressPart(points: readonly ProgressPoint[]): string {
  if (points.length === 0) return '<p>No parity run has compared every case yet.</p>';
  const span = points.length === 1 ? `One complete parity run, ${momentText(points[0]!.at)}.` : `${count(points.length, 'complete parity run')}, ${momentText(points[0]!.at)} to ${momentText(points.at(-1)!.at)}.`;
  return `<p>${html(span)}</p><div class="charts trends">${progressFigures.map((figure) => trend(figure, points)).join('')}</div>${runTable(points)}`;
}

/** The figures as figures: for whoever can't see a drawing, or wants to know. Newest first. */
function runTable(points: readonly ProgressPoint[]): string {
  const heads = ['run', 'finished', ...progressFigures.map(({ name }) => name)].map((head) => `<th scope="col">${head}</th>`);
  const rows = points.toReversed().map((point) => {
    const cells = progressFigures.map(({ of, show }) => {
      const value = of(point);
      return `<td>${value === null ? '–' : html(show(value))}</td>`;
    });
    return `<tr><th scope="row">${html(point.run)}</th><td>${html(momentText(point.at))}</td>${cells.join('')}</tr>`;
  });
  return `<details class="runs"><summary>Every run as figures</summary><div class="scroll" tabindex="0" role="region" aria-label="Every run as figures"><table><thead><tr>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div></details>`;
}

function moduleCard(module: ModuleStatus): string {
  const rows = moduleFacts(module).map((fact) => `<dt>${fact.word}</dt><dd>${factText(fact)}</dd>`);
  return `<article><h3>${html(module.name)}</h3><dl class="sides">${rows.join('')}</dl></article>`;
}

function factText({ state, why, evidence, at, verifiedAt, reason }: ModuleFact): string {
  const parts = [
    state === undefined ? '' : state.mood === 'plain' ? html(state.text) : `<span class="badge ${state.mood === 'warn' ? 'noisy' : state.mood}">${html(state.text)}</span>`,
    html(why ?? ''),
    evidence ? `<code>${html(evidence)}</code>` : '',
    at ? `<small>${html(momentText(at))}</small>` : '',
    verifiedAt === undefined ? '' : `<small>verified ${html(momentText(verifiedAt))}</small>`,
    reason === undefined ? '' : `<span class="${reason.mood}">${html(reason.text)}</span>`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function checklist(name: string, items: readonly ChecklistItem[]): string {
  const ticked = items.filter(({ done }) => done).length;
  const rows = items.map(({ item, done, evidence, missing }) => `<li><span class="badge ${done ? 'good' : 'open'}">${done ? 'done' : 'open'}</span> <div>${html(item)} <small>${html(evidence ?? missing ?? '')}</small></div></li>`);
  return `<h3>${html(name)} <small>${ticked} of ${items.length}</small></h3><ul class="gates ticks">${rows.join('')}</ul>`;
}
