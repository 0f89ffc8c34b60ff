// Rows of a report: documents with their numbers, amounts and links into QuickBooks.
import { isZeroText, signed, signedTax, type Outcome, type QuickBooksReference } from '../run/outcome.ts';
import type { MoneyWords } from './by-currency.ts';
import type { PaymentOutcome } from '../payments/plan.ts';
import { isWarning } from '../reasons.ts';
import type { ReportRow } from './report.ts';
import type { Settings } from '../settings.ts';
import type { VoidOutcome } from '../voids/plan.ts';

export type QuickBooksEnvironment = Settings['quickbooks']['environment'];

const APP: Readonly<Record<QuickBooksEnvironment, string>> = {
  production: 'https://app.qbo.intuit.com',
  sandbox: 'https://app.sandbox.qbo.intuit.com',
};

/** The address of a document in QuickBooks; null for one that isn't there. */
export function linkTo(type: QuickBooksReference['type'], id: string | null, environment: QuickBooksEnvironment): string | null {
  if (id === null) return null;
  return `${APP[environment]}/app/${type === 'CreditMemo' ? 'creditmemo' : 'invoice'}?txnId=${encodeURIComponent(id)}`;
}

/** How people call the Autotask side of it. */
export function autotaskName(one: { readonly invoiceId: number; readonly invoiceNumber: string | null }): string {
  const number = one.invoiceNumber?.trim() ?? '';
  return number === '' || number === String(one.invoiceId) ? `Autotask id ${one.invoiceId}` : `Autotask ${number}, id ${one.invoiceId}`;
}

/** `Invoice 1037`, `Credit memo 12`; without a number yet: `Invoice`. */
export function documentName(saved: QuickBooksReference): string {
  const type = saved.type === 'CreditMemo' ? 'Credit memo' : 'Invoice';
  return saved.docNumber === null || saved.docNumber === '' ? `${type} without a number` : `${type} ${saved.docNumber}`;
}

/** A row of what arrived, or would. */
export function arrivedRow(one: Outcome, environment: QuickBooksEnvironment, words: MoneyWords): ReportRow {
  const saved = one.quickbooks;
  const total = saved === null ? one.autotaskTotal : signed(saved);
  const notes = [
    ...(saved && !isZeroText(saved.tax) ? [`tax ${words.amount(signedTax(saved), one.currency)}`] : []),
    ...(total === one.autotaskTotal ? [] : [`Autotask says ${words.amount(one.autotaskTotal, one.currency)}`]),
    ...(one.emailed ? ['mailed to the customer'] : []),
  ];
  return {
    title: saved === null ? `Invoice ${one.invoiceId}` : documentName(saved),
    link: saved && linkTo(saved.type, saved.id, environment),
    amount: words.amount(total, one.currency),
    details: [[one.company, autotaskName(one), ...notes].filter((part) => part !== '').join(' · ')],
    reasons: one.reasons.filter(isWarning),
  };
}

/** A row of what waits for a person, or failed. */
export function waitingRow(one: Outcome, environment: QuickBooksEnvironment, words: MoneyWords): ReportRow {
  const saved = one.quickbooks;
  return {
    title: one.company === '' ? `Invoice ${one.invoiceId}` : one.company,
    link: saved && linkTo(saved.type, saved.id, environment),
    amount: words.total(one),
    details: [
      saved?.id == null
        ? autotaskName(one)
        : `${autotaskName(one)} · in QuickBooks: ${documentName(saved)}, ${words.amount(signed(saved), one.currency)}`,
    ],
    reasons: one.reasons,
  };
}

export function voidRow(one: VoidOutcome, environment: QuickBooksEnvironment): ReportRow {
  return {
    title: one.docNumber === null ? `Invoice ${one.invoiceId}` : `Invoice ${one.docNumber}`,
    link: linkTo('Invoice', one.quickBooksId, environment),
    amount: '',
    details: [[one.company, `Autotask id ${one.invoiceId}`].filter((part) => part !== undefined).join(' · ')],
    reasons: one.outcome === 'voided' ? one.reasons.filter(isWarning) : one.reasons,
  };
}

export function paymentRow(one: PaymentOutcome): ReportRow {
  return {
    title: one.invoiceNumber === null ? `Invoice ${one.invoiceId}` : `Invoice ${one.invoiceNumber}`,
    link: null,
    amount: '',
    details: [
      [one.company, `Autotask id ${one.invoiceId}`, one.paidDate === null ? undefined : `paid ${one.paidDate}`]
        .filter((part) => part !== undefined)
        .join(' · '),
    ],
    reasons: one.outcome === 'marked' ? one.reasons.filter(isWarning) : one.reasons,
  };
}
