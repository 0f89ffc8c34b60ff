// copy-invoice: what QuickBooks has is named and nothing made, unless a person wants a second copy; and the older one is voided last.
import { describe, expect, test } from 'vitest';
import { copyInvoice, type CopyOptions } from '../../../src/core/copies/apply.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { day, id, invoice, line, settings } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world, type World, type WorldParts } from '../support/world.ts';

const INVOICE = invoiceId(4711);
const sent = invoice({ number: '1037' });
const savedLine = { itemId: id('5'), amount: money('100'), quantity: money('2'), price: money('50') };
const document = savedDocument({ lines: [{ ...savedLine, description: '', taxCode: 'NON', classId: null }] });

async function copy(parts: WorldParts, options: Partial<CopyOptions> = {}): Promise<{ readonly it: World; readonly said: string }> {
  const it = world({ invoices: [sent], lines: [line()], documents: [document], transfers: [doneTransfer()], ...parts });
  const { run, isRefused } = await copyInvoice(it.part, { id: INVOICE, makesNewCopy: false, voidsOld: false, ...options });
  const outcomes = run.outcomes.map(({ outcome, reasons }) => [outcome, ...reasons.map(({ code }) => code)].join(' '));
  return { it, said: [...outcomes, ...(isRefused ? ['refused'] : [])].join(', ') };
}
const writes = (it: World): string[] =>
  it.journal.map((entry) => entry.replace(/ [\w-]{20,}$/, '')).filter((entry) => !entry.startsWith('ledger'));

describe('without --overwrite', () => {
  test('an invoice that QuickBooks has is named, and nothing is made', async () => {
    const { it, said } = await copy({});
    expect(said).toBe('failed exists-in-quickbooks, refused');
    expect(it.journal).toEqual([]);
  });
  test('one that QuickBooks doesn’t have is sent, though it is outside the window or marked', async () => {
    const old = { ...sent, number: null, createdAt: sent.createdAt, date: day('2026-10-31') };
    const { it, said } = await copy({ invoices: [old], documents: [], transfers: [] });
    expect(said).toBe('created');
    expect(writes(it)).toEqual(['quickbooks: create', 'autotask: invoiceNumber and webServiceDate of 4711']);
    expect(it.headers.get(INVOICE)?.number).toBe('10130');
  });
  test('an id that Autotask doesn’t have', async () => {
    expect((await copy({ invoices: [], documents: [], transfers: [] })).said).toBe('failed not-found, refused');
  });
  test('a voided invoice is refused', async () => {
    expect((await copy({ invoices: [{ ...sent, isVoided: true }] })).said).toBe('failed copy-of-voided, refused');
  });
});

describe('with --overwrite', () => {
  const overwrite = { makesNewCopy: true };
  test('the new copy is made beside the old one, which is named', async () => {
    const { it, said } = await copy({}, overwrite);
    expect(said).toBe('created sent-again');
    expect(it.documents.map((one) => `${one.id}${one.isVoided ? ' void' : ''}`)).toEqual(['130', '131']);
    expect(it.rows.marks.get('copies.older')).toBe('{"4711":[{"type":"Invoice","id":"130","docNumber":"1037"}]}');
  });
  test('the old one is voided after the new one is there, and never before', async () => {
    const { it, said } = await copy({}, { makesNewCopy: true, voidsOld: true });
    expect(said).toBe('created old-copy-voided');
    expect(writes(it)).toEqual([
      'quickbooks: create',
      'autotask: invoiceNumber and webServiceDate of 4711',
      'quickbooks: void Invoice 130',
    ]);
    expect(it.documents.map((one) => `${one.id}${one.isVoided ? ' void' : ''}`)).toEqual(['130 void', '131']);
  });
  test('an old one that must not be voided stops it before anything is made', async () => {
    const { it, said } = await copy({ documents: [{ ...document, balance: money('40') }] }, { makesNewCopy: true, voidsOld: true });
    expect(said).toBe('failed has-payments, refused');
    expect(it.journal).toEqual([]);
  });
  test('while it isn’t known whether the last attempt arrived, no second one is made', async () => {
    const { said } = await copy({ transfers: [doneTransfer({ state: 'intent', quickBooksId: null })], documents: [] }, overwrite);
    expect(said).toBe('failed copy-unsettled, refused');
  });
  test('where Autotask gives the number, which QuickBooks keeps, none is made', async () => {
    const numbered = {
      settings: settings({ 'invoices.numbering': 'autotask-number' }),
      books: { preferences: { customTxnNumbers: true } },
    };
    expect((await copy(numbered, overwrite)).said).toBe('failed copy-number-taken, refused');
    const stranger = savedDocument({ id: id('140'), privateNote: '', customerName: 'Beta', customerId: id('25') });
    expect((await copy({ ...numbered, documents: [stranger], transfers: [] }, overwrite)).said).toBe(
      'failed copy-number-of-another, refused',
    );
  });
});
