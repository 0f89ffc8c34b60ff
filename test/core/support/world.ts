// Both services and a ledger in memory, as a part of a run sees them. A test names what it is about; the rest is ordinary: invoice 4711 for Acme.
import { createHash } from 'node:crypto';
import type { Catalog } from '../../../src/core/facts/catalog.ts';
import type {
  BillingCode,
  Changes,
  CompanyId,
  InvoiceId,
  InvoiceStatus,
  Payment,
  PaymentTerm,
  SavedDocument,
  SourceCompany,
  SourceInvoice,
  SourceLine,
  SourceTax,
} from '../../../src/core/model.ts';
import type { OutcomeRecord, PersonHold, Tie, Transfer, TransferEvent } from '../../../src/core/model/ledger.ts';
import type { AutotaskPort, Clock, LedgerPort, QuickBooksPort } from '../../../src/core/ports.ts';
import { Brake } from '../../../src/core/run/brake.ts';
import type { RunContext } from '../../../src/core/run/context.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { SyncOptions } from '../../../src/core/transfer/options.ts';
import { autotaskOver, type AutotaskRows } from './autotask.ts';
import { billingCode, catalog, company, settings as initial, type CatalogParts } from './facts.ts';
import { ledgerOver, type LedgerRows } from './ledger.ts';
import { quickbooksOver } from './quickbooks.ts';

export interface WorldParts {
  readonly invoices?: readonly SourceInvoice[];
  readonly lines?: readonly SourceLine[];
  readonly companies?: readonly SourceCompany[];
  readonly codes?: readonly BillingCode[];
  readonly terms?: readonly PaymentTerm[];
  readonly currencies?: ReadonlyMap<number, string>;
  readonly emails?: ReadonlyMap<CompanyId, string>;
  readonly statuses?: readonly InvoiceStatus[];
  readonly taxes?: readonly SourceTax[];
  /** QuickBooks' lists. */
  readonly books?: CatalogParts;
  readonly documents?: readonly SavedDocument[];
  readonly payments?: readonly Payment[];
  readonly deleted?: Changes['deleted'];
  readonly transfers?: readonly Transfer[];
  readonly history?: readonly TransferEvent[];
  readonly marks?: Readonly<Record<string, string>>;
  readonly ties?: readonly Tie[];
  readonly personHolds?: readonly PersonHold[];
  readonly outcomes?: readonly OutcomeRecord[];
  readonly settings?: Settings;
  /** Everybody's clock. */
  readonly now?: string;
  readonly isDryRun?: boolean;
  /** Instead of the ordinary answers. */
  readonly autotask?: Partial<AutotaskPort>;
  readonly quickbooks?: Partial<QuickBooksPort>;
  readonly ledger?: Partial<LedgerPort>;
}

export interface World {
  readonly part: RunContext;
  /** Every write in the order in which it was begun, in a few words. */
  readonly journal: string[];
  /** What QuickBooks has. */
  readonly documents: SavedDocument[];
  /** What Autotask shows. */
  readonly headers: AutotaskRows['headers'];
  readonly rows: LedgerRows;
  readonly lists: Catalog;
  /** Warnings and errors of the log. */
  readonly logged: string[];
}

export const RUN = '01J0000000000000000000TEST';

export function world(parts: WorldParts = {}): World {
  const now = Date.parse(parts.now ?? '2026-11-05T00:00:00Z');
  const settings = parts.settings ?? initial();
  const journal: string[] = [];
  const logged: string[] = [];
  const lists = catalog(parts.books);
  const documents = [...(parts.documents ?? [])];
  const headers = new Map<InvoiceId, SourceInvoice>((parts.invoices ?? []).map((one) => [one.id, one]));
  const rows: LedgerRows = {
    transfers: new Map((parts.transfers ?? []).map((one) => [one.invoiceId, one])),
    history: [...(parts.history ?? [])],
    marks: new Map(Object.entries(parts.marks ?? {})),
    ties: [...(parts.ties ?? [])],
    personHolds: parts.personHolds ?? [],
    outcomes: parts.outcomes ?? [],
  };
  const autotaskRows: AutotaskRows = {
    headers,
    lines: parts.lines ?? [],
    companies: parts.companies ?? [company()],
    codes: parts.codes ?? [billingCode(101, 'Remote Support')],
    terms: parts.terms ?? [],
    currencies: parts.currencies ?? new Map(),
    emails: parts.emails ?? new Map(),
    statuses: parts.statuses ?? [],
    taxes: parts.taxes ?? [],
  };
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const part: RunContext = {
    autotask: autotaskOver({ rows: autotaskRows, now, journal, script: parts.autotask ?? {} }),
    quickbooks: quickbooksOver({
      lists,
      documents,
      payments: parts.payments ?? [],
      deleted: parts.deleted ?? [],
      now,
      journal,
      script: parts.quickbooks ?? {},
    }),
    ledger: ledgerOver({ rows, now, journal, script: parts.ledger ?? {} }),
    clock,
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    events: {
      progress: () => undefined,
      log: (level, message) => {
        if (level !== 'info') logged.push(`${level}: ${message}`);
      },
    },
    settings,
    profile: 'default',
    runId: RUN,
    brake: new Brake(),
    assertMine: () => undefined,
    isDryRun: parts.isDryRun ?? false,
  };
  return { part, journal, documents, headers, rows, lists, logged };
}

/** A run over all invoices of the window. */
export function syncOptions({ part }: World, changed: Partial<SyncOptions> = {}): SyncOptions {
  return { ...part, isNow: false, only: null, max: null, confirmFirstRun: () => Promise.resolve(true), ...changed };
}
