// What no paper settles about QuickBooks: the sandbox gives each answer, and gives it to the same request.
import { expect, it, test } from 'vitest';
import { FACT_IDS, FACTS, factsWith, readFacts, type Facts } from '../../src/sandbox/facts.ts';
import { code, EMPTY, foreign, made, open, type Body, type World } from './quickbooks-support.ts';

test('each fact is a question with several answers; what isn’t one of them is refused by name', () => {
  for (const id of FACT_IDS) {
    expect(FACTS[id].question).toMatch(/^[A-Z].*\?$/);
    expect(new Set([FACTS[id].answer, ...FACTS[id].alternatives]).size).toBe(FACTS[id].alternatives.length + 1);
    for (const answer of FACTS[id].alternatives) expect(readFacts({ [id]: answer })).toEqual({ [id]: answer });
  }
  expect(factsWith({ 'sort-by-id': 'refused' })).toMatchObject({ 'sort-by-id': 'refused', 'unsorted-rows': 'recent-first' });
  expect(() => readFacts({ 'sort-by-id': 'maybe' })).toThrow('sort-by-id: not "maybe", but one of ignored, honoured, refused');
  expect(() => readFacts({ 'sort-by-name': 'refused' })).toThrow('no fact: sort-by-name');
  // A probe's report holds them, beside what it answered in its own words.
  expect(readFacts({ format: 'at2qbo-probe/1', facts: { 'sort-by-id': 'refused' }, answers: [] })).toEqual({ 'sort-by-id': 'refused' });
  expect(() => readFacts({ format: 'at2qbo-probe/1', facts: { 'sort-by-id': 'maybe' } })).toThrow('not "maybe"');
  expect(() => readFacts({ format: 'at2qbo-probe/1' })).toThrow('one JSON object');
  expect(() => readFacts(['refused'])).toThrow('one JSON object');
});

interface Case {
  readonly [answer: string]: unknown;
}
/** For each fact: what the same request gives by each of its answers. */
const CASES: { readonly [Id in keyof Facts]?: readonly [ask: (world: World) => Promise<unknown>, answers: Case] } = {
  'sort-by-id': [
    async ({ query }) => {
      const answer = await query('select * from Customer orderby Id');
      return code(answer) ?? answer.body['QueryResponse'].Customer.map((row: Body) => row['DisplayName']);
    },
    { ignored: ["O'Brien & Sons", 'Acme Corp'], honoured: ['Acme Corp', "O'Brien & Sons"], refused: '4001' },
  ],
  'sort-by-time': [
    async (world) => {
      Object.assign(world.qbo.tables.Customer.get(world.idOf('Customer', 'Acme Corp'))?.MetaData ?? {}, {
        CreateTime: '2020-01-01T00:00:00-08:00',
      });
      const answer = await world.query('select * from Customer orderby MetaData.CreateTime');
      return code(answer) ?? answer.body['QueryResponse'].Customer.map((row: Body) => row['DisplayName']);
    },
    { honoured: ['Acme Corp', "O'Brien & Sons"], ignored: ["O'Brien & Sons", 'Acme Corp'], refused: '4001' },
  ],
  'hidden-fraction': [
    async ({ query, qbo }) => {
      const at = qbo.tables.Customer.get('2')?.MetaData.CreateTime;
      const count = async (operator: string) =>
        (await query(`select count(*) from Customer where MetaData.CreateTime ${operator} '${at ?? ''}' and DisplayName = 'Acme Corp'`))
          .body['QueryResponse'].totalCount;
      return [await count('='), await count('>'), await count('>=')];
    },
    { yes: [0, 1, 1], no: [1, 0, 1] },
  ],
  'unsorted-rows': [
    async ({ qbo, query }) => {
      await query('select * from Customer where Active in (true, false)');
      qbo.ui.edit('Customer', '3', { Notes: 'edited' });
      const all = await query('select * from Customer where Active in (true, false)');
      return all.body['QueryResponse'].Customer.map((row: Body) => row['Id']);
    },
    { 'recent-first': ['3', '4', '2'], 'by-id': ['2', '3', '4'] },
  ],
  'odd-literal': [
    async ({ query }) => code(await query("select * from Customer where DisplayName = 'O’Brien'")),
    { refused: '4000', taken: undefined },
  ],
  'bad-row': [
    async (world) => {
      const { qbo, query, line } = world;
      const [first, second] = [await made(world, [line(1)]), await made(world, [line(2)])];
      qbo.badRows.add(`Invoice/${first['Id']}`);
      const page = await query('select * from Invoice');
      const count = (await query('select count(*) from Invoice')).body['QueryResponse'].totalCount;
      const other = await query('select * from Invoice startposition 1 maxresults 1');
      const alone = (await world.call(`invoice/${first['Id']}`)).status;
      return [page.status, code(page), count, other.body['QueryResponse'].Invoice[0].Id === second['Id'], alone];
    },
    { '4002': [400, '4002', 2, true, 200], '10000': [500, '10000', 2, true, 200] },
  ],
  'bad-row-in-changes': [
    async (world) => {
      const invoice = await made(world, [world.line(1)]);
      world.qbo.badRows.add(`Invoice/${invoice['Id']}`);
      const since = new Date(Date.parse('2026-07-31T00:00:00Z')).toISOString();
      const capture = async (entities: string) => code(await world.call(`cdc?entities=${entities}&changedSince=${since}`));
      return [await capture('Invoice,Payment'), await capture('Payment')];
    },
    { no: [undefined, undefined], yes: ['4002', undefined] },
  ],
  'payment-flags-omitted': [
    async (world) => {
      world.qbo.preferences.SalesFormsPrefs.ETransactionPaymentEnabled = true;
      world.qbo.onlinePayments.ach = false;
      const silent = await made(world, [world.line(1)]);
      const outright = await made(world, [world.line(1)], { AllowOnlineCreditCardPayment: false, AllowOnlineACHPayment: true });
      return [silent, outright].map((one) => [one['AllowOnlineCreditCardPayment'], one['AllowOnlineACHPayment']]);
    },
    {
      'company-setting': [
        [true, false],
        [false, true],
      ],
      no: [
        [false, false],
        [false, true],
      ],
    },
  ],
  'tax-code-omitted': [
    async (world) => {
      const cables = { ItemRef: { value: world.idOf('Item', 'Hardware:Cables') } };
      world.qbo.ui.edit('Item', cables.ItemRef.value, { Taxable: false });
      return (await made(world, [world.line(100), world.line(50, cables)]))['TxnTaxDetail'].TotalTax;
    },
    { 'by-item': 8, taxed: 12, untaxed: 0 },
  ],
  'ship-to-omitted': [
    async (world) => {
      world.qbo.ui.edit('Customer', world.idOf('Customer', 'Acme Corp'), { BillAddr: { CountrySubDivisionCode: 'OR' } });
      return (await made(world, [world.line(100)]))['TxnTaxDetail'].TotalTax;
    },
    { 'customer-ship-to': 8, 'customer-bill-to': 0, company: 8 },
  ],
  'tax-override': [
    async (world) => (await made(world, [world.line(100)], { TxnTaxDetail: { TotalTax: 7.5 } }))['TxnTaxDetail'].TotalTax,
    { kept: 7.5, recomputed: 8 },
  ],
  'exemption-reason-omitted': [
    async ({ post }) => {
      const answer = await post('customer', { DisplayName: 'School', Taxable: false });
      return code(answer) ?? answer.body['Customer'].Taxable;
    },
    { exempt: false, taxable: true, refused: '2020' },
  ],
  'rate-omitted': [foreign({}), { 'day-rate': [1.2, 120], one: [1, 100] }],
  'rate-sent': [foreign({ ExchangeRate: 1.25 }), { kept: [1.25, 125], 'day-rate': [1.2, 120] }],
  'bill-email-omitted': [
    async (world) => {
      const invoice = await made(world, [world.line(1)]);
      const sent = await world.call(`invoice/${invoice['Id']}/send`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
      });
      return [invoice['BillEmail']?.Address, code(sent)];
    },
    { none: [undefined, '6420'], 'customer-address': ['ap@acme.example', undefined] },
  ],
  'void-mark': [
    async (world) => {
      const memo = async (rest: Body) => {
        const { Id, SyncToken } = await made(world, [world.line(1)], rest);
        const answer = await world.post('invoice?operation=void', { Id, SyncToken });
        return [answer.body['Invoice'].TotalAmt, answer.body['Invoice'].PrivateNote];
      };
      return [...(await memo({ PrivateNote: 'ours' })), ...(await memo({}))];
    },
    {
      before: [0, 'Voided - ours', 0, 'Voided'],
      after: [0, 'ours - Voided', 0, 'Voided'],
      'other-language': [0, 'Annulé - ours', 0, 'Annulé'],
      nothing: [0, 'ours', 0, undefined],
    },
  ],
  'field-not-associated': [
    async (world) => {
      world.qbo.seed({ ...EMPTY, customFields: [{ name: 'Site', onInvoices: false }] });
      const CustomField = [{ DefinitionId: world.qbo.presentFields[0]?.id, Type: 'StringType', StringValue: 'x' }];
      const answer = await world.post('invoice?include=enhancedAllCustomFields', world.invoice([world.line(1)], { CustomField }));
      return code(answer) ?? answer.body['Invoice'].CustomField.map((field: Body) => field['Name']);
    },
    { dropped: ['P.O. Number'], refused: '3000' },
  ],
  'send-changes-version': [
    async (world) => {
      const invoice = await made(world, [world.line(1)], { BillEmail: { Address: 'a@b.example' } });
      const headers = { 'content-type': 'application/octet-stream' };
      return (await world.call(`invoice/${invoice['Id']}/send`, { method: 'POST', headers })).body['Invoice'].SyncToken;
    },
    { no: '0', yes: '1' },
  ],
  'request-id-after-refusal': [
    async (world) => {
      const late = world.invoice([world.line(1)], { ClassRef: { value: '99' } });
      await world.post('invoice?requestid=r-1', late);
      return code(await world.post('invoice?requestid=r-1', world.invoice([world.line(1)])));
    },
    { 'tried-again': undefined, 'refused-again': '2500' },
  ],
  'inactive-customer': [
    async (world) =>
      code(
        await world.post(
          'invoice',
          world.invoice([world.line(1)], { CustomerRef: { value: world.idOf('Customer', 'Gone Ltd (deleted)') } }),
        ),
      ),
    { '610': '610', '2500': '2500' },
  ],
  'inactive-item': [
    async (world) =>
      code(await world.post('invoice', world.invoice([world.line(1, { ItemRef: { value: world.idOf('Item', 'Old (deleted)') } })]))),
    { '2500': '2500', '610': '610' },
  ],
  'inactive-name': [
    async ({ post }) => code(await post('customer', { DisplayName: 'gone ltd' })) ?? 'taken',
    { free: 'taken', taken: '6240' },
  ],
  'name-blanks': [
    async ({ post }) => (await post('customer', { DisplayName: 'School  ' })).body['Customer'].DisplayName,
    { kept: 'School  ', trimmed: 'School' },
  ],
  'closed-books': [
    async (world) => {
      world.qbo.preferences.AccountingInfoPrefs['BookCloseDate'] = '2026-12-31';
      return code(await world.post('invoice', world.invoice([world.line(1)])));
    },
    { '6210': '6210', '6200': '6200' },
  ],
  'metered-budget': [
    async (world) => {
      world.qbo.meteredPerMonth = 2;
      const reads = [await world.query('select * from Term'), await world.call('preferences'), await world.query('select * from Term')];
      const write = await world.post('invoice', world.invoice([world.line(1)]));
      return [...reads.map((read) => read.status), code(reads[2] ?? { body: {} }), write.status];
    },
    { '403': [200, 200, 403, undefined, 200], '429': [200, 200, 429, undefined, 200] },
  ],
  'company-country': [
    async ({ qbo, call }) => {
      const company = (await call(`companyinfo/${qbo.realmId}`)).body['CompanyInfo'];
      return [company.Country, company.CompanyAddr.Country];
    },
    { 'alpha-2': ['US', 'USA'], 'alpha-3': ['USA', 'USA'], 'lower-case': ['us', 'USA'], name: ['United States', 'USA'] },
  ],
};

const rows = Object.entries(CASES).flatMap(([id, [ask, answers]]) =>
  Object.entries(answers).map(([answer, expected]) => [id as keyof Facts, answer, ask, expected] as const),
);
it.each(rows)('%s: %s', async (id, answer, ask, expected) => {
  expect(await ask(await open({ facts: readFacts({ [id]: answer }) }))).toEqual(expected);
});

test('every answer of every fact about QuickBooks is tried', () => {
  const tried = rows.map(([id, answer]) => `${id}: ${answer}`).sort();
  const all = FACT_IDS.filter((id) => FACTS[id].service === 'quickbooks').flatMap((id) =>
    [FACTS[id].answer, ...FACTS[id].alternatives].map((answer) => `${id}: ${answer}`),
  );
  expect(tried).toEqual(all.sort());
});
