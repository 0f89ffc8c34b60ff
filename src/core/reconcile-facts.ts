// Reads what a tie-out needs, by page: QuickBooks' documents of the span once, never one at a time.
import type { LocalDate } from './dates.ts';
import { UsageError } from './errors.ts';
import { CompanyShelf } from './facts.ts';
import type { DocumentType, QuickBooksId, SavedDocument } from './model.ts';
import { documentKey } from './plan.ts';
import type { AutotaskPort, LedgerPort, QuickBooksPort, RunEvents } from './ports.ts';
import type { ReconcileFacts } from './reconcile.ts';
import type { Names } from './reconcile-totals.ts';
import type { Settings } from './settings.ts';
import { groupLines } from './source.ts';

export interface ReconcilePorts {
  readonly autotask: AutotaskPort;
  readonly quickbooks: QuickBooksPort;
  readonly ledger: LedgerPort;
  readonly events: RunEvents;
}

/** Invoices of the span (by invoice date, both days included) with their lines, documents and the ledger's rows. */
export async function readReconciliation(
  ports: ReconcilePorts,
  span: { readonly from: LocalDate; readonly to: LocalDate },
  settings: Settings,
): Promise<{ readonly facts: ReconcileFacts; readonly names: Names }> {
  if (span.from > span.to)
    throw new UsageError(`--from ${span.from} is after --to ${span.to}.`, 'at2qbo reconcile --from 2026-07-01 --to 2026-07-31');
  ports.events.progress('Reading both systems');
  const { autotask, quickbooks, ledger } = ports;
  const [invoices, dated, preferences, items, outcomes] = await Promise.all([
    autotask.invoices({ kind: 'dated', ...span }),
    quickbooks.documents({ kind: 'dated', ...span }),
    quickbooks.preferences(),
    quickbooks.items(),
    ledger.outcomes(),
  ]);
  const classes = preferences.classTracking === 'off' ? [] : await quickbooks.classes();
  const shelf = new CompanyShelf(autotask);
  const [lines, transfers] = await Promise.all([
    autotask.lines(invoices.filter((invoice) => !invoice.isVoided).map((invoice) => invoice.id)),
    ledger.transfers(invoices.map((invoice) => invoice.id)),
    shelf.fetch(invoices.map((invoice) => invoice.companyId)),
  ]);
  const known = new Map(dated.map((document) => [documentKey(document.type, document.id), document]));
  // Dated elsewhere in QuickBooks by somebody: the ledger still knows them.
  const moved: Record<DocumentType, QuickBooksId[]> = { Invoice: [], CreditMemo: [] };
  for (const transfer of transfers.values()) {
    if (transfer.quickBooksId !== null && !known.has(documentKey(transfer.documentType, transfer.quickBooksId)))
      moved[transfer.documentType].push(transfer.quickBooksId);
  }
  const others: SavedDocument[] = [];
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    if (moved[type].length > 0) others.push(...(await quickbooks.documents({ kind: 'ids', type, ids: moved[type] })));
  }
  return {
    facts: {
      ...span,
      settings,
      invoices,
      lines: groupLines(lines),
      companies: new Map(
        invoices.flatMap(({ companyId }) => {
          const company = shelf.get(companyId);
          return company ? [[companyId, company] as const] : [];
        }),
      ),
      documents: [...known.values(), ...others],
      transfers,
      outcomes: new Map(outcomes.map((record) => [record.invoiceId, record])),
      isTaxByQuickBooks: (preferences.taxWorld === 'automated' && settings.tax.mode !== 'autotask') || settings.tax.mode === 'quickbooks',
    },
    names: {
      items: new Map(items.map((item) => [item.id, item.fullName])),
      classes: new Map(classes.map((one) => [one.id, one.fullName])),
    },
  };
}
