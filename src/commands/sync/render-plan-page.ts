// A dry run as one page to approve or file: totals, what waits and why, a line an invoice, then each document closely.
import type { Calendar } from '../../core/calendar.ts';
import { grouped, money, sum, text } from '../../core/money.ts';
import { MoneyWords } from '../../core/report/by-currency.ts';
import { signed, type Outcome } from '../../core/run/outcome.ts';
import { isProven } from '../../core/approval/planned-document.ts';
import type { Preview } from '../../core/approval/preview.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import { counted } from '../../core/words.ts';
import { codesLine, withCode } from '../format/codes.ts';
import { escapeHtml, htmlFacts, htmlPage, htmlTable, signedLine, spacedIn } from '../format/html.ts';
import { choiceName, heading, itemReasons, previewFacts, proofText } from './render-plan.ts';

const OVERVIEW = [
  { title: 'Autotask' },
  { title: 'Company' },
  { title: 'In QuickBooks' },
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
  { title: '#' },
  { title: 'Item' },
  { title: 'Description' },
  { title: 'Quantity', isNumber: true },
  { title: 'Price', isNumber: true },
  { title: 'Amount', isNumber: true },
  { title: 'Tax' },
  { title: 'Class' },
];
const STYLE = `
.doc{border-top:1.5px solid #59636e;padding:7px 0 12px}.doc table{margin:5px 0}.doc .facts{margin:2px 0}.facts b{font-weight:400;color:#59636e}
.doc details{margin:2px 0}.doc td:first-child,.doc th:first-child{width:26px}.owner+h1{margin-top:0}
@media(max-width:640px){.doc td:first-child,.doc th:first-child{width:auto}}
@media print{.doc{padding:3px 0 6px;break-inside:avoid}.doc.long{break-inside:auto}.doc table{margin:2px 0}.doc td,.doc th{padding-top:.5px;padding-bottom:.5px}.doc .facts,.doc p{margin:1px 0;break-after:avoid}.doc p:last-child{break-after:auto;break-before:avoid}.doc details{display:none}}
`;
/** More lines than that may go on on the next sheet of paper. */
const LONG = 24;

export function planPage(result: RunResult, previews: ReadonlyMap<number, Preview>, calendar: Calendar): string {
  const { books, profile, startedAt } = result;
  const planned = result.invoices.filter((one) => one.outcome === 'planned');
  const waiting = result.invoices.filter((one) => one.outcome === 'held' || one.outcome === 'failed');
  const skipped = result.invoices.filter((one) => one.outcome === 'skipped');
  const words = new MoneyWords(result.invoices, { home: books?.currency ?? null });
  const owner = [books?.company ?? '', profile === 'default' ? '' : `profile ${profile}`].filter((part) => part !== '').join(', ');
  const body = [
    ...(owner === '' ? [] : [`<p class="owner">${escapeHtml(owner)}</p>`]),
    '<h1>What would be sent to QuickBooks</h1>',
    `<p class="muted">${escapeHtml(`${calendar.minuteOf(startedAt)} ${calendar.zone}, run ${result.run}. Nothing was written.`)}</p>`,
    `<p><strong>${escapeHtml(summary(result, { planned, waiting, skipped }, words))}</strong></p>`,
    ...(waiting.length === 0 ? [] : [`<h2>Held for a person: ${waiting.length}</h2>`, reasons(waiting, words)]),
    ...result.remarks.map((why) => `<p class="warn">${escapeHtml(spacedIn(`${withCode(why)} ${why.fix}`))}</p>`),
    signedLine('Approved by'),
    ...(planned.length === 0 ? [] : [`<h2>Would be sent: ${planned.length}</h2>`, overview(planned, previews, words)]),
    ...(skipped.length === 0 ? [] : [`<h2>Skipped: ${skipped.length}</h2>`, reasons(skipped, words)]),
    ...documents(planned, previews),
    `<footer>${['at2qbo sync --dry-run', ...codesLine(result.invoices.flatMap((one) => one.reasons))].map(escapeHtml).join('<br>')}</footer>`,
  ];
  const title = `${owner === '' ? 'at2qbo' : owner}: what would be sent, ${calendar.dayOf(startedAt)}`;
  return htmlPage({ title, body: body.join('\n'), style: STYLE });
}

type Parts = Readonly<Record<'planned' | 'waiting' | 'skipped', readonly Outcome[]>>;

function summary({ totals }: RunResult, { planned, waiting, skipped }: Parts, words: MoneyWords): string {
  const part = (list: readonly Outcome[], what: string): string => {
    const amount = words.sum(list);
    return `${list.length} ${what}${list.length === 0 || amount === '' ? '' : ` (${amount})`}`;
  };
  return `${part(planned, 'would be sent')}, ${part(waiting, 'held')}, ${part(skipped, 'skipped')}; ${counted(totals.outsideWindow, 'unsynced invoice')} outside the look-back window.`;
}

function overview(planned: readonly Outcome[], previews: ReadonlyMap<number, Preview>, words: MoneyWords): string {
  const of = (one: Outcome, amount: string): string => words.amount(amount, one.currency);
  const rows = planned.map((one) => {
    const document = previews.get(one.invoiceId)?.document;
    const is = one.quickbooks;
    const type = is?.type === 'CreditMemo' ? 'credit memo' : 'invoice';
    const total = document === undefined ? is && signed(is) : document.total;
    return [
      String(one.invoiceId),
      one.company,
      `${is?.id === null ? 'new' : 'found'} ${type} ${is?.docNumber ?? ''}`.trim(),
      of(one, netOf(one)),
      one.autotaskTax === null ? '' : of(one, one.autotaskTax),
      words.total(one),
      total === null ? `${grouped(document?.net ?? '')} + tax` : of(one, total),
    ];
  });
  const sums = [...new Set(planned.map((one) => one.currency))].map((currency) => {
    const mine = planned.filter((one) => one.currency === currency);
    const added = (amount: (one: Outcome) => string): string => words.amount(text(sum(mine.map((one) => money(amount(one))))), currency);
    return ['', 'Total', '', added(netOf), added((one) => one.autotaskTax ?? '0'), words.sum(mine), ''];
  });
  const isTaxed = rows.some((row) => row.at(-1)?.endsWith('+ tax') === true);
  return `${htmlTable(OVERVIEW, [...rows, ...sums], (n) => (n >= rows.length ? 'sum' : ''))}${isTaxed ? '<p class="muted">+ tax: QuickBooks computes it.</p>' : ''}`;
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
      spacedIn(one.reasons.map(withCode).join(' ')),
      one.reasons.map((why) => (why.fix === 'Nothing to do.' ? '' : why.fix)).join(' '),
    ]),
  );
}

type Facts = ReturnType<typeof previewFacts>;

/** Each document; what is the same for all of them is said once. */
function documents(planned: readonly Outcome[], previews: ReadonlyMap<number, Preview>): string[] {
  if (previews.size === 0) return [];
  const shared = sharedFacts([...previews.values()]);
  const isShared = new Set(shared.map((fact) => fact.join('\n')));
  return [
    `<h2>The documents: ${previews.size}</h2>`,
    ...(shared.length === 0 ? [] : ['<p>Of each of them:</p>', htmlFacts(shared)]),
    ...planned.flatMap((one) => {
      const preview = previews.get(one.invoiceId);
      return preview === undefined ? [] : [card(preview, one, isShared)];
    }),
  ];
}

/** A fact with the invoice's own id taken out, so that it can be the same for all. */
function general(preview: Preview, [name, is]: Facts[number]): readonly [string, string] {
  return [name, is.replaceAll(String(preview.autotaskId), '…')];
}

function sharedFacts(all: readonly Preview[]): Facts {
  const [first, ...others] = all.map((preview) => previewFacts(preview).map((fact) => general(preview, fact)));
  if (first === undefined || others.length === 0) return [];
  const known = others.map((facts) => new Set(facts.map((fact) => fact.join('\n'))));
  return first.filter((fact) => known.every((facts) => facts.has(fact.join('\n'))));
}

function card(preview: Preview, outcome: Outcome, isShared: ReadonlySet<string>): string {
  const { document, proof } = preview;
  const used = LINES.map(({ title }) => title !== 'Class' || document.lines.some((line) => line.class !== null));
  const rows = document.lines.map((line, n) =>
    [
      String(n + 1),
      choiceName(line.item),
      line.description,
      line.quantity ?? '',
      line.price ?? '',
      line.amount,
      line.taxCode ?? '',
      line.class?.name ?? '',
    ].filter((_, column) => used[column]),
  );
  const facts = previewFacts(preview).filter((fact) => !isShared.has(general(preview, fact).join('\n')));
  const inline = facts.map(([name, is]) => `<b>${escapeHtml(name)}</b> ${escapeHtml(is.replaceAll('\n', ' / '))}`);
  return [
    `<section class="doc${rows.length > LONG ? ' long' : ''}">`,
    `<h3>${escapeHtml(`${heading(preview)}, ${preview.company}`)}</h3>`,
    `<p class="facts">${inline.join(' &middot; ')}</p>`,
    htmlTable(LINES.filter((_, n) => used[n]), rows), // prettier-ignore
    `<details><summary>Why these items</summary>${itemReasons(preview)
      .map((line) => `<p class="muted">${escapeHtml(line)}</p>`)
      .join('')}</details>`,
    ...outcome.reasons.map((why) => `<p class="warn">${escapeHtml(spacedIn(`${withCode(why)} ${why.fix}`))}</p>`),
    `<p class="${isProven(proof) ? 'ok' : 'warn'}">${escapeHtml(spacedIn(proofText(proof)))}</p>`,
    '</section>',
  ].join('\n');
}
