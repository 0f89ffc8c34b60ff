// Warnings of a document that was sent.
import { NOTHING, type Entry } from './entry.ts';

export const WORTH_A_LOOK = {
  'rounding-difference': {
    kind: 'warning',
    message: 'QuickBooks says {saved}, Autotask {expected}: {difference} apart by rounding.',
    fix: 'Nothing to do; silence it with: at2qbo settings set invoices.suppressRoundingWarnings true',
  },
  'tax-by-quickbooks': {
    kind: 'warning',
    message: 'QuickBooks computed {saved} tax, Autotask {expected}.',
    fix: 'Nothing to do if QuickBooks decides the tax; otherwise: at2qbo settings set tax.mode autotask',
  },
  'taxed-only-in-quickbooks': {
    kind: 'warning',
    message: 'QuickBooks computed {saved} tax, by its item and customer; Autotask taxed nothing on it.',
    fix: 'Nothing to do if that is right; to go by Autotask line by line: at2qbo settings set tax.taxability autotask',
  },
  'no-tax-computed': {
    kind: 'warning',
    message: 'QuickBooks computed no tax for {document}, though its code makes {likely} on the taxable lines.',
    fix: "Choose the tax rate on the document in QuickBooks, or send Autotask's tax: at2qbo settings set tax.mode autotask",
  },
  'autotask-taxed-nothing': {
    kind: 'warning',
    message:
      "Autotask computed no tax on {invoices}, so QuickBooks' items and customers decide what is taxable (tax.taxability {taxability}): {taxable} with taxable lines.",
    fix: 'Nothing to do if Autotask computes no tax on purpose. Which items are taxable: at2qbo compare-items',
  },
  'nothing-taxable': {
    kind: 'warning',
    message: 'Autotask computed no tax on {invoices}, so all was sent as not taxable: QuickBooks charges no sales tax ({why}).',
    fix: '{advice}',
  },
  'items-taxable-by-default': {
    kind: 'warning',
    message: 'New items are made taxable, because no active billing code in Autotask has a tax category (items.taxable auto): {items}.',
    fix: 'Correct those that are not taxable in QuickBooks, or: at2qbo settings set items.taxable false',
  },
  'ship-to-elsewhere': {
    kind: 'warning',
    message: 'Sales tax goes by {found} ({address}): {chosen} is missing.',
    fix: 'Enter that address, or choose another place: at2qbo settings set tax.shipTo autotask-company',
  },
  'exemption-reason-assumed': {
    kind: 'warning',
    message: 'The customer {name} is made tax-exempt with the reason {reason} ("{label}"): Autotask knows that it is exempt, not why.',
    fix: 'Correct the reason in QuickBooks (customer, Tax info), where it is another one.',
  },
  'exemption-not-kept': {
    kind: 'warning',
    message: 'QuickBooks made the customer {name} {kept}; Autotask calls the company exempt.',
    fix: 'Correct it in QuickBooks (customer, Tax info), before its next invoice.',
  },
  'customer-near': {
    kind: 'warning',
    message:
      'The new customer "{name}" may be one that QuickBooks has under another spelling: {customers}. If so, before it is sent: at2qbo settings set customers.map {map}',
    fix: 'Nothing to do if they are two customers.',
  },
  'term-missing': {
    kind: 'warning',
    message: 'QuickBooks has no term "{term}" in use: the due date is sent without it, and the printed terms can be others.',
    fix: 'Create it in QuickBooks under the same name, or say which one it is: at2qbo settings set terms.map {map}',
  },
  'due-date-differs': {
    kind: 'warning',
    message: 'QuickBooks made {document} due on {saved}; Autotask says {expected}.',
    fix: 'Correct the due date in QuickBooks; the terms of the two systems differ: at2qbo settings edit (terms.map)',
  },
  'mapped-term-missing': {
    kind: 'warning',
    message: '{setting} names the term {id}, which QuickBooks does not have in use: the due date is sent without it.',
    fix: 'Correct {setting}: at2qbo settings edit',
  },
  'text-cut': { kind: 'warning', message: '{what} was longer than QuickBooks takes ({most} characters) and was cut.', fix: NOTHING },
  'mixed-classes': {
    kind: 'warning',
    message: 'The lines belong to several classes; QuickBooks tracks one a transaction: {class} was used.',
    fix: 'Track classes by line in QuickBooks to keep them apart.',
  },
  'custom-field-inactive': {
    kind: 'warning',
    message: 'The PO number {po} was not sent: custom field {field} is not active in QuickBooks.',
    fix: 'Turn it on in QuickBooks, or: at2qbo settings unset invoices.poNumberField',
  },
  'mapped-field-inactive': {
    kind: 'warning',
    message: 'Custom field {field} is not active in QuickBooks: {from} was not sent.',
    fix: 'Turn it on in QuickBooks, or give customFields.map another field: at2qbo settings get customFields.map',
  },
  'mapped-field-unknown': {
    kind: 'warning',
    message: 'Autotask shows no field {from} for custom field {field}.',
    fix: 'Correct the name in customFields.map: at2qbo settings get customFields.map',
  },
  'mapped-field-ambiguous': {
    kind: 'warning',
    message: 'Custom field {field} stays empty: {from} has several values on this invoice ({values}).',
    fix: 'Take a field of the invoice or the company in customFields.map, or enter it in QuickBooks.',
  },
  'custom-field-lost': {
    kind: 'warning',
    message: 'QuickBooks did not keep "{value}" in custom field {field}: {document} holds {saved} there.',
    fix: 'In QuickBooks, Custom fields, add the field to sales forms, or choose another: at2qbo settings edit',
  },
  'email-unsent': {
    kind: 'warning',
    message: 'Not mailed: neither QuickBooks nor Autotask has an e-mail address for {company}.',
    fix: 'Add one in QuickBooks and send it from there.',
  },
  'email-failed': { kind: 'warning', message: 'QuickBooks did not mail it: {detail}', fix: 'Send it from QuickBooks.' },
  'email-waits': {
    kind: 'warning',
    message: 'QuickBooks could not be asked to mail it now: {detail}',
    fix: 'Nothing to do: the next run asks again.',
  },
  'email-unclear': {
    kind: 'warning',
    message: 'QuickBooks gave no clear answer when it was asked to mail it; it was not asked twice.',
    fix: 'Look at the invoice in QuickBooks and send it from there if it was not mailed.',
  },
  'email-dropped': { kind: 'warning', message: 'These e-mail addresses were left out: {addresses}.', fix: 'Correct them in {system}.' },
  'credit-applied': {
    kind: 'warning',
    message: 'QuickBooks applied a credit at once: the balance is {balance}.',
    fix: 'Nothing to do, or turn off "automatically apply credits" in QuickBooks.',
  },
  'pdf-failed': { kind: 'warning', message: "Autotask's PDF was not attached: {detail}", fix: 'Attach it by hand if it is needed.' },
  'pdf-forbidden': {
    kind: 'warning',
    message: "Autotask's PDF was not attached: the API user has no right to read invoice PDFs.",
    fix: "Let the API user's security level view invoices in Autotask, or: at2qbo settings set invoices.attachPdf false",
  },
  'sent-again': {
    kind: 'warning',
    message: 'A second copy was made on purpose; the older ones are: {documents}.',
    fix: 'Void or delete the older ones in QuickBooks.',
  },
} as const satisfies Record<string, Entry>;
