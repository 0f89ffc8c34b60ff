// One table of documents before all who ask which is the invoice's: sync, adopt, voids, payments, copies, reconcile and explain. They must not differ.
import { describe, expect, test } from 'vitest';
import { findAdoptions } from '../../../src/core/adopt/read.ts';
import { documentsOfInvoice } from '../../../src/core/copies/read.ts';
import { explainInvoices } from '../../../src/core/explain/read.ts';
import { belongingOf, takenBy } from '../../../src/core/matching/belonging.ts';
import { billOf, customerById } from '../../../src/core/matching/same-document.ts';
import type { Transfer } from '../../../src/core/model/ledger.ts';
import { invoiceId, type SavedDocument } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { tieDocuments } from '../../../src/core/payments/read.ts';
import { tieOut } from '../../../src/core/reconcile/read.ts';
import type { Planned } from '../../../src/core/transfer/plan/plan.ts';
import { syncInvoices } from '../../../src/core/transfer/sync.ts';
import { syncVoids } from '../../../src/core/voids/apply.ts';
import type { VoidOutcome } from '../../../src/core/voids/plan.ts';
import { amountLine, customer, day, id, moment, settings, source, type CatalogParts } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { RUN, syncOptions, world, type World } from '../support/world.ts';

const OURS = invoiceId(4711);
const OTHER = invoiceId(4712);
const numbered = settings({ 'invoices.numbering': 'autotask-number' });
const books: CatalogParts = { preferences: { customTxnNumbers: true }, customers: [customer('24', 'Acme'), customer('25', 'Beta')] };
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
  /** '': not even named. */
  readonly voids: '' | 'voided' | 'void-not-ours';
  /** Looked at for payments, and named as copies. */
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
      voids: 'voided',
      ours: ['130'],
      reconcile: [],
    },
  ],
  [
    'one whose note has the id, where the ledger was lost',
    {
      documents: [document({ privateNote: 'Autotask invoice id 4711' })],
      is: 'ours note',
      plan: 'finish',
      adopt: 'matched',
      voids: 'voided',
      ours: ['130'],
      reconcile: [],
    },
  ],
  [
    'nobody’s, with number, customer and total',
    { documents: [document()], is: 'alike', plan: 'finish', adopt: 'matched', voids: 'void-not-ours', ours: [], reconcile: [] },
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

const SPAN = { from: day('2026-10-01'), to: day('2026-10-31') };

function worldOf({ documents, rows = [] }: Case, isVoided = false): World {
  return world({
    invoices: [{ ...of.invoice, isVoided, voidedAt: isVoided ? moment('2026-11-04T12:00:00.000Z') : null }],
    lines: of.lines,
    documents,
    transfers: rows,
    books,
    settings: numbered,
  });
}

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
    const it = worldOf(one);
    const plans: Planned[] = [];
    await syncInvoices(it.part, syncOptions(it, { isDryRun: true, onPlan: (plan) => void plans.push(...plan) }));
    const [planned] = plans;
    expect(planned?.action === 'hold' ? planned.reasons.map((why) => why.code).join() : planned?.action).toBe(one.plan);
    if (planned?.action === 'hold') expect(planned.document).toBeNull();
    expect(it.journal).toEqual([]);
  });

  test('is linked by adopt only where it agrees and is free', async () => {
    const { part } = worldOf(one);
    const { adoptions, known } = await findAdoptions(part, { settings: numbered, profile: 'default', runId: RUN, ...SPAN });
    expect([...adoptions.map((each) => each.kind), ...known.map(() => 'known')]).toEqual([one.adopt]);
  });

  test('is voided only if it is ours', async () => {
    const outcomes: VoidOutcome[] = [];
    const it = worldOf(one, true);
    await syncVoids(it.part, { days: 30, put: (outcome) => void outcomes.push(outcome) });
    expect(outcomes.map((each) => each.reasons[0]?.code ?? each.outcome).join()).toBe(one.voids);
    expect(it.journal.filter((line) => line.startsWith('quickbooks'))).toEqual(
      one.voids === 'voided' ? ['quickbooks: void Invoice 130'] : [],
    );
  });

  test('counts for payments and as a copy only if it is ours', async () => {
    const { part } = worldOf(one);
    const tied = (await tieDocuments(one.documents, part)).filter((each) => each.invoiceId === OURS);
    expect(tied.map((each) => each.document.id)).toEqual(one.ours);
    expect((await documentsOfInvoice(of.invoice, part)).map((each) => each.id)).toEqual(one.ours);
  });

  test('is beside the invoice in a tie-out only if it is the invoice', async () => {
    const { exceptions } = (await tieOut(worldOf(one).part, SPAN, numbered)).reconciliation;
    expect(exceptions.map((each) => each.kind).filter((kind) => kind !== 'lines' && kind !== 'amount')).toEqual(one.reconcile);
  });

  test('is the answer of explain only if it is ours', async () => {
    const [explained] = await explainInvoices([of.invoice], worldOf(one).part, numbered);
    expect(explained?.answer.startsWith('It is in QuickBooks: invoice N-1 (Id 130)')).toBe(one.ours.length > 0);
  });
});
