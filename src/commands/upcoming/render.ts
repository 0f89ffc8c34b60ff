// What waits to be invoiced, by company: for people, as CSV, JSON and mail.
import { grouped, money, sum, text } from '../../core/money.ts';
import type { Report, Table } from '../../core/report/report.ts';
import type { Upcoming } from '../../core/upcoming/plan.ts';
import { counted } from '../../core/words.ts';
import { codesLine, paintedCode } from '../format/codes.ts';
import { table } from '../format/table.ts';
import { paint } from '../terminal/paint.ts';

const COLUMNS = [
  { title: 'Company', isFlexible: true },
  { title: 'Items', isRight: true },
  { title: 'Amount', isRight: true },
  { title: 'Currency' },
  { title: 'From' },
  { title: 'To' },
  { title: 'Would be made', isFlexible: true },
];

/** One sum a currency: two are never added. */
function sums(
  list: readonly Upcoming[],
): { readonly currency: string; readonly amount: string; readonly items: number; readonly companies: number }[] {
  return [...new Set(list.map((one) => one.currency))].sort().map((currency) => {
    const own = list.filter((one) => one.currency === currency);
    return {
      currency,
      amount: text(sum(own.map((one) => money(one.amount)))),
      items: own.reduce((count, one) => count + one.items, 0),
      companies: own.length,
    };
  });
}

const sumText = (list: readonly Upcoming[]): string =>
  sums(list)
    .map((one) => `${one.amount} ${one.currency}`.trim())
    .join(', ') || '0.00';
const of = (list: readonly Upcoming[], verdict: Upcoming['verdict']): Upcoming[] => list.filter((one) => one.verdict === verdict);
const madeText = ({ creates }: Upcoming): string =>
  [
    ...(creates.customer === null ? [] : ['customer']),
    ...(creates.items.length === 0 ? [] : [`${counted(creates.items.length, 'item')}: ${creates.items.join(', ')}`]),
  ].join('; ');

/** `isBrief`: only what would be held. */
export function renderUpcoming(found: readonly Upcoming[], width: number, isBrief: boolean): string[] {
  const [ready, held, skipped] = [of(found, 'ready'), of(found, 'held'), of(found, 'skipped')];
  const lines: string[] = [];
  if (found.length === 0 && !isBrief) return ['Nothing waits to be invoiced: every approved billing item is on an invoice.'];
  if (!isBrief && ready.length > 0) {
    const row = (one: Upcoming): string[] => [
      one.company,
      String(one.items),
      one.amount,
      one.currency,
      one.oldest ?? '',
      one.newest ?? '',
      madeText(one),
    ];
    lines.push(
      paint.bold(`Nothing in the way of ${counted(ready.length, 'company', 'companies')} (${sumText(ready)}):`),
      ...table(COLUMNS, ready.map(row), width),
      '',
    );
  }
  if (held.length > 0)
    lines.push(
      paint.bold(`Would be held: ${counted(held.length, 'company', 'companies')} (${sumText(held)})`),
      ...held.flatMap(heldLines),
      '',
    );
  if (!isBrief && skipped.length > 0)
    lines.push(
      ...skipped.map((one) => paint.dim(`  ${one.company}  ${one.amount}  not sent: ${one.reasons.map((why) => why.message).join(' ')}`)),
      '',
    );
  const codes = codesLine(found.flatMap((one) => one.reasons)).map(paint.dim);
  if (isBrief) return held.length === 0 ? [] : [...lines, ...codes];
  const remarks = ready.flatMap((one) => one.reasons.map((why) => `  ${one.company}: ${paintedCode(why)}`));
  if (remarks.length > 0) lines.push(paint.bold('Worth a look:'), ...remarks, '');
  lines.push(
    `${counted(
      found.reduce((count, one) => count + one.items, 0),
      'billing item',
    )} without an invoice, ${sumText(found)}. Nothing was written.`,
    ...codes,
  );
  return lines;
}

function heldLines(one: Upcoming): string[] {
  return [
    paint.yellow(`  ${one.company}  ${one.amount} ${one.currency}  ${counted(one.items, 'item')}`),
    ...one.reasons.flatMap((why) => [
      `      ${paintedCode(why)}`,
      ...(why.fix === 'Nothing to do.' ? [] : [`      ${paint.cyan('fix:')} ${why.fix}`]),
    ]),
  ];
}

const TITLES = ['Company id', 'Company', 'Verdict', 'Items', 'Amount', 'Currency', 'From', 'To', 'New customer', 'New items', 'Code', 'Reason', 'Fix'] as const; // prettier-ignore

/** One row a company. */
export function upcomingTable(found: readonly Upcoming[]): Table {
  return {
    titles: TITLES,
    rows: found.map((one) => [
      { number: String(one.companyId) },
      one.company,
      one.verdict,
      { number: String(one.items) },
      { number: one.amount },
      one.currency,
      one.oldest === null ? null : { date: one.oldest },
      one.newest === null ? null : { date: one.newest },
      one.creates.customer,
      one.creates.items.join(', '),
      one.reasons.map((why) => why.code).join(' '),
      one.reasons.map((why) => why.message).join(' '),
      one.reasons.map((why) => why.fix).join(' '),
    ]),
  };
}

export function upcomingJson(found: readonly Upcoming[]): Record<string, unknown> {
  const count = (verdict: Upcoming['verdict']): number => of(found, verdict).length;
  return {
    upcoming: found,
    totals: {
      ready: count('ready'),
      held: count('held'),
      skipped: count('skipped'),
      byCurrency: sums(found),
      heldByCurrency: sums(of(found, 'held')),
    },
  };
}

export function upcomingMail(found: readonly Upcoming[], profile: string, day: string): Report {
  const held = of(found, 'held');
  const rows = (list: readonly Upcoming[]): Report['sections'][number]['rows'] =>
    list.map((one) => ({
      title: one.company,
      link: null,
      amount: `${grouped(one.amount)} ${one.currency}`,
      details: [[counted(one.items, 'billing item'), madeText(one)].filter((part) => part !== '').join(' · ')],
      reasons: one.reasons,
    }));
  const sections = [
    { heading: 'Would be held', tone: 'attention' as const, note: 'Mended now, it goes with the invoice.', rows: rows(held) },
    { heading: 'Nothing in the way', tone: 'good' as const, note: '', rows: rows(of(found, 'ready')) },
  ];
  return {
    headline:
      held.length === 0
        ? 'Nothing in the way of what waits to be invoiced'
        : `Before the next invoices: ${counted(held.length, 'company', 'companies')} to look at`,
    tone: held.length === 0 ? 'good' : 'attention',
    facts: [
      { label: 'Waits to be invoiced', value: sumText(found) },
      { label: 'Of it would be held', value: sumText(held) },
    ],
    sections: sections.filter((one) => one.rows.length > 0),
    footer: [`at2qbo check-invoices --upcoming, profile ${profile}, ${day}`],
    sheet: { name: `at2qbo-upcoming-${day}`, ...upcomingTable(found) },
  };
}
