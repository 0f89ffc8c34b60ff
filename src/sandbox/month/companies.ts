// The customers of a month: names that software trips over among plain ones, and which of them QuickBooks knows.
import type { AutotaskSeed, Row } from '../autotask/rows.ts';
import { choiceOf } from '../autotask/query/metadata.ts';
import type { QuickBooksSeed, TaxWorld } from './seed.ts';
import { taxRegions } from './business.ts';

export type CompanyRole = 'plain' | 'missing' | 'inactive' | 'vendor' | 'parent' | 'child' | 'apostrophe' | 'colon' | 'accent';

export interface Company {
  readonly id: number;
  readonly name: string;
  readonly role: CompanyRole;
  readonly term: number;
  readonly email: string;
  readonly region: { readonly id: number; readonly name: string; readonly rate: string } | null;
}

const PECULIAR: readonly [string, CompanyRole][] = [
  ["O'Malley & Sons Plumbing", 'apostrophe'],
  ['Nova: Legal Partners', 'colon'],
  ['Café Müller Straße', 'accent'],
  ['Brightwater Dental', 'inactive'],
  ['Harborside Supply Co', 'vendor'],
  ['Lakeside Clinics Group', 'parent'],
  ['Lakeside Clinics - East', 'child'],
  ['Pinecrest Veterinary', 'missing'],
  ['Solberg Architects', 'missing'],
  ["D'Angelo Catering", 'missing'],
  ['Twin Rivers Insurance', 'missing'],
  ['Wagner & Wagner CPAs', 'missing'],
];
const FIRST = ['Summit', 'Cedar', 'Granite', 'Riverbend', 'Oakfield', 'Juniper', 'Copper', 'Meridian', 'Foxglove', 'Northgate'] as const;
const SECOND = ['Orthopedics', 'Realty', 'Manufacturing', 'Credit Union', 'Family Law', 'Brewing', 'Charter School', 'Pediatrics'] as const;

/** The companies of the month, at least the peculiar ones and one plain. */
export function makeCompanies(count: number, world: TaxWorld): Company[] {
  const regions = taxRegions(world);
  return Array.from({ length: Math.max(count, PECULIAR.length + 1) }, (_, index): Company => {
    const [name, role] = PECULIAR[index] ?? [plainName(index - PECULIAR.length), 'plain' as const];
    return {
      id: 301 + index,
      name,
      role,
      term: (index % 3) + 1,
      email: `billing${301 + index}@customer.example`,
      region: regionOf(index, world, regions),
    };
  });
}

function plainName(index: number): string {
  const first = FIRST[index % FIRST.length] ?? '';
  const second = SECOND[(index + Math.floor(index / FIRST.length)) % SECOND.length] ?? '';
  // 80 pairs, then numbered branches.
  const round = Math.floor(index / (FIRST.length * SECOND.length));
  return round === 0 ? `${first} ${second}` : `${first} ${second} ${round + 1}`;
}

function regionOf(index: number, world: TaxWorld, regions: ReturnType<typeof taxRegions>): Company['region'] {
  if (world === 'global') return (index % 7 === 3 ? regions[1] : regions[0]) ?? null;
  return index % 3 === 0 ? (regions[0] ?? null) : null;
}

/** Where all of them are, in both systems. */
const ADDRESS = { address1: '500 Congress Ave', address2: '', city: 'Austin', state: 'TX', postalCode: '78701' };

/** Companies with a contact and an address each, and the provider's own company, whose id is 0. */
export function companyRows(companies: readonly Company[], world: TaxWorld): AutotaskSeed {
  const parent = companies.find((company) => company.role === 'parent');
  const countryID = world === 'global' ? 164 : 237;
  const address = { ...ADDRESS, countryID };
  const company = (id: number, name: string): Row => ({
    id,
    companyName: name,
    companyNumber: '',
    companyType: choiceOf('Companies.companyType', 'Customer'),
    isActive: true,
    phone: '512-555-0100',
    ownerResourceID: 4,
    currencyID: 1,
    ...address,
    billingAddress1: address.address1,
    billingAddress2: '',
    billToAddressToUse: choiceOf('Companies.billToAddressToUse', 'ACCOUNT'),
    billToCity: address.city,
    billToState: address.state,
    billToZipCode: address.postalCode,
    billToCountryID: countryID,
    invoiceMethod: choiceOf('Companies.invoiceMethod', 'Email'),
  });
  return {
    Companies: [
      company(0, 'Example Managed IT'),
      ...companies.map(({ id, name, role, region }) => ({
        ...company(id, name),
        parentCompanyID: role === 'child' ? (parent?.id ?? null) : null,
        invoiceNonContractItemsToParentCompany: role === 'child',
        taxRegionID: region?.id ?? null,
        isTaxExempt: region === null,
      })),
    ],
    // isActive is a number here, alone among the entities.
    Contacts: companies.map(({ id, email }) => ({
      id: id + 2000,
      companyID: id,
      firstName: 'Pat',
      lastName: `Keller ${id}`,
      emailAddress: email,
      isActive: 1,
      primaryContact: true,
    })),
    CompanyLocations: companies.map(({ id, region }) => ({
      id: id + 4000,
      companyID: id,
      name: 'Main office',
      isActive: true,
      isPrimary: true,
      taxRegionID: region?.id ?? null,
      ...address,
    })),
  };
}

/** The customers and vendors that QuickBooks has. The child has none: its parent is billed; nor a name with a colon, which it refuses. */
export function companiesInQuickBooks(companies: readonly Company[]): Pick<QuickBooksSeed, 'customers' | 'vendors'> {
  const absent = new Set<CompanyRole>(['missing', 'colon', 'vendor', 'child']);
  return {
    customers: companies
      .filter(({ role }) => !absent.has(role))
      .map(({ name, role, email, region }) => ({
        displayName: name,
        email,
        taxable: region !== null && region.rate !== '0',
        shipTo: { Line1: ADDRESS.address1, City: ADDRESS.city, CountrySubDivisionCode: ADDRESS.state, PostalCode: ADDRESS.postalCode },
        ...(role === 'inactive' ? { active: false } : {}),
      })),
    vendors: [
      ...companies.filter(({ role }) => role === 'vendor').map(({ name }) => ({ displayName: name })),
      { displayName: 'Wholesale Components Inc' },
    ],
  };
}
