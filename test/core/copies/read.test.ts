// The documents that a new copy of an invoice would stand beside: ours, whatever a ledger of an older version says.
import { expect, test } from 'vitest';
import { documentsOfInvoice } from '../../../src/core/copies/read.ts';
import type { TransferEvent, TransferState } from '../../../src/core/model/ledger.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { id, moment, source } from '../support/facts.ts';
import { savedDocument } from '../support/saved.ts';
import { world } from '../support/world.ts';

const of = source({ invoice: { number: 'N-1' } });
const event = (state: TransferState, what: string): TransferEvent => ({
  invoiceId: invoiceId(4711),
  at: moment('2026-11-01T00:00:00.000Z'),
  runId: 'run',
  state,
  what,
  detail: '',
});
const copies = async (history: readonly TransferEvent[]): Promise<string[]> => {
  const documents = [
    savedDocument({ id: id('130') }),
    savedDocument({ id: id('131'), privateNote: '', docNumber: 'N-1', customerId: id('25') }),
  ];
  const older = [
    { type: 'Invoice', id: '130', docNumber: 'N-1-old' },
    { type: 'Invoice', id: '131', docNumber: 'N-1' },
  ];
  const marks = { 'copies.older': JSON.stringify({ 4711: older }) };
  const { part } = world({ invoices: [of.invoice], documents, history, marks });
  return (await documentsOfInvoice(of.invoice, part)).map((one) => one.id);
};

test('an older copy that has our note is one', async () => expect(await copies([])).toEqual(['130']));
test('one without it is one if it was adopted or accepted', async () => {
  expect(await copies([event('done', 'linked by adopt: invoice N-1 (Id 131), by number, customer and total')])).toEqual(['130', '131']);
  expect(await copies([event('accepted', 'accepted by a person as it is in QuickBooks: invoice N-1 (Id 131)')])).toEqual(['130', '131']);
});
test('one that only held the number is a stranger’s', async () => {
  expect(await copies([event('held', 'held: number-taken')])).toEqual(['130']);
  expect(await copies([event('rejected', 'no longer tied to QuickBooks document Id 131: it only has the same number')])).toEqual(['130']);
});
