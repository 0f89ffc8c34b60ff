// The QuickBooks accounting client: the port of the core, over one transport with one limiter.
import type { NameHolder, Payment, Preferences, QuickBooksCompany, SavedDocument } from '../../core/model.ts';
import type { DocumentQuery, QuickBooksPort } from '../../core/ports.ts';
import { readChanges } from './changes.ts';
import { exchangeRates } from './exchange-rate.ts';
import { Lists } from './lists/lists.ts';
import { eachOf } from './lists/values.ts';
import { tellBadRow } from './lists/bad-row.ts';
import { withPresentFields } from './present-fields.ts';
import { ACTIVE_OR_NOT, isOneOf, literal } from './query.ts';
import { unwrap } from './schema/schema.ts';
import { needsCountry, readPreferences, toCompany, toPreferences } from './schema/company.ts';
import { toDocument, toPayment } from './schema/documents.ts';
import { toAccount, toClass, toCustomer, toItem, toNameHolder, toTerm } from './schema/lists.ts';
import { toTaxCode, toTaxRates } from './schema/tax.ts';
import { createTransport, type QuickBooksOptions, type Transport } from './transport.ts';
import { createWrites } from './writes.ts';

export type { QuickBooksOptions } from './transport.ts';

/** The client of one company. Nothing is asked before the first call. */
export function createQuickBooksClient(options: QuickBooksOptions): QuickBooksPort {
  const plain = createTransport(options);
  const transport = options.asksForPresentFields === true ? withPresentFields(plain) : plain;
  const told = new Set<string>();
  const lists = new Lists(transport, (row) => {
    const message = tellBadRow(row);
    if (!told.has(message)) options.log?.('warn', message, { code: row.code });
    told.add(message);
  });
  const list = async <T>(type: string, where: string | null, toModel: (row: unknown) => T): Promise<T[]> => [
    ...(await lists.all({ type, where }, toModel)).rows,
  ];

  // The country decides the tax world and never changes: asked for once.
  let companyOnce: Promise<QuickBooksCompany> | null = null;
  const company = (): Promise<QuickBooksCompany> => {
    companyOnce ??= readCompany(transport, options.realmId).catch((error: unknown) => {
      companyOnce = null;
      throw error;
    });
    return companyOnce;
  };

  return {
    company,
    preferences: () => readAllPreferences(transport, company),
    customers: () => list('Customer', ACTIVE_OR_NOT, toCustomer),
    items: () => list('Item', ACTIVE_OR_NOT, toItem),
    terms: () => list('Term', ACTIVE_OR_NOT, toTerm),
    classes: () => list('Class', ACTIVE_OR_NOT, toClass),
    incomeAccounts: () => list('Account', `AccountType = 'Income' AND ${ACTIVE_OR_NOT}`, toAccount),
    account: async (id) => (await list('Account', `Id = ${literal(id)} AND ${ACTIVE_OR_NOT}`, toAccount))[0] ?? null,
    nameHolders: async (names) => {
      const values = names.flatMap((name) => [name, ...DELETED_MARKS.map((mark) => `${name}${mark}`)]);
      const isWanted = isOneOf(names);
      const holders: NameHolder[] = [];
      for (const type of ['Vendor', 'Employee'] as const) {
        const query = { type, where: ACTIVE_OR_NOT, field: 'DisplayName', values, mayReadAll: true } as const;
        await eachOf(lists, query, (row) => holders.push(toNameHolder(type, row)));
      }
      return holders.filter((holder) => isWanted(holder.displayName));
    },
    taxCodes: async () => {
      // No condition on Active: the built-in codes TAX and NON have no such property.
      const rates = toTaxRates(await list('TaxRate', null, (row) => row));
      return list('TaxCode', null, (row) => toTaxCode(row, rates));
    },
    documents: async (query) => {
      const documents: SavedDocument[] = [];
      await readDocuments(lists, query, (document) => documents.push(document));
      return documents;
    },
    eachDocument: (query, visit) => readDocuments(lists, query, visit),
    payments: async (ids) => {
      const payments: Payment[] = [];
      await eachOf(lists, { type: 'Payment', where: null, field: 'Id', values: ids, need: 'look' }, (row) => payments.push(toPayment(row)));
      return payments;
    },
    exchangeRate: exchangeRates(transport),
    changes: (since) => readChanges(transport, lists, options.clock, since),
    ...createWrites(transport),
  };
}

/** What QuickBooks appends to the names of inactive ones; a query has to name it. */
const DELETED_MARKS = [' (deleted)', ' (deleted 2)', ' (deleted 3)'] as const;

function readCompany(transport: Transport, realmId: string): Promise<QuickBooksCompany> {
  return transport({
    kind: 'companyinfo.get',
    doing: 'Reading the company from QuickBooks',
    mode: 'read',
    method: 'GET',
    path: `companyinfo/${encodeURIComponent(realmId)}`,
    read: (answer) => toCompany(unwrap(answer, 'CompanyInfo')),
  });
}

async function readAllPreferences(transport: Transport, company: () => Promise<QuickBooksCompany>): Promise<Preferences> {
  const shape = await transport({
    kind: 'preferences.get',
    doing: 'Reading the preferences from QuickBooks',
    mode: 'read',
    method: 'GET',
    path: 'preferences',
    read: (answer) => readPreferences(unwrap(answer, 'Preferences')),
  });
  return toPreferences(shape, needsCountry(shape) ? (await company()).country : null);
}

/** Each document once, as its page comes. */
async function readDocuments(lists: Lists, query: DocumentQuery, visit: (document: SavedDocument) => void): Promise<void> {
  const types = query.kind === 'ids' ? [query.type] : (['Invoice', 'CreditMemo'] as const);
  for (const type of types) {
    const take = (row: unknown): void => visit(toDocument(type, row, null));
    switch (query.kind) {
      case 'dated': {
        const where = `TxnDate >= ${literal(query.from)} AND TxnDate <= ${literal(query.to)}`;
        await lists.each({ type, where, ...(query.isBrief === true ? { omit: UNREAD, need: 'look' as const } : {}) }, take);
        break;
      }
      case 'made':
        await lists.each({ type, where: `MetaData.CreateTime >= ${literal(query.since)}` }, take);
        break;
      case 'numbered':
        await eachOf(
          lists,
          { type, where: null, field: 'DocNumber', values: query.numbers, ...(query.isBrief === true ? { omit: UNREAD } : {}) },
          take,
        );
        break;
      case 'ids':
        await eachOf(lists, { type, where: null, field: 'Id', values: query.ids }, take);
    }
  }
}

/** What comparing amounts needs none of, and what makes up most of a long list: left out of the answer before it is parsed. */
const UNREAD: ReadonlySet<string> = new Set([
  'Line.Description',
  ...['ServiceDate', 'UnitPrice', 'Qty', 'ItemAccountRef'].map((member) => `SalesItemLineDetail.${member}`),
  ...(['Invoice', 'CreditMemo'] as const).flatMap((type) =>
    ['BillAddr', 'ShipAddr', 'ShipFromAddr', 'CustomField', 'CustomerMemo', 'SalesTermRef'].map((member) => `${type}.${member}`),
  ),
]);
