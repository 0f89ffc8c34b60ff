// What is to be done with an invoice: the whole table of what the ledger, the note, the number and Autotask say of it.
import { describe, expect, test } from 'vitest';
import type { Transfer, TransferState } from '../../../src/core/model/ledger.ts';
import { invoiceId, type SavedDocument, type SourceInvoice } from '../../../src/core/model.ts';
import { takenBy } from '../../../src/core/matching/belonging.ts';
import { buildPlan, type Planned, type PlanFacts } from '../../../src/core/transfer/plan/plan.ts';
import { reason } from '../../../src/core/reasons.ts';
import { amountLine, catalog, customer, moment, settings, source } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

const lists = catalog({ customers: [customer('24', 'Acme')] });
const of = (changed: Partial<SourceInvoice> = {}) => source({ invoice: changed, lines: [amountLine('100')] });
const ours = savedDocument();
const row = (state: TransferState, changed: Partial<Transfer> = {}): Transfer => doneTransfer({ state, generation: 2, ...changed });
const without: Partial<Transfer> = { quickBooksId: null, docNumber: null, customerId: null, total: null };

interface Case {
  readonly invoice?: Partial<SourceInvoice>;
  readonly row?: Transfer;
  /** What QuickBooks has. */
  readonly books?: readonly SavedDocument[];
  readonly more?: Partial<PlanFacts>;
}

function plan({ invoice = {}, row: known, books = [], more = {} }: Case): Planned | undefined {
  const transfers = known === undefined ? [] : [known];
  const noted = books.filter((one) => one.privateNote !== '');
  const [planned] = buildPlan({
    sources: [of(invoice)],
    transfers: new Map(transfers.map((one) => [one.invoiceId, one])),
    found: { byNote: noted.length === 0 ? new Map() : new Map([[invoiceId(4711), noted]]), byNumber: new Map() },
    taken: takenBy(transfers),
    documents: new Map(books.map((one) => [`${one.type}/${one.id}`, one])),
    catalog: lists,
    settings: settings(),
    ...more,
  });
  return planned;
}

function words(planned: Planned | undefined): string {
  if (planned === undefined) return 'nothing';
  if (planned.action === 'create') return `create, attempt ${planned.generation}`;
  if (planned.action === 'finish')
    return `finish${planned.wasAdopted ? ', taken over' : ''}${planned.expectation === null ? '' : ', compared'}`;
  return `${planned.action} ${planned.reasons.map((one) => one.code).join()}`;
}

describe('never sent', () => {
  test.each<[string, Case, string]>([
    ['it is made', {}, 'create, attempt 0'],
    ['QuickBooks has it by its note: taken over', { books: [ours] }, 'finish, taken over'],
    ['… twice', { books: [ours, savedDocument({ id: ours.id.replace('130', '131') as typeof ours.id })] }, 'hold twice-in-quickbooks'],
    ['… void', { books: [savedDocument({ isVoided: true })] }, 'hold voided-in-quickbooks'],
    ['… with another total', { books: [savedDocument({ total: of().invoice.net.plus('1') })] }, 'hold found-different'],
    ['… though Autotask marks it as sent meanwhile', { books: [ours], invoice: { number: '1037' } }, 'finish, taken over'],
    ['marked as sent by somebody else', { invoice: { number: '1037' } }, 'skip already-synced'],
    ['voided', { invoice: { isVoided: true } }, 'skip voided'],
    ['voided, and QuickBooks has it', { invoice: { isVoided: true }, books: [ours] }, 'hold voided-in-autotask'],
    [
      'a rule holds it',
      { more: { catalog: catalog({ customers: [customer('24', 'Acme', { isActive: false })] }) } },
      'hold customer-inactive',
    ],
  ])('%s', (_, one, expected) => expect(words(plan(one))).toBe(expected));
});

describe('the ledger knows it', () => {
  test.each<[string, Case, string]>([
    ['no answer came, and QuickBooks has none: the same request again', { row: row('intent', without) }, 'create, attempt 2'],
    ['no answer came, and QuickBooks has it: ours, line by line', { row: row('intent', without), books: [ours] }, 'finish, compared'],
    ['refused before: another request', { row: row('rejected', without) }, 'create, attempt 3'],
    ['refused before, and marked by hand since', { row: row('rejected', without), invoice: { number: 'X' } }, 'skip already-synced'],
    ['made, not yet written back', { row: row('created'), books: [ours] }, 'finish, compared'],
    ['made, and deleted in QuickBooks since', { row: row('created') }, 'hold deleted-in-quickbooks'],
    [
      'made, and voided in QuickBooks since',
      { row: row('written'), books: [savedDocument({ isVoided: true })] },
      'hold voided-in-quickbooks',
    ],
    ['accepted by a person: not compared again', { row: row('accepted'), books: [ours] }, 'finish'],
    ['written back: only to be read back', { row: row('written'), books: [ours] }, 'finish'],
    ['held', { row: row('held', { reasons: [reason('total-differs', facts())] }), books: [ours] }, 'hold total-differs'],
    [
      'made, and a rule stops what it would be compared with',
      { row: row('created'), books: [ours], more: { catalog: catalog({ customers: [customer('24', 'Acme', { isActive: false })] }) } },
      'hold found-different',
    ],
  ])('%s', (_, one, expected) => expect(words(plan(one))).toBe(expected));
});

const facts = (): Parameters<typeof reason>[1] => ({ document: 'invoice 1037', field: 'total', saved: '1', expected: '2', id: 4711 });

describe('a copy on purpose', () => {
  const older = new Map([[invoiceId(4711), [{ type: 'Invoice' as const, id: ours.id, docNumber: '1037' }]]]);
  test('is a request of its own, whatever QuickBooks has', () =>
    expect(words(plan({ row: row('done'), books: [ours], more: { makesNewCopy: true, isForced: true } }))).toBe('create, attempt 3'));
  test('with the ledger lost is never the request of the older one', () =>
    expect(words(plan({ books: [ours], more: { older } }))).toBe('create, attempt 1'));
});

test('two invoices of one number: the first is sent', () => {
  const numbered = settings({ 'invoices.numbering': 'autotask-number' });
  const both = [of({ number: 'N-1' }), of({ id: invoiceId(4712), number: 'N-1', createdAt: moment('2026-10-31T13:00:00.000Z') })];
  const planned = buildPlan({
    sources: both,
    transfers: new Map(),
    found: { byNote: new Map(), byNumber: new Map() },
    taken: new Map(),
    documents: new Map(),
    catalog: lists,
    settings: numbered,
  });
  expect(planned.map(words)).toEqual(['create, attempt 0', 'hold number-twice']);
});
