// Linking what another integration sent: what is read, which rows the ledger gets, and whom a company is tied to.
import { describe, expect, test } from 'vitest';
import { linkAdoptions } from '../../../src/core/adopt/apply.ts';
import { findAdoptions } from '../../../src/core/adopt/read.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { customer, day, id, invoice, moment, settings } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { RUN, world, type World, type WorldParts } from '../support/world.ts';

const SPAN = { from: day('2026-10-01'), to: day('2026-10-31') };
const sent = invoice({ number: '1037' });
const foreign = (changed: Partial<ReturnType<typeof savedDocument>> = {}): ReturnType<typeof savedDocument> =>
  savedDocument({ privateNote: '', ...changed });

async function adopt(parts: WorldParts): Promise<{ readonly it: World; readonly kinds: readonly string[]; readonly linked: number }> {
  const it = world({ invoices: [sent], documents: [foreign()], ...parts });
  const options = { settings: it.part.settings, profile: 'default', runId: RUN, ...SPAN };
  const { adoptions, known, voided } = await findAdoptions(it.part, options);
  const kinds = [
    ...adoptions.map((one) => `${one.invoice.id} ${one.kind}`),
    ...known.map((one) => `${one.id} known`),
    ...(voided === 0 ? [] : [`${voided} voided`]),
  ];
  return { it, kinds, linked: await linkAdoptions(adoptions, it.part, options) };
}

test('a document of the same number, customer and total is linked: done, and ours from now on', async () => {
  const waiting = { invoiceId: sent.id, invoiceNumber: null, company: 'Acme', total: '100.00', outcome: 'held' } as const;
  const seen = { reasons: [], firstSeen: moment('2026-11-01T00:00:00.000Z'), lastSeen: moment('2026-11-01T00:00:00.000Z'), runId: 'run' };
  const { it, kinds, linked } = await adopt({ outcomes: [{ ...waiting, ...seen }] });
  expect([kinds, linked]).toEqual([['4711 matched'], 1]);
  expect(it.journal).toEqual(['ledger: done (linked by adopt: invoice 1037 (Id 130), by number, customer and total)']);
  expect(it.rows.transfers.get(sent.id)).toMatchObject({
    state: 'done',
    wasAdopted: true,
    quickBooksId: '130',
    docNumber: '1037',
    total: '100.00',
    tax: '0.00',
    autotaskTotal: '100.00',
    email: null,
    pdf: null,
    runId: RUN,
  });
  expect(it.rows.outcomes).toEqual([]);
});

describe('is not linked', () => {
  test.each<readonly [string, WorldParts, readonly string[]]>([
    ['what has another total', { documents: [foreign({ total: money('99.98') })] }, ['4711 different']],
    ['what is another customer’s', { documents: [foreign({ customerId: id('25'), customerName: 'Beta' })] }, ['4711 different']],
    ['what isn’t there', { documents: [] }, ['4711 missing']],
    ['an invoice voided in Autotask', { invoices: [{ ...sent, isVoided: true }] }, ['1 voided']],
    ['what the ledger has already', { transfers: [doneTransfer()] }, ['4711 known']],
    ['an invoice of another month', { invoices: [{ ...sent, date: day('2026-09-30') }] }, []],
    ['two documents that fit alike', { documents: [foreign(), foreign({ id: id('131') })] }, ['4711 ambiguous']],
    ['a document that the ledger has for another', { transfers: [doneTransfer({ invoiceId: invoiceId(4799) })] }, ['4711 missing']],
  ])('%s', async (_, parts, expected) => {
    const { it, kinds, linked } = await adopt(parts);
    expect([kinds, linked]).toEqual([expected, 0]);
    expect(it.journal).toEqual([]);
  });
});

test('a document dated a month off is found by its number', async () => {
  expect((await adopt({ documents: [foreign({ date: day('2026-08-01') })] })).kinds).toEqual(['4711 matched']);
});

test('a cent that tax.tolerance allows is no other total', async () => {
  expect((await adopt({ documents: [foreign({ total: money('99.99') })] })).kinds).toEqual(['4711 matched']);
});

test('a rejected transfer doesn’t count as sent', async () => {
  expect((await adopt({ transfers: [doneTransfer({ state: 'rejected', quickBooksId: null })] })).kinds).toEqual(['4711 matched']);
});

describe('a company is tied to the customer of its newest linked document', () => {
  const later = invoice({ id: invoiceId(4712), number: '1038', date: day('2026-10-31') });
  const earlier = { ...sent, date: day('2026-10-05') };
  test('whatever their order', async () => {
    const { it } = await adopt({
      invoices: [later, earlier],
      books: { customers: [customer('25', 'ACME')] },
      documents: [
        foreign({ customerId: id('25'), customerName: 'ACME' }),
        foreign({ id: id('131'), docNumber: '1038', customerId: id('25'), customerName: 'ACME' }),
      ],
    });
    expect(it.rows.ties).toEqual([
      {
        kind: 'customer',
        autotaskId: 301,
        quickBooksId: '25',
        autotaskName: 'Acme',
        quickBooksName: 'ACME',
        by: 'adopt',
        at: '2026-11-05T00:00:00.000Z',
      },
    ]);
  });
  test('by the map, where that says so', async () => {
    const mapped = settings({ 'customers.map': { '301': '25' } });
    const { it } = await adopt({
      settings: mapped,
      books: { customers: [customer('24', 'Acme'), customer('25', 'Acme Holding')] },
      documents: [foreign({ customerId: id('25'), customerName: 'Acme Holding' })],
    });
    expect(it.rows.ties.map(({ quickBooksId, by }) => `${quickBooksId} ${by}`)).toEqual(['25 map']);
  });
});
