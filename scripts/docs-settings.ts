// docs/settings.md: the hosted app's settings beside ours, and every key from config/schema.ts. `npx vitest run test/settings/docs.test.ts -u` writes it.
import { fileURLToPath } from 'node:url';
import { money, type Money } from '../src/core/money.ts';
import { SETTINGS, settingKeys, type SettingKey } from '../src/config/schema/schema.ts';

/** The page, under docs/. */
export const SETTINGS_PAGE = fileURLToPath(new URL('../docs/settings.md', import.meta.url));

const INVOICES = 'test/settings/hosted-invoices.test.ts';
const HEADER = 'test/settings/hosted-header.test.ts';
const BACK = 'test/settings/hosted-back.test.ts';

export interface HostedRow {
  readonly hosted: string;
  readonly keys: readonly SettingKey[];
  /** The hosted app's default, as far as it is known. */
  readonly hostedDefault: string;
  readonly does: string;
  readonly file: string;
  /** Words of the test's name. */
  readonly test: string;
}
const row = (hosted: string, keys: readonly SettingKey[], hostedDefault: string, does: string, file: string, test: string): HostedRow => ({
  hosted,
  keys,
  hostedDefault,
  does,
  file,
  test,
});

/** One row a setting of the hosted app. */
export const HOSTED: readonly HostedRow[] = [
  row(
    'QuickBooks Online Version',
    ['quickbooks.edition'],
    '(asked)',
    'How tax is sent. Checked against the company before anything is written.',
    INVOICES,
    'QuickBooks Online version',
  ),
  row(
    'Set whether Autotask invoices should be synced',
    ['invoices.sync'],
    'Sync invoices',
    '`on`, `off`, or `next-batch`: the next batch that isn’t empty, then off. `sync --now` runs all the same.',
    INVOICES,
    'Sync invoices',
  ),
  row(
    'Calendar days in the past to look for unsynced invoices',
    ['invoices.lookBackDays'],
    '14',
    'Inclusive, by Autotask’s create date. What is older is counted in every run.',
    INVOICES,
    'Calendar days in the past',
  ),
  row(
    'Invoice numbering option',
    ['invoices.numbering', 'invoices.numberPrefix', 'invoices.blankNumber'],
    'QuickBooks generates',
    'See [numbering](numbering.md).',
    INVOICES,
    'Invoice numbering option',
  ),
  row(
    'When invoices are voided in Autotask, sync to QuickBooks?',
    ['voids.sync'],
    'No',
    'Voids the document that this program made; with payments on it, it is held.',
    BACK,
    'Invoices voided in Autotask',
  ),
  row(
    'Calendar days in the past to look for voided invoices',
    ['voids.lookBackDays'],
    '14',
    'By Autotask’s voided date.',
    BACK,
    'Invoices voided in Autotask',
  ),
  row(
    'Billing code field used to match QuickBooks item name',
    ['items.matchBy'],
    'Billing Code Name',
    'Name, external number, or the external number and the name where it is blank.',
    INVOICES,
    'Billing code field used to match',
  ),
  row(
    'If an item is missing in QuickBooks',
    ['items.missing', 'items.defaultItem'],
    '(not known)',
    'Created, held, or replaced by one item. A line is never left out.',
    INVOICES,
    'If an item is missing',
  ),
  row(
    'Revenue account of new items',
    ['items.incomeAccount'],
    '(asked)',
    'An active account of type Income.',
    INVOICES,
    'If an item is missing',
  ),
  row(
    'Allow the customer to pay by credit card?',
    ['payments.creditCard', 'customers.overrides'],
    'off',
    '`company` leaves the flag out, and QuickBooks goes by the company’s own setting; exceptions by customer, which the hosted app can’t make.',
    HEADER,
    'Allow the customer to pay by credit card',
  ),
  row(
    '…by credit card ONLY if a default payment method is set up',
    ['payments.creditCardOnlyWithDefaultMethod'],
    'off',
    'Needs the one above.',
    HEADER,
    'Credit card ONLY',
  ),
  row('Allow the customer to pay by ACH?', ['payments.ach'], 'off', 'As by card.', HEADER, 'Allow the customer to pay by credit card'),
  row(
    'Set whether payments should be synced',
    ['payments.sync'],
    'Sync payments',
    'Writes the paid date to Autotask; one payment over several invoices counts for each.',
    BACK,
    'payments should be synced',
  ),
  row(
    'Map the PO number to this custom field',
    ['invoices.poNumberField'],
    'none',
    'Custom field 1, 2 or 3, or the long id of a present one; 31 characters.',
    HEADER,
    'PO number',
  ),
  row(
    'Default class (transaction level tracking only)',
    ['invoices.defaultClass'],
    'none',
    'The class of an invoice that no line of business gives one.',
    HEADER,
    'Default class',
  ),
  row(
    'Date format for from/to dates',
    ['invoices.dateFormat'],
    '(by version)',
    'How dates are written in the message.',
    HEADER,
    'Date format',
  ),
  row(
    'Leave the customer message field empty',
    ['invoices.emptyCustomerMessage', 'invoices.customerMessage'],
    'off',
    'Else it is made from a template; lines with nothing to say vanish; 1,000 characters.',
    HEADER,
    'Leave the customer message',
  ),
  row(
    'Suppress warnings about small rounding differences',
    ['invoices.suppressRoundingWarnings'],
    'off',
    'Differences of at most 0.01. Larger ones are held whatever this says.',
    INVOICES,
    'Suppress warnings',
  ),
  row('Ignores invoices with a $0 total', ['invoices.skipZeroTotal'], 'off', 'Else they are sent.', INVOICES, '$0 total'),
  row(
    'Use a blended rate calculation',
    ['invoices.blendedRate'],
    'off',
    'Recalculates the rate so that quantity x rate gives the amount; else quantity 1 with the true ones in the text.',
    INVOICES,
    'blended rate',
  ),
  row(
    'Email invoices automatically',
    ['invoices.email', 'customers.overrides'],
    'off',
    'QuickBooks mails it after it was checked: to its own billing address, else to Autotask’s primary contact. Never twice.',
    HEADER,
    'E-mail invoices automatically',
  ),
  row(
    'Invoice shipping address for Automated Sales Tax',
    ['tax.shipTo'],
    '(not known)',
    'The customer’s own, Autotask’s company or billing address, or your own. Where no billing address is given, the company’s.',
    HEADER,
    'Invoice shipping address',
  ),
  row(
    'Autotask Line Of Business Sync Behavior',
    ['linesOfBusiness.filter'],
    'no filter',
    'Only invoices of selected lines of business; an invoice that is partly selected is held, never split.',
    HEADER,
    'lines of business',
  ),
  row(
    'Autotask Lines of Business',
    ['linesOfBusiness.classes'],
    'none',
    'The class of each; without a limit of ten, and also without a filter.',
    HEADER,
    'lines of business',
  ),
];

/** The whole page. */
export function settingsPage(): string {
  return [
    '# Settings',
    '`at2qbo settings` lists them with their values, `at2qbo settings set KEY VALUE` changes one, `at2qbo settings check` asks both systems whether they fit. For one run a key can be given as a variable: `AT2QBO_INVOICES__LOOK_BACK_DAYS=30`. What this page says is made by `scripts/docs-settings.ts`.',
    '## The hosted app’s settings, and ours',
    'Each row is shown by a test that makes the document with the setting and without it.',
    table(['hosted app', 'here', 'its default', 'our default', 'what it does', 'test'], HOSTED.map(hostedCells)),
    'Beyond the hosted app: totals below zero become credit memos (`invoices.negative`), cents go on a line of their own (`items.roundingItem`, `invoices.roundingLimit`), customers can be mapped (`customers.map`), missing ones held (`customers.missing`), and Autotask’s tax can be sent where QuickBooks would compute its own (`tax.mode`; see [taxes](taxes.md)).',
    '## Every key',
    table(
      ['key', 'default', 'allowed', 'what it is'],
      settingKeys.map((key) => [`\`${key}\``, initial(key), SETTINGS[key].allowed, SETTINGS[key].help]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function hostedCells(one: HostedRow): string[] {
  const keys = one.keys.map((key) => `\`${key}\``).join(', ');
  const defaults = one.keys.map((key) => initial(key)).join(', ');
  return [one.hosted, keys, one.hostedDefault, defaults, one.does, `\`${one.file}\`, “${one.test}”`];
}

function initial(key: SettingKey): string {
  const value: unknown = SETTINGS[key].initial;
  if (value === null) return 'unset';
  if (value === '') return 'empty';
  if (typeof value === 'string') return `\`${value.replaceAll('\n', '\\n')}\``;
  return `\`${isMoney(value) ? value.toFixed(2) : JSON.stringify(value)}\``;
}

function isMoney(value: unknown): value is Money {
  return value instanceof money('0').constructor;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (of: readonly string[]): string => `| ${of.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`;
  return [cells(head), cells(head.map(() => '---')), ...rows.map(cells)].join('\n');
}
