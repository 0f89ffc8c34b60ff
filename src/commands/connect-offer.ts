// After connecting, on a terminal: the settings that only QuickBooks can list.
import type { Preferences, QuickBooksCompany } from '../core/model.ts';
import type { ConnectSettings, ConnectWorld, QuickBooksReader } from './connect-world.ts';

const LATER = { value: '', name: 'decide later' };

/** What doesn't fit between the settings and the company, in plain words with the command. */
export function mismatches(world: Pick<ConnectWorld, 'settings'>, company: QuickBooksCompany, preferences: Preferences): string[] {
  const { quickbooks, invoices } = world.settings;
  const found: string[] = [];
  const edition = company.country === 'US' ? 'us' : 'non-us';
  if (edition !== quickbooks.edition) {
    found.push(
      `The company is in ${company.country}, but quickbooks.edition is ${quickbooks.edition}: at2qbo settings set quickbooks.edition ${edition}`,
    );
  }
  if (invoices.numbering === 'quickbooks' && preferences.customTxnNumbers) {
    found.push(
      'QuickBooks expects a number with each invoice (custom transaction numbers are on), but invoices.numbering is quickbooks: ' +
        'at2qbo settings set invoices.numbering autotask-number, or switch custom transaction numbers off in QuickBooks',
    );
  }
  if (invoices.numbering !== 'quickbooks' && !preferences.customTxnNumbers) {
    found.push(
      `invoices.numbering is ${invoices.numbering}, but custom transaction numbers are off in QuickBooks: switch them on there, or ` +
        'at2qbo settings set invoices.numbering quickbooks',
    );
  }
  return found;
}

/** Asks for the income account, the class and the PO number's field where they are not set; nothing without a terminal. */
export async function offerSettings(
  world: ConnectWorld,
  reader: QuickBooksReader,
  company: QuickBooksCompany,
  preferences: Preferences,
): Promise<void> {
  const { ask, settings } = world;
  if (!ask) return;
  const chosen: ConnectSettings = {};
  const edition = company.country === 'US' ? 'us' : 'non-us';
  if (
    edition !== settings.quickbooks.edition &&
    (await ask.confirm(`The company is in ${company.country}. Set quickbooks.edition to ${edition}?`, true))
  ) {
    chosen['quickbooks.edition'] = edition;
  }
  if (settings.items.incomeAccount === null) {
    const accounts = (await reader.incomeAccounts()).map(({ id, name }) => ({ value: id, name }));
    const account = await ask.select('Income account for items that at2qbo creates:', [...accounts, LATER]);
    if (account !== '') chosen['items.incomeAccount'] = account;
  }
  if (preferences.classTracking === 'transaction' && settings.invoices.defaultClass === null) {
    const classes = (await reader.classes()).map(({ id, name }) => ({ value: id, name }));
    const name = await ask.select('Class of each invoice:', [...classes, LATER]);
    if (name !== '') chosen['invoices.defaultClass'] = name;
  }
  if (preferences.customFields.length > 0 && settings.invoices.poNumberField === null) {
    const fields = preferences.customFields.map(({ id, name }) => ({ value: id, name }));
    const id = await ask.select('Custom field for the PO number:', [...fields, LATER]);
    const field = preferences.customFields.find((one) => one.id === id);
    if (field) chosen['invoices.poNumberField'] = field.id;
  }
  if (Object.keys(chosen).length > 0) world.save(chosen);
}
