// Reads: every row once, inactive ones included, and an unexpected shape is an error that names it. In one piece: one table of shapes for all lists.
import type nock from 'nock';
import { describe, expect, test } from 'vitest';
import type { Instant, LocalDate } from '../../../src/core/dates.ts';
import { TemporaryError, UnexpectedAnswerError } from '../../../src/core/errors.ts';
import { quickBooksId } from '../../../src/core/model.ts';
import { inLists, isIn, isLike, literal } from '../../../src/clients/quickbooks/query.ts';
import { company, COMPANY, fixture, guardNetwork, world } from './support.ts';

guardNetwork();

const TIME = '2026-08-01T00:00:00.000-07:00';
const rows = (type: string, list: unknown[]) => ({ QueryResponse: list.length === 0 ? {} : { [type]: list }, time: TIME });
/** Answers queries that contain the text, and keeps what was asked. */
function answers(containing: string, body: unknown, asked: string[] = []): void {
  company()
    .get(`${COMPANY}/query`)
    .query((query) => {
      if (query['minorversion'] !== '75' || !String(query['query']).includes(containing)) return false;
      asked.push(String(query['query']));
      return true;
    })
    .reply(200, body as nock.Body);
}

describe('lists', () => {
  test('a list longer than a page goes on from the moment at which the last row was made, and is counted in the end', async () => {
    const { client } = world();
    const at = (n: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + n * 1000).toISOString();
    const row = (n: number) => ({ Id: String(n), Name: `Item ${n}`, MetaData: { CreateTime: at(n), LastUpdatedTime: at(n) } });
    const asked: string[] = [];
    const first = Array.from({ length: 1000 }, (_, n) => row(n + 1));
    answers('true, false) ORDERBY', rows('Item', first), asked);
    answers('MetaData.CreateTime >=', rows('Item', [row(1000), row(1001)]), asked);
    answers('COUNT(*)', { QueryResponse: { totalCount: 1001 }, time: TIME }, asked);
    expect((await client.items()).map((item) => item.id).slice(-2)).toEqual(['1000', '1001']);
    expect(asked).toEqual([
      'SELECT * FROM Item WHERE Active IN (true, false) ORDERBY MetaData.CreateTime STARTPOSITION 1 MAXRESULTS 1000',
      `SELECT * FROM Item WHERE Active IN (true, false) AND MetaData.CreateTime >= '2026-01-01T00:16:40Z' ORDERBY MetaData.CreateTime STARTPOSITION 1 MAXRESULTS 1000`,
      'SELECT COUNT(*) FROM Item WHERE Active IN (true, false)',
    ]);
  });

  test('an empty list has no key in the answer', async () => {
    const { client } = world();
    answers('FROM Term', rows('Term', []));
    expect(await client.terms()).toEqual([]);
  });

  test('inactive names lose the mark that QuickBooks appends; active ones keep theirs', async () => {
    const { client } = world();
    answers(
      'FROM Customer',
      rows('Customer', [
        { Id: '1', DisplayName: 'Emily (deleted)', FullyQualifiedName: 'Top:Emily (deleted)', Active: false, Balance: 0 },
        { Id: '2', DisplayName: 'Emily (deleted 2)', Active: false, Balance: 10.5, PaymentMethodRef: { value: '1' } },
        {
          Id: '3',
          DisplayName: 'Band (deleted)',
          Active: true,
          Taxable: true,
          PrimaryEmailAddr: { Address: 'a@b.example' },
          CurrencyRef: { value: 'USD' },
        },
      ]),
    );
    const [one, two, three] = await client.customers();
    // An exempt one says so.
    expect(one?.isTaxable).toBe(true);
    expect([one?.displayName, one?.fullName, two?.displayName, three?.displayName]).toEqual([
      'Emily',
      'Top:Emily',
      'Emily',
      'Band (deleted)',
    ]);
    expect([two?.hasDefaultPaymentMethod, two?.balance.toFixed(2), three?.isTaxable, three?.email]).toEqual([
      true,
      '10.50',
      true,
      'a@b.example',
    ]);
  });

  test('vendors and employees that hold a name are found under the name an inactive one has', async () => {
    const { client } = world();
    const asked: string[] = [];
    answers('FROM Vendor', rows('Vendor', [{ Id: '4', DisplayName: "O'Neil (deleted)", Active: false }]), asked);
    answers('FROM Employee', rows('Employee', []), asked);
    expect(await client.nameHolders(["O'Neil"])).toEqual([{ type: 'Vendor', id: '4', displayName: "O'Neil", isActive: false }]);
    expect(asked[0]).toContain(String.raw`DisplayName IN ('O\'Neil', 'O\'Neil (deleted)'`);
  });

  test('an account that does not exist is null', async () => {
    const { client } = world();
    answers("Id = '79'", rows('Account', []));
    expect(await client.account(quickBooksId('79'))).toBeNull();
  });

  test('tax codes carry their sales rates in order; the pseudo code that can not be used is no group', async () => {
    const { client } = world();
    answers(
      'FROM TaxRate',
      rows('TaxRate', [
        { Id: '16', Name: 'Newark City', RateValue: 8.875 },
        { Id: '7', Name: 'Fremont City', RateValue: 1 },
      ]),
    );
    answers('FROM TaxCode', fixture('taxcodes'));
    const codes = await client.taxCodes();
    expect(codes.map((code) => [code.id, code.isGroup])).toEqual([
      ['TAX', false],
      ['NON', false],
      ['CustomSalesTax', false],
      ['7', true],
    ]);
    expect(codes[3]?.rates.map((rate) => [rate.name, rate.percent.toFixed(), rate.appliesTo])).toEqual([
      ['Newark City', '8.875', 'amount'],
      ['Fremont City', '1', 'amount'],
    ]);
  });

  test('an unexpected shape names entity, id and field', async () => {
    const { client } = world();
    answers('FROM Item', rows('Item', [{ Id: '12', Name: null }]));
    const error = await client.items().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect((error as Error).message).toMatch(/Item 12, Name/);
  });

  test('a read is repeated after a fault that passes, and gives up as temporary', async () => {
    const { client, clock } = world();
    company().get(`${COMPANY}/query`).query(true).reply(503, '<html></html>');
    company()
      .get(`${COMPANY}/query`)
      .query(true)
      .replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
    answers('FROM Class', rows('Class', [{ Id: '1', Name: 'East', FullyQualifiedName: 'US:East' }]));
    expect((await client.classes())[0]?.fullName).toBe('US:East');
    expect(clock.sleeps).toEqual([1000, 2000]);
    company().get(`${COMPANY}/query`).query(true).times(4).reply(503, '');
    await expect(client.classes()).rejects.toBeInstanceOf(TemporaryError);
  });
});

describe('preferences', () => {
  const company1 = { CompanyInfo: { CompanyName: 'Us Inc', Country: 'US', CompanyAddr: { Line1: '1 Main', City: 'Austin' } }, time: TIME };

  test('give numbering, classes, closing date, active custom fields and the tax world; the company is asked once', async () => {
    const { client } = world();
    company().get(`${COMPANY}/preferences?minorversion=75`).times(2).reply(200, fixture('preferences'));
    company().get(`${COMPANY}/companyinfo/123?minorversion=75`).reply(200, company1);
    const first = await client.preferences();
    await client.preferences();
    expect((await client.company()).address?.city).toBe('Austin');
    expect(first).toMatchObject({
      customTxnNumbers: false,
      classTracking: 'line',
      taxWorld: 'manual',
      usesSalesTax: true,
      defaultTaxCodeId: '2',
      homeCurrency: 'USD',
      bookCloseDate: '2018-12-31',
      customFields: [{ id: '1', name: 'Crew #' }],
      autoAppliesCredits: true,
      defaultTermId: '3',
    });
  });

  test.each([
    ['automated', { UsingSalesTax: true, PartnerTaxEnabled: true }, 'US'],
    ['automated', { UsingSalesTax: true, PartnerTaxEnabled: false }, 'US'],
    ['manual', { UsingSalesTax: true }, 'US'],
    ['global', { UsingSalesTax: true }, 'CA'],
  ])('%s: %j in %s', async (taxWorld, TaxPrefs, Country) => {
    const { client } = world();
    const preferences = fixture('preferences');
    Object.assign(preferences['Preferences'] ?? {}, { TaxPrefs: TaxPrefs });
    company().get(`${COMPANY}/preferences?minorversion=75`).reply(200, preferences);
    company()
      .get(`${COMPANY}/companyinfo/123?minorversion=75`)
      .reply(200, { CompanyInfo: { ...company1.CompanyInfo, Country } });
    expect((await client.preferences()).taxWorld).toBe(taxWorld);
  });

  test('off without sales tax, and then nobody asks for the country', async () => {
    const { client } = world();
    const preferences = fixture('preferences');
    Object.assign(preferences['Preferences'] ?? {}, { TaxPrefs: { UsingSalesTax: false } });
    company().get(`${COMPANY}/preferences?minorversion=75`).reply(200, preferences);
    expect((await client.preferences()).taxWorld).toBe('off');
  });
});

describe('documents and payments', () => {
  const invoice = (over: object = {}) => ({ ...fixture('invoice')['Invoice'], ...over });

  test('by date: invoices and credit memos of these days', async () => {
    const { client } = world();
    const asked: string[] = [];
    answers('FROM Invoice', rows('Invoice', [invoice()]), asked);
    answers('FROM CreditMemo', rows('CreditMemo', []), asked);
    const found = await client.documents({ kind: 'dated', from: '2026-07-01' as LocalDate, to: '2026-07-31' as LocalDate });
    expect(found.map((document) => [document.type, document.id, document.date, document.createdAt])).toEqual([
      ['Invoice', '130', '2014-09-19', '2014-09-19T20:16:17.000Z'],
    ]);
    expect(asked[0]).toContain("WHERE TxnDate >= '2026-07-01' AND TxnDate <= '2026-07-31' ORDERBY");
  });

  test.each([
    { kind: 'dated', from: '2026-07-01' as LocalDate, to: '2026-07-31' as LocalDate },
    { kind: 'numbered', numbers: ['1037'] },
  ] as const)('brief, by $kind: amounts, items and customer as in the whole, without what the lines say', async (query) => {
    const { client } = world();
    for (let n = 0; n < 2; n += 1) {
      answers('FROM Invoice', rows('Invoice', [invoice()]));
      answers('FROM CreditMemo', rows('CreditMemo', []));
    }
    const [whole] = await client.documents(query);
    const [brief] = await client.documents({ ...query, isBrief: true });
    expect(whole?.lines.some(({ description }) => description !== '')).toBe(true);
    const lines = whole?.lines.map((line) => ({ ...line, description: '', quantity: null, price: null }));
    expect(brief).toEqual({ ...whole, lines, termId: null, customFields: [] });
  });

  test('by number: long lists are cut so that the address stays short; a backslash is looked for by pattern', async () => {
    const lists = inLists(Array.from({ length: 500 }, (_, n) => `20260731.${n}`));
    expect(lists.length).toBeGreaterThan(2);
    expect(lists.flat()).toHaveLength(500);
    expect(lists.every((list) => encodeURIComponent(isIn('DocNumber', list)).length < 6000)).toBe(true);
    expect(isLike('DocNumber', String.raw`A\1`)).toBe("DocNumber LIKE 'A%1'");
    expect(literal("O'Neil")).toBe(String.raw`'O\'Neil'`);
    expect(() => literal('a\\b')).toThrow(RangeError);
    const { client } = world();
    answers('FROM Invoice', rows('Invoice', [invoice({ Id: '1', DocNumber: String.raw`A\1` }), invoice({ Id: '2', DocNumber: 'AB1' })]));
    answers('FROM CreditMemo', rows('CreditMemo', []));
    expect((await client.documents({ kind: 'numbered', numbers: [String.raw`A\1`] })).map((found) => found.id)).toEqual(['1']);
  });

  test('a question too long for an address goes as the body of a POST', async () => {
    const { client } = world();
    const number = 'é'.repeat(1200);
    const post = () =>
      company()
        .post(`${COMPANY}/query?minorversion=75`, (body) => String(body).includes(number))
        .matchHeader('content-type', 'application/text');
    post().reply(200, rows('Invoice', []));
    post().reply(200, rows('CreditMemo', []));
    expect(await client.documents({ kind: 'numbered', numbers: [number] })).toEqual([]);
  });

  test('a payment says what it pays; a credit memo applied pays nothing itself', async () => {
    const { client } = world();
    answers("Id IN ('163', '69')", rows('Payment', [fixture('payment')['Payment'], fixture('payment-zero')['Payment']]));
    const [cash, applied] = await client.payments([quickBooksId('163'), quickBooksId('69')]);
    expect(cash?.applied.map((one) => [one.type, one.id, one.amount.toFixed(2)])).toEqual([['Invoice', '70', '55.00']]);
    expect([applied?.total.toFixed(2), applied?.applied.length]).toEqual(['0.00', 2]);
  });
});

describe('changes', () => {
  const since = '2026-07-30T10:00:00.500Z' as Instant;
  const cdc = (entities: string, groups: object[], from: string = since) =>
    company()
      .get(`${COMPANY}/cdc`)
      .query({ entities, changedSince: from.replace(/\.\d+Z$/, 'Z'), minorversion: '75' })
      .reply(200, { CDCResponse: [{ QueryResponse: groups }], time: TIME });
  const gone = { domain: 'QBO', status: 'Deleted', Id: '979', MetaData: { LastUpdatedTime: TIME } };

  test('are one call: documents, payments, what was deleted, and QuickBooks’ own clock', async () => {
    const { client } = world();
    cdc('Invoice,CreditMemo,Payment', [
      { Invoice: [fixture('invoice')['Invoice'], gone] },
      {},
      { Payment: [fixture('payment')['Payment']] },
    ]);
    const changes = await client.changes(since);
    expect([changes.documents.length, changes.payments.length, changes.deleted, changes.asOf]).toEqual([
      1,
      1,
      [{ type: 'Invoice', id: '979' }],
      '2026-08-01T07:00:00.000Z',
    ]);
  });

  test('one that looks void is read whole: a total of nothing and a note are not enough', async () => {
    const { client } = world();
    const invoice = fixture('invoice')['Invoice'] as { readonly Line: readonly { readonly Amount: number }[] };
    const looksVoid = (Id: string): object => ({ ...invoice, Id, TotalAmt: 0, Balance: 0, PrivateNote: 'Voided by agreement' });
    const isVoid = { ...looksVoid('8'), Line: invoice.Line.map((line) => ({ ...line, Amount: 0 })) };
    cdc('Invoice,CreditMemo,Payment', [{ Invoice: [looksVoid('7'), isVoid] }, {}, {}]);
    answers("Id IN ('7', '8')", rows('Invoice', [looksVoid('7'), isVoid]));
    const changes = await client.changes(since);
    expect(changes.documents.map((one) => [one.id, one.isVoided])).toEqual([
      ['7', false],
      ['8', true],
    ]);
  });

  test('past 1,000 objects what lives is read in pages, and deletions by going on from the last moment seen', async () => {
    const { client } = world();
    const all = 'Invoice,CreditMemo,Payment';
    const at = (seconds: number): string => new Date(Date.parse('2026-07-31T00:00:00Z') + seconds * 1000).toISOString();
    const many = Array.from({ length: 1000 }, (_, n) => ({
      ...fixture('invoice')['Invoice'],
      Id: String(n + 1),
      MetaData: { CreateTime: at(n), LastUpdatedTime: at(n) },
    }));
    const last = (Id: string): object => ({ ...gone, Id, MetaData: { LastUpdatedTime: at(2000) } });
    cdc(all, [{ Invoice: many }, {}, {}]);
    cdc(all, [{ Invoice: [...many.slice(1), last('5')] }, {}, {}], at(979)); // twenty seconds of overlap
    cdc(all, [{ Invoice: [last('5')] }, { CreditMemo: [last('7')] }, {}], at(1980));
    answers("FROM Invoice WHERE MetaData.LastUpdatedTime >= '2026-07-30T10:00:00Z' ORDERBY", rows('Invoice', many));
    const later = { CreateTime: at(3000), LastUpdatedTime: at(3000) };
    answers('AND MetaData.CreateTime >=', rows('Invoice', [{ ...fixture('invoice')['Invoice'], Id: '1001', MetaData: later }]));
    answers('COUNT(*)', { QueryResponse: { totalCount: 1001 }, time: TIME });
    answers('FROM CreditMemo', rows('CreditMemo', []));
    answers('FROM Payment', rows('Payment', [fixture('payment')['Payment']]));
    const changes = await client.changes(since);
    expect([changes.documents.length, changes.payments.length]).toEqual([1001, 1]);
    expect(changes.deleted).toEqual([
      { type: 'Invoice', id: '5' },
      { type: 'CreditMemo', id: '7' },
    ]);
  });

  test('more changes in one moment than an answer holds do not keep it from going on', async () => {
    const { client } = world();
    const many = Array.from({ length: 1000 }, (_, n) => ({
      ...gone,
      Id: String(n + 1),
      MetaData: { LastUpdatedTime: '2026-07-30T10:00:00Z' },
    }));
    cdc('Invoice,CreditMemo,Payment', [{ Invoice: many }, {}, {}]);
    cdc('Invoice,CreditMemo,Payment', [{}, {}, {}], '2026-07-30T10:00:01.500Z');
    for (const type of ['Invoice', 'CreditMemo', 'Payment']) answers(`FROM ${type}`, rows(type, []));
    expect((await client.changes(since)).deleted).toHaveLength(1000);
  });

  test('older than 30 days come from queries', async () => {
    const { client } = world();
    const asked: string[] = [];
    for (const type of ['Invoice', 'CreditMemo', 'Payment']) answers(`FROM ${type}`, rows(type, []), asked);
    const changes = await client.changes('2026-06-01T00:00:00.000Z' as Instant);
    expect(changes.asOf).toBe('2026-08-01T07:00:00.000Z');
    expect(asked[0]).toContain("MetaData.LastUpdatedTime >= '2026-06-01T00:00:00Z'");
  });
});
