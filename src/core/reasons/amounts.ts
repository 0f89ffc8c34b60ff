// Holds of the tax and of the totals, and of what else the books in QuickBooks would not take.
import type { Entry } from './entry.ts';

export const AMOUNTS = {
  'tax-code-missing': {
    kind: 'hold',
    message: 'No QuickBooks tax code for the Autotask tax region "{region}".',
    fix: 'Name one: at2qbo settings set tax.codes {map}',
  },
  'tax-region-missing': {
    kind: 'hold',
    message: 'Autotask taxed the invoice ({tax}) but names no tax region.',
    fix: 'Give the company a tax region in Autotask.',
  },
  'untaxed-code-needed': {
    kind: 'hold',
    message: 'Untaxed lines need a 0 % tax code and QuickBooks lists {count}.',
    fix: 'Name the one to use: at2qbo settings set tax.untaxedCode <tax code id>',
  },
  'tax-code-unknown': {
    kind: 'hold',
    message: 'QuickBooks is to compute the tax, and nothing says with which tax code.',
    fix: 'Give the company a tax region in Autotask, or QuickBooks a default tax rate (Taxes, Sales tax settings).',
  },
  'ship-to-missing': {
    kind: 'hold',
    message:
      'QuickBooks taxes it by its destination, and no address of {company} is known: {chosen} is missing, and so is any other one of its customer or company.',
    fix: "Enter the customer's shipping address in QuickBooks, or the company's address in Autotask.",
  },
  'stock-quantity-unknown': {
    kind: 'hold',
    message:
      'Line {line} is for an item that counts stock in QuickBooks, and Autotask has {terms} for its {amount}: stock would move wrongly.',
    fix: 'Give the line its quantity in Autotask, or book it on an item that counts no stock.',
  },
  'exchange-rate-missing': {
    kind: 'hold',
    message: 'QuickBooks has no exchange rate of {currency} for {date}.',
    fix: 'Enter it in QuickBooks (Lists, Currencies, Edit currency exchange), then: at2qbo sync',
  },
  'tax-off-in-quickbooks': {
    kind: 'hold',
    message: 'Autotask charges {tax} tax, but sales tax is off in QuickBooks.',
    fix: 'Turn on sales tax in QuickBooks, or take the tax out in Autotask.',
  },
  'tax-rate-differs': {
    kind: 'hold',
    message: 'Autotask charges {tax} tax; the QuickBooks tax code "{code}" gives {computed}.',
    fix: 'Correct the rate on one side, or choose another code with tax.codes.',
  },
  'customer-exempt-in-quickbooks': {
    kind: 'hold',
    message: 'Autotask charges {tax} tax, but the QuickBooks customer "{name}" is tax-exempt.',
    fix: 'Correct the customer in QuickBooks or the company in Autotask.',
  },
  'rounding-too-large': {
    kind: 'hold',
    message: 'The lines rounded to cents make {sum}, Autotask says {net}: {difference} apart.',
    fix: 'Allow a rounding line: at2qbo settings set items.roundingItem <item id>, and: at2qbo settings set invoices.roundingLimit {difference}',
  },
  'negative-total': {
    kind: 'hold',
    message: 'The total is {total}, below zero, and invoices.negative is hold.',
    fix: 'To send it as a credit memo: at2qbo settings set invoices.negative credit-memo',
  },
  'books-closed': {
    kind: 'hold',
    message: 'The invoice is dated {date}; the books in QuickBooks are closed up to {closed}.',
    fix: 'Move the closing date in QuickBooks, or void the invoice in Autotask and bill it with a later date.',
  },
  'class-missing': {
    kind: 'hold',
    message: "The class {class} of the settings doesn't exist in QuickBooks or is inactive.",
    fix: 'Correct linesOfBusiness.classes or customers.overrides.',
  },
} as const satisfies Record<string, Entry>;
