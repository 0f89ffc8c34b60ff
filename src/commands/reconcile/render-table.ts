// The tie-out as a table for a spreadsheet.
import { plain, sum, text, type Money } from '../../core/money.ts';
import type { SavedDocument } from '../../core/model.ts';
import { bookedOf, dueOf, signed } from '../../core/reconcile/amounts.ts';
import type { ReconcileException } from '../../core/reconcile/types.ts';
import { invoiceIdInNote } from '../../core/matching/note.ts';
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

/** QuickBooks' total in the home currency, where it keeps one. */
function homeCell(documents: readonly SavedDocument[]): Cell {
  const known = documents.flatMap((one) => (one.homeTotal === null ? [] : [signed(one, one.homeTotal)]));
  return known.length === 0 ? null : { number: text(sum(known)) };
}

/** One row an invoice, for a spreadsheet; those that are rightly not sent at the end, in a column of their own. Totals and differences of a currency foot. */
export function tieOutTable({ reconciliation }: TieOut): Table {
  const number = (amount: Money): Cell => ({ number: text(amount) });
  const found = new Map<number | null, ReconcileException[]>();
  for (const one of reconciliation.exceptions) found.set(one.invoiceId, [...(found.get(one.invoiceId) ?? []), one]);
  const explained = new Map<number | null, string[]>();
  for (const one of reconciliation.explained) explained.set(one.invoiceId, [...(explained.get(one.invoiceId) ?? []), one.kind]);
  const rows = reconciliation.pairs.map((pair): Cell[] => {
    const { source, documents, company, date, currency } = pair;
    const [due, booked] = [dueOf(pair).total, bookedOf(pair).total];
    const id = source?.invoice.id ?? invoiceIdInNote(documents[0]?.privateNote ?? '');
    const mine = found.get(id) ?? [];
    return [
      id === null ? null : { number: String(id) },
      source?.invoice.number ?? '',
      { date },
      company,
      currency,
      source === null ? null : number(due),
      documents.map((one) => one.docNumber ?? '').join(' '),
      documents.map((one) => one.date).join(' '),
      documents.length === 0 ? null : number(booked),
      number(booked.minus(due)),
      null,
      documents.map((one) => (one.exchangeRate === null ? '' : plain(one.exchangeRate))).join(' '),
      homeCell(documents),
      [...mine.map((one) => one.kind), ...(explained.get(id) ?? [])].join(' '),
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
    number(invoice.net.plus(invoice.tax)),
    '',
    null,
    'rightly-not-sent',
    withCode(reason),
    '',
  ]);
  return { titles: TITLES, rows: [...rows, ...apart] };
}
