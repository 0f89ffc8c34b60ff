// A decision carries its own reason: what explain, the dry run and plan files show is what the rule read, and no second reading of it.
import { expect, test } from 'vitest';
import type { Mapping } from '../../../src/core/transfer/plan/draft.ts';
import { aClass, billingCode, catalog, customer, drafted, item, line, settings, source, term } from '../support/facts.ts';

const books = (more: Parameters<typeof catalog>[0] = {}): ReturnType<typeof catalog> =>
  catalog({ customers: [customer('24', 'Acme')], items: [item('7', 'Remote Support')], ...more });

const why = (
  of: Parameters<typeof source>[0],
  changed: Parameters<typeof settings>[0] = {},
  more: Parameters<typeof catalog>[0] = {},
): Mapping => drafted(source({ company: { name: 'Acme' }, ...of }), books(more), settings(changed)).why;

test('an ordinary invoice', () => {
  expect(why({})).toMatchInlineSnapshot(`
    {
      "class": "none: class tracking is off in QuickBooks",
      "customer": "customer by name",
      "items": [
        "item by name "Remote Support"",
      ],
      "number": "QuickBooks gives the next number (invoices.numbering quickbooks)",
      "tax": "Automated Sales Tax computes it (tax.mode auto); lines are TAX or NON by QuickBooks' item and customer, because Autotask taxed none of them (tax.taxability auto)",
      "term": "none: Autotask names none",
    }
  `);
});

const net30 = { invoice: { paymentTermId: 3 }, terms: [[3, 'Net 30 days']] as const };

test.each<[string, keyof Mapping, Mapping, string]>([
  [
    'a term by terms.map',
    'term',
    why(net30, { 'terms.map': { 'Net 30 days': '5' } }, { terms: [term('5', 'Net 30')] }),
    'by terms.map: term "Net 30" (Id 5)',
  ],
  ['a term that QuickBooks lacks', 'term', why(net30), 'none: QuickBooks has no term "Net 30 days"'],
  [
    'a customer by map',
    'customer',
    why({}, { 'customers.map': { '301': '25' } }, { customers: [customer('25', 'Acme Group')] }),
    'by customers.map',
  ],
  ['a customer that is new', 'customer', why({ company: { name: 'Brand New' } }), 'would be created: no customer is named "Brand New"'],
  [
    'an item by items.names',
    'items',
    why({}, { 'items.names': { '101': 'Labour' } }, { items: [item('8', 'Labour')] }),
    'item by name "Labour", which items.names has for billing code 101',
  ],
  [
    'the default item',
    'items',
    why({ lines: [line({ billingCodeId: null })] }, { 'items.defaultItem': '7' }),
    'items.defaultItem: the line has no billing code',
  ],
  ['an item that is new', 'items', why({ codes: [billingCode(101, 'Backup')] }), 'would be created: no item has the name "Backup"'],
  [
    'the number of Autotask',
    'number',
    why({ invoice: { number: '7' } }, { 'invoices.numbering': 'autotask-number' }),
    "Autotask's invoice number",
  ],
  [
    'an id in place of a blank number',
    'number',
    why({ invoice: { number: '' } }, { 'invoices.numbering': 'autotask-number', 'invoices.blankNumber': 'use-id' }),
    'because its number is blank',
  ],
  [
    'the default class',
    'class',
    why({}, { 'invoices.defaultClass': '40' }, { classes: [aClass('40', 'Managed')], preferences: { classTracking: 'transaction' } }),
    'invoices.defaultClass',
  ],
])('%s', (_, rule, said, expected) => {
  expect(String(said[rule])).toContain(expected);
});
