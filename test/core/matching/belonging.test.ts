// One table of documents before all who ask which is the invoice's: transfer, adopt, voids, payments, copies, reconcile. They must not differ.
import { Calendar } from '../../../src/core/calendar.ts';
import { describe, expect, test } from 'vitest';
import { candidate, matchDocuments } from '../../../src/core/adopt/plan.ts';
import { documentsOfInvoice } from '../../../src/core/copies/read.ts';
import { belongingOf, takenBy } from '../../../src/core/matching/belonging.ts';
import { findByNote, findByNumber, readTaken } from '../../../src/core/matching/read.ts';
import { billOf, customerById } from '../../../src/core/matching/same-document.ts';
import type { Transfer } from '../../../src/core/model/ledger.ts';
import { invoiceId, type SavedDocument } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { tieDocuments } from '../../../src/core/payments/read.ts';
import { reconcile } from '../../../src/core/reconcile/reconcile.ts';
import { buildPlan } from '../../../src/core/transfer/plan/plan.ts';
import { findVoided } from '../../../src/core/voids/read.ts';
import { amountLine, catalog, company, customer, day, id, settings, source } from '../support/facts.ts';
import { runOver, type Books } from '../support/ports.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

const OURS = invoiceId(4711);
const OTHER = invoiceId(4712);
const numbered = settings({ 'invoices.numbering': 'autotask-number' });
const books = catalog({ preferences: { customTxnNumbers: true }, customers: [customer('24', 'Acme'), customer('25', 'Beta')] });
const of = source({ invoice: { number: 'N-1' }, lines: [amountLine('60'), amountLine('40')] });

const document = (changed: Partial<SavedDocument> = {}): SavedDocument => savedDocument({ docNumber: 'N-1', privateNote: '', ...changed });
const row = (changed: Partial<Transfer> = {}): Transfer => doneTransfer({ docNumber: 'N-1', ...changed });

interface Case {
  readonly documents: readonly SavedDocument[];
  readonly rows?: readonly Transfer[];
  /** What each of them makes of it. */
  readonly is: string;
  readonly plan: string;
  readonly adopt: string;
  /** Which documents are voided, looked at for payments, named as copies; alike: named and left alone. */
  readonly voids: string;
  readonly ours: readonly string[];
  readonly reconcile: readonly string[];
}

const cases: readonly (readonly [string, Case])[] = [
  [
    'the one that the ledger made',
    {
      documents: [document()],
      rows: [row()],
      is: 'ours ledger',
      plan: 'finish',
      adopt: 'known',
      voids: 'ledger',
      ours: ['130'],
      reconcile: [],
    },
  ],
  [
    'one that bears the id, ledger lost',
    {
      documents: [document({ privateNote: 'Autotask invoice id 4711' })],
      is: 'ours note',
      plan: 'finish',
      adopt: 'matched',
      voids: 'note',
      ours: ['130'],
      reconcile: [],
    },
  ],
  [
    'nobody’s, with number, customer and total',
    { documents: [document()], is: 'alike', plan: 'finish', adopt: 'matched', voids: 'none', ours: [], reconcile: [] },
  ],
  [
    'another customer’s of the same number',
    {
      documents: [document({ customerId: id('25'), customerName: 'Beta', total: money('5000') })],
      is: 'stranger',
      plan: 'number-taken',
      adopt: 'different',
      voids: '',
      ours: [],
      reconcile: ['missing'],
    },
  ],
  [
    'the same customer’s of the same number with another amount',
    {
      documents: [document({ total: money('100.02') })],
      is: 'stranger',
      plan: 'number-taken',
      adopt: 'different',
      voids: '',
      ours: [],
      reconcile: ['missing'],
    },
  ],
  [
    'a credit memo of the same number',
    {
      documents: [document({ type: 'CreditMemo' })],
      is: 'stranger',
      plan: 'number-taken',
      adopt: 'different',
      voids: '',
      ours: [],
      reconcile: ['missing'],
    },
  ],
  [
    'one whose note names another invoice',
    {
      documents: [document({ privateNote: 'Autotask invoice id 4712' })],
      is: 'stranger of 4712',
      plan: 'number-of-another',
      adopt: 'missing',
      voids: '',
      ours: [],
      reconcile: ['missing', 'unknown-invoice'],
    },
  ],
  [
    'one that the ledger has for another invoice',
    {
      documents: [document()],
      rows: [row({ invoiceId: OTHER })],
      is: 'stranger of 4712',
      plan: 'number-of-another',
      adopt: 'missing',
      voids: '',
      ours: [],
      reconcile: ['missing'],
    },
  ],
  [
    'one that the ledger has for another invoice, though its note names this one',
    {
      documents: [document({ privateNote: 'Autotask invoice id 4711' })],
      rows: [row({ invoiceId: OTHER })],
      is: 'stranger of 4712',
      plan: 'number-of-another',
      adopt: 'missing',
      voids: '',
      ours: [],
      reconcile: ['missing', 'unknown-invoice'],
    },
  ],
  [
    'a void one of another invoice of ours, which keeps the number',
    {
      documents: [document({ privateNote: 'Autotask invoice id 4712', isVoided: true, total: ZERO, balance: ZERO })],
      is: 'stranger of 4712',
      plan: 'number-on-voided',
      adopt: 'missing',
      voids: '',
      ours: [],
      reconcile: ['missing'],
    },
  ],
  [
    'a void one of nobody',
    {
      documents: [document({ isVoided: true, total: ZERO, balance: ZERO })],
      is: 'stranger',
      plan: 'number-taken',
      adopt: 'missing',
      voids: '',
      ours: [],
      reconcile: ['missing'],
    },
  ],
  [
    'one of another number',
    {
      documents: [document({ docNumber: 'N-2', customerId: id('25') })],
      is: 'unrelated',
      plan: 'create',
      adopt: 'missing',
      voids: '',
      ours: [],
      reconcile: ['missing'],
    },
  ],
];

const world = ({ documents, rows = [] }: Case, isVoided = false): Books => ({
  invoices: [{ ...of.invoice, isVoided }],
  companies: [company()],
  documents,
  transfers: rows,
  catalog: books,
  settings: numbered,
});
const bill = billOf(of.invoice, numbered, { isTaxByQuickBooks: false, otherCustomer: customerById(id('24')) });

describe.each(cases)('%s', (_, one) => {
  test('is whose it is', () => {
    const rows = one.rows ?? [];
    const found = one.documents.map((each) =>
      belongingOf(
        each,
        bill,
        rows.find((transfer) => transfer.invoiceId === OURS),
        takenBy(rows),
      ),
    );
    const words = found.map((each) =>
      each.kind === 'ours' ? `ours ${each.by}` : each.kind === 'stranger' && each.of !== null ? `stranger of ${each.of}` : each.kind,
    );
    expect(words).toEqual([one.is]);
  });

  test('is finished, taken over or left alone by a sync, which keeps nothing of a stranger’s', async () => {
    const run = runOver(world(one));
    const transfers = await run.ledger.transfers([OURS]);
    const byNumber = await findByNumber(run.quickbooks, ['N-1']);
    const byNote = await findByNote(run.quickbooks, new Map([[OURS, [of.invoice.date]]]));
    const [planned] = buildPlan({
      sources: [of],
      transfers,
      found: { byNote, byNumber },
      taken: await readTaken([...byNumber.values(), ...byNote.values()].flat(), run.ledger),
      documents: new Map(one.documents.map((each) => [`${each.type}/${each.id}`, each])),
      catalog: books,
      settings: numbered,
    });
    expect(planned?.action === 'hold' ? planned.reasons.map((why) => why.code).join() : planned?.action).toBe(one.plan);
    if (planned?.action === 'hold') expect(planned.document).toBeNull();
  });

  test('is linked by adopt only where it agrees and is free', async () => {
    const run = runOver(world(one));
    const isKnown = (one.rows ?? []).some((transfer) => transfer.invoiceId === OURS);
    const taken = await readTaken(one.documents, run.ledger);
    const [found] = matchDocuments({
      invoices: isKnown ? [] : [of.invoice],
      documents: one.documents.filter((each) => !taken.has(`${each.type}/${each.id}`)).map(candidate),
      companyOf: () => 'Acme',
      customerOf: () => id('24'),
      settings: numbered,
      isTaxByQuickBooks: false,
    });
    expect(found?.kind ?? 'known').toBe(one.adopt);
  });

  test('is voided only if it is ours', async () => {
    const run = runOver(world(one, true));
    const transfers = await run.ledger.transfers([OURS]);
    const found = await findVoided({ headers: await run.autotask.invoices({ kind: 'ids', ids: [OURS] }), transfers }, run);
    expect(found.map((each) => each.tie).join()).toBe(one.voids);
  });

  test('counts for payments and as a copy only if it is ours', async () => {
    const run = runOver(world(one));
    const tied = (await tieDocuments(one.documents, run)).filter((each) => each.invoiceId === OURS);
    expect(tied.map((each) => each.document.id)).toEqual(one.ours);
    expect((await documentsOfInvoice(of.invoice, run)).map((each) => each.id)).toEqual(one.ours);
  });

  test('is beside the invoice in a tie-out only if it is the invoice', () => {
    const rows = one.rows ?? [];
    const { exceptions } = reconcile({
      from: day('2026-10-01'),
      to: day('2026-10-31'),
      settings: numbered,
      calendar: new Calendar(null),
      statuses: [],
      now: Date.parse('2026-11-05T00:00:00Z'),
      catalog: books,
      sources: [of],
      documents: one.documents,
      transfers: new Map(rows.filter((each) => each.invoiceId === OURS).map((each) => [each.invoiceId, each])),
      taken: takenBy(rows),
      outcomes: new Map(),
      isTaxByQuickBooks: false,
      isTaxlessInAutotask: false,
    });
    expect(exceptions.map((each) => each.kind).filter((kind) => kind !== 'lines' && kind !== 'amount')).toEqual(one.reconcile);
  });
});
