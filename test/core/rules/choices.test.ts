// Each rule of a document for itself: what it decides, why, and what it holds or remarks; so that a failure names the rule.
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../src/core/rules/decision.ts';
import { because, decided, held } from '../../../src/core/rules/decision.ts';
import { chooseCustomer, invoiceCurrency, customerMap } from '../../../src/core/rules/customer.ts';
import { chooseEmail, needsContact, wantsEmail } from '../../../src/core/rules/document/email.ts';
import { customerMessage } from '../../../src/core/rules/document/message.ts';
import { documentNumber } from '../../../src/core/rules/document/number.ts';
import { onlinePayment } from '../../../src/core/rules/document/online-payment.ts';
import { isOldField, poField, purchaseOrder } from '../../../src/core/rules/document/po-number.ts';
import { chooseShipTo } from '../../../src/core/rules/document/ship-to.ts';
import { chooseTerm } from '../../../src/core/rules/document/terms.ts';
import { exchangeRate, foreignCurrency, isSameRate } from '../../../src/core/rules/exchange-rate.ts';
import { waitingStatus } from '../../../src/core/rules/invoice-status.ts';
import { companyRefusals, incomeAccountRefusal, itemRefusals } from '../../../src/core/rules/refusals.ts';
import { isCredit, netToReach, roundingLine } from '../../../src/core/rules/rounding.ts';
import { rateKey } from '../../../src/core/facts/catalog.ts';
import { money, text } from '../../../src/core/money.ts';
import { reason } from '../../../src/core/reasons.ts';
import { amountLine, AUSTIN, catalog, company, customer, day, id, invoice, item, line, settings, source, term } from '../support/facts.ts';

/** A decision in a few words: the value, or the codes that hold; then the codes of its remarks. */
function said<T>(decision: Decision<T>, show: (value: T) => string = String): string {
  if ('holds' in decision) return `held ${decision.holds.map((one) => one.code).join(' ')}`;
  return [show(decision.value), ...decision.remarks.map((one) => one.code)].join(' ');
}

test('a decision is a value with its reason and remarks, or the holds', () => {
  const why = reason('email-unsent', { company: 'Acme' });
  expect(decided(1, why)).toEqual({ value: 1, why: '', remarks: [why] });
  expect(because('so', 1)).toEqual({ value: 1, why: 'so', remarks: [] });
  expect(held(why)).toEqual({ holds: [why] });
});

describe('the customer', () => {
  const ask = (of = source(), books = catalog(), used = settings()): string =>
    said(chooseCustomer(of, books, used), (choice) => ('existing' in choice ? choice.existing.id : `create ${choice.create.displayName}`));
  test('is found, made or held', () => {
    expect(ask()).toBe('24');
    expect(ask(source(), catalog({ customers: [] }))).toBe('create Acme');
    expect(ask(source({ company: null }))).toBe('held company-unknown');
    expect(ask(source({ company: { name: ' ' } }), catalog({ customers: [] }))).toBe('held customer-name-empty');
    expect(ask(source(), catalog({ customers: [] }), settings({ 'customers.missing': 'hold' }))).toBe('held customer-missing');
  });
  test('of another currency is held; without the multi-currency module a label is no currency', () => {
    const euro = source({
      company: { currencyId: 2 },
      currencies: [
        [1, 'USD'],
        [2, 'EUR'],
      ],
    });
    expect(ask(euro)).toBe('held currency-off');
    expect(ask(euro, catalog({ preferences: { usesMultiCurrency: true } }))).toBe('held currency-differs');
    expect(invoiceCurrency(source({ company: { currencyId: 2 }, currencies: [[2, 'EUR']] }), catalog())).toBe('USD');
  });
  test('every hold that a map ends gives the whole command, with what is mapped already', () => {
    const used = settings({ 'customers.map': { '7': '70' }, 'customers.missing': 'hold' });
    const decision = chooseCustomer(source(), catalog({ customers: [] }), used);
    expect('holds' in decision && decision.holds[0]?.fix).toContain(`at2qbo settings set customers.map '{"7":"70","301":"<customer id>"}'`);
  });
  test('a term that is missing keeps the others of the map; an apostrophe is quoted for the shell', () => {
    const of = source({ invoice: { paymentTermId: 1 }, terms: [[1, "Owner's 30"]] });
    const decision = chooseTerm(of, catalog(), settings({ 'terms.map': { Net: '4' } }));
    expect('remarks' in decision && decision.remarks[0]?.fix).toContain(
      String.raw`at2qbo settings set terms.map '{"Net":"4","Owner'\''s 30":"<term id>"}'`,
    );
  });
  test('the command that maps keeps what is mapped', () => {
    const used = settings({ 'customers.map': { '7': '70' } });
    expect(customerMap([301, 302], '24', used)).toBe(`'{"7":"70","301":"24","302":"<customer id>"}'`);
  });
});

describe('the e-mail', () => {
  const on = settings({ 'invoices.email': true });
  const ask = (own: string, contact: string, used = on): string =>
    said(
      chooseEmail(source({ primaryEmail: contact }), customer('24', 'Acme', { email: own }), used),
      (one) => `${one.isWanted} ${one.billEmail}`,
    );
  test.each([
    ['QuickBooks’ own', 'a@acme.example', 'b@acme.example', 'true a@acme.example'],
    ['Autotask’s contact', '', 'b@acme.example', 'true b@acme.example'],
    ['none: made, and said', '', '', 'false  email-unsent'],
    ['one that is none is dropped and said', 'nonsense', 'b@acme.example', 'true b@acme.example email-dropped'],
  ])('%s', (_, own, contact, expected) => expect(ask(own, contact)).toBe(expected));
  test('is off, and on for one company', () => {
    expect(ask('a@acme.example', '', settings())).toBe('false ');
    expect(wantsEmail(company().id, settings({ 'customers.overrides': { '301': { email: true } } }))).toBe(true);
    expect([
      needsContact(undefined),
      needsContact(customer('24', 'Acme')),
      needsContact(customer('24', 'A', { email: 'a@b.example' })),
    ]).toEqual([true, true, false]);
  });
});

test('the message: a line whose placeholders are empty vanishes, and half a period has no dash', () => {
  const ask = (template: string, changed: Parameters<typeof invoice>[0] = {}): string =>
    said(customerMessage(source({ invoice: changed }), settings({ 'invoices.customerMessage': template })), (value) =>
      JSON.stringify(value),
    );
  expect(ask('PO {poNumber}\nInvoice {invoiceId}')).toBe('"Invoice 4711"');
  expect(ask('Period: {from} - {to}', { from: null })).toBe('"Period: 10/31/2026"');
  expect(ask('x'.repeat(1200)).endsWith('text-cut')).toBe(true);
  expect(said(customerMessage(source(), settings({ 'invoices.emptyCustomerMessage': true })))).toBe('');
});

test.each<readonly [string, Parameters<typeof settings>[0], string | null, string]>([
  ['QuickBooks gives it', {}, null, 'null'],
  ['the id', { 'invoices.numbering': 'autotask-id', 'invoices.numberPrefix': 'AT-' } as never, null, 'AT-4711'],
  ['Autotask’s', { 'invoices.numbering': 'autotask-number' }, ' N-1 ', 'N-1'],
  ['a blank one', { 'invoices.numbering': 'autotask-number' }, null, 'held number-blank'],
  ['a blank one by its id', { 'invoices.numbering': 'autotask-number', 'invoices.blankNumber': 'use-id' } as never, '', '4711'],
  ['ERROR', { 'invoices.numbering': 'autotask-number' }, 'ERROR', 'held number-unusable'],
  ['spaces', { 'invoices.numbering': 'autotask-number' }, '  ', 'held number-unusable'],
  ['22 characters', { 'invoices.numbering': 'autotask-number' }, 'x'.repeat(22), 'held number-too-long'],
])('the number: %s', (_, changed, number, expected) => {
  expect(said(documentNumber(invoice({ number }), settings(changed)))).toBe(expected);
});

test.each<readonly [string, Parameters<typeof settings>[0], boolean, readonly [boolean | null, boolean | null]]>([
  ['by the company’s own setting', {}, false, [null, null]],
  ['yes and no', { 'payments.creditCard': true, 'payments.ach': false }, false, [true, false]],
  [
    'card only with a default method',
    { 'payments.creditCard': true, 'payments.creditCardOnlyWithDefaultMethod': true },
    false,
    [false, null],
  ],
  ['card with a default method', { 'payments.creditCard': true, 'payments.creditCardOnlyWithDefaultMethod': true }, true, [true, null]],
  ['the customer’s exception wins', { 'customers.overrides': { '301': { card: false, ach: true } } }, true, [false, true]],
])('paying online: %s', (_, changed, hasDefaultPaymentMethod, [card, ach]) => {
  expect(onlinePayment(source(), customer('24', 'Acme', { hasDefaultPaymentMethod }), settings(changed))).toEqual({
    allowsCard: card,
    allowsAch: ach,
  });
});

describe('the purchase order', () => {
  const field = settings({ 'invoices.poNumberField': '1' });
  const active = catalog({ preferences: { customFields: [{ id: '1', name: 'PO' }] } });
  const ask = (of: ReturnType<typeof source>, books = active, used = field): string =>
    said(poField(of, books, used), (value) => (value === null ? 'none' : `${value.definitionId}=${value.value}`));
  test('is the header’s, else the one that all lines share', () => {
    expect(purchaseOrder(source({ invoice: { poNumber: ' P1 ' } }))).toBe('P1');
    expect(purchaseOrder(source({ lines: [line({ poNumber: 'P2' }), line({ poNumber: 'P2' }), line()] }))).toBe('P2');
    expect(purchaseOrder(source({ lines: [line({ poNumber: 'P2' }), line({ poNumber: 'P3' })] }))).toBe('');
  });
  test('goes into the field that is set, if that is active', () => {
    const of = source({ invoice: { poNumber: 'P1' } });
    expect([ask(of), ask(of, catalog()), ask(of, active, settings()), ask(source())]).toEqual([
      '1=P1',
      'none custom-field-inactive',
      'none',
      'none',
    ]);
    expect(ask(source({ invoice: { poNumber: 'x'.repeat(40) } }))).toBe(`1=${'x'.repeat(30)}… text-cut`);
    expect([isOldField('3'), isOldField('udcf_100001')]).toEqual([true, false]);
  });
});

test.each<readonly [string, Parameters<typeof settings>[0], readonly ReturnType<typeof term>[], string]>([
  ['equal name', {}, [term('3', 'net 30')], '3'],
  ['not there', {}, [], 'null term-missing'],
  ['by terms.map', { 'terms.map': { 'NET 30': '4' } }, [term('4', 'Thirty')], '4'],
  ['mapped, and inactive', { 'terms.map': { 'Net 30': '4' } }, [term('4', 'Thirty', false)], 'null mapped-term-missing'],
  ['the customer’s exception wins', { 'customers.overrides': { '301': { terms: '5' } } }, [term('3', 'Net 30'), term('5', 'Now')], '5'],
])('terms: %s', (_, changed, terms, expected) => {
  const of = source({ invoice: { paymentTermId: 1 }, terms: [[1, 'Net 30']] });
  expect(said(chooseTerm(of, catalog({ terms }), settings(changed)))).toBe(expected);
});

describe('where it is shipped to', () => {
  const nowhere = { lines: ['1 Main St'], city: '', state: '', postalCode: '', country: '' };
  const ask = (own: ReturnType<typeof customer>, isTaxed: boolean, of = source(), books = catalog()): string =>
    said(chooseShipTo(of, { existing: own }, isTaxed, books, settings()), (value) => value?.city ?? 'none');
  test('the customer’s address, the next one that a tax can be told from, or none', () => {
    expect(ask(customer('24', 'Acme'), true)).toBe('Austin');
    expect(ask(customer('24', 'Acme', { shipTo: nowhere, billTo: { ...AUSTIN, city: 'Dallas' } }), true)).toBe('Dallas ship-to-elsewhere');
    expect(ask(customer('24', 'Acme', { shipTo: null }), true, source({ company: { address: null } }))).toBe('held ship-to-missing');
    expect(ask(customer('24', 'Acme', { shipTo: null }), false, source({ company: { address: null } }))).toBe('none');
    expect(ask(customer('24', 'Acme'), true, source(), catalog({ preferences: { taxWorld: 'manual' } }))).toBe('none');
  });
});

describe('foreign money', () => {
  const several = catalog({ preferences: { usesMultiCurrency: true } });
  const euro = source({ company: { currencyId: 2 }, currencies: [[2, 'EUR']] });
  const at = (rate: string | null): ReturnType<typeof catalog> => ({
    ...several,
    rates: new Map([[rateKey('EUR', day('2026-10-31')), rate === null ? null : money(rate)]]),
  });
  test('needs a rate of the day; QuickBooks has none: held', () => {
    expect([foreignCurrency(euro, several), foreignCurrency(source(), several), foreignCurrency(euro, catalog())]).toEqual([
      'EUR',
      null,
      null,
    ]);
    expect([said(exchangeRate(euro, at('1.08'))), said(exchangeRate(euro, at(null))), said(exchangeRate(source(), several))]).toEqual([
      '1.08',
      'held exchange-rate-missing',
      'null',
    ]);
  });
  test('two rates are one but for a millionth', () => {
    expect([isSameRate(money('1.0800001'), money('1.08')), isSameRate(money('1.0801'), money('1.08'))]).toEqual([true, false]);
  });
});

test.each<readonly [string, number | null, readonly string[], string | null]>([
  ['no status at all', null, ['Pending', 'Ready'], null],
  ['a finished one', 2, ['Pending', 'Ready'], null],
  ['a waiting one', 1, ['Pending', 'Ready'], 'Pending'],
  ['one that the picklist doesn’t know', 9, ['Pending', 'Ready'], '9'],
  ['nothing says finished: the first that doesn’t wait', 1, ['Normal', 'Special'], null],
  ['nothing says finished: not the others', 2, ['Normal', 'Special'], 'Special'],
])('the status: %s', (_, statusId, labels, expected) => {
  expect(
    waitingStatus(
      { statusId },
      labels.map((label, n) => ({ id: n + 1, label })),
    ),
  ).toBe(expected);
});

describe('cents', () => {
  test('below zero, tax included, it is a credit', () => {
    expect([isCredit(source({ lines: [amountLine('-5', '10')] })), isCredit(source({ lines: [amountLine('-5')] }))]).toEqual([false, true]);
  });
  test('with Autotask’s tax on it the lines have to reach what is left of the total', () => {
    const of = source({ invoice: { net: money('10.004'), tax: money('1.004') } });
    expect([text(netToReach(of, money('1.00'))), text(netToReach(of, null))]).toEqual(['10.01', '10.00']);
    expect(text(netToReach(source({ lines: [amountLine('-10')] }), null))).toBe('10.00');
  });
  const round = (net: string, changed: Parameters<typeof settings>[0] = {}): string =>
    said(roundingLine(money(net), [money('60'), money('40')], catalog({ items: [item('9', 'Rounding')] }), settings(changed)), (value) =>
      value === null ? 'none' : text(value.amount),
    );
  const takesFive = { 'items.roundingItem': '9', 'invoices.roundingLimit': money('0.05') } as never;
  test('a difference is taken up by the rounding item, let pass within a cent, or held', () => {
    expect([round('100'), round('100.01'), round('100.02'), round('100.02', takesFive)]).toEqual([
      'none',
      'none',
      'held rounding-too-large',
      '0.02',
    ]);
    expect(round('100.06', takesFive)).toBe('held rounding-too-large');
  });
});

describe('what contradicts the company', () => {
  const keys = (list: readonly { readonly key: string }[]): string[] => list.map((one) => one.key);
  test('edition and numbering', () => {
    expect(keys(companyRefusals({ country: 'US' }, { customTxnNumbers: false }, settings()))).toEqual([]);
    expect(keys(companyRefusals({ country: 'CA' }, { customTxnNumbers: true }, settings()))).toEqual([
      'quickbooks.edition',
      'invoices.numbering',
    ]);
  });
  test('the income account is active and of type Income', () => {
    const account = { id: id('79'), name: 'Sales', type: 'Income', isActive: true };
    expect(incomeAccountRefusal('79', account)).toBeNull();
    expect(incomeAccountRefusal('79', { ...account, isActive: false })?.message).toBe(
      'items.incomeAccount 79 must be an active account of type Income; account "Sales" is inactive.',
    );
    expect(incomeAccountRefusal('79', null)?.kind).toBe('config');
  });
  test('the default item that is wanted', () => {
    expect(keys(itemRefusals(catalog(), settings({ 'items.missing': 'default-item' } as never)))).toEqual(['items.defaultItem']);
    expect(keys(itemRefusals(catalog(), settings({ 'items.missing': 'default-item', 'items.defaultItem': '5' } as never)))).toEqual([]);
  });
});
