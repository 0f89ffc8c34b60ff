// Holds of the mapping rules: number, customer and items.
import type { Entry } from './entry.ts';

export const MAPPING = {
  // ---- numbers
  'number-blank': {
    kind: 'hold',
    message: "Autotask's invoice number is blank and the numbering is autotask-number.",
    fix: 'Give it a number in Autotask, or: at2qbo settings set invoices.blankNumber use-id',
  },
  'number-unusable': {
    kind: 'hold',
    message: "Autotask's invoice number {number} can't be a document number.",
    fix: 'Correct the invoice number in Autotask.',
  },
  'number-too-long': {
    kind: 'hold',
    message: 'The number {number} has {length} characters; QuickBooks takes at most 21.',
    fix: 'Shorten the number in Autotask, or go without the prefix: at2qbo settings unset invoices.numberPrefix',
  },
  'number-taken': {
    kind: 'hold',
    message: 'The number {number} is taken in QuickBooks by {document}.',
    fix: 'Renumber one of the two: the next run sends the invoice when its number is free. If they are the same, link them: at2qbo adopt',
  },
  'number-of-another': {
    kind: 'hold',
    message: 'The number {number} is taken in QuickBooks by {document}, which is Autotask invoice {other}.',
    fix: 'Renumber one of the two invoices in Autotask; what is known of the other: at2qbo explain {other}',
  },
  'number-on-voided': {
    kind: 'hold',
    message: 'The number {number} is still on {document} in QuickBooks, our own voided document of Autotask invoice {other}.',
    fix: 'Renumber the voided document in QuickBooks, to {number}-void for example: the next run sends the invoice.',
  },
  'number-twice': {
    kind: 'hold',
    message: 'Autotask gave the number {number} to invoice {other} too.',
    fix: 'Renumber one of the two in Autotask.',
  },

  // ---- customer
  'customer-missing': {
    kind: 'hold',
    message: 'QuickBooks has no customer "{name}".',
    fix: 'Create it in QuickBooks, or say which one it is: at2qbo settings set customers.map {map}, or have missing ones created: at2qbo settings set customers.missing create',
  },
  'customer-inactive': {
    kind: 'hold',
    message: 'The QuickBooks customer "{name}" is inactive.',
    fix: 'Make it active in QuickBooks, or name another customer: at2qbo settings set customers.map {map}',
  },
  'customer-shared': {
    kind: 'hold',
    message: 'Autotask companies {companies} lead to {customer} by their names.',
    fix: 'Say for each which customer it is, creating one in QuickBooks where it has none: at2qbo settings set customers.map {map}',
  },
  'customer-ambiguous': {
    kind: 'hold',
    message: 'Several QuickBooks customers could be "{name}": {customers}.',
    fix: 'Say which one it is: at2qbo settings set customers.map {map}',
  },
  'tied-customer-gone': {
    kind: 'hold',
    message: 'Company {companyId} was billed as QuickBooks customer "{name}" (Id {customer}), which QuickBooks no longer has.',
    fix: 'If it was merged into another customer, name that one: at2qbo settings set customers.map {map}',
  },
  'customer-name-held': {
    kind: 'hold',
    message: 'QuickBooks has a {type} named "{name}" (Id {holder}); a customer can\'t have the same name.',
    fix: 'Rename the {type} in QuickBooks, or name the customer that the company is: at2qbo settings set customers.map {map}',
  },
  'customer-name-empty': {
    kind: 'hold',
    message: 'The company name has no character that QuickBooks takes.',
    fix: 'Rename the company in Autotask, or name the customer that the company is: at2qbo settings set customers.map {map}',
  },
  'mapped-customer-missing': {
    kind: 'hold',
    message: "customers.map sends company {companyId} to customer {customer}, which QuickBooks doesn't have.",
    fix: 'Name one that is there: at2qbo settings set customers.map {map}',
  },
  'currency-differs': {
    kind: 'hold',
    message: 'The invoice is in {currency}, the QuickBooks customer "{name}" is in {other}.',
    fix: 'Name a customer in {currency}: at2qbo settings set customers.map {map}',
  },
  'currency-off': {
    kind: 'hold',
    message: 'The invoice is in {currency}; QuickBooks keeps its books in {other} only.',
    fix: "Turn on multi-currency in QuickBooks, or correct the company's currency in Autotask.",
  },

  // ---- items
  'item-missing': {
    kind: 'hold',
    message: 'QuickBooks has no item "{name}" (billing code "{code}").',
    fix: 'Create it: at2qbo compare-items --copy, or: at2qbo settings set items.missing create',
  },
  'item-inactive': {
    kind: 'hold',
    message: 'The QuickBooks item "{name}" is inactive.',
    fix: 'Make it active in QuickBooks, or rename the billing code.',
  },
  'item-is-category': {
    kind: 'hold',
    message: '"{name}" is a category in QuickBooks, not a product or service.',
    fix: 'Rename the category in QuickBooks or the billing code in Autotask.',
  },
  'item-is-bundle': {
    kind: 'hold',
    message: '"{name}" is a bundle in QuickBooks; an invoice line needs a product or service.',
    fix: 'Rename the bundle in QuickBooks or the billing code in Autotask.',
  },
  'item-unusable': {
    kind: 'hold',
    message: '"{name}" is an item of type {type} in QuickBooks; an invoice line needs a product or service.',
    fix: 'Rename that item in QuickBooks or the billing code in Autotask.',
  },
  'item-ambiguous': {
    kind: 'hold',
    message: 'QuickBooks has several items named "{name}": {items}.',
    fix: 'Name the one that is meant by its full path in the billing code (Category:Item).',
  },
  'external-number-blank': {
    kind: 'hold',
    message: 'The billing code "{code}" has no external number.',
    fix: 'Enter it in Autotask, or: at2qbo settings set items.matchBy external-number-or-name',
  },
  'line-without-billing-code': {
    kind: 'hold',
    message: 'Line {line} ("{text}") has no billing code.',
    fix: 'Give it one in Autotask, or name an item for such lines: at2qbo settings set items.defaultItem <item id>',
  },
  'billing-code-unknown': {
    kind: 'hold',
    message: "Line {line} has billing code {code}, which Autotask doesn't show to the API user.",
    fix: 'Give the API user access to billing codes in Autotask.',
  },
  'item-name-empty': {
    kind: 'hold',
    message: 'The name of billing code {code} has no character that QuickBooks takes.',
    fix: 'Rename the billing code in Autotask, or give it an external number and: at2qbo settings set items.matchBy external-number-or-name',
  },
  'income-account-unset': {
    kind: 'hold',
    message: 'The item "{name}" would have to be created, and items.incomeAccount is not set.',
    fix: 'at2qbo settings set items.incomeAccount <account id>',
  },
} as const satisfies Record<string, Entry>;
