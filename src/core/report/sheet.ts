// The attachment of a run's report: one row a document, everything the run saw.
import { signed, signedTax } from '../run/outcome.ts';
import { linkTo, type QuickBooksEnvironment } from './rows.ts';
import type { Reason } from '../reasons.ts';
import type { Sheet } from './report.ts';
import type { RunResult } from './run-result.ts';

const COLUMNS: Sheet['columns'] = [
  { title: 'Kind' },
  { title: 'Autotask id', isNumber: true },
  { title: 'Autotask number' },
  { title: 'Company' },
  { title: 'Outcome' },
  { title: 'QuickBooks type' },
  { title: 'QuickBooks id' },
  { title: 'QuickBooks number' },
  { title: 'Currency' },
  { title: 'Autotask tax', isNumber: true },
  { title: 'Autotask total', isNumber: true },
  { title: 'QuickBooks total', isNumber: true },
  { title: 'QuickBooks tax', isNumber: true },
  { title: 'Mailed' },
  { title: 'Paid' },
  { title: 'Code' },
  { title: 'Why' },
  { title: 'What to do' },
  { title: 'Link' },
];

/** A void and a payment have no currency and no amounts. */
const BLANK = ['', '', '', '', ''];

/** Every invoice, void and payment of the run; null where there was none. */
export function runSheet(result: RunResult, command: string, environment: QuickBooksEnvironment): Sheet | null {
  const invoices = result.invoices.map((one) => [
    'invoice',
    String(one.invoiceId),
    one.invoiceNumber ?? '',
    one.company,
    one.outcome,
    one.quickbooks?.type ?? '',
    one.quickbooks?.id ?? '',
    one.quickbooks?.docNumber ?? '',
    one.currency ?? '',
    one.autotaskTax ?? '',
    one.autotaskTotal,
    one.quickbooks ? signed(one.quickbooks) : '',
    one.quickbooks ? signedTax(one.quickbooks) : '',
    one.emailed ? 'yes' : '',
    '',
    ...whyAndFix(one.reasons),
    one.quickbooks ? (linkTo(one.quickbooks.type, one.quickbooks.id, environment) ?? '') : '',
  ]);
  const voids = result.voids.map((one) => {
    const known = ['void', String(one.invoiceId), '', '', one.outcome, '', one.quickBooksId ?? '', one.docNumber ?? '', ...BLANK, '', ''];
    return [...known, ...whyAndFix(one.reasons), ''];
  });
  const payments = result.payments.map((one) => {
    const { invoiceId, invoiceNumber, outcome, paidDate } = one;
    const known = ['payment', String(invoiceId), invoiceNumber ?? '', '', outcome, '', '', '', ...BLANK, '', paidDate ?? ''];
    return [...known, ...whyAndFix(one.reasons), ''];
  });
  const rows = [...invoices, ...voids, ...payments];
  if (rows.length === 0) return null;
  return { name: `at2qbo-${command}-${result.startedAt.slice(0, 16).replaceAll(/[-:T]/g, '')}`, columns: COLUMNS, rows };
}

function whyAndFix(reasons: readonly Reason[]): string[] {
  return [
    reasons.map((why) => why.code).join('\n'),
    reasons.map((why) => why.message).join('\n'),
    reasons.map((why) => why.fix).join('\n'),
  ];
}
