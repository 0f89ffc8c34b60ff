// A dry run as a table: a row a line of each planned document, and a row for each invoice that waits, with why.
import { money, text } from '../../core/money.ts';
import { signed, signedTax, type Outcome } from '../../core/run/outcome.ts';
import type { Preview } from '../../core/approval/preview.ts';
import type { Cell, Table } from '../../core/report/report.ts';

const TITLES = [
  'Autotask id', 'Autotask number', 'Company', 'Outcome', 'Code', 'Reason', 'Fix', 'Type', 'Number', 'Date', 'Due date',
  'Customer', 'Customer Id', 'Customer by', 'Terms', 'Terms by', 'Class', 'Tax by',
  'Line', 'Item', 'Item Id', 'Item by', 'Description', 'Service date', 'Quantity', 'Price', 'Amount', 'Tax code', 'Line class',
  'Currency', 'Exchange rate', 'Net', 'Tax', 'Total', 'Autotask net', 'Autotask tax', 'Autotask total', 'Message', 'Memo',
] as const; // prettier-ignore

const day = (value: string | null): Cell => (value === null || value === '' ? null : { date: value });
const amount = (value: string | null): Cell => (value === null ? null : { number: value });

/** A row a line of a document; one an invoice that waits. */
export function planTable(outcomes: readonly Outcome[], previews: ReadonlyMap<number, Preview>): Table {
  return {
    titles: TITLES,
    rows: outcomes.flatMap((outcome) => {
      const preview = previews.get(outcome.invoiceId);
      return preview === undefined ? [waitingRow(outcome)] : lineRows(outcome, preview);
    }),
  };
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
    outcome.currency,
    null,
    null,
    amount(saved && signedTax(saved)),
    amount(saved && signed(saved)),
    ...autotaskCells(outcome),
    null,
    null,
  ];
}

/** Net, tax and total as Autotask has them: net and tax make the total. */
function autotaskCells({ autotaskTotal, autotaskTax }: Outcome): Cell[] {
  const net = autotaskTax === null ? null : text(money(autotaskTotal).minus(money(autotaskTax)));
  return [amount(net), amount(autotaskTax), amount(autotaskTotal)];
}

function lineRows(outcome: Outcome, { document, mapping }: Preview): Cell[][] {
  return document.lines.map((line, n) => [
    ...start(outcome),
    document.type,
    document.docNumber,
    day(document.date),
    day(document.dueDate),
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
    day(line.serviceDate),
    amount(line.quantity),
    amount(line.price),
    amount(line.amount),
    line.taxCode,
    line.class?.name ?? null,
    // Said once a document, so that a column can be summed.
    outcome.currency,
    amount(document.exchangeRate),
    ...(n === 0
      ? [amount(document.net), amount(document.tax), amount(document.total), ...autotaskCells(outcome)]
      : [null, null, null, null, null, null]),
    document.message,
    document.memo,
  ]);
}
