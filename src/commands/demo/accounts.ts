// The demo's own check, made from what is in the two built-in services, not from what the program says.
import { isZero, money, sum, text, type Money } from '../../core/money.ts';
import { invoiceIdInNote } from '../../core/matching/note.ts';
import type { RunDocument } from '../run/render-json.ts';

/** A document of the built-in QuickBooks. */
export interface BookedDocument {
  readonly type: 'Invoice' | 'CreditMemo';
  readonly id: string;
  readonly privateNote: string;
  /** Decimal text. */
  readonly total: string;
}

/** One sentence of the check, and whether it holds. */
export interface Claim {
  readonly text: string;
  readonly holds: boolean;
}

/** Every invoice of Autotask has exactly one fate, and QuickBooks holds exactly the documents that are said to have been created. */
export function checkAccounts(
  run: RunDocument,
  second: RunDocument,
  invoices: readonly number[],
  documents: readonly BookedDocument[],
): Claim[] {
  const { totals } = run;
  const parts = [
    `${totals['created'] ?? 0} created`,
    `${totals['held'] ?? 0} held`,
    `${totals['failed'] ?? 0} failed`,
    `${totals['skipped'] ?? 0} skipped`,
    `${totals['outsideWindow'] ?? 0} too old for the window`,
  ].filter((part) => !part.startsWith('0 '));
  const counted = run.invoices.length + (totals['outsideWindow'] ?? 0);
  const ids = new Set(run.invoices.map((one) => one.autotaskId));
  const created = run.invoices.filter((one) => one.outcome === 'created');
  const isOnce = created.every((one) => documents.filter((saved) => isOf(saved, one.autotaskId)).length === 1);
  const isExplained = created.every(
    (one) => one.reasons.length > 0 || documents.some((saved) => signed(saved).eq(money(one.autotaskTotal)) && isOf(saved, one.autotaskId)),
  );
  const reported = sum(created.map((one) => money(one.autotaskTotal)));
  const booked = sum(documents.map(signed));
  const apart = booked.minus(reported);
  return [
    {
      text: `${invoices.length} invoices in Autotask = ${parts.join(' + ')}`,
      holds: counted === invoices.length && ids.size === run.invoices.length,
    },
    {
      text: `${documents.length} documents in QuickBooks, one for each invoice created, each with Autotask’s invoice id in its private note`,
      holds: isOnce && documents.length === created.length,
    },
    {
      text: `Autotask ${text(reported)}, QuickBooks ${text(booked)}: ${isZero(apart) ? 'the same to the cent' : `${text(apart)} apart, and the invoice is named above`}`,
      holds: isExplained,
    },
    { text: `the second sync created ${second.totals['created'] ?? 0}`, holds: second.totals['created'] === 0 },
  ];
}

function isOf(saved: BookedDocument, id: number): boolean {
  return invoiceIdInNote(saved.privateNote) === id;
}

/** A credit memo counts against. */
function signed(saved: BookedDocument): Money {
  const total = money(saved.total);
  return saved.type === 'CreditMemo' ? total.neg() : total;
}
