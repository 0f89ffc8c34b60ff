// A document that QuickBooks keeps, and the ledger's row of it: whatever a test doesn't name is ordinary.
import type { Transfer } from '../../../src/core/model/ledger.ts';
import { invoiceId, type SavedDocument } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { day, id, moment } from './facts.ts';

/** Invoice 1037 for Acme over 100.00, made for Autotask invoice 4711. */
export function savedDocument(changed: Partial<SavedDocument> = {}): SavedDocument {
  return {
    type: 'Invoice',
    id: id('130'),
    syncToken: '0',
    docNumber: '1037',
    customerId: id('24'),
    customerName: 'Acme',
    date: day('2026-10-31'),
    lines: [],
    discount: ZERO,
    customFields: [],
    allowsCard: null,
    allowsAch: null,
    exchangeRate: null,
    homeTotal: null,
    dueDate: null,
    termId: null,
    tax: ZERO,
    total: money('100'),
    balance: money('100'),
    deposit: ZERO,
    currency: 'USD',
    privateNote: 'Autotask invoice id 4711',
    isVoided: false,
    billEmail: '',
    emailStatus: 'NotSet',
    isEmailed: false,
    classId: null,
    linked: [],
    createdAt: moment('2026-11-01T06:00:00.000Z'),
    updatedAt: moment('2026-11-02T06:00:00.000Z'),
    ...changed,
  };
}

/** The transfer of that document, done. */
export function doneTransfer(changed: Partial<Transfer> = {}): Transfer {
  return {
    invoiceId: invoiceId(4711),
    state: 'done',
    generation: 1,
    requestId: 'r',
    draftHash: 'h',
    documentType: 'Invoice',
    quickBooksId: id('130'),
    docNumber: '1037',
    customerId: id('24'),
    company: 'Acme',
    date: day('2026-10-31'),
    total: '100.00',
    tax: '0.00',
    autotaskTotal: '100.00',
    syncToken: '0',
    wasAdopted: false,
    reasons: [],
    email: null,
    pdf: null,
    voiding: null,
    paidDate: null,
    runId: 'run',
    createdAt: moment('2026-11-01T06:00:00.000Z'),
    updatedAt: moment('2026-11-01T06:00:00.000Z'),
    ...changed,
  };
}
