// The header of a document: number, terms, message, PO number, classes, online payment, e-mail, ship-to, dates.
import { Calendar } from '../../../src/core/calendar.ts';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { judgeHeader } from '../../../src/core/transfer/plan/eligible.ts';
import { isUnsynced } from '../../../src/core/facts/marker.ts';
import { passesFilter } from '../../../src/core/rules/document/class.ts';
import { aClass, amountLine, catalog, customer, day, drafted, holdsOf, invoice, moment, settings, source, term } from '../support/facts.ts';

const address = (street: string): Address => ({ lines: [street], city: 'Austin', state: 'TX', postalCode: '78701', country: 'US' });

describe('the number', () => {
  const number = (of: string | null, changed: Parameters<typeof settings>[0]) =>
    drafted(source({ invoice: { number: of } }), catalog(), settings(changed)).draft.docNumber;
  const held = (of: string | null, changed: Parameters<typeof settings>[0]) =>
    holdsOf(source({ invoice: { number: of } }), catalog(), settings(changed));
  const own = { 'invoices.numbering': 'autotask-number', 'invoices.numberPrefix': 'AT-' } as const;

  it('is QuickBooks’ own', () => expect(number(null, { 'invoices.numberPrefix': 'AT-' })).toBeNull());
  it("is Autotask's id", () => expect(number('77', { ...own, 'invoices.numbering': 'autotask-id' })).toBe('AT-4711'));
  it("is Autotask's number", () => expect(number('20261031.0001', own)).toBe('AT-20261031.0001'));
  it.each([null, ''])('blank (%j) is held, or the id', (blank) => {
    expect(held(blank, own)).toEqual(['number-blank']);
    expect(number(blank, { ...own, 'invoices.blankNumber': 'use-id' })).toBe('AT-4711');
  });
  it.each(['   ', 'ERROR', ' error 7', 'A\u0007B', '😀1'])('%j is neither blank nor a number', (odd) => {
    expect(held(odd, { ...own, 'invoices.blankNumber': 'use-id' })).toEqual(['number-unusable']);
  });
  it('may have 21 characters with its prefix, not 22', () => {
    expect(number('123456789012345678', own)).toHaveLength(21);
    expect(held('1234567890123456789', own)).toEqual(['number-too-long']);
  });
});

describe('unsynced', () => {
  it.each([
    [null, true],
    ['', true],
    ['  ', false],
    ['ERROR', false],
    ['1037', false],
  ])('with numbering quickbooks: number %j is %s', (number, is) => expect(isUnsynced(invoice({ number }), settings())).toBe(is));
  it('with another numbering goes by the Web Service Date alone', () => {
    const own = settings({ 'invoices.numbering': 'autotask-id' });
    expect(isUnsynced(invoice({ number: '5' }), own)).toBe(true);
    expect(isUnsynced(invoice({ webServiceDate: moment('2026-11-01T00:00:00.000Z') }), own)).toBe(false);
  });
  it('a total that rounds to 0.00 is a zero total', () => {
    const judged = judgeHeader({
      invoice: invoice({ net: money('0.004') }),
      transfer: undefined,
      personHold: undefined,
      settings: settings({ 'invoices.skipZeroTotal': true }),
      now: Date.parse('2026-11-02T00:00:00Z'),
      calendar: new Calendar(null),
      statuses: [],
    });
    expect(judged).toMatchObject({ verdict: 'skip', reasons: [{ code: 'zero-total' }] });
  });
});

describe('terms', () => {
  const books = catalog({ terms: [term('3', 'Net 30'), term('4', 'Net 15', false)] });
  const of = (name: string, changed: Parameters<typeof settings>[0] = {}) => {
    const result = drafted(source({ invoice: { paymentTermId: 1 }, terms: [[1, name]] }), books, settings(changed));
    return [result.draft.termId, result.draft.dueDate, ...result.remarks.map((one) => one.code)];
  };
  it('are the ones of equal name, ignoring case', () => expect(of('net 30 ')).toEqual(['3', '2026-11-30']));
  it('without an equal name, or inactive, are left out with a warning; the due date stays', () => {
    expect(of('Net 60')).toEqual([null, '2026-11-30', 'term-missing']);
    expect(of('Net 15')).toEqual([null, '2026-11-30', 'term-missing']);
  });
  it('are the ones that terms.map has for the name, which win over an equal name', () => {
    expect(of('Net 30 days', { 'terms.map': { 'net 30 Days': '3' } })).toEqual(['3', '2026-11-30']);
    expect(of('Net 30', { 'terms.map': { 'Net 30': '4' } })).toEqual([null, '2026-11-30', 'mapped-term-missing']);
    expect(of('Net 60', { 'terms.map': { 'Net 45': '3' } })).toEqual([null, '2026-11-30', 'term-missing']);
  });
  it('may be an exception of the customer', () => {
    expect(of('Net 60', { 'customers.overrides': { '301': { terms: '3' } } })[0]).toBe('3');
    expect(of('Net 30', { 'customers.overrides': { '301': { terms: '4' } } })).toEqual([null, '2026-11-30', 'mapped-term-missing']);
  });
});

describe('the customer message', () => {
  const facts = { poNumber: 'PO-7', comments: 'Thank you', taxRegionName: 'Travis County' };
  const message = (changed: Parameters<typeof settings>[0] = {}, of: Parameters<typeof invoice>[0] = facts) =>
    drafted(source({ invoice: of }), catalog(), settings(changed)).draft.customerMessage;
  it('holds PO number, tax region, dates and comments', () =>
    expect(message()).toBe('PO: PO-7\nTax region: Travis County\nInvoice date: 10/31/2026\nPeriod: 10/01/2026 - 10/31/2026\nThank you'));
  it('leaves out lines with nothing to say', () =>
    expect(message({}, { taxRegionName: null, from: null, to: null })).toBe('Invoice date: 10/31/2026'));
  it('leaves out the dash of half a period', () => {
    expect(message({}, { taxRegionName: null, to: null })).toContain('Period: 10/01/2026');
    expect(message({}, { taxRegionName: null, to: null })).not.toMatch(/-/);
    expect(message({}, { taxRegionName: null, from: null })).toContain('Period: 10/31/2026');
  });
  it.each([
    ['MM/DD/YYYY', '10/01/2026'],
    ['DD/MM/YYYY', '01/10/2026'],
    ['YYYY-MM-DD', '2026-10-01'],
    ['D MMM YYYY', '1 Oct 2026'],
  ] as const)('writes dates as %s', (format, text) => {
    expect(message({ 'invoices.customerMessage': '{from}', 'invoices.dateFormat': format })).toBe(text);
  });
  it('is empty when it is to be, and takes what it is given without reading it again', () => {
    expect(message({ 'invoices.emptyCustomerMessage': true })).toBe('');
    expect(message({ 'invoices.customerMessage': '{comments} {unknown}' }, { comments: '{poNumber} $&' })).toBe('{poNumber} $& {unknown}');
  });
  it('is cut at 1,000 characters with a warning', () => {
    const result = drafted(source({ invoice: { comments: 'x'.repeat(2000) } }));
    expect(result.draft.customerMessage).toHaveLength(1000);
    expect(result.remarks.map((one) => one.code)).toEqual(['text-cut']);
  });
});

describe('the PO number', () => {
  const field = (active: boolean, poNumber: string) => {
    const books = catalog({ preferences: { customFields: active ? [{ id: '2', name: 'PO' }] : [] } });
    const result = drafted(source({ invoice: { poNumber } }), books, settings({ 'invoices.poNumberField': '2' }));
    return [result.draft.poField, ...result.remarks.map((one) => one.code)];
  };
  it('goes to the chosen field', () => expect(field(true, 'PO-7')).toEqual([{ definitionId: '2', value: 'PO-7' }]));
  it('is not sent to a field that is off', () => expect(field(false, 'PO-7')).toEqual([null, 'custom-field-inactive']));
  it('says nothing without a PO number', () => expect(field(false, '')).toEqual([null]));
  it('is cut at 31 characters', () => expect(field(true, '1'.repeat(40))[1]).toBe('text-cut'));
  it('is that of the lines where they agree', () => {
    const lines = [amountLine('1', '0', { poNumber: 'A' }), amountLine('1')];
    const books = catalog({ preferences: { customFields: [{ id: '1', name: 'PO' }] } });
    expect(drafted(source({ lines }), books, settings({ 'invoices.poNumberField': '1' })).draft.poField?.value).toBe('A');
  });
});

describe('classes', () => {
  const lob = (id: number | null, amount = '100') => amountLine(amount, '0', { lineOfBusinessId: id });
  const names = [
    [1, 'Managed'],
    [2, 'Projects'],
  ] as const;
  const mapped = { 'linesOfBusiness.classes': { '1': '71', '2': '72' } };
  const classes = (
    level: 'off' | 'transaction' | 'line',
    lines: Parameters<typeof source>[0],
    changed: Parameters<typeof settings>[0] = mapped,
  ) => {
    const books = catalog({ preferences: { classTracking: level }, classes: [aClass('71', 'M'), aClass('72', 'P'), aClass('73', 'D')] });
    const result = drafted(source({ ...lines, linesOfBusiness: names }), books, settings(changed));
    return [result.draft.classId, result.draft.lines.map((one) => one.classId), ...result.remarks.map((one) => one.code)];
  };
  it('go where the company tracks them', () => {
    expect(classes('line', { lines: [lob(1), lob(2), lob(null)] })).toEqual([null, ['71', '72', null]]);
    expect(classes('transaction', { lines: [lob(1), lob(1)] })).toEqual(['71', [null, null]]);
    expect(classes('off', { lines: [lob(1)] })).toEqual([null, [null]]);
  });
  it('of a mixed invoice are the default class, else that of the largest amount, and said', () => {
    expect(classes('transaction', { lines: [lob(1, '10'), lob(2, '90')] })).toEqual(['72', [null, null], 'mixed-classes']);
    const fallback = { ...mapped, 'invoices.defaultClass': '73' };
    expect(classes('transaction', { lines: [lob(1), lob(2)] }, fallback)).toEqual(['73', [null, null], 'mixed-classes']);
  });
  it('default to invoices.defaultClass, by transaction only', () => {
    const fallback = { 'invoices.defaultClass': '73' };
    expect(classes('transaction', { lines: [lob(null)] }, fallback)).toEqual(['73', [null]]);
    expect(classes('line', { lines: [lob(null)] }, fallback)).toEqual([null, [null]]);
  });
  it('may be an exception of the customer; one that is gone holds the invoice', () => {
    const override = { ...mapped, 'customers.overrides': { '301': { class: '73' } } };
    expect(classes('line', { lines: [lob(1)] }, override)).toEqual([null, ['73']]);
    const books = catalog({ preferences: { classTracking: 'line' } });
    expect(holdsOf(source({ lines: [lob(1)] }), books, settings(mapped))).toEqual(['class-missing']);
  });

  it.each([
    ['off', [1, 9, null], 'send'],
    ['selected', [1, 2], 'send'],
    ['selected', [9, null], 'skip'],
    ['selected', [1, null], 'hold'],
    ['selected', [1, 9], 'hold'],
    ['selected-or-none', [1, null], 'send'],
    ['selected-or-none', [null], 'send'],
    ['selected-or-none', [9], 'skip'],
    ['selected-or-none', [9, null], 'hold'],
  ] as const)('filter %s: lines of %j: %s', (filter, ids, verdict) => {
    const of = source({ lines: ids.map((id) => lob(id)), linesOfBusiness: names });
    const chosen = settings({ 'linesOfBusiness.filter': filter, 'linesOfBusiness.classes': { '1': '71', '2': '' } });
    expect(passesFilter(of, chosen).verdict).toBe(verdict);
  });
});

describe('online payment', () => {
  const flags = (changed: Parameters<typeof settings>[0], hasDefaultPaymentMethod = false) => {
    const books = catalog({ customers: [customer('24', 'Acme', { hasDefaultPaymentMethod })] });
    const { draft } = drafted(source(), books, settings(changed));
    return [draft.allowsCard, draft.allowsAch];
  };
  const onlyWith = { 'payments.creditCard': true, 'payments.creditCardOnlyWithDefaultMethod': true };
  it('is left to the company in QuickBooks', () => expect(flags({})).toEqual([null, null]));
  it('is off where a setting says so', () => {
    expect(flags({ 'payments.creditCard': false, 'payments.ach': false })).toEqual([false, false]);
  });
  it('by card and by bank transfer', () => expect(flags({ 'payments.creditCard': true, 'payments.ach': true })).toEqual([true, true]));
  it('by card only with a default method', () => {
    expect(flags(onlyWith)).toEqual([false, null]);
    expect(flags(onlyWith, true)).toEqual([true, null]);
  });
  it('by the exception of a customer', () => {
    expect(flags({ 'payments.creditCard': true, 'customers.overrides': { '301': { card: false, ach: true } } })).toEqual([false, true]);
    expect(flags({ 'customers.overrides': { '301': { card: false } } })).toEqual([false, null]);
  });
  it('is nothing for a credit memo, which is due on no day either', () => {
    const { draft } = drafted(source({ lines: [amountLine('-5')] }), catalog(), settings({ 'payments.creditCard': true }));
    expect([draft.allowsCard, draft.dueDate, draft.termId]).toEqual([false, null, null]);
  });
});

describe('ship-to', () => {
  const of = (changed: Parameters<typeof settings>[0], billTo: Address | null = address('Billing 2')) =>
    drafted(source({ company: { address: address('Works 1'), billTo } }), catalog({ address: address('Ours 3') }), settings(changed)).draft
      .shipTo?.lines[0];
  it.each([
    ['quickbooks-customer', '1 Main St'],
    ['autotask-company', 'Works 1'],
    ['autotask-bill-to', 'Billing 2'],
    ['company', 'Ours 3'],
  ] as const)('%s', (choice, street) => expect(of({ 'tax.shipTo': choice })).toBe(street));
  it("is the company's where no billing address is given", () => expect(of({ 'tax.shipTo': 'autotask-bill-to' }, null)).toBe('Works 1'));
  it('is nothing without Automated Sales Tax', () => {
    const books = catalog({ preferences: { taxWorld: 'off' } });
    expect(
      drafted(source({ company: { address: address('x') } }), books, settings({ 'tax.shipTo': 'autotask-company' })).draft.shipTo,
    ).toBeNull();
  });
});

describe('the rest', () => {
  it('a negative total becomes a credit memo with positive amounts, negative lines inside it', () => {
    const { draft } = drafted(source({ lines: [amountLine('-100'), amountLine('30')] }));
    expect(draft.type).toBe('CreditMemo');
    expect(draft.lines.map((one) => one.amount.toFixed())).toEqual(['100', '-30']);
    expect(draft.lines.map((one) => one.quantityAndPrice?.price.toFixed())).toEqual(['100', '-30']);
  });
  it('or is held', () =>
    expect(holdsOf(source({ lines: [amountLine('-1')] }), catalog(), settings({ 'invoices.negative': 'hold' }))).toEqual([
      'negative-total',
    ]));
  it('a total of zero is an invoice', () =>
    expect(drafted(source({ lines: [amountLine('5'), amountLine('-5')] })).draft.type).toBe('Invoice'));
  it('a date in closed books holds it; the day after does not', () => {
    const closed = catalog({ preferences: { bookCloseDate: day('2026-10-31') } });
    expect(holdsOf(source(), closed)).toEqual(['books-closed']);
    expect(holdsOf(source({ invoice: { date: day('2026-11-01') } }), closed)).toEqual([]);
  });
  it('more lines than QuickBooks takes hold it', () => {
    expect(holdsOf(source({ lines: Array.from({ length: 751 }, () => amountLine('1', '0.08')) }))).toEqual(['too-many-lines']);
    expect(holdsOf(source({ lines: Array.from({ length: 751 }, () => amountLine('1')) }))).toEqual([]);
  });
  it('bears Autotask’s id in its note', () => expect(drafted(source()).draft.privateNote).toBe('Autotask invoice id 4711'));
});
