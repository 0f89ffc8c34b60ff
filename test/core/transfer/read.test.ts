// What a run reads: the lists that the settings call for, each thing once, and what is refused before anything is planned.
import { describe, expect, test } from 'vitest';
import { rateKey } from '../../../src/core/facts/catalog.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { CompanyShelf } from '../../../src/core/run/company-shelf.ts';
import { withRates } from '../../../src/core/run/exchange-rates.ts';
import { needsLook, planBatch } from '../../../src/core/transfer/batch.ts';
import { newTransfer, savedPart } from '../../../src/core/transfer/ledger-row.ts';
import { keepOlderCopies, readOlderCopies } from '../../../src/core/transfer/older-copies.ts';
import { plannedOutcome } from '../../../src/core/transfer/plan/planned-outcome.ts';
import { prepare } from '../../../src/core/transfer/preparation.ts';
import { needsTaxes, readCatalog, readLists, readSources, readStatuses } from '../../../src/core/transfer/read.ts';
import { catalog, company, customer, day, invoice, line, settings, taxCode } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { syncOptions, world, type WorldParts } from '../support/world.ts';

const refuse = (what: string) => (): Promise<never> => Promise.reject(new Error(`${what} asked for`));

describe('QuickBooks’ lists', () => {
  const read = (parts: WorldParts, changed: Parameters<typeof settings>[0] = {}): ReturnType<typeof readCatalog> =>
    readCatalog(world(parts).part.quickbooks, settings(changed));

  test('classes and tax codes only where the company has a use for them', async () => {
    const plain = await read({ quickbooks: { classes: refuse('classes'), taxCodes: refuse('tax codes') } });
    expect([plain.classes.size, plain.taxCodes]).toEqual([0, []]);
    const global = { preferences: { taxWorld: 'global' as const }, taxCodes: [taxCode('2', 'GST', ['GST', '5'])], country: 'CA' };
    expect((await read({ books: global }, { 'quickbooks.edition': 'non-us' })).taxCodes.map((one) => one.name)).toEqual(['GST']);
  });

  test.each<readonly [string, WorldParts, Parameters<typeof settings>[0], RegExp]>([
    ['a company of another country', { books: { country: 'CA' } }, {}, /is in CA/],
    ['an income account that isn’t there', { quickbooks: { account: () => Promise.resolve(null) } }, {}, /79/],
    ['a default item that isn’t there', {}, { 'items.defaultItem': '99' }, /99/],
  ])('%s is refused before anything is read of the invoices', async (_, parts, changed, message) => {
    await expect(read(parts, changed)).rejects.toThrow(message);
  });
});

describe('Autotask’s lists', () => {
  test('taxes and lines of business only where something asks for them', async () => {
    const { part } = world({ autotask: { taxes: refuse('taxes'), linesOfBusiness: refuse('lines of business') } });
    const lists = await readLists(part.autotask, settings(), { linesOfBusiness: true, taxes: false });
    expect([[...lists.billingCodes.keys()], lists.taxes, lists.itemKinds.size]).toEqual([[101], [], 0]);
  });
  test('taxes are needed outside the US, and where an item may have to be made', () => {
    expect(needsTaxes(catalog({ preferences: { taxWorld: 'global' }, country: 'CA' }), settings({ 'items.missing': 'hold' }))).toBe(true);
    expect(needsTaxes(catalog(), settings({ 'items.missing': 'hold' }))).toBe(false);
    expect(needsTaxes(catalog(), settings({ 'items.missing': 'create' }))).toBe(true);
  });
  test('statuses only where a living invoice has one', async () => {
    const { part } = world({ statuses: [{ id: 1, name: 'Approved' } as never] });
    expect(await readStatuses(part.autotask, [invoice()])).toEqual([]);
    expect(await readStatuses(part.autotask, [invoice({ statusId: 1, isVoided: true })])).toEqual([]);
    expect(await readStatuses(part.autotask, [invoice({ statusId: 1 })])).toHaveLength(1);
  });
});

describe('everything of a batch', () => {
  const sources = async (parts: WorldParts): ReturnType<typeof readSources> => {
    const it = world({ invoices: [invoice()], lines: [line(), line({ id: 2, invoiceId: invoiceId(9) })], ...parts });
    const lists = await readLists(it.part.autotask, it.part.settings, { linesOfBusiness: false, taxes: false });
    const known = { lists, shelf: new CompanyShelf(it.part.autotask), catalog: it.lists };
    return readSources([...it.headers.values()], known, it.part, it.part.settings);
  };
  test('each invoice has its own lines and its company; the e-mail is asked for where a customer has to be made', async () => {
    const [known] = (await sources({ autotask: { primaryEmails: refuse('e-mails') } })).sources;
    expect([known?.lines.length, known?.company?.name, known?.primaryEmail]).toEqual([1, 'Acme', '']);
    const emails = new Map([[company().id, 'billing@acme.example']]);
    const [fresh] = (await sources({ books: { customers: [] }, emails })).sources;
    expect(fresh?.primaryEmail).toBe('billing@acme.example');
  });
  test('a vendor who has the name of a customer to be made is known', async () => {
    const vendor = { displayName: 'Acme', kind: 'vendor' } as never;
    const { catalog: after } = await sources({ books: { customers: [] }, quickbooks: { nameHolders: () => Promise.resolve([vendor]) } });
    expect([...after.holders.values()]).toEqual([vendor]);
  });
});

test('a company is read once, whether Autotask shows it or not', async () => {
  let asked = 0;
  const { part } = world({
    autotask: {
      companies: (ids) => {
        asked += ids.length;
        return Promise.resolve([company()].filter((one) => ids.includes(one.id)));
      },
    },
  });
  const shelf = new CompanyShelf(part.autotask);
  await shelf.fetch([company().id, 999 as never, company().id]);
  await shelf.fetch([999 as never]);
  expect([asked, shelf.get(company().id)?.name, shelf.get(999 as never), shelf.email(company().id)]).toEqual([2, 'Acme', null, '']);
});

test('a rate is asked for once a currency and day, and kept where QuickBooks has none', async () => {
  const asked: string[] = [];
  const { part, lists } = world({
    quickbooks: {
      exchangeRate: (currency, date) => {
        asked.push(rateKey(currency, date));
        return Promise.resolve(currency === 'EUR' ? money('1.08') : null);
      },
    },
  });
  const days = [
    { currency: 'EUR', date: day('2026-10-31') },
    { currency: 'EUR', date: day('2026-10-31') },
    { currency: 'XAU', date: day('2026-10-31') },
  ];
  const after = await withRates(days, await withRates(days, lists, part.quickbooks), part.quickbooks);
  expect(asked).toEqual(['EUR 2026-10-31', 'XAU 2026-10-31']);
  expect([...after.rates].map(([key, rate]) => `${key} ${rate?.toFixed() ?? 'none'}`)).toEqual([
    'EUR 2026-10-31 1.08',
    'XAU 2026-10-31 none',
  ]);
});

describe('a batch', () => {
  test.each([
    ['never seen', undefined, undefined, true],
    ['without an answer', doneTransfer({ state: 'intent' }), undefined, true],
    ['refused', doneTransfer({ state: 'rejected' }), undefined, true],
    ['done', doneTransfer(), undefined, false],
    ['a copy on purpose', undefined, { makesNewCopy: true }, false],
  ] as const)('%s: does it have to be looked for?', (_, transfer, forced, expected) => {
    expect(needsLook(transfer, forced)).toBe(expected);
  });

  test('is planned from what was read, and asks for documents by id only where the ledger has them', async () => {
    const it = world({ invoices: [invoice()], lines: [line()], documents: [savedDocument()], transfers: [doneTransfer()] });
    const { settings: used, ledger } = it.part;
    const lists = await readLists(it.part.autotask, used, { linesOfBusiness: false, taxes: false });
    const planning = { catalog: it.lists, lists, shelf: new CompanyShelf(it.part.autotask) };
    const ids = [invoiceId(4711)];
    const plan = async (transfers: Awaited<ReturnType<typeof ledger.transfers>>): Promise<string[]> =>
      (await planBatch([invoice()], planning, { noted: new Map(), transfers, settings: used }, it.part)).plan.map((one) =>
        [one.action, plannedOutcome(one).outcome].join(' '),
      );
    expect(await plan(await ledger.transfers(ids))).toEqual(['finish planned']);
    expect(await plan(new Map())).toEqual(['create planned']);
  });
});

test('a run that may write keeps the ties that it read; a dry run doesn’t', async () => {
  for (const isDryRun of [true, false]) {
    const it = world({ invoices: [invoice({ number: '1037' })], transfers: [doneTransfer()] });
    const shelf = new CompanyShelf(it.part.autotask);
    const run = await prepare(it.part, syncOptions(it, { isDryRun }), shelf, { billed: new Set([company().id]), readAt: 5 });
    expect(run.catalog.ties.customerOf(company().id)?.quickBooksId).toBe(customer('24', 'Acme').id);
    expect([it.rows.ties.length, run.context.headersReadAt]).toEqual([isDryRun ? 0 : 1, 5]);
  }
});

describe('the ledger’s row', () => {
  const context = { digest: (of: string) => of, profile: 'default', runId: 'R', clock: { now: () => Date.parse('2026-11-05T00:00:00Z') } };
  test('of a new transfer is an intent with Autotask’s total and no document', () => {
    const made = newTransfer(
      { invoice: invoice({ net: money('100'), tax: money('8.25') }), company: 'Acme' },
      'Invoice',
      2,
      context as never,
    );
    expect(made).toMatchObject({ state: 'intent', generation: 2, quickBooksId: null, total: null, autotaskTotal: '108.25', runId: 'R' });
    const next = newTransfer({ invoice: invoice(), company: 'Acme' }, 'Invoice', 3, context as never);
    expect(next.requestId).not.toBe(made.requestId);
  });
  test('keeps what QuickBooks answered as decimal text', () => {
    expect(savedPart(savedDocument({ tax: money('8.25'), total: money('108.25') }))).toEqual({
      documentType: 'Invoice',
      quickBooksId: '130',
      docNumber: '1037',
      customerId: '24',
      total: '108.25',
      tax: '8.25',
      syncToken: '0',
    });
  });
  test('older copies are kept once each, by invoice', async () => {
    const { part } = world();
    expect(await readOlderCopies(part.ledger)).toEqual(new Map());
    const one = { type: 'Invoice', id: '130', docNumber: '1037' };
    await keepOlderCopies(part.ledger, invoiceId(4711), [one]);
    await keepOlderCopies(part.ledger, invoiceId(4711), [one, { ...one, id: '131' }]);
    expect([...(await readOlderCopies(part.ledger))]).toEqual([[4711, [one, { ...one, id: '131' }]]]);
  });
});
