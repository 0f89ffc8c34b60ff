// A tie-out of a large month that keeps its rows packed says to the letter what the one said that held both books whole.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { csvText } from '../../../src/commands/format/csv.ts';
import { tieOutJson } from '../../../src/commands/reconcile/render-json.ts';
import { tieOutTable } from '../../../src/commands/reconcile/render-table.ts';
import type { OutcomeRecord, Transfer } from '../../../src/core/model/ledger.ts';
import { companyId, invoiceId, type SavedDocument, type SourceInvoice, type SourceLine } from '../../../src/core/model.ts';
import { cents, money, sum, ZERO } from '../../../src/core/money.ts';
import { reason } from '../../../src/core/reasons.ts';
import { tieOut } from '../../../src/core/reconcile/read.ts';
import { aClass, amountLine, company, day, id, invoice, item, moment, settings } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world } from '../support/world.ts';

const INVOICES = 2500;
const SPAN = { from: day('2026-10-01'), to: day('2026-10-31') };

/** What a person or another program did to an invoice or its document; every twentieth or so has something. */
type Damage = (one: { invoice: SourceInvoice; documents: SavedDocument[]; transfer: Transfer | null }) => void;
const changed = <T>(value: T, more: Partial<T>): T => ({ ...value, ...more });
const onDocument =
  (change: (document: SavedDocument) => Partial<SavedDocument>): Damage =>
  (one) => {
    one.documents = one.documents.map((document) => changed(document, change(document)));
  };
const DAMAGES: readonly Damage[] = [
  onDocument(({ total }) => ({ total: total.plus('1.5') })),
  onDocument(({ tax, total }) => ({ tax: tax.plus('0.01'), total: total.plus('0.01') })),
  onDocument(({ lines }) => ({ lines: lines.map((line, n) => (n === 1 ? { ...line, itemId: id('6'), classId: id('C2') } : line)) })),
  onDocument(({ lines }) => ({ lines: lines.slice(1) })),
  onDocument(({ tax, total }) => ({ tax: tax.plus('3'), total: total.plus('3') })),
  onDocument(() => ({ customerId: id('999'), customerName: 'Somebody Else “Ünïcode” & Co' })),
  onDocument(({ docNumber }) => ({ docNumber: `${docNumber ?? ''}-A` })),
  onDocument(() => ({ balance: ZERO })),
  onDocument(({ privateNote }) => ({ isVoided: true, total: ZERO, balance: ZERO, lines: [], privateNote: `Voided - ${privateNote}` })),
  onDocument(() => ({ date: day('2026-11-09') })), // moved: the ledger still knows it
  onDocument(() => ({ privateNote: '' })),
  onDocument(({ total }) => ({ discount: money('1'), total: total.minus('1') })),
  (one) => {
    one.documents = [];
  },
  (one) => {
    const [first] = one.documents;
    if (first) one.documents.push(changed(first, { id: id(`9${first.id}`), docNumber: null }));
  },
  (one) => {
    one.transfer = null; // the ledger of another host
  },
  (one) => {
    one.transfer = null;
    one.documents = one.documents.map((document) => changed(document, { privateNote: '' })); // by its number alone
  },
  (one) => {
    one.transfer = null;
    one.documents = one.documents.map((document) =>
      changed(document, { privateNote: '', customerId: id('999'), customerName: 'Stranger' }),
    );
  },
  (one) => {
    one.invoice = changed(one.invoice, { isVoided: true });
  },
  (one) => {
    one.invoice = changed(one.invoice, { paidDate: day('2026-10-20') });
  },
  (one) => {
    one.documents = [];
    one.transfer = null;
    one.invoice = changed(one.invoice, { number: null });
  },
];

function month() {
  const invoices: SourceInvoice[] = [];
  const lines: SourceLine[] = [];
  const documents: SavedDocument[] = [];
  const transfers: Transfer[] = [];
  const outcomes: OutcomeRecord[] = [];
  let seed = 20261127;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let n = 0; n < INVOICES; n += 1) {
    const key = invoiceId(10_000 + n);
    const companyNumber = 300 + next(40);
    const isForeign = companyNumber % 10 === 7;
    const sign = next(15) === 0 ? -1 : 1;
    const isTaxed = next(3) === 0;
    const own = Array.from({ length: 1 + next(6) }, (_, at) => {
      const amount = money(String((sign * (next(900_000) + 1)) / 100));
      return amountLine(amount.toFixed(), isTaxed ? amount.times('0.0825').toFixed(4) : '0', { id: n * 10 + at, invoiceId: key });
    });
    const [net, tax] = [sum(own.map((line) => line.amount)), cents(sum(own.map((line) => line.tax)))];
    const date = day(`2026-10-${String(1 + next(31)).padStart(2, '0')}`);
    const header = invoice({ id: key, number: String(50_000 + n), companyId: companyId(companyNumber), date, net, tax });
    const isCredit = net.plus(tax).lt(ZERO);
    const total = cents(net.plus(tax)).abs();
    const document = savedDocument({
      type: isCredit ? 'CreditMemo' : 'Invoice',
      id: id(String(20_000 + n)),
      docNumber: String(50_000 + n),
      customerId: id(String(companyNumber)),
      customerName: `Company ${companyNumber}`,
      date,
      lines: own.map(({ amount }, at) => ({
        itemId: id('5'),
        amount: cents(isCredit ? amount.neg() : amount),
        quantity: null,
        price: null,
        description: 'not compared',
        taxCode: 'NON',
        classId: at === 0 ? id('C1') : null,
      })),
      tax: tax.abs(),
      total,
      balance: total,
      currency: isForeign ? 'EUR' : 'USD',
      exchangeRate: isForeign ? money(next(9) === 0 ? '1.2' : '1.1') : null,
      homeTotal: isForeign ? cents(total.times('1.1')) : null,
      privateNote: `Autotask invoice id ${key}`,
    });
    const transfer = doneTransfer({
      invoiceId: key,
      documentType: document.type,
      quickBooksId: document.id,
      docNumber: document.docNumber,
      customerId: document.customerId,
      date,
      total: total.toFixed(2),
      reasons: next(50) === 0 ? [reason('customer-inactive', { name: 'Acme "quoted", \\ and more', map: "'{}'" })] : [],
    });
    const one = { invoice: header, documents: [document], transfer: transfer as Transfer | null };
    if (next(20) === 0) DAMAGES[next(DAMAGES.length)]?.(one);
    invoices.push(one.invoice);
    lines.push(...own);
    documents.push(...one.documents);
    if (one.transfer !== null) transfers.push(one.transfer);
    if (one.documents.length === 0 && next(2) === 0)
      outcomes.push({
        invoiceId: key,
        invoiceNumber: null,
        company: 'Acme',
        total: '1.00',
        outcome: 'held',
        reasons: [reason('customer-inactive', { name: 'Acme', map: "'{}'" })],
        firstSeen: moment('2026-11-01T06:00:00.000Z'),
        lastSeen: moment('2026-11-01T06:00:00.000Z'),
        runId: 'run',
      });
  }
  for (let n = 0; n < 25; n += 1) {
    const privateNote = n % 5 === 0 ? `Autotask invoice id ${900_000 + n}` : 'by hand';
    documents.push(savedDocument({ id: id(String(80_000 + n)), docNumber: `H${n}`, date: day('2026-10-15'), privateNote }));
  }
  return { invoices, lines, documents, transfers, outcomes };
}

test('two and a half thousand invoices, with everything that people do to them', async () => {
  const companies = Array.from({ length: 40 }, (_, n) =>
    company({ id: companyId(300 + n), name: `Company ${300 + n}`, currencyId: (300 + n) % 10 === 7 ? 2 : 1 }),
  );
  const { part } = world({
    ...month(),
    companies,
    currencies: new Map([
      [1, 'USD'],
      [2, 'EUR'],
    ]),
    books: {
      items: [item('5', 'Remote Support'), item('6', 'Hardware')],
      classes: [aClass('C1', 'Field'), aClass('C2', 'Office')],
      preferences: { usesMultiCurrency: true, classTracking: 'line', customTxnNumbers: true },
    },
    settings: settings({ 'invoices.numbering': 'autotask-number' }),
    quickbooks: { exchangeRate: (_, date) => Promise.resolve(date.endsWith('13') ? null : money('1.1')) },
  });
  const found = await tieOut(part, SPAN, part.settings);
  const madeAt = moment('2026-11-05T00:00:00.000Z');
  const tie = { ...found, profile: 'p', company: 'Ours', realmId: '1', autotaskUser: 'api', currency: 'USD', madeAt, madeBy: '' };
  const said = [JSON.stringify(tieOutJson(tie, 3), null, 1), csvText(tieOutTable(tie))].join('\n');
  const kinds: Record<string, number> = {};
  for (const { kind } of found.reconciliation.exceptions) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const { pairs, voided, others, notSent, explained } = found.reconciliation;
  expect({
    pairs: pairs.length,
    voided,
    others: others.count,
    notSent: notSent.length,
    explained: explained.length,
    kinds,
  }).toMatchInlineSnapshot(`
    {
      "explained": 16,
      "kinds": {
        "amount": 12,
        "customer": 11,
        "edited": 48,
        "exchange-rate": 24,
        "lines": 6,
        "missing": 28,
        "number": 6,
        "paid-in-autotask": 4,
        "paid-in-quickbooks": 4,
        "twice": 7,
        "unknown-invoice": 5,
        "voided-in-autotask": 6,
        "voided-in-quickbooks": 5,
      },
      "notSent": 0,
      "others": 23,
      "pairs": 2505,
      "voided": 6,
    }
  `);
  // Of the whole JSON and CSV; recorded with the program that kept all documents, invoices and rows of the ledger as they came. New words: -u.
  expect(createHash('sha256').update(said).digest('hex')).toMatchInlineSnapshot(
    `"cf53c4ee964991ad28be7f12f9283f3852d54de2c348d51981d89310dff40e4a"`,
  );
});
