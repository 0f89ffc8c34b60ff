// A dry run as CSV: a row a line of each planned document, and a row for each invoice that waits, with why.
import type { Outcome } from '../../core/run/outcome.ts';
import type { Preview } from '../../core/approval/preview.ts';
import { csvText, type Cell } from '../format/csv.ts';

const TITLES = [
  'Autotask id', 'Autotask number', 'Company', 'Outcome', 'Code', 'Reason', 'Fix', 'Type', 'Number', 'Date', 'Due date',
  'Customer', 'Customer Id', 'Customer by', 'Terms', 'Terms by', 'Class', 'Tax by',
  'Line', 'Item', 'Item Id', 'Item by', 'Description', 'Service date', 'Quantity', 'Price', 'Amount', 'Tax code', 'Line class',
  'Net', 'Tax', 'Total', 'Autotask total', 'Message', 'Memo',
] as const; // prettier-ignore

const amount = (value: string | null): Cell => (value === null ? null : { number: value });

export function planCsv(outcomes: readonly Outcome[], previews: ReadonlyMap<number, Preview>): string {
  return csvText(
    TITLES,
    outcomes.flatMap((outcome) => {
      const preview = previews.get(outcome.invoiceId);
      return preview === undefined ? [waitingRow(outcome)] : lineRows(outcome, preview);
    }),
  );
}

function start(outcome: Outcome): Cell[] {
  return [
    { number: String(outcome.invoiceId) },
    outcome.invoiceNumber,
    outcome.company,
    outcome.outcome,
    outcome.reasons.map((why) => why.code).join(' '),
    outcome.reasons.map((why) => why.message).join(' '),
    outcome.reasons.map((why) => why.fix).join(' '),
  ];
}

function waitingRow(outcome: Outcome): Cell[] {
  const saved = outcome.quickbooks;
  const middle: Cell[] = TITLES.slice(7, 29).map(() => null);
  if (saved !== null) [middle[0], middle[1]] = [saved.type, saved.docNumber];
  return [
    ...start(outcome),
    ...middle,
    null,
    amount(saved?.tax ?? null),
    amount(saved?.total ?? null),
    amount(outcome.autotaskTotal),
    null,
    null,
  ];
}

function lineRows(outcome: Outcome, { document, mapping, autotaskTotal }: Preview): Cell[][] {
  return document.lines.map((line, n) => [
    ...start(outcome),
    document.type,
    document.docNumber,
    document.date,
    document.dueDate,
    document.customer.name,
    document.customer.id,
    mapping.customer,
    document.term?.name ?? null,
    mapping.term,
    document.class?.name ?? null,
    mapping.tax,
    { number: String(n + 1) },
    line.item.name,
    line.item.id,
    mapping.items[n] ?? null,
    line.description,
    line.serviceDate,
    amount(line.quantity),
    amount(line.price),
    amount(line.amount),
    line.taxCode,
    line.class?.name ?? null,
    // Said once a document, so that a column can be summed.
    n === 0 ? amount(document.net) : null,
    n === 0 ? amount(document.tax) : null,
    n === 0 ? amount(document.total) : null,
    n === 0 ? amount(autotaskTotal) : null,
    document.message,
    document.memo,
  ]);
}
