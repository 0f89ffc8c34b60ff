// What a person's decision does to a transfer that is held.
import { describe, expect, it } from 'vitest';
import { instantAt, type LocalDate } from '../../src/core/dates.ts';
import type { Transfer } from '../../src/core/ledger.ts';
import { invoiceId, quickBooksId, type SavedDocument } from '../../src/core/model.ts';
import { money, ZERO } from '../../src/core/money.ts';
import { releaseTransfer } from '../../src/core/release.ts';

const at = instantAt(0);
const day = '2026-07-31' as LocalDate;
const held: Transfer = {
  invoiceId: invoiceId(4711),
  state: 'held',
  generation: 0,
  requestId: 'r',
  draftHash: 'h',
  documentType: 'Invoice',
  quickBooksId: quickBooksId('130'),
  docNumber: '1037',
  customerId: quickBooksId('58'),
  company: 'Acme',
  date: day,
  total: '10.00',
  tax: '0.00',
  autotaskTotal: '12.00',
  syncToken: '0',
  wasAdopted: false,
  reasons: [],
  email: null,
  pdf: null,
  voiding: null,
  paidDate: null,
  runId: 'run',
  createdAt: at,
  updatedAt: at,
};
const saved: SavedDocument = {
  type: 'Invoice',
  id: quickBooksId('130'),
  syncToken: '3',
  docNumber: '1037',
  customerId: quickBooksId('58'),
  customerName: 'Acme',
  date: day,
  lines: [],
  discount: ZERO,
  tax: ZERO,
  total: money('11'),
  balance: money('11'),
  deposit: ZERO,
  currency: 'USD',
  privateNote: '',
  isVoided: false,
  billEmail: '',
  emailStatus: '',
  isEmailed: false,
  classId: null,
  linked: [],
  createdAt: at,
  updatedAt: at,
};

const stateOf = (release: ReturnType<typeof releaseTransfer>): string => ('transfer' in release ? release.transfer.state : release.refusal);

describe('releaseTransfer', () => {
  it('a document of our own is compared again', () => {
    expect(stateOf(releaseTransfer(held, saved, false))).toBe('created');
  });
  it('an accepted document goes on as it is in QuickBooks now', () => {
    const release = releaseTransfer(held, saved, true);
    expect('transfer' in release && release.transfer).toMatchObject({ state: 'accepted', total: '11.00', syncToken: '3' });
  });
  it('a document of other hands is let go, so that the next run looks anew', () => {
    const release = releaseTransfer({ ...held, wasAdopted: true }, saved, false);
    expect('transfer' in release && release.transfer).toMatchObject({ state: 'rejected', quickBooksId: null });
  });
  it.each([
    [null, 'deleted'],
    [{ ...saved, isVoided: true }, 'voided'],
  ])('a document that is gone can be neither compared nor accepted: the choices are said', (gone, word) => {
    for (const isAccepted of [true, false]) {
      const release = releaseTransfer(held, gone, isAccepted);
      expect(stateOf(release)).toContain(word);
      expect('choices' in release && release.choices).toContain('copy-invoice 4711 --overwrite');
    }
  });
});
