// A dry run as one page to approve or file: totals, what waits and why, then each document as QuickBooks would store
// it.
import type { Calendar } from '../../core/calendar.ts';
import { money, sum, text } from '../../core/money.ts';
import { MoneyWords } from '../../core/report/by-currency.ts';
import { signed, type Outcome } from '../../core/run/outcome.ts';
import { isProven } from '../../core/approval/planned-document.ts';
import type { Preview } from '../../core/approval/preview.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import { codesLine, withCode } from '../format/codes.ts';
import { escapeHtml, htmlFacts, htmlPage, htmlTable } from '../format/html.ts';
import { choiceName, heading, itemReasons, previewFacts, proofText } from './render-plan.ts';

const OVERVIEW = [
  { title: 'Autotask' },
  { title: 'Company' },
  { title: 'Outcome' },
  { title: 'QuickBooks' },
  { title: 'Net', isNumber: true },
  { title: 'Autotask tax', isNumber: true },
  { title: 'Autotask total', isNumber: true },
  { title: 'QuickBooks total', isNumber: true },
];
const WAITING = [
  { title: 'Autotask' },
  { title: 'Company' },
  { title: 'Total', isNumber: true },
  { title: 'Why' },
  { title: 'What to do' },
];
const LINES = [
  { title: '#', isNumber: true },
  { title: 'Item' },
  { title: 'Description' },
  { title: 'Quantity', isNumber: true },
  { title: 'Price', isNumber: true },
  { title: 'Amount', isNumber: true },
  { title: 'Tax' },
  { title: 'Class' },
];

export function planPage(result: RunResult, previews: ReadonlyMap<number, Preview>, calendar: Calendar): string {
  const planned = result.invoices.filter((one) => one.outcome === 'planned');
  const waiting = result.invoices.filter((one) => one.outcome === 'held' || one.outcome === 'failed');
  const skipped = result.invoices.filter((one) => one.outcome === 'skipped');
  const words = new MoneyWords(result.invoices);
  const total = words.sum(planned);
  const body = [
    `<h1>What would be sent to QuickBooks</h1>`,
    `<p class="muted">Profile ${escapeHtml(result.profile)}, ${escapeHtml(`${calendar.minuteOf(result.startedAt)} ${calendar.zone}`)}, run ${escapeHtml(result.run)}. Nothing was written.</p>`,
    `<p><strong>${planned.length}</strong> would be sent${total === '' ? '' : ` (${total})`}, <strong>${waiting.length}</strong> held, ${skipped.length} skipped, ${result.totals.outsideWindow} unsynced outside the look-back window.</p>`,
    ...(planned.length === 0 ? [] : [overview(planned, previews, words)]),
    ...result.remarks.map((why) => `<p class="warn">${escapeHtml(`${withCode(why)} ${why.fix}`)}</p>`),
    ...(waiting.length === 0 ? [] : ['<h2>Held for a person</h2>', reasons(waiting, words)]),
    ...(skipped.length === 0 ? [] : ['<h2>Skipped</h2>', reasons(skipped, words)]),
    ...(previews.size === 0 ? [] : ['<h2>The documents</h2>']),
    ...planned.flatMap((one) => {
      const preview = previews.get(one.invoiceId);
      return preview === undefined ? [] : [card(preview, one)];
    }),
    `<footer>${['at2qbo sync --dry-run', ...codesLine(result.invoices.flatMap((one) => one.reasons))].map(escapeHtml).join('<br>')}</footer>`,
  ];
  return htmlPage({ title: `at2qbo: what would be sent, ${calendar.dayOf(result.startedAt)}`, body: body.join('\n') });
}

function overview(planned: readonly Outcome[], previews: ReadonlyMap<number, Preview>, words: MoneyWords): string {
  const rows = planned.map((one) => {
    const document = previews.get(one.invoiceId)?.document;
    const is = one.quickbooks;
    const type = is?.type === 'CreditMemo' ? 'credit memo' : 'invoice';
    const state = is?.id === null ? 'new' : 'found';
    return [
      String(one.invoiceId),
      one.company,
      one.outcome,
      `${state} ${type} ${is?.docNumber ?? ''}`.trim(),
      netOf(one),
      one.autotaskTax ?? '',
      words.total(one),
      document === undefined ? (is === null ? '' : signed(is)) : (document.total ?? `${document.net} and tax by QuickBooks`),
    ];
  });
  const sums = [...new Set(planned.map((one) => one.currency))].map((currency) => {
    const mine = planned.filter((one) => one.currency === currency);
    const of = (amount: (one: Outcome) => string): string => text(sum(mine.map((one) => money(amount(one)))));
    return ['', 'Total', '', '', of(netOf), of((one) => one.autotaskTax ?? '0'), words.sum(mine), ''];
  });
  return htmlTable(OVERVIEW, [...rows, ...sums], (n) => (n >= rows.length ? 'sum' : ''));
}

/** Autotask's, before tax; with its tax it makes its total. */
function netOf({ autotaskTotal, autotaskTax }: Outcome): string {
  return text(money(autotaskTotal).minus(money(autotaskTax ?? '0')));
}

function reasons(outcomes: readonly Outcome[], words: MoneyWords): string {
  return htmlTable(
    WAITING,
    outcomes.map((one) => [
      String(one.invoiceId),
      one.company,
      words.total(one),
      one.reasons.map(withCode).join(' '),
      one.reasons.map((why) => why.fix).join(' '),
    ]),
  );
}

function card(preview: Preview, outcome: Outcome): string {
  const { document, proof } = preview;
  const rows = document.lines.map((line, n) => [
    String(n + 1),
    choiceName(line.item),
    line.description,
    line.quantity ?? '',
    line.price ?? '',
    line.amount,
    line.taxCode ?? '',
    line.class?.name ?? '',
  ]);
  return [
    '<section class="card">',
    `<h3>${escapeHtml(heading(preview))}</h3>`,
    htmlFacts(previewFacts(preview)),
    htmlTable(LINES, rows),
    ...itemReasons(preview).map((line) => `<p class="muted">${escapeHtml(line)}</p>`),
    `<p class="${isProven(proof) ? 'ok' : 'warn'}"><strong>${escapeHtml(proofText(proof))}</strong></p>`,
    ...outcome.reasons.map((why) => `<p class="warn">${escapeHtml(`${withCode(why)} ${why.fix}`)}</p>`),
    '</section>',
  ].join('\n');
}
