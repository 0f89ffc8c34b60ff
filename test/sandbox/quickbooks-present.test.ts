// The built-in QuickBooks as it is since 2025: exchange rates, present custom fields, stock, item types, tax rates by day.
import { expect, it, test } from 'vitest';
import { code, EMPTY, foreign, made, open, type Body } from './quickbooks-support.ts';

test('the rate of a currency and day can be asked for; a currency that nobody knows has none', async () => {
  const world = await open();
  await foreign({})(world);
  const rate = async (query: string) => world.call(`exchangerate?${query}`);
  expect((await rate('sourcecurrencycode=EUR&asofdate=2026-06-30')).body['ExchangeRate']).toMatchObject({
    Rate: 1.1,
    TargetCurrencyCode: 'USD',
  });
  expect((await rate('sourcecurrencycode=EUR&asofdate=2026-07-01')).body['ExchangeRate'].Rate).toBe(1.2);
  expect((await rate('sourcecurrencycode=GBP')).body['ExchangeRate'].Rate).toBe(1.27);
  expect(code(await rate('sourcecurrencycode=XAU'))).toBe('610');
});

test('a present custom field is kept and shown only where a call asks for it', async () => {
  const world = await open();
  world.qbo.seed({ ...EMPTY, customFields: [{ name: 'PO' }] });
  const [field] = world.qbo.presentFields;
  const CustomField = [{ DefinitionId: field?.id, Type: 'StringType', StringValue: 'PO-7' }];
  const names = (body: Body): string[] => body['CustomField'].map((one: Body) => one['Name']);
  const blind = await made(world, [world.line(1)], { CustomField });
  const seeing = await made(world, [world.line(1)], { CustomField }, 'invoice?include=enhancedAllCustomFields');
  expect([names(blind), names(seeing)]).toEqual([['P.O. Number'], ['P.O. Number', 'PO']]);
  const read = async (id: string, query: string) => names((await world.call(`invoice/${id}?${query}`)).body['Invoice'] as Body);
  expect(await read(seeing['Id'], '')).toEqual(['P.O. Number']);
  expect(await read(seeing['Id'], 'include=enhancedAllCustomFields')).toEqual(['P.O. Number', 'PO']);
  expect(await read(blind['Id'], 'include=enhancedAllCustomFields')).toEqual(['P.O. Number']);
});

test('an inventory item counts its stock by the quantity of the lines, whatever becomes of them', async () => {
  const world = await open();
  world.qbo.seed({ ...EMPTY, items: [{ name: 'Switch', type: 'Inventory', quantityOnHand: '20' }] });
  const ItemRef = { value: world.idOf('Item', 'Switch') };
  const stock = () => world.qbo.tables.Item.get(ItemRef.value)?.['QtyOnHand'];
  const sold = await made(world, [world.line(600, { ItemRef, Qty: 5, UnitPrice: 120 })]);
  expect(stock()).toBe(15);
  world.qbo.ui.edit('Invoice', sold['Id'], { Line: [world.line(240, { ItemRef, Qty: 2, UnitPrice: 120 })] });
  expect(stock()).toBe(18);
  await made(world, [world.line(120, { ItemRef, Qty: 1, UnitPrice: 120 })], {}, 'creditmemo');
  expect(stock()).toBe(19);
  world.qbo.ui.void(sold['Id']);
  expect(stock()).toBe(21);
});

it.each(['Bundle', 'Group', 'Payment', 'Subtotal', 'Tax'] as const)('an item of type %s is no use on a sales line', async (type) => {
  const world = await open();
  world.qbo.seed({ ...EMPTY, items: [{ name: 'Odd', type }] });
  const answer = await world.post('invoice', world.invoice([world.line(1, { ItemRef: { value: world.idOf('Item', 'Odd') } })]));
  expect(code(answer)).toBe('6000');
});

test('a rate belongs to the day of the document; a code without sales rates makes no tax, and one that cancels itself none either', async () => {
  const world = await open({ country: 'CA' });
  const periods = [
    { percent: '15', to: '2026-11-14' },
    { percent: '14', from: '2026-11-15' },
  ];
  world.qbo.seed({
    ...EMPTY,
    taxCodes: [
      { name: 'HST NS', rates: [{ name: 'HST', periods }] },
      { name: 'Out of scope' },
      {
        name: 'Reverse charge',
        rates: [
          { name: 'RC', percent: '20' },
          { name: 'RC less', percent: '-20' },
        ],
      },
    ],
  });
  const tax = async (name: string, TxnDate: string) => {
    const id = [...world.qbo.tables.TaxCode.values()].find((one) => one.Name === name)?.Id;
    return (await made(world, [world.line(1000, { TaxCodeRef: { value: id } })], { TxnDate }))['TxnTaxDetail'].TotalTax;
  };
  expect(await Promise.all([tax('HST NS', '2026-11-10'), tax('HST NS', '2026-11-15')])).toEqual([150, 140]);
  expect(await Promise.all([tax('Out of scope', '2026-11-10'), tax('Reverse charge', '2026-11-10')])).toEqual([0, 0]);
  const rate = [...world.qbo.tables.TaxRate.values()].find((one) => one.Name === 'HST');
  expect([rate?.['RateValue'], rate?.['EffectiveTaxRate']]).toMatchObject([undefined, [{ RateValue: 15 }, { RateValue: 14 }]]);
});
