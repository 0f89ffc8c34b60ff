// Autotask's lists beside the invoices: companies, e-mail, billing codes, terms, currencies, lines of business, taxes.
import { billingCodeId, companyId } from '../../core/model.ts';
import type { CompanyId, SourceCompany, SourceTax } from '../../core/model.ts';
import { money, ZERO } from '../../core/money.ts';
import type { Money } from '../../core/money.ts';
import type { AutotaskPort } from '../../core/ports.ts';
import { forEachPart, inParts, readAll, readList } from './query.ts';
import {
  addressOf,
  AssociationRow,
  BillingCodeRow,
  CompanyRow,
  ContactRow,
  CountryRow,
  CurrencyRow,
  Fields,
  NamedRow,
  TaxRow,
  TemplateRow,
} from './schema/lists.ts';
import type { Transport } from './transport.ts';
import { readRow } from './schema/wire.ts';

export type Lists = Pick<
  AutotaskPort,
  | 'companies'
  | 'billingCodes'
  | 'invoiceStatuses'
  | 'paymentTerms'
  | 'primaryEmails'
  | 'currencies'
  | 'linesOfBusiness'
  | 'taxes'
  | 'itemKinds'
  | 'taxRegions'
  | 'templateTerms'
>;

export function listReader(transport: Transport, concurrent: number): Lists {
  let countryNames: Promise<Map<number, string>> | null = null;
  const countries = (): Promise<Map<number, string>> => {
    countryNames ??= readList(transport, 'Countries', CountryRow).then(
      (rows) => new Map(rows.map((row) => [row.id, row.displayName || row.name])),
    );
    return countryNames.catch((error: unknown) => {
      countryNames = null;
      throw error;
    });
  };

  return {
    async companies(ids) {
      const rows: CompanyRow[] = [];
      await forEachPart(inParts(ids), concurrent, (part) =>
        readAll(transport, 'Companies', CompanyRow, [{ op: 'in', field: 'id', value: part }], (row) => rows.push(row)),
      );
      const needsCountries = rows.some((row) => row.countryID !== null || row.billToCountryID !== null);
      const names = needsCountries ? await countries() : new Map<number, string>();
      return rows.sort((a, b) => a.id - b.id).map((row) => companyOf(row, names));
    },

    async billingCodes() {
      const [labels, rows] = await Promise.all([
        picklist(transport, 'BillingCodes', 'useType'),
        readList(transport, 'BillingCodes', BillingCodeRow),
      ]);
      return rows.map((row) => ({
        id: billingCodeId(row.id),
        name: row.name,
        externalNumber: row.externalNumber,
        description: row.description,
        isActive: row.isActive,
        unitPrice: row.unitPrice,
        taxCategoryId: row.taxCategoryID,
        useType: row.useType === null ? null : (labels.get(row.useType) ?? null),
      }));
    },

    async invoiceStatuses() {
      const labels = await picklist(transport, 'Invoices', 'invoiceStatus');
      return [...labels].map(([id, label]) => ({ id, label })).sort((a, b) => a.id - b.id);
    },

    /** The invoice's own picklist wins: that its values are PaymentTerms ids is likely, not documented. */
    async paymentTerms() {
      const [labels, rows] = await Promise.all([
        picklist(transport, 'Invoices', 'paymentTerm'),
        readList(transport, 'PaymentTerms', NamedRow),
      ]);
      const names = new Map([...rows.map((row) => [row.id, row.name] as const), ...labels]);
      return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.id - b.id);
    },

    async primaryEmails(ids) {
      const emails = new Map<CompanyId, { readonly contact: number; readonly email: string }>();
      await forEachPart(inParts(ids), concurrent, (part) =>
        readAll(
          transport,
          'Contacts',
          ContactRow,
          [
            { op: 'in', field: 'companyID', value: part },
            { op: 'eq', field: 'primaryContact', value: true },
            { op: 'eq', field: 'isActive', value: 1 }, // an integer here, unlike everywhere else
          ],
          (row) => {
            const company = companyId(row.companyID);
            const email = row.emailAddress.trim();
            const isEarlier = row.id < (emails.get(company)?.contact ?? Infinity);
            if (email !== '' && row.isActive && row.primaryContact && isEarlier) emails.set(company, { contact: row.id, email });
          },
        ),
      );
      return new Map([...emails].map(([company, { email }]) => [company, email]));
    },

    async currencies() {
      const rows = await readList(transport, 'Currencies', CurrencyRow);
      return new Map(rows.map((row) => [row.id, row.name.trim().toUpperCase()]));
    },

    itemKinds: () => picklist(transport, 'BillingItems', 'billingItemType'),

    templateTerms: async () => {
      const rows = await readList(transport, 'InvoiceTemplates', TemplateRow);
      return new Map(rows.flatMap(({ id, paymentTerms }) => (paymentTerms === null ? [] : [[id, paymentTerms] as const])));
    },

    taxRegions: () => readList(transport, 'TaxRegions', NamedRow).then(namesById),

    async linesOfBusiness() {
      const [pairs, divisions, lines] = await Promise.all([
        readList(transport, 'OrganizationalLevelAssociations', AssociationRow),
        readList(transport, 'OrganizationalLevel1s', NamedRow).then(namesById),
        readList(transport, 'OrganizationalLevel2s', NamedRow).then(namesById),
      ]);
      const named = (names: ReadonlyMap<number, string>, id: number): string => names.get(id) ?? `#${id}`;
      return pairs.map((pair) => ({
        id: pair.id,
        name: `${named(divisions, pair.organizationalLevel1ID)} > ${named(lines, pair.organizationalLevel2ID)}`,
        isActive: pair.isActive,
      }));
    },

    async taxes() {
      const [rows, regions] = await Promise.all([
        readList(transport, 'Taxes', TaxRow),
        readList(transport, 'TaxRegions', NamedRow).then(namesById),
      ]);
      const scale = percentScale(rows.map((row) => row.taxRate));
      return rows.flatMap((row): SourceTax[] => {
        const regionName = regions.get(row.taxRegionID);
        // An invoice names its region by text: a tax whose region has no name can't be meant by any.
        if (regionName === undefined || regionName === '') return [];
        const percent = row.taxRate.times(scale);
        return [{ regionName, categoryId: row.taxCategoryID, name: row.taxName, percent, isCompounded: row.isCompounded }];
      });
    },
  };
}

/**
 * 21 % is 21 in some databases and 0.21 in others; nothing documents which. One database has one scale: when no rate
 * reaches 1 they are fractions, else 0.5 among 21 is half a percent.
 */
export function percentScale(rates: readonly Money[]): Money {
  const taxed = rates.filter((rate) => rate.gt(ZERO));
  return money(taxed.length > 0 && taxed.every((rate) => rate.lt(money('1'))) ? '100' : '1');
}

/** Values and labels of a picklist, inactive ones included: old rows still use them. */
async function picklist(transport: Transport, entity: string, field: string): Promise<Map<number, string>> {
  const asked = { entity, kind: `${entity}.fields`, id: null };
  const answer = readRow(Fields, await transport.send({ method: 'GET', path: `${entity}/entityInformation/fields`, asked }), asked);
  const found = answer.fields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
  return new Map((found?.picklistValues ?? []).filter(({ label }) => label !== '').map(({ value, label }) => [value, label]));
}

function namesById(rows: readonly { readonly id: number; readonly name: string }[]): Map<number, string> {
  return new Map(rows.map((row) => [row.id, row.name]));
}

function companyOf(row: CompanyRow, countries: ReadonlyMap<number, string>): SourceCompany {
  const country = (id: number | null): string => (id === null ? '' : (countries.get(id) ?? ''));
  return {
    id: companyId(row.id),
    name: row.companyName,
    isActive: row.isActive ?? true,
    isTaxExempt: row.isTaxExempt,
    taxRegionId: row.taxRegionID,
    parentId: row.parentCompanyID === null ? null : companyId(row.parentCompanyID),
    billsParent: row.invoiceNonContractItemsToParentCompany,
    phone: row.phone,
    taxId: row.taxID,
    currencyId: row.currencyID,
    address: addressOf(
      [row.address1, row.address2, row.additionalAddressInformation],
      { city: row.city, state: row.state, postalCode: row.postalCode },
      country(row.countryID),
    ),
    billTo: addressOf(
      [row.billingAddress1, row.billingAddress2, row.billToAdditionalAddressInformation],
      { city: row.billToCity, state: row.billToState, postalCode: row.billToZipCode },
      country(row.billToCountryID),
    ),
    billToAttention: row.billToAttention,
  };
}
