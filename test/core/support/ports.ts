// Ports over a few documents and rows in memory: for tests of what reads and decides, without a socket.
import type { Transfer, TransferEvent } from '../../../src/core/model/ledger.ts';
import type { SavedDocument, SourceCompany, SourceInvoice } from '../../../src/core/model.ts';
import type { AutotaskPort, DocumentQuery, LedgerPort, QuickBooksPort } from '../../../src/core/ports.ts';
import { Brake } from '../../../src/core/run/brake.ts';
import type { RunContext } from '../../../src/core/run/context.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { Catalog } from '../../../src/core/facts/catalog.ts';

export interface Books {
  readonly invoices: readonly SourceInvoice[];
  readonly companies: readonly SourceCompany[];
  readonly documents: readonly SavedDocument[];
  readonly transfers: readonly Transfer[];
  readonly history?: readonly TransferEvent[];
  /** Small facts that the ledger keeps, by name. */
  readonly marks?: Readonly<Record<string, string>>;
  readonly catalog: Catalog;
  readonly settings: Settings;
}

/** A run over these books. A question that no test asked for yet, or any write, fails by not being there. */
export function runOver(books: Books): RunContext & { readonly voided: string[] } {
  const marks = new Map(Object.entries(books.marks ?? {}));
  const voided: string[] = [];
  const rows = new Map(books.transfers.map((one) => [one.invoiceId, one]));
  const matching = (query: DocumentQuery): SavedDocument[] =>
    books.documents.filter((one) => {
      switch (query.kind) {
        case 'dated':
          return one.date >= query.from && one.date <= query.to;
        case 'numbered':
          return one.docNumber !== null && query.numbers.includes(one.docNumber);
        case 'ids':
          return one.type === query.type && query.ids.includes(one.id);
        case 'made':
          return one.createdAt >= query.since;
      }
    });
  const quickbooks: Partial<QuickBooksPort> = {
    preferences: () => Promise.resolve(books.catalog.preferences),
    documents: (query) => Promise.resolve(matching(query)),
    eachDocument: (query, visit) => {
      for (const one of matching(query)) visit(one);
      return Promise.resolve();
    },
    voidInvoice: (document) => {
      voided.push(document.id);
      return Promise.reject(new Error('a document was voided'));
    },
  };
  const autotask: Partial<AutotaskPort> = {
    invoices: (query) =>
      Promise.resolve(query.kind === 'ids' ? books.invoices.filter((one) => query.ids.includes(one.id)) : [...books.invoices]),
    companies: (ids) => Promise.resolve(books.companies.filter((one) => ids.includes(one.id))),
  };
  const ledger: Partial<LedgerPort> = {
    transfers: (ids) => Promise.resolve(new Map([...rows].filter(([id]) => ids.includes(id)))),
    transfersOfDocuments: (type, ids) =>
      Promise.resolve([...rows.values()].filter((one) => one.documentType === type && ids.some((id) => id === one.quickBooksId))),
    history: (id) => Promise.resolve((books.history ?? []).filter((one) => one.invoiceId === id)),
    ties: () => Promise.resolve([]),
    allTransfers: () => Promise.resolve([...rows.values()]),
    recall: (key) => Promise.resolve(marks.get(key) ?? null),
    remember: (key, value) => {
      if (value === null) marks.delete(key);
      else marks.set(key, value);
      return Promise.resolve();
    },
  };
  return {
    autotask: autotask as AutotaskPort,
    quickbooks: quickbooks as QuickBooksPort,
    ledger: ledger as LedgerPort,
    clock: { now: () => Date.parse('2026-11-05T00:00:00Z'), sleep: () => Promise.resolve() },
    digest: (text) => text,
    events: { progress: () => undefined, log: () => undefined },
    settings: books.settings,
    profile: 'default',
    runId: 'run',
    brake: new Brake(),
    assertMine: () => undefined,
    isDryRun: false,
    voided,
  };
}
