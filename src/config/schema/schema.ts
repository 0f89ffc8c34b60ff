// Every setting: its default, what is allowed, its group and one line of help.
// The one source of validation, `at2qbo settings` and the docs.
import type { LocalDate } from '../../core/dates.ts';
import { money } from '../../core/money.ts';
import type { Money } from '../../core/money.ts';
import type { Settings } from '../../core/settings.ts';
import { z } from 'zod';
import {
  amount,
  choice,
  date,
  divisor,
  endpoint,
  hours,
  flag,
  flagOr,
  line,
  map,
  named,
  orUnset,
  template,
  timeZone,
  webhook,
  whole,
} from './kinds.ts';
import type { Kind } from './kinds.ts';
import { command, companies, overrides, ticket } from './objects.ts';

/** One setting. */
export interface Setting<T> extends Kind<T> {
  readonly initial: T;
  readonly help: string;
}

const setting = <T>(kind: Kind<T>, initial: NoInfer<T>, help: string): Setting<T> => ({ ...kind, initial, help });
const unset = <T>(kind: Kind<T | null>, help: string): Setting<T | null> => ({ ...kind, initial: null, help });

const webAddress = orUnset({ ...endpoint(), schema: z.url({ protocol: /^https?$/ }), allowed: 'an http:// or https:// address' });
const database = orUnset<string>({
  schema: z
    .string()
    .regex(/^postgres(?:ql)?:\/\/\S+$/)
    .refine((text) => URL.canParse(text)),
  allowed: 'postgres://USER@HOST/DATABASE',
  read: (text) => text,
});
const MESSAGE = ['PO: {poNumber}', 'Tax region: {taxRegion}', 'Invoice date: {invoiceDate}', 'Period: {from} - {to}', '{comments}'].join(
  '\n',
);
const FIELD = /^(?:(?:invoice|company|contract)\.\w+|(?!(?:invoice|company|contract)\.)\S(?:.*\S)?)$/u;
const PLACEHOLDERS = ['poNumber', 'taxRegion', 'invoiceDate', 'from', 'to', 'comments', 'invoiceId', 'invoiceNumber'];
const DATE_FORMATS = ['MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD', 'D MMM YYYY'] as const;

/** The settings by key, in the order in which they are shown. */
export const SETTINGS = {
  'quickbooks.edition': setting(choice('us', 'non-us'), 'us', 'which QuickBooks Online: decides how tax is sent'),
  'quickbooks.environment': setting(choice('production', 'sandbox'), 'production', 'which of Intuit’s environments the company is in'),
  'quickbooks.realmId': unset(named('the company’s realm id (digits)', /^\d+$/), 'the QuickBooks company; set by connect'),
  'quickbooks.clientId': unset(named('the client id of your Intuit app'), 'your Intuit app; set by connect'),
  'quickbooks.redirectUri': unset(named('the redirect address registered with your Intuit app'), 'where Intuit’s consent page returns to'),
  'autotask.username': unset(named('the user name of the API-only user'), 'Autotask’s API-only user; set by connect'),
  'invoices.sync': setting(
    choice('on', 'off', 'next-batch'),
    'on',
    'whether runs send invoices; next-batch sends the next batch that isn’t empty, then turns off',
  ),
  'invoices.lookBackDays': setting(whole(1, 3650), 14, 'how many days back, by Autotask’s create date, a run looks (inclusive)'),
  'invoices.goLiveDate': unset<LocalDate>(date(), 'nothing created in Autotask before this day is ever sent'),
  'invoices.settleMinutes': setting(whole(0, 1440), 10, 'how many minutes old an invoice must be before it is read as complete'),
  'invoices.numbering': setting(choice('quickbooks', 'autotask-id', 'autotask-number'), 'quickbooks', 'who numbers the invoices'),
  'invoices.numberPrefix': setting(line(20), '', 'put before the numbers that come from Autotask'),
  'invoices.blankNumber': setting(choice('hold', 'use-id'), 'hold', 'for autotask-number: what to do when Autotask’s number is blank'),
  'invoices.skipZeroTotal': setting(flag(), false, 'leave out invoices whose total is zero'),
  'invoices.negative': setting(choice('credit-memo', 'hold'), 'credit-memo', 'what an invoice with a total below zero becomes'),
  'invoices.blendedRate': setting(flag(), false, 'recalculate the rate where quantity x rate doesn’t give Autotask’s amount'),
  'invoices.suppressRoundingWarnings': setting(flag(), false, 'don’t warn of differences of at most 0.01'),
  'invoices.email': setting(flag(), false, 'QuickBooks mails each new invoice to the customer, after it was verified'),
  'invoices.dateFormat': setting(choice(...DATE_FORMATS), 'MM/DD/YYYY', 'how dates are written on the invoice'),
  'invoices.emptyCustomerMessage': setting(flag(), false, 'leave the message to the customer empty'),
  'invoices.customerMessage': setting(
    template(1000, PLACEHOLDERS),
    MESSAGE,
    'the message to the customer; a line whose placeholders have nothing to say is left out',
  ),
  'invoices.poNumberField': unset(
    named('the id of a custom field of QuickBooks: 1, 2, 3, or the long number of a present one', /^[1-9]\d{0,29}$/),
    'the custom field of QuickBooks that gets the PO number',
  ),
  'invoices.timeZone': unset(timeZone(), 'the zone of goLiveDate, the look-back windows and the dates on screen; unset: this computer’s'),
  'invoices.defaultClass': unset(named('the Id of a QuickBooks class'), 'the class of an invoice that no other setting gives one'),
  'invoices.writeErrorMarker': setting(flag(), true, 'numbering quickbooks: a rejected invoice gets the number ERROR in Autotask'),
  'invoices.attachPdf': setting(flag(), false, 'attach Autotask’s PDF to the QuickBooks invoice'),
  'invoices.roundingLimit': setting<Money>(amount('0.00', '1.00'), money('0'), 'the largest difference that goes on items.roundingItem'),
  'items.matchBy': setting(
    choice('name', 'external-number', 'external-number-or-name'),
    'name',
    'what of a billing code is compared with the QuickBooks item’s name',
  ),
  'items.missing': setting(choice('create', 'hold', 'default-item'), 'create', 'what to do about a billing code without an item'),
  'items.incomeAccount': unset(named('the Id of a QuickBooks income account'), 'the income account of the items it creates'),
  'items.taxable': setting(
    flagOr('auto'),
    'auto',
    'are the items it creates taxable, where QuickBooks computes the tax; auto: by the tax category of the billing code',
  ),
  'items.accounts': setting(
    map('billing code id or type -> the Id of a QuickBooks income account', /\S/, /^\S+$/),
    {},
    'the income account of the items it creates, by billing code or kind of line; else items.incomeAccount',
  ),
  'items.names': setting(
    map('billing code id or type -> the name of a QuickBooks item', /\S/, /^\S(?:.{0,98}\S)?$/u),
    {},
    'the item’s name, by billing code or kind of line; also for lines without a billing code',
  ),
  'items.defaultItem': unset(
    named('the Id of a QuickBooks item'),
    'for items.missing default-item, and for grouped lines without a billing code',
  ),
  'items.roundingItem': unset(named('the Id of a QuickBooks item'), 'the item of the rounding line; unset: no such line'),
  'customers.missing': setting(choice('create', 'hold'), 'create', 'what to do about a company without a QuickBooks customer'),
  'customers.map': setting(
    map('Autotask company id -> QuickBooks customer Id', /^\d+$/, /^\d+$/),
    {},
    'which customer is whose; wins over the name',
  ),
  'customers.sync': setting(flag(), false, 'scheduled runs do sync-customers once a day'),
  'customers.overrides': setting(overrides(), {}, 'exceptions for single customers, by Autotask company id'),
  'terms.map': setting(
    map('Autotask term name -> QuickBooks Term Id', /\S/, /^\S+$/),
    {},
    'which terms of QuickBooks a term of Autotask has; wins over equal names',
  ),
  'customFields.map': setting(
    map('QuickBooks custom field id -> invoice.FIELD, company.FIELD or the name of a user-defined field', /^[1-9]\d{0,29}$/, FIELD),
    {},
    'what goes into which custom field, beside invoices.poNumberField',
  ),
  'companies.only': unset(companies(), 'which Autotask companies this profile serves; unset: all'),
  'payments.creditCard': setting(
    flagOr('company'),
    'company',
    'may the customer pay the invoice online by card; company: as the QuickBooks company has it set',
  ),
  'payments.creditCardOnlyWithDefaultMethod': setting(
    flag(),
    false,
    'by card only where the customer has a default payment method (needs payments.creditCard true)',
  ),
  'payments.ach': setting(
    flagOr('company'),
    'company',
    'may the customer pay the invoice online by bank transfer; company: as the QuickBooks company has it set',
  ),
  'payments.sync': setting(flag(), true, 'write the paid date back to Autotask'),
  'payments.everyMinutes': setting(
    whole(15, 1440),
    60,
    'how often a scheduled run asks QuickBooks for payments and changes; between, a run with no invoice to send asks it nothing',
  ),
  'voids.sync': setting(flag(), false, 'void in QuickBooks what was voided in Autotask'),
  'voids.lookBackDays': setting(whole(1, 3650), 14, 'how many days back, by Autotask’s voided date'),
  'tax.mode': setting(
    choice('auto', 'quickbooks', 'autotask'),
    'auto',
    'who computes tax; auto: QuickBooks where Automated Sales Tax is on, else Autotask',
  ),
  'tax.codes': setting(
    map('Autotask tax region name -> QuickBooks TaxCode Id', /\S/, /^\S+$/),
    {},
    'which tax code a region has; wins over equal names',
  ),
  'tax.untaxedCode': unset(
    named('the Id of a QuickBooks tax code'),
    'outside the US: the 0 % code of untaxed lines; unset: the only 0 % code there is',
  ),
  'tax.taxability': setting(
    choice('auto', 'autotask', 'quickbooks'),
    'auto',
    'where QuickBooks computes the tax, what decides whether a line is taxable: Autotask’s tax, QuickBooks’ item and customer, or (auto) Autotask on an invoice that it taxed, else QuickBooks',
  ),
  'tax.tolerance': setting<Money>(amount('0.00', '1.00'), money('0.01'), 'a larger difference after the create is an error'),
  'tax.shipTo': setting(
    choice('quickbooks-customer', 'autotask-company', 'autotask-bill-to', 'company'),
    'quickbooks-customer',
    'the shipping address for Automated Sales Tax; only company may end at your own',
  ),
  'linesOfBusiness.filter': setting(
    choice('off', 'selected', 'selected-or-none'),
    'off',
    'send only invoices of the lines of business in linesOfBusiness.classes',
  ),
  'linesOfBusiness.classes': setting(
    map('organizational level association id -> QuickBooks class Id, or "" for selected without a class', /^\d+$/, /^\S*$/),
    {},
    'the class of each line of business',
  ),
  'mail.host': unset(named('the name of a mail server', /^[A-Za-z0-9.:_-]+$/), 'the mail server of the reports; unset: no mail'),
  'mail.port': setting(whole(1, 65_535), 587, 'its port'),
  'mail.secure': setting(flag(), false, 'TLS from the first byte (port 465); false: STARTTLS'),
  'mail.user': unset(named('the user name at the mail server'), 'who signs in there; unset: nobody'),
  'mail.from': unset(named('an e-mail address', /@/), 'the sender; unset: mail.user'),
  'mail.to': unset(named('e-mail addresses, with commas between them', /@/), 'who gets the reports; unset: who connected QuickBooks'),
  'mail.cc': unset(named('e-mail addresses, with commas between them', /@/), 'who gets a copy'),
  'mail.onSuccess': setting(flag(), true, 'mail the report of a run that sent something'),
  'mail.onError': setting(flag(), true, 'mail when something failed'),
  'mail.onHold': setting(flag(), true, 'mail when something is held for a person'),
  'notify.ticket': unset(ticket(), 'an Autotask ticket for each hold that a person must settle, on the invoice’s company'),
  'notify.webhookUrl': unset<string>(orUnset(webhook()), 'gets one JSON for each run and each hold'),
  'notify.healthcheckUrl': unset<string>(webAddress, 'pinged at start, success and failure of each scheduled run'),
  'limits.quickbooksPerMinute': setting(whole(1, 500), 450, 'requests a minute to QuickBooks (Intuit allows 500)'),
  'limits.quickbooksPerSecond': setting(whole(1, 10), 8, 'requests a second to QuickBooks (Intuit allows 10)'),
  'limits.quickbooksConcurrent': setting(whole(1, 10), 8, 'requests at a time to QuickBooks (Intuit allows 10)'),
  'limits.meteredPerMonth': setting(
    whole(1000, 10_000_000),
    500_000,
    'reads that Intuit meters, a calendar month (UTC), of all profiles with one quickbooks.clientId',
  ),
  'limits.firstRun': setting(
    whole(1, 1_000_000),
    500,
    'a connection that never sent anything and finds more invoices than this needs --yes',
  ),
  'limits.autotaskConcurrent': setting(whole(1, 3), 3, 'requests at a time to one Autotask endpoint (Autotask allows 3)'),
  'limits.autotaskPerHour': setting(whole(1, 10_000), 9000, 'requests an hour to Autotask (it allows 10000, all integrations together)'),
  'schedule.everyMinutes': setting(divisor(), 15, 'how often at2qbo worker runs the profile; a change is taken up within a minute'),
  'schedule.quietHours': unset(hours(), 'hours in which the worker begins no run, by invoices.timeZone: 22-6'),
  'schedule.closingMinutes': unset(
    orUnset(divisor()),
    'how often the worker runs the profile from the 28th to the 5th; unset: as on other days',
  ),
  'updates.check': setting(flag(), true, 'on a terminal, at most weekly: say that a newer version is there'),
  'logs.keepDays': setting(whole(1, 36_500), 90, 'how many days the log is kept'),
  'ledger.url': unset(database, 'a PostgreSQL ledger that several hosts share; unset: the SQLite file beside the settings'),
  'secrets.store': setting(
    choice('file', 'ledger'),
    'file',
    'where the sealed secrets are; ledger: in the PostgreSQL ledger, for several hosts (the key stays on each of them)',
  ),
  'secrets.keyCommand': unset<readonly string[]>(
    command(),
    'the program that prints the key of the secrets, for AT2QBO_SECRETS=command; run without a shell',
  ),
  'endpoints.autotask': unset<string>(orUnset(endpoint()), 'Autotask’s REST root; unset: found through zone information'),
  'endpoints.autotaskZones': setting(endpoint(), 'https://webservices.autotask.net/atservicesrest', 'where Autotask’s zone is asked for'),
  'endpoints.quickbooks': unset<string>(orUnset(endpoint()), 'the accounting API’s root; unset: by quickbooks.environment'),
  'endpoints.intuitOAuth': unset<string>(orUnset(endpoint()), 'Intuit’s OAuth root; unset: Intuit’s own'),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>;

/** The name of a setting: `invoices.lookBackDays`. */
export type SettingKey = keyof typeof SETTINGS;

/** The typed value of each setting. */
export type SettingValues = { readonly [K in SettingKey]: (typeof SETTINGS)[K]['initial'] };

type Group<K extends string> = K extends `${infer G}.${string}` ? G : never;
type Nested<V> = {
  readonly [G in Group<keyof V & string>]: { readonly [K in keyof V as K extends `${G}.${infer Name}` ? Name : never]: V[K] };
};

/** The settings by group and name. The core's `Settings` is the same type: a key or value that one side lacks doesn't compile. */
export type NestedSettings = Nested<SettingValues>;

/** Every key, in the order shown. */
export const settingKeys: readonly SettingKey[] = Object.keys(SETTINGS) as SettingKey[];

/** Is this the name of a setting? */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

/** The settings as the core reads them, frozen. */
export function nestSettings(values: SettingValues): Settings {
  const nested: Record<string, Record<string, unknown>> = {};
  for (const key of settingKeys) {
    const [group = '', name = ''] = key.split('.');
    const value: unknown = values[key];
    (nested[group] ??= {})[name] = isPlain(value) ? Object.freeze(value) : value;
  }
  for (const group of Object.values(nested)) Object.freeze(group);
  const settings: NestedSettings = Object.freeze(nested) as unknown as NestedSettings;
  return settings;
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
}
