// Settings that contradict the QuickBooks company and would spoil a whole run: found before the first write.
import { ConfigError } from '../errors.ts';
import type { Catalog } from '../facts/catalog.ts';
import type { Account, Preferences, QuickBooksCompany } from '../model.ts';
import { isForLines } from '../model/item-type.ts';
import type { Settings } from '../settings.ts';

type RefusedKey = 'quickbooks.edition' | 'invoices.numbering' | 'invoices.defaultClass' | 'items.defaultItem' | 'items.roundingItem';

/** A setting that contradicts the company, and what a run says of it. */
export interface Refusal {
  readonly key: RefusedKey;
  readonly error: ConfigError;
}

/** One line a refusal: what contradicts, and the way out. */
export function refusalLine({ error }: Refusal): string {
  return `${error.message} ${error.remedy}`;
}

/** What of the edition and the numbering contradicts the company; the first ends a run with exit code 2. */
export function companyRefusals(
  company: Pick<QuickBooksCompany, 'country'>,
  preferences: Pick<Preferences, 'customTxnNumbers'>,
  settings: Settings,
): Refusal[] {
  const { country } = company;
  const { customTxnNumbers } = preferences;
  const { edition } = settings.quickbooks;
  const { numbering } = settings.invoices;
  const found: Refusal[] = [];
  const refuse = (key: RefusedKey, message: string, remedy: string): void => {
    found.push({ key, error: new ConfigError(message, remedy) });
  };
  if ((edition === 'us') !== (country === 'US')) {
    refuse(
      'quickbooks.edition',
      `quickbooks.edition is ${edition}, but the QuickBooks company is in ${country}.`,
      `at2qbo settings set quickbooks.edition ${country === 'US' ? 'us' : 'non-us'}`,
    );
  }
  if (numbering === 'quickbooks' && customTxnNumbers) {
    refuse(
      'invoices.numbering',
      'invoices.numbering is quickbooks, but custom transaction numbers are on in QuickBooks: invoices would get no number and be sent again for ever.',
      'Turn them off in QuickBooks (Account and settings, Sales, Custom transaction numbers), or: at2qbo settings set invoices.numbering autotask-number',
    );
  }
  if (numbering !== 'quickbooks' && !customTxnNumbers) {
    refuse(
      'invoices.numbering',
      `invoices.numbering is ${numbering}, but custom transaction numbers are off in QuickBooks: QuickBooks would not watch for numbers used twice.`,
      'Turn them on in QuickBooks (Account and settings, Sales, Custom transaction numbers), or: at2qbo settings set invoices.numbering quickbooks',
    );
  }
  return found;
}

/** Why items can't be made under this account; null: they can. */
export function incomeAccountRefusal(id: string, account: Account | null, key = 'items.incomeAccount'): ConfigError | null {
  if (account !== null && account.isActive && account.type === 'Income') return null;
  const what = account
    ? `account "${account.name}" is ${account.isActive ? `of type ${account.type}` : 'inactive'}`
    : "QuickBooks doesn't have it";
  return new ConfigError(
    `${key} ${id} must be an active account of type Income; ${what}.`,
    key === 'items.incomeAccount'
      ? 'at2qbo settings set items.incomeAccount <account id>'
      : `at2qbo settings edit, or: at2qbo settings get ${key}`,
  );
}

/** Item settings that QuickBooks' items contradict. */
export function itemRefusals(catalog: Pick<Catalog, 'items'>, settings: Settings): Refusal[] {
  const { missing, defaultItem, roundingItem } = settings.items;
  const found: Refusal[] = [];
  if (missing === 'default-item' && defaultItem === null) {
    const error = new ConfigError(
      'items.missing is default-item, but items.defaultItem is not set.',
      'at2qbo settings set items.defaultItem <item id>',
    );
    found.push({ key: 'items.defaultItem', error });
  }
  for (const [key, id] of [
    ['items.defaultItem', defaultItem],
    ['items.roundingItem', roundingItem],
  ] as const) {
    const item = id === null ? null : catalog.items.byId(id);
    if (item === undefined || (item && (!item.isActive || !isForLines(item.type)))) {
      const error = new ConfigError(
        `${key} ${id ?? ''} is not an active product or service in QuickBooks.`,
        `at2qbo settings set ${key} <item id>`,
      );
      found.push({ key, error });
    }
  }
  return found;
}

/** Class settings that would spoil the whole run. */
export function classRefusals(catalog: Pick<Catalog, 'classes' | 'preferences'>, settings: Settings): Refusal[] {
  const { defaultClass } = settings.invoices;
  if (defaultClass === null || catalog.preferences.classTracking !== 'transaction' || catalog.classes.has(defaultClass)) return [];
  const error = new ConfigError(
    `invoices.defaultClass ${defaultClass} is not an active class in QuickBooks.`,
    'at2qbo settings set invoices.defaultClass <class id>',
  );
  return [{ key: 'invoices.defaultClass', error }];
}
