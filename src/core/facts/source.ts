// Autotask's facts about a batch of invoices, indexed the way the rules look things up.
import type {
  BillingCode,
  BillingCodeId,
  CompanyId,
  InvoiceId,
  LineOfBusiness,
  NamedFields,
  PaymentTerm,
  SourceCompany,
  SourceInvoice,
  SourceLine,
  SourceTax,
} from '../model.ts';

/** Lists of Autotask that belong to no single invoice. */
export interface SourceLists {
  readonly billingCodes: ReadonlyMap<BillingCodeId, BillingCode>;
  /** What `SourceLine.kindId` means; read only where a setting goes by it. */
  readonly itemKinds: ReadonlyMap<number, string>;
  readonly terms: ReadonlyMap<number, PaymentTerm>;
  readonly currencies: ReadonlyMap<number, string>;
  readonly linesOfBusiness: ReadonlyMap<number, LineOfBusiness>;
  readonly taxes: readonly SourceTax[];
}

/** One invoice with everything of Autotask that its document is made of. */
export interface Source {
  readonly invoice: SourceInvoice;
  readonly lines: readonly SourceLine[];
  /** null: the API user has no right to see it. */
  readonly company: SourceCompany | null;
  /** '' when Autotask has none. */
  readonly primaryEmail: string;
  /** Names of companies that received work billed to another one. */
  readonly companyNames: ReadonlyMap<CompanyId, string>;
  readonly lists: SourceLists;
  /** Rows with every field by its name; read only where customFields.map asks for one. */
  readonly named?: {
    readonly invoice: NamedFields | null;
    readonly company: NamedFields | null;
    readonly contracts: readonly NamedFields[];
  };
}

/** Lines by invoice, in the order they came. */
export function groupLines(lines: Iterable<SourceLine>): Map<InvoiceId, SourceLine[]> {
  const groups = new Map<InvoiceId, SourceLine[]>();
  for (const line of lines) {
    const group = groups.get(line.invoiceId);
    if (group) group.push(line);
    else groups.set(line.invoiceId, [line]);
  }
  return groups;
}
