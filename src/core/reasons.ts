// Every hold, skip, failure and warning in one table: code, plain words, what to do with the command.
// Feeds the screen, the mail, `--json`, docs/errors.md and the tests. `{name}` is filled from the facts.

export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly fix: string;
}

interface Entry {
  /** skip: rightly not sent. hold: needs a person. fail: tried, error. warning: sent, and worth a look. */
  readonly kind: 'skip' | 'hold' | 'fail' | 'warning';
  readonly message: string;
  readonly fix: string;
}

const NOTHING = 'Nothing to do.';

export const REASONS = {
  // ---- rightly not sent
  voided: { kind: 'skip', message: 'The invoice is voided in Autotask.', fix: NOTHING },
  'already-synced': {
    kind: 'skip',
    message: 'Autotask marks the invoice as transferred ({marker}).',
    fix: 'To send it once more: at2qbo copy-invoice {id}',
  },
  'outside-window': {
    kind: 'skip',
    message: 'Created on {created}, before the look-back window ({days} days).',
    fix: 'To include it: at2qbo settings set invoices.lookBackDays <days>',
  },
  'before-go-live': {
    kind: 'skip',
    message: 'Created on {created}, before the go-live date {goLive}.',
    fix: 'Nothing to do, or change it: at2qbo settings set invoices.goLiveDate <YYYY-MM-DD>',
  },
  'not-settled': {
    kind: 'skip',
    message: 'Created less than {minutes} minutes ago; Autotask may still be adding lines.',
    fix: 'Nothing to do: a later run takes it.',
  },
  'zero-total': {
    kind: 'skip',
    message: 'The total is 0.00 and invoices.skipZeroTotal is on.',
    fix: 'Nothing to do, or: at2qbo settings set invoices.skipZeroTotal false',
  },
  'line-of-business-not-selected': {
    kind: 'skip',
    message: 'No line belongs to a selected line of business ({lines}).',
    fix: 'To include it, add the line of business to linesOfBusiness.classes.',
  },
  'run-stopped': { kind: 'skip', message: 'Not tried: {why}', fix: 'Nothing to do: the next run takes it.' },
  'sync-off': { kind: 'skip', message: 'invoices.sync is off.', fix: 'at2qbo sync --now, or at2qbo settings set invoices.sync on' },
  'exists-in-quickbooks': {
    kind: 'fail',
    message: 'QuickBooks has it already: {documents}. Nothing was saved.',
    fix: 'To save a second copy on purpose: at2qbo copy-invoice {id} --overwrite',
  },
  'not-found': {
    kind: 'fail',
    message: 'Autotask has no invoice {id} that the API user may see.',
    fix: "Check the id in Autotask's Invoice History, and the API user's lines of business.",
  },

  // ---- held by a person
  'held-by-person': { kind: 'hold', message: 'On hold: {why}', fix: 'at2qbo release {id}' },
  'customer-on-hold': {
    kind: 'hold',
    message: 'Invoices of {company} are on hold (customers.overrides).',
    fix: 'Take "hold" out of customers.overrides for company {companyId}.',
  },

  'plan-changed': {
    kind: 'hold',
    message: 'Changed since the plan was made: {what}.',
    fix: 'Look at it again and approve it anew: at2qbo sync --dry-run --only {id} --plan <file>',
  },

  // ---- the source isn't whole
  'incomplete-lines': {
    kind: 'hold',
    message:
      "The lines don't add up to the invoice: {lines} lines make {sum} (totalAmount), the header says {net} before tax (invoiceTotal) and {tax} tax (totalTaxValue).",
    fix: 'Wait for Autotask to finish it; if it stays so, give the API user access to all lines of business, then: at2qbo sync --only {id}',
  },
  'no-lines': {
    kind: 'hold',
    message: 'The invoice has no lines that the API user may see.',
    fix: 'Give the API user access to all lines of business in Autotask, then: at2qbo sync --only {id}',
  },
  'too-many-lines': {
    kind: 'hold',
    message: 'The invoice has {lines} lines; QuickBooks takes {most}.',
    fix: 'Split the invoice in Autotask.',
  },
  'company-unknown': {
    kind: 'hold',
    message: "Autotask doesn't show company {companyId} to the API user.",
    fix: 'Give the API user access to that company in Autotask, then: at2qbo sync --only {id}',
  },
  'line-of-business-mixed': {
    kind: 'hold',
    message: 'Some lines belong to selected lines of business and some do not ({lines}); an invoice is never split.',
    fix: 'Select them all in linesOfBusiness.classes, or enter this invoice by hand and: at2qbo hold {id}',
  },

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
    message: 'The number {number} has {length} characters; QuickBooks takes 21.',
    fix: 'Shorten the number in Autotask, or the prefix: at2qbo settings set invoices.numberPrefix <text>',
  },
  'number-taken': {
    kind: 'hold',
    message: 'The number {number} is taken in QuickBooks by {document}.',
    fix: 'Renumber one of the two, or link them if they are the same: at2qbo adopt',
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
    fix: 'Create it in QuickBooks, map it (at2qbo settings set customers.map \'{"{companyId}":"<customer id>"}\'), or: at2qbo settings set customers.missing create',
  },
  'customer-inactive': {
    kind: 'hold',
    message: 'The QuickBooks customer "{name}" is inactive.',
    fix: 'Make it active in QuickBooks, or map the company to another customer with customers.map.',
  },
  'customer-name-held': {
    kind: 'hold',
    message: 'QuickBooks has a {type} named "{name}" (Id {holder}); a customer can\'t have the same name.',
    fix: 'Rename the {type} in QuickBooks, or map company {companyId} to a customer with customers.map.',
  },
  'customer-name-empty': {
    kind: 'hold',
    message: 'The company name has no character that QuickBooks takes.',
    fix: 'Rename the company in Autotask, or map company {companyId} with customers.map.',
  },
  'mapped-customer-missing': {
    kind: 'hold',
    message: "customers.map sends company {companyId} to customer {customer}, which QuickBooks doesn't have.",
    fix: 'Correct customers.map.',
  },
  'currency-differs': {
    kind: 'hold',
    message: 'The invoice is in {currency}, the QuickBooks customer "{name}" is in {other}.',
    fix: 'Map company {companyId} to a customer in {currency} with customers.map.',
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
  'item-ambiguous': {
    kind: 'hold',
    message: 'QuickBooks has several items named "{name}": {items}.',
    fix: 'Name the one that is meant by its full path in the billing code (Category:Item).',
  },
  'external-number-blank': {
    kind: 'hold',
    message: 'The billing code "{code}" has no external number.',
    fix: 'Fill it in in Autotask, or: at2qbo settings set items.matchBy external-number-or-name',
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

  // ---- tax and totals
  'tax-code-missing': {
    kind: 'hold',
    message: 'No QuickBooks tax code for the Autotask tax region "{region}".',
    fix: 'Name one: at2qbo settings set tax.codes \'{"{region}":"<tax code id>"}\'',
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

  // ---- after the create, or found in QuickBooks
  'total-differs': {
    kind: 'hold',
    message: 'QuickBooks made {document} with {field} {saved}; Autotask says {expected}.',
    fix: 'Correct or void it in QuickBooks, or accept it as it is: at2qbo release {id} --accept',
  },
  'lines-differ': {
    kind: 'hold',
    message: 'QuickBooks stored {document} with other lines: {detail}.',
    fix: 'Correct or void it in QuickBooks, or accept it as it is: at2qbo release {id} --accept',
  },
  'customer-differs': {
    kind: 'hold',
    message: 'QuickBooks stored {document} for customer {saved}, not {expected}.',
    fix: 'Correct or void it in QuickBooks, or accept it as it is: at2qbo release {id} --accept',
  },
  'number-not-given': {
    kind: 'hold',
    message: "QuickBooks made {document} without a number, so Autotask can't be given one.",
    fix: 'Number it in QuickBooks (custom transaction numbers must be off), then: at2qbo release {id} --accept',
  },
  'number-changed': {
    kind: 'hold',
    message: 'QuickBooks stored {document} under the number {saved} instead of {expected}.',
    fix: 'Renumber it in QuickBooks, or accept it: at2qbo release {id} --accept',
  },
  'twice-in-quickbooks': {
    kind: 'hold',
    message: 'QuickBooks has it more than once: {documents}.',
    fix: 'Void all but one in QuickBooks, then: at2qbo sync --only {id}',
  },
  'found-different': {
    kind: 'hold',
    message: 'QuickBooks has {document} for this invoice, but {difference}.',
    fix: 'Compare the two; accept the one in QuickBooks with: at2qbo release {id} --accept',
  },
  'voided-in-quickbooks': {
    kind: 'hold',
    message: '{document} was voided in QuickBooks; it is never made again by itself.',
    fix: 'Void the invoice in Autotask too, or send a new copy: at2qbo copy-invoice {id} --overwrite',
  },
  'deleted-in-quickbooks': {
    kind: 'hold',
    message: '{document} was deleted in QuickBooks; it is never made again by itself.',
    fix: 'Void the invoice in Autotask too, or send a new copy: at2qbo copy-invoice {id} --overwrite',
  },
  'voided-in-autotask': {
    kind: 'hold',
    message: 'The invoice was voided in Autotask after {document} was made.',
    fix: 'Void it in QuickBooks too: at2qbo sync-voids',
  },
  'marker-not-written': {
    kind: 'hold',
    message: 'Autotask did not keep {field}: it says {saved} instead of {expected}.',
    fix: "Check the API user's permission to edit invoices; the next run tries again.",
  },
  'marker-changed': {
    kind: 'hold',
    message: "Autotask's invoice number is {saved} now, but {document} has {expected}.",
    fix: 'Decide which number is right and correct the other, then: at2qbo release {id} --accept',
  },

  // ---- tried, error
  rejected: { kind: 'fail', message: 'QuickBooks refused it (code {code}): {detail}', fix: '{advice}' },
  'no-answer': {
    kind: 'fail',
    message: 'No clear answer from {service}: {detail}',
    fix: 'Nothing to do: the next run looks in QuickBooks first and finishes it.',
  },
  'not-reachable': {
    kind: 'fail',
    message: '{service} could not be reached or is busy: {detail}',
    fix: 'Nothing to do: the next run takes it.',
  },
  'write-back-failed': {
    kind: 'fail',
    message: '{document} is in QuickBooks, but Autotask could not be told: {detail}',
    fix: 'Nothing to do: the next run tells Autotask; it is not sent again.',
  },
  'write-back-refused': {
    kind: 'fail',
    message: '{document} is in QuickBooks, but Autotask refused to be told: {detail}',
    fix: 'Correct what Autotask names, then: at2qbo sync (it is not sent again)',
  },
  'unexpected-answer': {
    kind: 'fail',
    message: '{detail}',
    fix: 'Run it again; if it stays so, send the log: at2qbo logs --bundle support.tgz',
  },

  // ---- sent, and worth a look
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
  'term-missing': {
    kind: 'warning',
    message: 'QuickBooks has no term "{term}"; the due date was sent without it.',
    fix: 'Create the term in QuickBooks under the same name.',
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
  'email-unsent': {
    kind: 'warning',
    message: 'Not mailed: neither QuickBooks nor Autotask has an e-mail address for {company}.',
    fix: 'Add one in QuickBooks and send it from there.',
  },
  'email-failed': { kind: 'warning', message: 'QuickBooks did not mail it: {detail}', fix: 'Send it from QuickBooks.' },
  'email-unclear': {
    kind: 'warning',
    message: 'QuickBooks gave no clear answer when it was asked to mail it; it was not asked twice.',
    fix: 'Look at the invoice in QuickBooks and send it from there if it was not mailed.',
  },
  'email-dropped': { kind: 'warning', message: 'These e-mail addresses were left out: {addresses}.', fix: 'Correct them in Autotask.' },
  'credit-applied': {
    kind: 'warning',
    message: 'QuickBooks applied a credit at once: the balance is {balance}.',
    fix: 'Nothing to do, or turn off "automatically apply credits" in QuickBooks.',
  },
  'pdf-failed': { kind: 'warning', message: "Autotask's PDF was not attached: {detail}", fix: 'Attach it by hand if it is needed.' },
  'sent-again': {
    kind: 'warning',
    message: 'A second copy was made on purpose; the older ones are: {documents}.',
    fix: 'Void or delete the older ones in QuickBooks.',
  },

  // ---- voids and payments
  'not-in-quickbooks': { kind: 'skip', message: 'QuickBooks has no document for this invoice.', fix: NOTHING },
  'already-void': { kind: 'skip', message: '{document} is void in QuickBooks already.', fix: NOTHING },
  'already-deleted': { kind: 'skip', message: '{document} was deleted in QuickBooks already.', fix: NOTHING },
  'void-in-closed-books': {
    kind: 'hold',
    message: '{document} is dated {date}; the books in QuickBooks are closed{closed}, so it can not be voided.',
    fix: 'Move the closing date in QuickBooks and run: at2qbo sync-voids; or make a credit memo there by hand.',
  },
  'void-changed-meanwhile': {
    kind: 'hold',
    message: '{document} was being changed by somebody in QuickBooks, twice in a row.',
    fix: 'When nobody works on it any more: at2qbo sync-voids',
  },
  'not-voided-yet': { kind: 'skip', message: '{document} is not void in QuickBooks.', fix: 'at2qbo sync-voids' },
  'has-payments': {
    kind: 'hold',
    message: '{document} has payments or credits applied in QuickBooks.',
    fix: 'Take them off in QuickBooks, then: at2qbo sync-voids',
  },
  'has-deposit': {
    kind: 'hold',
    message: '{document} has a deposit of {deposit} in QuickBooks.',
    fix: 'Remove the deposit in QuickBooks, then: at2qbo sync-voids',
  },
  'not-unique': {
    kind: 'hold',
    message: 'Several QuickBooks documents could be meant: {documents}.',
    fix: 'Void the right one in QuickBooks by hand.',
  },
  'void-failed': {
    kind: 'fail',
    message: '{document} could not be voided: {detail}',
    fix: 'Nothing to do if it passes; otherwise void it in QuickBooks.',
  },
  'partly-paid': { kind: 'skip', message: 'Partly paid: {balance} of {total} is still open.', fix: NOTHING },
  'paid-date-set': { kind: 'skip', message: 'Autotask has the paid date {paidDate} already, set by somebody else.', fix: NOTHING },
  'paid-date-cleared': {
    kind: 'warning',
    message: 'No longer paid in QuickBooks; the paid date {paidDate} that at2qbo had written was taken back.',
    fix: NOTHING,
  },
  'paid-date-refused': {
    kind: 'fail',
    message: 'Autotask did not take the paid date {paidDate}: {detail}',
    fix: "Check the API user's permission to edit invoices; the next run tries again.",
  },
  'paid-date-same': { kind: 'warning', message: 'Autotask had the paid date {paidDate} already.', fix: NOTHING },
  'paid-date-replaced': { kind: 'warning', message: 'Autotask had the paid date {before} before.', fix: NOTHING },
  'number-unknown': {
    kind: 'fail',
    message: 'Autotask has no invoice with the number {number} that the API user may see.',
    fix: "Check the number in Autotask's Invoice History.",
  },
  'number-ambiguous': {
    kind: 'fail',
    message: 'Autotask has several invoices with the number {number} ({invoices}). Nothing was saved.',
    fix: 'Renumber all but one, or set the paid date in Autotask by hand.',
  },
  'voided-not-marked': {
    kind: 'fail',
    message: 'Invoice {number} (id {id}) is voided in Autotask. Nothing was saved.',
    fix: 'Use the number of the invoice that replaced it.',
  },
  'copy-of-voided': { kind: 'fail', message: 'Invoice {id} is voided in Autotask. Nothing was saved.', fix: NOTHING },
  'copy-number-taken': {
    kind: 'fail',
    message:
      'The number {number} belongs to the older copy in QuickBooks ({documents}), which keeps it even when it is void. Nothing was saved.',
    fix: 'Renumber the older copy in QuickBooks, to {number}-old for example, then: at2qbo copy-invoice {id} --overwrite',
  },
  'copy-unsettled': {
    kind: 'fail',
    message: 'An earlier attempt to send it has not been settled yet. Nothing was saved.',
    fix: 'First: at2qbo clear-status. Then: at2qbo copy-invoice {id} --overwrite',
  },
  'old-copy-voided': { kind: 'warning', message: 'The older copy was voided: {document}.', fix: NOTHING },
  'old-copy-stays': {
    kind: 'fail',
    message: 'The new copy was made, but the older one stays: {detail}',
    fix: 'Void the older copy in QuickBooks.',
  },
  'not-sent-yet': { kind: 'skip', message: 'QuickBooks does not have it.', fix: 'Nothing to do: the next run sends it.' },
  'payment-unclear': {
    kind: 'skip',
    message: 'The balance is zero, but QuickBooks names no payment or credit that brought it there.',
    fix: 'If it is paid: at2qbo mark-paid {number} --date <YYYY-MM-DD>',
  },
} as const satisfies Record<string, Entry>;

export type ReasonCode = keyof typeof REASONS;
export type Facts = Readonly<Record<string, string | number>>;

/** The reason with its placeholders filled. Throws on a placeholder without a fact: a message with a hole is a bug. */
export function reason(code: ReasonCode, facts: Facts = {}): Reason {
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = facts[name];
      if (value === undefined) throw new Error(`reason ${code}: no fact for {${name}}`);
      return String(value);
    });
  return { code, message: fill(REASONS[code].message), fix: fill(REASONS[code].fix) };
}

/** Does this reason keep the document from counting as done? */
export function isWarning(one: Reason): boolean {
  return REASONS[one.code].kind === 'warning';
}
