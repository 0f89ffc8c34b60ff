// Settings that contradict the QuickBooks company and would spoil a whole run: found before the first write.
import { ConfigError } from '../errors.ts';
import type { Catalog } from '../facts/catalog.ts';
import type { Account } from '../model.ts';
import type { Settings } from '../settings.ts';

/** What would spoil the whole run: found before the first write, exit code 2. */
export function checkRun(country: string, customTxnNumbers: boolean, settings: Settings): void {
  const { edition } = settings.quickbooks;
  if ((edition === 'us') !== (country === 'US')) {
    throw new ConfigError(
      `quickbooks.edition is ${edition}, but the QuickBooks company is in ${country}.`,
      `at2qbo settings set quickbooks.edition ${country === 'US' ? 'us' : 'non-us'}`,
    );
  }
  const { numbering } = settings.invoices;
  if (numbering === 'quickbooks' && customTxnNumbers) {
    throw new ConfigError(
      'invoices.numbering is quickbooks, but custom transaction numbers are on in QuickBooks: invoices would get no number and be sent again for ever.',
      'Turn them off in QuickBooks (Account and settings, Sales, Custom transaction numbers), or: at2qbo settings set invoices.numbering autotask-number',
    );
  }
  if (numbering !== 'quickbooks' && !customTxnNumbers) {
    throw new ConfigError(
      `invoices.numbering is ${numbering}, but custom transaction numbers are off in QuickBooks: QuickBooks would not watch for numbers used twice.`,
      'Turn them on in QuickBooks (Account and settings, Sales, Custom transaction numbers), or: at2qbo settings set invoices.numbering quickbooks',
    );
  }
}

/** Why items can't be made under this account; null: they can. */
export function incomeAccountRefusal(id: string, account: Account | null): ConfigError | null {
  if (account !== null && account.isActive && account.type === 'Income') return null;
  const what = account
    ? `account "${account.name}" is ${account.isActive ? `of type ${account.type}` : 'inactive'}`
    : "QuickBooks doesn't have it";
  return new ConfigError(
    `items.incomeAccount ${id} must be an active account of type Income; ${what}.`,
    'at2qbo settings set items.incomeAccount <account id>',
  );
}

/** Item settings that QuickBooks' items contradict. */
export function itemRefusals(catalog: Pick<Catalog, 'items'>, settings: Settings): ConfigError[] {
  const { missing, defaultItem, roundingItem } = settings.items;
  const found: ConfigError[] = [];
  if (missing === 'default-item' && defaultItem === null) {
    found.push(
      new ConfigError(
        'items.missing is default-item, but items.defaultItem is not set.',
        'at2qbo settings set items.defaultItem <item id>',
      ),
    );
  }
  for (const [key, id] of [
    ['items.defaultItem', defaultItem],
    ['items.roundingItem', roundingItem],
  ] as const) {
    const item = id === null ? null : catalog.items.byId(id);
    if (item === undefined || (item && (!item.isActive || item.type === 'Category' || item.type === 'Group'))) {
      found.push(
        new ConfigError(`${key} ${id ?? ''} is not an active product or service in QuickBooks.`, `at2qbo settings set ${key} <item id>`),
      );
    }
  }
  return found;
}

/** Class settings that would spoil the whole run. */
export function classRefusals(catalog: Pick<Catalog, 'classes' | 'preferences'>, settings: Settings): ConfigError[] {
  const { defaultClass } = settings.invoices;
  if (defaultClass === null || catalog.preferences.classTracking !== 'transaction' || catalog.classes.has(defaultClass)) return [];
  return [
    new ConfigError(
      `invoices.defaultClass ${defaultClass} is not an active class in QuickBooks.`,
      'at2qbo settings set invoices.defaultClass <class id>',
    ),
  ];
}
