// `worker status` as a page: self-contained, no script, readable on a desktop, a phone and on paper.
import { STANDINGS, type FleetRow, type FleetView, type Standing } from '../../core/fleet/view.ts';
import { escapeHtml, htmlPage } from '../format/html.ts';
import { ageOf, budgetLine, headline, moment, nextOf, standingWords } from './render-status.ts';

const TONE: Readonly<Record<Standing, string>> = {
  'needs-person': 'bad',
  failing: 'bad',
  late: 'warn',
  failed: 'bad',
  held: 'warn',
  new: 'muted',
  ok: 'ok',
};
const STYLE = `
.counts{display:flex;flex-wrap:wrap;gap:6px 18px;margin:12px 0 6px;padding:0;list-style:none}.counts b{font-size:20px}
.budget{margin:2px 0}
td .mark{font-weight:600}td small{display:block;color:#59636e}
tr.bad td:first-child{box-shadow:inset 3px 0 #a80f1c;padding-left:9px}tr.warn td:first-child{box-shadow:inset 3px 0 #8a5300;padding-left:9px}
tr.ok,tr.warn,tr.bad,tr.muted{color:#1b1f24}th{white-space:nowrap}
td:first-child{font-weight:600}th:first-child,td:first-child{padding-left:9px}
@media(max-width:680px){body{padding:18px 14px}table,tbody,tr,td{display:block}thead{display:none}
tr{border-bottom:1px solid #d8dee4;padding:9px 0}td,td.num{border:0;padding:1px 0 1px 9px;text-align:left;white-space:normal}
td[data-t]:not([data-t=""])::before{content:attr(data-t) " ";color:#59636e}tr.bad{box-shadow:inset 3px 0 #a80f1c}tr.warn{box-shadow:inset 3px 0 #8a5300}
tr.bad td:first-child,tr.warn td:first-child{box-shadow:none}}
@media print{tr.bad td:first-child,tr.warn td:first-child{box-shadow:none}}
`;

/** The page; `refreshSeconds` where it is served and should follow. */
export function fleetPage(view: FleetView): string {
  const now = Date.parse(view.at);
  const body = [
    '<h1>at2qbo: all companies</h1>',
    `<p class="muted">${escapeHtml(headline(view))} As of ${escapeHtml(moment(view.at))}.</p>`,
    `<ul class="counts">${STANDINGS.flatMap((standing) => countOf(view, standing)).join('')}</ul>`,
    ...view.budgets.map((one) => `<p class="budget${one.endsOn === null ? '' : ' bad'}">${escapeHtml(budgetLine(one))}</p>`),
    view.profiles.length === 0 ? '<p>No profile was run by a worker yet.</p>' : tableOf(view, now),
    '<footer>Sorted by trouble, then by the age of the last success. Times in UTC.</footer>',
  ];
  return htmlPage({ title: 'at2qbo: all companies', body: body.join('\n'), style: STYLE });
}

function countOf({ profiles }: FleetView, standing: Standing): string[] {
  const count = profiles.filter((row) => row.standing === standing).length;
  return count === 0 ? [] : [`<li class="${TONE[standing]}"><b>${count}</b> ${escapeHtml(standingWords(standing))}</li>`];
}

const HEADS = ['Company', 'State', 'Last success', 'Next run', 'Held', 'Failed', 'Sign-in', 'Autotask calls left', 'What is needed'];

function tableOf({ profiles }: FleetView, now: number): string {
  const head = HEADS.map((title) => `<th${isNumber(title) ? ' class="num"' : ''}>${title}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${profiles.map((row) => rowOf(row, now)).join('\n')}</tbody></table>`;
}

const isNumber = (title: string): boolean => ['Held', 'Failed', 'Sign-in', 'Autotask calls left'].includes(title);

function rowOf(row: FleetRow, now: number): string {
  const tone = TONE[row.standing];
  const open = row.openSince === null ? '' : `<small>since ${escapeHtml(row.openSince.slice(0, 10))}</small>`;
  const cell = (title: string, html: string): string => `<td${isNumber(title) ? ' class="num"' : ''} data-t="${title}">${html}</td>`;
  const needs = [
    row.trouble === '' ? '' : escapeHtml(row.trouble),
    row.since === null ? '' : `<small>since ${escapeHtml(moment(row.since))}</small>`,
    row.fix === '' ? '' : `<small>Fix: ${escapeHtml(row.fix)}</small>`,
  ].join('');
  return `<tr class="${tone}">${[
    `<td data-t="">${escapeHtml(row.profile)}</td>`,
    `<td data-t=""><span class="mark ${tone}">${escapeHtml(standingWords(row.standing))}</span>${row.runningOn === null ? '' : `<small>runs now on ${escapeHtml(row.runningOn)}</small>`}</td>`,
    cell(
      'Last success',
      `${escapeHtml(ageOf(row))}${row.lastSuccessAt === null ? '' : `<small>${escapeHtml(moment(row.lastSuccessAt))}</small>`}`,
    ),
    cell('Next run', escapeHtml(nextOf(row, now))),
    cell('Held', `${row.held}${row.held > 0 ? open : ''}`),
    cell('Failed', `${row.failed}${row.failed > 0 ? open : ''}`),
    cell('Sign-in', row.tokenDaysLeft === null ? '-' : `${row.tokenDaysLeft} days`),
    cell('Autotask calls left', row.autotaskLeft === null ? '-' : String(row.autotaskLeft)),
    needs === '' ? '<td data-t=""></td>' : `<td data-t="">${needs}</td>`,
  ].join('')}</tr>`;
}
