// A probe as a page to read, file or send: what is otherwise first, then every question by subject.
import type { Finding } from '../../core/probe/types.ts';
import { escapeHtml, htmlFacts, htmlPage, htmlTable } from '../format/html.ts';
import { MARKS, sum, type ProbeView } from './render.ts';

export function probePage(view: ProbeView): string {
  const { company, findings, left, day, version, totals } = view;
  const otherwise = findings.filter((one) => one.outcome === 'otherwise');
  const subjects = [...new Set(findings.map((one) => one.subject))];
  const body = [
    '<h1>What no paper settles</h1>',
    `<p class="muted">${escapeHtml(company === null ? 'Autotask' : `QuickBooks company ${company.name}`)}, asked on ${escapeHtml(day)} by at2qbo ${escapeHtml(version)}</p>`,
    `<p>${escapeHtml(sum(totals))}</p>`,
    ...(left.length === 0
      ? []
      : [
          '<h2 class="bad">Still there</h2>',
          htmlTable(
            [{ title: 'what' }, { title: 'why' }],
            left.map(({ what, why }) => [what, why]),
          ),
        ]),
    ...(otherwise.length === 0 ? [] : ['<h2 class="warn">Otherwise than the built-in sandbox</h2>', ...otherwise.map(card)]),
    ...subjects.flatMap((subject) => [`<h2>${escapeHtml(subject)}</h2>`, questions(findings.filter((one) => one.subject === subject))]),
  ].join('\n');
  return htmlPage({ title: `Probe of ${day}`, body });
}

function card({ id, asks, here, sandbox, program, detail, requests }: Finding): string {
  return `<div class="card"><h3>${escapeHtml(asks)}</h3>${htmlFacts([
    ['here', `${here ?? ''}${detail === '' ? '' : ` (${detail})`}`],
    ['built-in sandbox', sandbox ?? ''],
    ['the program', program],
    ['requests', requests.join('\n')],
    ['question', id],
  ])}</div>`;
}

function questions(findings: readonly Finding[]): string {
  return htmlTable(
    [{ title: '' }, { title: 'question' }, { title: 'here' }, { title: 'built-in sandbox' }],
    findings.map(({ asks, here, sandbox, outcome, detail }) => [MARKS[outcome], asks, here ?? `(${detail})`, sandbox ?? '']),
    (row) => (findings[row]?.outcome === 'otherwise' ? 'warn' : ''),
  );
}
