// What QuickBooks answers since 2025: country forms, dated tax rates, exchange rates, present custom fields, and what a document echoes.
import { expect, test } from 'vitest';
import type { LocalDate } from '../../../src/core/dates.ts';
import { quickBooksId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { countryCode } from '../../../src/clients/quickbooks/schema/country.ts';
import { documentJson } from '../../../src/clients/quickbooks/wire/document.ts';
import { company, COMPANY, draft, failure, fixture, guardNetwork, world } from './support.ts';

guardNetwork();

const TIME = '2026-08-01T00:00:00.000-07:00';
const DAY = '2026-11-10' as LocalDate;

test.each([
  ['US', 'US'],
  ['us', 'US'],
  [' USA ', 'US'],
  ['United States', 'US'],
  ['CAN', 'CA'],
  ['gbr', 'GB'],
  ['UK', 'GB'],
  ['AUS', 'AU'],
  ['Australia', 'AU'],
  ['NZL', 'NZ'],
  ['XQ', 'XQ'],
])('the country %s is %s', (written, code) => expect(countryCode(written)).toBe(code));

test('a company whose country is written USA is in the US tax world', async () => {
  const { client } = world();
  company()
    .get(`${COMPANY}/companyinfo/123`)
    .query(true)
    .reply(200, { CompanyInfo: { CompanyName: 'X', Country: 'USA' }, time: TIME });
  company()
    .get(`${COMPANY}/preferences`)
    .query(true)
    .reply(200, {
      Preferences: {
        AccountingInfoPrefs: {},
        SalesFormsPrefs: {},
        TaxPrefs: { UsingSalesTax: true, PartnerTaxEnabled: true },
        CurrencyPrefs: { HomeCurrency: { value: 'USD' } },
      },
      time: TIME,
    });
  expect([(await client.preferences()).taxWorld, (await client.company()).country]).toEqual(['automated', 'US']);
});

test('a rate without RateValue carries its periods, oldest first; 9999 is no end', async () => {
  const { client } = world();
  const effective = [
    { RateValue: 14, EffectiveDate: '2026-11-15T00:00:00-08:00', EndDate: '9999-12-31T00:00:00-08:00' },
    { RateValue: 15, EffectiveDate: '2010-07-01T00:00:00-07:00', EndDate: '2026-11-14T00:00:00-08:00' },
  ];
  const answer = (type: string, row: object) =>
    company()
      .get(`${COMPANY}/query`)
      .query((query) => String(query['query']).includes(`FROM ${type} `))
      .reply(200, { QueryResponse: { [type]: [row] }, time: TIME });
  answer('TaxRate', { Id: '9', Name: 'HST', EffectiveTaxRate: effective });
  answer('TaxCode', { Id: '2', Name: 'HST NS', SalesTaxRateList: { TaxRateDetail: [{ TaxRateRef: { value: '9' }, TaxOrder: 0 }] } });
  const [code] = await client.taxCodes();
  expect(code?.isActive).toBe(true);
  expect(code?.rates).toEqual([
    {
      id: '9',
      name: 'HST',
      percent: money('14'),
      periods: [
        { percent: money('15'), from: '2010-07-01', to: '2026-11-14' },
        { percent: money('14'), from: '2026-11-15', to: null },
      ],
      appliesTo: 'amount',
    },
  ]);
});

test('an exchange rate is asked for once a currency and day, and is null where QuickBooks has none', async () => {
  const { client } = world();
  company()
    .get(`${COMPANY}/exchangerate`)
    .query({ sourcecurrencycode: 'EUR', asofdate: '2026-11-10', minorversion: '75' })
    .reply(200, {
      ExchangeRate: { SourceCurrencyCode: 'EUR', TargetCurrencyCode: 'USD', Rate: 1.1234567, AsOfDate: '2026-11-10' },
      time: TIME,
    });
  company()
    .get(`${COMPANY}/exchangerate`)
    .query((query) => query['sourcecurrencycode'] === 'XAU')
    .reply(400, {
      Fault: { Error: [{ Message: 'Invalid', Detail: 'no such currency', code: '2020' }], type: 'ValidationFault' },
      time: TIME,
    });
  const [first, again] = await Promise.all([client.exchangeRate('EUR', DAY), client.exchangeRate('EUR', DAY)]);
  expect([first?.toFixed(), again?.toFixed(), await client.exchangeRate('XAU', DAY)]).toEqual(['1.1234567', '1.1234567', null]);
});

test('a failed question for a rate may be asked again', async () => {
  const { client } = world();
  const rate = () => company().get(`${COMPANY}/exchangerate`).query(true);
  rate().times(4).reply(503);
  await failure(client.exchangeRate('EUR', DAY));
  rate().reply(200, { ExchangeRate: { Rate: 2 }, time: TIME });
  expect((await client.exchangeRate('EUR', DAY))?.toFixed()).toBe('2');
});

test('what is left to the company is left out, a rate is sent, and a long field id travels as it is', () => {
  const sent = JSON.parse(
    documentJson({
      ...draft,
      allowsCard: null,
      allowsAch: true,
      currency: 'EUR',
      exchangeRate: money('1.1'),
      poField: { definitionId: '1000000042', value: 'PO-7' },
    }),
  ) as Record<string, unknown>;
  expect('AllowOnlineCreditCardPayment' in sent).toBe(false);
  expect(sent).toMatchObject({ AllowOnlineACHPayment: true, ExchangeRate: 1.1, CustomField: [{ DefinitionId: '1000000042' }] });
});

test('a document tells what it echoes; present fields are asked for where one is mapped', async () => {
  const { client } = world(8, { asksForPresentFields: true });
  const row = {
    ...fixture('invoice')['Invoice'],
    CustomField: [
      { DefinitionId: '1', Name: 'Crew #', Type: 'StringType', StringValue: 'B' },
      { DefinitionId: '1000000042', Name: 'PO', Type: 'NumberType', NumberValue: 7 },
    ],
    AllowOnlineCreditCardPayment: true,
    AllowOnlineACHPayment: false,
    ExchangeRate: 1.1,
    HomeTotalAmt: 110,
  };
  const asked: unknown[] = [];
  company()
    .get(`${COMPANY}/query`)
    .query((query) => asked.push(query['include']) > 0)
    .reply(200, { QueryResponse: { Invoice: [row] }, time: TIME });
  company()
    .get(`${COMPANY}/query`)
    .query((query) => asked.push(query['include']) > 0)
    .reply(200, { QueryResponse: {}, time: TIME });
  company()
    .post(`${COMPANY}/invoice`)
    .query((query) => asked.push(query['include']) > 0)
    .reply(200, { Invoice: row, time: TIME });
  const [saved] = await client.documents({ kind: 'ids', type: 'Invoice', ids: [quickBooksId('130')] });
  expect(await client.terms()).toEqual([]);
  await client.createDocument(draft, 'r-1');
  expect(saved?.customFields).toEqual([
    { id: '1', name: 'Crew #', value: 'B' },
    { id: '1000000042', name: 'PO', value: '7' },
  ]);
  expect([saved?.allowsCard, saved?.allowsAch, saved?.exchangeRate?.toFixed(), saved?.homeTotal?.toFixed()]).toEqual([
    true,
    false,
    '1.1',
    '110',
  ]);
  expect(asked).toEqual(['enhancedAllCustomFields', undefined, 'enhancedAllCustomFields']);
});
