// The tie-out as a table for a spreadsheet.
import { text } from '../../core/money.ts';
import type { ReconcileException } from '../../core/reconcile/types.ts';
import { withCode } from '../format/codes.ts';
import type { Cell, Table } from '../../core/report/report.ts';
import { codesOf, type TieOut } from './render.ts';

const TITLES = [
  'Autotask id',
  'Autotask number',
  'Invoice date',
  'Company',
  'Currency',
  'Autotask total',
  'QuickBooks number',
  'QuickBooks date',
  'QuickBooks total',
  'Difference',
  'Rightly not sent',
  'Exchange rate',
  'QuickBooks home total',
  'Look at',
  'What',
  'Fix',
];

/** One row an invoice, for a spreadsheet; those that are rightly not sent at the end, in a column of their own. Totals and differences of a currency foot. */
export function tieOutTable({ reconciliation }: TieOut): Table {
  const number = (amount: string | null): Cell => (amount === null ? null : { number: amount });
  const found = new Map<number | null, ReconcileException[]>();
  for (const one of reconciliation.exceptions) found.set(one.invoiceId, [...(found.get(one.invoiceId) ?? []), one]);
  const explained = new Map<number | null, string[]>();
  for (const one of reconciliation.explained) explained.set(one.invoiceId, [...(explained.get(one.invoiceId) ?? []), one.kind]);
  const rows = reconciliation.pairs.map((pair): Cell[] => {
    const mine = found.get(pair.invoiceId) ?? [];
    return [
      pair.invoiceId === null ? null : { number: String(pair.invoiceId) },
      pair.invoiceNumber,
      { date: pair.date },
      pair.company,
      pair.currency,
      number(pair.autotask),
      pair.documents.map((one) => one.docNumber ?? '').join(' '),
      pair.documents.map((one) => one.date).join(' '),
      number(pair.quickbooks),
      number(pair.difference),
      null,
      pair.exchangeRates,
      number(pair.home),
      [...mine.map((one) => one.kind), ...(explained.get(pair.invoiceId) ?? [])].join(' '),
      mine.map((one) => `${one.message}${codesOf(one)}`).join(' | '),
      mine.map((one) => one.fix).join(' | '),
    ];
  });
  const apart = reconciliation.notSent.map(({ invoice, company, currency, reason }): Cell[] => [
    { number: String(invoice.id) },
    invoice.number ?? '',
    { date: invoice.date },
    company,
    currency,
    null,
    '',
    '',
    null,
    null,
    number(text(invoice.net.plus(invoice.tax))),
    '',
    null,
    'rightly-not-sent',
    withCode(reason),
    '',
  ]);
  return { titles: TITLES, rows: [...rows, ...apart] };
}
