// The tie-out as a page that a bookkeeper files: headline, totals, chart, exceptions with their fix, groups.
import type { Calendar } from '../../core/calendar.ts';
import { isZero, money, sum, text, ZERO } from '../../core/money.ts';
import type { PairRow } from '../../core/reconcile/types.ts';
import { CHART_STYLE, dayChart } from './render-day-chart.ts';
import { withCode } from '../format/codes.ts';
import { escapeHtml, htmlFacts, htmlPage, htmlTable, signedLine, spacedIn } from '../format/html.ts';
import {
  codesOf,
  counts,
  currencyNames,
  difference,
  footing,
  groups,
  hasSeveral,
  overall,
  tieOutCodes,
  totalsCells,
  verdict,
  type TieOut,
} from './render.ts';

const TOTALS = [
  { title: '' },
  { title: 'Autotask', isNumber: true },
  { title: 'QuickBooks', isNumber: true },
  { title: 'Difference', isNumber: true },
];
const EXCEPTIONS = [
  { title: 'Kind' },
  { title: 'Autotask' },
  { title: 'Company' },
  { title: 'What' },
  { title: 'Difference', isNumber: true },
  { title: 'What to do' },
];
const NOT_SENT = [{ title: 'Autotask' }, { title: 'Date' }, { title: 'Company' }, { title: 'Total', isNumber: true }, { title: 'Why' }];
const INVOICES = [
  { title: 'Autotask' },
  { title: 'Date' },
  { title: 'Company' },
  { title: 'QuickBooks number' },
  { title: 'Autotask total', isNumber: true },
  { title: 'QuickBooks total', isNumber: true },
  { title: 'Difference', isNumber: true },
];

const STYLE = `${CHART_STYLE}
.verdict{font-size:17px;font-weight:600;margin:10px 0 2px}.verdict::before{content:"≠ "}.verdict.ok::before{content:"✓ "}
.totals{max-width:620px}.wide{overflow-x:auto}
td:first-child{overflow-wrap:normal}.what td:first-child{font-weight:600}
tr.warn{color:inherit}tr.warn td{background:#fff6e5}tr.warn td:last-child{font-weight:600}
@media print{.wide{overflow:visible}tr.warn td{background:none}}
`;

/** The whole page: self-contained, nothing fetched, no script. */
export function tieOutPage(tie: TieOut, calendar: Calendar): string {
  const { reconciliation, totals, company } = tie;
  const { from, to, exceptions, notSent } = reconciliation;
  const { isEqual, text: words } = verdict(tie);
  const sums = overall(tie).map(([label, both]) => [label, text(both.autotask), text(both.quickbooks), difference(both.difference)]);
  const body = [
    `<p class="owner">${escapeHtml(company)}${tie.profile === 'default' ? '' : `, profile ${escapeHtml(tie.profile)}`}</p>`,
    `<h1>Autotask and QuickBooks, ${escapeHtml(from)} to ${escapeHtml(to)}</h1>`,
    `<p class="muted">Every invoice dated in these days, in both books. Amounts in ${escapeHtml(currencyNames(tie))}.</p>`,
    `<p class="verdict ${isEqual ? 'ok' : 'bad'}">${escapeHtml(spacedIn(exceptions.length > 0 ? `${words} ${exceptions.length} to look at.` : words))}</p>`,
    `<p>${escapeHtml(spacedIn(counts(tie)))}</p>`,
    `<div class="totals">${htmlTable(TOTALS, sums, (n) => (/^(?:Total|All in)/.test(sums[n]?.[0] ?? '') ? 'sum' : ''))}</div>`,
    ...charts(tie),
    ...(exceptions.length === 0 ? [] : [`<h2>To look at: ${exceptions.length}</h2>`, exceptionTable(tie)]),
    ...footingTable(tie),
    ...(notSent.length === 0 ? [] : [`<h2>Rightly not sent: ${notSent.length}</h2>`, notSentTable(tie)]),
    ...groups(totals)
      .filter(([, , rows]) => rows.length > 0)
      .map(([title, unit, rows]) => {
        const columns = [{ title: '' }, { title: unit, isNumber: true }, ...TOTALS.slice(1)];
        const cells = rows.map((row) => totalsCells(row, hasSeveral(totals)));
        return `<section><h2>${escapeHtml(title)}</h2><div class="wide">${htmlTable(columns, cells, (n) => (isZero(rows[n]?.difference ?? ZERO) ? '' : 'warn'))}</div></section>`;
      }),
    ...invoiceTable(tie),
    '<h2>How it was made</h2>',
    htmlFacts([
      ['Made', `${calendar.minuteOf(tie.madeAt)} ${calendar.zone} by ${tie.madeBy}`],
      ['Profile', tie.profile],
      ['Autotask', `API user ${tie.autotaskUser}`],
      ['QuickBooks', `${company}, company ${tie.realmId}`],
      [
        'Method',
        'Each Autotask invoice is found in QuickBooks by the ledger, by its id in the private note, else by number and customer; compared are net, tax, lines, customer, number, payment and voids.',
      ],
    ]),
    signedLine('Approved by'),
    `<footer>${[`at2qbo reconcile --from ${from} --to ${to}`, ...tieOutCodes(tie)].map(escapeHtml).join('<br>')}</footer>`,
  ];
  return htmlPage({ title: `${company}: Autotask and QuickBooks, ${from} to ${to}`, body: body.join('\n'), style: STYLE });
}

/** A chart a currency: bars of two don't share a scale. */
function charts({ totals: { byDay, currencies } }: TieOut): string[] {
  return currencies.map(({ currency }) =>
    dayChart(
      byDay.filter((row) => row.currency === currency),
      currency,
    ),
  );
}

/** That what is to be looked at and what is explained make the difference of the totals. */
function footingTable(tie: TieOut): string[] {
  const rows = footing(tie).map(([label, amount]) => [label, difference(amount)]);
  if (rows.length === 0) return [];
  const columns = [{ title: '' }, { title: 'QuickBooks less Autotask', isNumber: true }];
  const isSum = (n: number): boolean => rows[n]?.[0]?.startsWith('Difference of the totals') === true;
  return ['<h2>How the difference adds up</h2>', `<div class="totals">${htmlTable(columns, rows, (n) => (isSum(n) ? 'sum' : ''))}</div>`];
}

/** Every invoice that was compared, folded; the last rows foot with the totals above. */
function invoiceTable({ reconciliation: { pairs }, totals, currency: home }: TieOut): string[] {
  if (pairs.length === 0) return [];
  const amounts = (list: readonly PairRow[]): string[] => {
    const due = sum(list.map((one) => money(one.autotask ?? '0')));
    const booked = sum(list.map((one) => money(one.quickbooks ?? '0')));
    return [text(due), text(booked), difference(booked.minus(due))];
  };
  const rows = pairs.map((pair) => [
    pair.autotask === null ? '' : [pair.invoiceId, pair.invoiceNumber].filter((part) => part !== '').join(', '),
    pair.date,
    pair.company,
    pair.documents.map((one) => one.docNumber ?? `Id ${one.id}`).join(', '),
    ...(hasSeveral(totals) ? amounts([pair]).map((amount) => (amount === '-' ? amount : `${amount} ${pair.currency}`)) : amounts([pair])),
  ]);
  const currencies = [...new Set(pairs.map((one) => one.currency))].sort();
  const sums = currencies.map((currency) => [
    '',
    '',
    `Total, ${currency || home}`,
    '',
    ...amounts(pairs.filter((one) => one.currency === currency)),
  ]);
  const marked = (n: number): string => (n >= rows.length ? 'sum' : rows[n]?.at(-1) === '-' ? '' : 'warn');
  return [
    `<details><summary><h2>Every invoice: ${pairs.length}</h2></summary>`,
    `<div class="wide">${htmlTable(INVOICES, [...rows, ...sums], marked)}</div></details>`,
  ];
}

function exceptionTable({ reconciliation: { exceptions }, totals }: TieOut): string {
  const rows = exceptions.map((one) => [
    one.kind.replaceAll('-', ' ').replace('quickbooks', 'QuickBooks').replace('autotask', 'Autotask'),
    [one.invoiceId, one.invoiceNumber].filter((part) => part !== null && part !== '').join(', '),
    one.company,
    spacedIn(`${one.message}${codesOf(one)}`),
    `${difference(one.difference)}${hasSeveral(totals) && !isZero(one.difference) ? ` ${one.currency}` : ''}`,
    one.fix,
  ]);
  return `<div class="wide what">${htmlTable(EXCEPTIONS, rows)}</div>`;
}

function notSentTable({ reconciliation: { notSent }, totals }: TieOut): string {
  const rows = notSent.map(({ invoice, company, currency, reason }) => [
    String(invoice.id),
    invoice.date,
    company,
    `${text(invoice.net.plus(invoice.tax))}${hasSeveral(totals) ? ` ${currency}` : ''}`,
    spacedIn(withCode(reason)),
  ]);
  return `<div class="wide what">${htmlTable(NOT_SENT, rows)}</div>`;
}
