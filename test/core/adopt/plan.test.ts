// Which document is which invoice when another program or a person made them: matched, ambiguous, different or missing.
import { describe, expect, test } from 'vitest';
import { Calendar } from '../../../src/core/calendar.ts';
import { candidate, leftBehind, matchDocuments, suggestGoLive } from '../../../src/core/adopt/plan.ts';
import type { Adoption } from '../../../src/core/adopt/types.ts';
import { companyId, invoiceId, type SavedDocument, type SourceInvoice } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { day, id, invoice, moment, settings } from '../support/facts.ts';
import { savedDocument } from '../support/saved.ts';

const mine = invoice({ number: 'N-1' });
const utc = new Calendar('UTC');
const document = (changed: Partial<SavedDocument> = {}): SavedDocument => savedDocument({ docNumber: 'N-1', privateNote: '', ...changed });

interface Case {
  readonly invoices?: readonly SourceInvoice[];
  readonly documents?: readonly SavedDocument[];
  readonly prefix?: string;
  readonly isTaxByQuickBooks?: boolean;
  readonly customer?: string | null;
}

function adopt({ invoices = [mine], documents = [document()], prefix = '', isTaxByQuickBooks = false, customer = '24' }: Case): Adoption[] {
  return matchDocuments({
    invoices,
    documents: documents.map(candidate),
    companyOf: () => 'Acme',
    customerOf: () => (customer === null ? null : id(customer)),
    settings: settings({ 'invoices.numberPrefix': prefix }),
    isTaxByQuickBooks,
  });
}

const words = (one: Adoption): string =>
  one.kind === 'matched' ? `${one.document.id} ${one.by}` : one.kind === 'missing' ? 'missing' : `${one.kind}: ${one.why}`;

describe('one invoice', () => {
  test.each<[string, Case, string | RegExp]>([
    [
      'by note, whatever its number',
      { documents: [document({ docNumber: '9', privateNote: 'Autotask invoice id 4711' })] },
      '130 by the note',
    ],
    ['by number, customer and total', {}, '130 by number, customer and total'],
    ['by prefix and number', { documents: [document({ docNumber: 'AT-N-1' })], prefix: 'AT-' }, '130 by number, customer and total'],
    [
      'by its id as number',
      { invoices: [invoice()], documents: [document({ docNumber: '4711' })] },
      '130 by the id as number, customer and total',
    ],
    ['a cent apart', { documents: [document({ total: money('100.01') })] }, '130 by number, customer and total'],
    ['two cents apart', { documents: [document({ total: money('100.02') })] }, /different: .*total is 100.02 and Autotask's is 100.00/],
    ['taxed by QuickBooks', { documents: [document({ total: money('108'), tax: money('8') })], isTaxByQuickBooks: true }, /^130 by number/],
    ['taxed by nobody who may', { documents: [document({ total: money('108'), tax: money('8') })] }, /^different/],
    ['another customer', { documents: [document({ customerId: id('25'), customerName: 'Beta' })] }, /different: .*customer Beta/],
    ['a company without a customer', { customer: null }, /different: .*customers.map/],
    ['a credit memo', { documents: [document({ type: 'CreditMemo' })] }, /different: .*credit memo/],
    ['another invoice’s', { documents: [document({ privateNote: 'Autotask invoice id 99' })] }, 'missing'],
    ['void', { documents: [document({ isVoided: true })] }, 'missing'],
    [
      'ERROR is no number',
      { invoices: [invoice({ number: 'ERROR' })], documents: [document({ docNumber: 'ERROR', date: day('2026-01-01') })] },
      'missing',
    ],
    ['the same day and total under another number', { documents: [document({ docNumber: '9' })] }, /ambiguous: .*but another number/],
    ['two that fit', { documents: [document(), document({ id: id('131') })] }, /ambiguous: .*fit alike/],
  ])('%s', (_, one, expected) =>
    expect(adopt(one).map(words)).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]),
  );
});

test('a document that two invoices claim belongs to neither until a person says', () => {
  const twin = invoice({ id: invoiceId(4712), number: 'N-1', companyId: companyId(301) });
  expect(adopt({ invoices: [mine, twin] }).map(words)).toEqual([
    expect.stringContaining('ambiguous: invoice N-1 (Id 130) fits invoice 4712 too'),
    expect.stringContaining('ambiguous: invoice N-1 (Id 130) fits invoice 4711 too'),
  ]);
});

test('the go-live date that is suggested leaves behind what is older and not there', () => {
  const old = invoice({ id: invoiceId(1), number: 'N-0', createdAt: moment('2026-10-01T12:00:00.000Z') });
  const adoptions = adopt({ invoices: [mine, old] });
  const findings = { adoptions, known: [], voided: 0 };
  expect(suggestGoLive(findings, utc)).toBe('2026-11-01');
  expect(leftBehind(adoptions, day('2026-11-01'), utc).map((one) => one.invoice.id)).toEqual([1]);
});
