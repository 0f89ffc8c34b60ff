// The shipping address of a document: where Automated Sales Tax thinks the goods go.
// Without one QuickBooks takes the seller's own.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import type { Address } from '../../model.ts';
import { reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import type { CustomerChoice } from '../customer.ts';
import { decided, held, type Decision } from '../decision.ts';

type Place = Settings['tax']['shipTo'] | 'quickbooks-bill-to';

const NAMES: Readonly<Record<Place, string>> = {
  'quickbooks-customer': "the customer's shipping address in QuickBooks",
  'quickbooks-bill-to': "the customer's billing address in QuickBooks",
  'autotask-company': "the company's address in Autotask",
  'autotask-bill-to': "the company's billing address in Autotask",
  company: 'your own address in QuickBooks',
};
/** What is used where the chosen place has no address; the seller's own never does. */
const NEXT: readonly Place[] = ['quickbooks-customer', 'quickbooks-bill-to', 'autotask-company'];

/** `isTaxed`: a line of the document is taxable, so that the destination matters. null: none is sent. */
export function chooseShipTo(
  source: Source,
  customer: CustomerChoice,
  isTaxed: boolean,
  catalog: Catalog,
  settings: Settings,
): Decision<Address | null> {
  if (catalog.preferences.taxWorld !== 'automated') return decided(null);
  const { shipTo: chosen } = settings.tax;
  const at = (place: Place): Address | null => {
    const address = addressAt(place, source, customer, catalog);
    return address !== null && isDestination(address) ? address : null;
  };
  const found = [chosen, ...NEXT].find((place) => at(place) !== null);
  if (found === undefined) {
    if (!isTaxed) return decided(null);
    return held(reason('ship-to-missing', { company: source.company?.name ?? '', chosen: NAMES[chosen] }));
  }
  const address = at(found);
  if (found === chosen || address === null || !isTaxed) return decided(address);
  return decided(address, reason('ship-to-elsewhere', { chosen: NAMES[chosen], found: NAMES[found], address: shortly(address) }));
}

function addressAt(place: Place, { company }: Source, customer: CustomerChoice, catalog: Catalog): Address | null {
  switch (place) {
    case 'quickbooks-customer':
      return 'existing' in customer ? customer.existing.shipTo : null;
    case 'quickbooks-bill-to':
      return 'existing' in customer ? customer.existing.billTo : customer.create.billTo;
    case 'autotask-company':
      return company?.address ?? null;
    case 'autotask-bill-to':
      // Autotask bills to the company's own address where no other one is given.
      return company?.billTo ?? company?.address ?? null;
    case 'company':
      return catalog.company.address;
  }
}

/** `Austin, TX 78701`, as QuickBooks writes a whole address into its lines. */
const STATE_AND_ZIP = /\b[A-Z]{2}\s+\d{5}\b/;
const UNITED_STATES = /^(?:|us|usa|u\.s\.a?\.?|united states(?: of america)?)$/i;

/** Can a tax be told from it? A street alone, or a town of an unknown state, is none. */
function isDestination({ lines, city, state, postalCode, country }: Address): boolean {
  if (state !== '' || postalCode !== '' || lines.some((line) => STATE_AND_ZIP.test(line))) return true;
  return city !== '' && !UNITED_STATES.test(country.trim());
}

function shortly({ lines, city, state, postalCode }: Address): string {
  const town = [city, `${state} ${postalCode}`.trim()].filter((part) => part !== '').join(', ');
  return town === '' ? (lines.at(-1) ?? '') : town;
}
