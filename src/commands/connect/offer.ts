// After connecting QuickBooks: what doesn't fit between it and the settings.
import type { Preferences, QuickBooksCompany } from '../../core/model.ts';
import type { ConnectWorld } from './world.ts';

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
