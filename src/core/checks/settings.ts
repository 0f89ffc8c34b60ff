// The settings against what both systems have: each line ok, a warning or a problem, with the fix.
// `settings check` and `doctor` show it.
import { daysBetween } from '../dates.ts';
import { Calendar } from '../calendar.ts';
import type { Catalog } from '../facts/catalog.ts';
import type { SettingsFacts } from './facts.ts';
import { type CheckLine, ok, problem, refusal, warning } from './line.ts';
import { checkCustomers, checkLinesOfBusiness, checkTerms } from './mappings.ts';
import { checkTax } from './tax.ts';
import { isOldField } from '../rules/document/po-number.ts';
import { companyRefusals, classRefusals, incomeAccountRefusal, itemRefusals } from '../rules/refusals.ts';
import { windowStart } from '../transfer/plan/eligible.ts';

/** Every line, in the order of the settings. */
export function checkSettings(facts: SettingsFacts): CheckLine[] {
  return [
    ...checkConnection(facts),
    ...checkInvoices(facts),
    ...checkItems(facts),
    ...checkCustomers(facts),
    ...checkTerms(facts),
    ...checkPayments(facts),
    ...checkTax(facts),
    ...checkLinesOfBusiness(facts),
    ...checkMail(facts),
  ];
}

function checkConnection({ settings, catalog, access }: SettingsFacts): CheckLine[] {
  const { country, name } = catalog.company;
  const { edition } = settings.quickbooks;
  const { numbering } = settings.invoices;
  const { customTxnNumbers } = catalog.preferences;
  const refused = companyRefusals(catalog.company, catalog.preferences, settings);
  const ofEdition = refused.find(({ key }) => key === 'quickbooks.edition')?.error;
  const ofNumbering = refused.find(({ key }) => key === 'invoices.numbering')?.error;
  const fix = "Give the API user's security level in Autotask that right, then: at2qbo settings check";
  const may = (isAllowed: boolean, what: string): CheckLine =>
    isAllowed
      ? ok('autotask.username', `has the right to ${what}`)
      : problem('autotask.username', `the API user has no right to ${what}`, fix);
  return [
    ofEdition ? refusal('quickbooks.edition', ofEdition) : ok('quickbooks.edition', `${edition}: "${name}" is in ${country}`),
    ofNumbering
      ? refusal('invoices.numbering', ofNumbering)
      : ok('invoices.numbering', `${numbering}: custom transaction numbers are ${customTxnNumbers ? 'on' : 'off'} in QuickBooks`),
    may(access.canQueryInvoices, 'read invoices'),
    may(access.canQueryBillingItems, 'read billing items'),
    may(access.canUpdateInvoices, 'write back to invoices'),
  ];
}

function checkInvoices({ settings, catalog, now }: SettingsFacts): CheckLine[] {
  const { sync, goLiveDate, numbering, numberPrefix, poNumberField, defaultClass, lookBackDays } = settings.invoices;
  const { classTracking, customFields, bookCloseDate } = catalog.preferences;
  const lines: CheckLine[] = [];
  if (sync === 'off') lines.push(warning('invoices.sync', 'off: runs send no invoices', 'at2qbo settings set invoices.sync on'));
  const calendar = new Calendar(settings.invoices.timeZone);
  const today = calendar.dayAt(now);
  if (goLiveDate !== null && goLiveDate > today)
    lines.push(
      warning('invoices.goLiveDate', `${goLiveDate} is to come: nothing is sent before it`, 'at2qbo settings unset invoices.goLiveDate'),
    );
  const windowOpens = calendar.dayOf(windowStart(now, lookBackDays, calendar));
  if (bookCloseDate !== null && bookCloseDate >= windowOpens)
    lines.push(
      warning(
        'invoices.lookBackDays',
        `the window begins on ${windowOpens}, the books are closed up to ${bookCloseDate}: invoices dated until then are held`,
        `Move the closing date in QuickBooks, or: at2qbo settings set invoices.lookBackDays ${Math.max(1, daysBetween(bookCloseDate, today) - 1)}`,
      ),
    );
  if (numberPrefix !== '' && numbering === 'quickbooks')
    lines.push(warning('invoices.numberPrefix', 'no effect: QuickBooks makes the numbers', 'at2qbo settings unset invoices.numberPrefix'));
  if (poNumberField !== null) {
    lines.push(checkPoField(poNumberField, customFields));
  }
  if (defaultClass !== null) {
    const refused = classRefusals(catalog, settings);
    if (refused.length > 0) lines.push(...refused.map(({ key, error }) => refusal(key, error)));
    else if (classTracking === 'transaction')
      lines.push(ok('invoices.defaultClass', `${defaultClass}, "${catalog.classes.get(defaultClass)?.fullName ?? ''}"`));
    else
      lines.push(
        warning(
          'invoices.defaultClass',
          classTracking === 'off' ? 'no effect: class tracking is off in QuickBooks' : 'no effect: QuickBooks tracks classes by line',
          'at2qbo settings unset invoices.defaultClass, or track classes by transaction in QuickBooks',
        ),
      );
  }
  return lines;
}

function checkPoField(id: string, customFields: Catalog['preferences']['customFields']): CheckLine {
  const key = 'invoices.poNumberField';
  const field = customFields.find((one) => one.id === id);
  if (field) return ok(key, `${id}, "${field.name}"`);
  if (!isOldField(id)) return ok(key, `${id}, a present field, which preferences don't list: what each document kept of it is compared`);
  const fix = 'Turn it on in QuickBooks (Account and settings, Sales, Custom fields), or: at2qbo settings unset invoices.poNumberField';
  return warning(key, `custom field ${id} is not active in QuickBooks: PO numbers are not sent`, fix);
}

function checkItems({ settings, catalog, incomeAccount }: SettingsFacts): CheckLine[] {
  const { incomeAccount: id, missing, defaultItem, roundingItem } = settings.items;
  const lines: CheckLine[] = [];
  const command = 'at2qbo settings set items.incomeAccount <account id>';
  if (id !== null) {
    const refused = incomeAccountRefusal(id, incomeAccount);
    if (refused === null) lines.push(ok('items.incomeAccount', `${id}, "${incomeAccount?.name ?? ''}"`));
    else if (missing === 'create') lines.push(refusal('items.incomeAccount', refused));
    else lines.push(warning('items.incomeAccount', refused.message, refused.remedy));
  } else if (missing === 'create') {
    lines.push(problem('items.incomeAccount', 'not set: a run ends as soon as an item has to be created', command));
  }
  const refused = itemRefusals(catalog, settings);
  lines.push(...refused.map(({ key, error }) => refusal(key, error)));
  for (const [key, item] of [
    ['items.defaultItem', defaultItem],
    ['items.roundingItem', roundingItem],
  ] as const) {
    if (item !== null && !refused.some((one) => one.key === key))
      lines.push(ok(key, `${item}, "${catalog.items.byId(item)?.fullName ?? ''}"`));
  }
  return lines;
}

function checkPayments({ settings, catalog }: SettingsFacts): CheckLine[] {
  const { creditCard, ach } = settings.payments;
  if ((creditCard !== true && ach !== true) || catalog.preferences.onlinePaymentsEnabled) return [];
  const key = creditCard === true ? 'payments.creditCard' : 'payments.ach';
  return [
    warning(
      key,
      'online payments are off in QuickBooks: customers get no way to pay',
      `Turn on QuickBooks Payments, or: at2qbo settings unset ${key}`,
    ),
  ];
}

function checkMail({ settings, mailTrouble }: SettingsFacts): CheckLine[] {
  const { host, port, user, from, to } = settings.mail;
  const sender = from ?? user ?? '';
  if (host === null) {
    const isMeant = [user, from, to].some((part) => part !== null);
    return isMeant ? [warning('mail.host', 'not set, so no report is mailed', 'at2qbo settings set mail.host <server>')] : [];
  }
  return [
    mailTrouble === null
      ? ok('mail.host', `${host}:${port} answers`)
      : problem('mail.host', `${host}:${port}: ${mailTrouble}`, 'Correct mail.host and mail.port, or the firewall.'),
    ...(sender.includes('@')
      ? []
      : [problem('mail.from', 'not set, and mail.user is no e-mail address', 'at2qbo settings set mail.from <address>')]),
  ];
}
