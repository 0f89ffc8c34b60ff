// The attachment of a run's report: one row a document, everything the run saw.
import { signed, signedTax } from '../run/outcome.ts';
import { linkTo, type QuickBooksEnvironment } from './rows.ts';
import type { Reason } from '../reasons.ts';
import type { Cell, Sheet } from './report.ts';
import type { RunResult } from './run-result.ts';

const TITLES = [
  'Kind',
  'Autotask id',
  'Autotask number',
  'Company',
  'Outcome',
  'QuickBooks type',
  'QuickBooks id',
  'QuickBooks number',
  'Currency',
  'Autotask tax',
  'Autotask total',
  'QuickBooks total',
  'QuickBooks tax',
  'Mailed',
  'Paid',
  'Code',
  'Why',
  'What to do',
  'Link',
];

/** A void and a payment have no currency and no amounts. */
const BLANK = [null, null, null, null, null];

const number = (text: string | null): Cell => (text === null ? null : { number: text });

/** Every invoice, void and payment of the run; null where there was none. */
export function runSheet(result: RunResult, command: string, environment: QuickBooksEnvironment): Sheet | null {
  const invoices = result.invoices.map((one): Cell[] => [
    'invoice',
    number(String(one.invoiceId)),
    one.invoiceNumber ?? '',
    one.company,
    one.outcome,
    one.quickbooks?.type ?? '',
    one.quickbooks?.id ?? '',
    one.quickbooks?.docNumber ?? '',
    one.currency ?? '',
    number(one.autotaskTax),
    number(one.autotaskTotal),
    number(one.quickbooks && signed(one.quickbooks)),
    number(one.quickbooks && signedTax(one.quickbooks)),
    one.emailed ? 'yes' : '',
    '',
    ...whyAndFix(one.reasons),
    one.quickbooks ? (linkTo(one.quickbooks.type, one.quickbooks.id, environment) ?? '') : '',
  ]);
  const voids = result.voids.map((one): Cell[] => {
    const known = [
      'void',
      number(String(one.invoiceId)),
      '',
      one.company ?? '',
      one.outcome,
      '',
      one.quickBooksId ?? '',
      one.docNumber ?? '',
      ...BLANK,
      '',
      '',
    ];
    return [...known, ...whyAndFix(one.reasons), ''];
  });
  const payments = result.payments.map((one): Cell[] => {
    const { invoiceId, invoiceNumber, outcome, paidDate } = one;
    const paid: Cell = paidDate === null ? null : { date: paidDate };
    const known = ['payment', number(String(invoiceId)), invoiceNumber ?? '', one.company ?? '', outcome, '', '', '', ...BLANK, '', paid];
    return [...known, ...whyAndFix(one.reasons), ''];
  });
  const rows = [...invoices, ...voids, ...payments];
  if (rows.length === 0) return null;
  return { name: `at2qbo-${command}-${result.startedAt.slice(0, 16).replaceAll(/[-:T]/g, '')}`, titles: TITLES, rows };
}

function whyAndFix(reasons: readonly Reason[]): string[] {
  return [
    reasons.map((why) => why.code).join('\n'),
    reasons.map((why) => why.message).join('\n'),
    reasons.map((why) => why.fix).join('\n'),
  ];
}
