// Both services and a ledger in memory with a journal of every write: what is written, and in which order.
import { createHash } from 'node:crypto';
import type { InvoiceId, SavedDocument, SourceInvoice } from '../../../src/core/model.ts';
import type { Transfer } from '../../../src/core/model/ledger.ts';
import { sum } from '../../../src/core/money.ts';
import type { AutotaskPort, Clock, LedgerPort, QuickBooksPort, ResolvedDraft } from '../../../src/core/ports.ts';
import { Brake } from '../../../src/core/run/brake.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { ApplyContext } from '../../../src/core/transfer/send/context.ts';
import { FieldLosses } from '../../../src/core/transfer/send/field-losses.ts';
import { FreshHeaders } from '../../../src/core/transfer/send/fresh-headers.ts';
import { TieKeeper } from '../../../src/core/transfer/send/tie-keeper.ts';
import { Maker } from '../../../src/core/transfer/send/maker.ts';
import { catalog, id, moment, settings } from './facts.ts';
import { savedDocument } from './saved.ts';

/** A port of which a test scripts what it needs; anything else that is asked fails the test by name. */
function scripted<T extends object>(name: string, parts: Partial<T>): T {
  return new Proxy(parts, {
    get: (target, key) => {
      if (key in target) return target[key as keyof T];
      throw new Error(`${name}.${String(key)} was not expected`);
    },
  }) as T;
}

export interface SendWorld {
  readonly context: ApplyContext;
  /** Every write and mail in the order in which it was begun, in a few words. */
  readonly journal: string[];
  readonly transfers: Map<InvoiceId, Transfer>;
  /** What QuickBooks has. */
  readonly books: SavedDocument[];
  /** What Autotask shows. */
  readonly headers: Map<InvoiceId, SourceInvoice>;
  /** What was logged as an error. */
  readonly errors: string[];
}

interface Script {
  readonly settings?: Settings;
  readonly headers?: readonly SourceInvoice[];
  readonly transfers?: readonly Transfer[];
  readonly books?: readonly SavedDocument[];
  readonly now?: string;
  readonly autotask?: Partial<AutotaskPort>;
  readonly quickbooks?: Partial<QuickBooksPort>;
  readonly ledger?: Partial<LedgerPort>;
  /** When the headers at hand were read; now, where a test doesn't say. */
  readonly headersReadAt?: string;
}

/** Both services and a ledger in memory: QuickBooks stores what it is sent, Autotask shows what it is told. */
export function sendWorld(script: Script = {}): SendWorld {
  const journal: string[] = [];
  const errors: string[] = [];
  const now = Date.parse(script.now ?? '2026-11-01T06:00:00Z');
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const transfers = new Map((script.transfers ?? []).map((one) => [one.invoiceId, one]));
  const headers = new Map((script.headers ?? []).map((one) => [one.id, one]));
  const books = [...(script.books ?? [])];
  const used = script.settings ?? settings();
  const lists = catalog();
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

  const autotask = scripted<AutotaskPort>('autotask', {
    invoices: (query) => Promise.resolve('ids' in query ? query.ids.flatMap((one) => headers.get(one) ?? []) : []),
    writeBack: (invoice, change) => {
      journal.push(`autotask: ${Object.keys(change).sort().join(' and ')} of ${invoice}`);
      const header = headers.get(invoice);
      if (header !== undefined) {
        headers.set(invoice, {
          ...header,
          ...('invoiceNumber' in change && change.invoiceNumber !== undefined ? { number: change.invoiceNumber } : {}),
          ...('webServiceDate' in change && change.webServiceDate !== undefined ? { webServiceDate: change.webServiceDate } : {}),
        });
      }
      return Promise.resolve();
    },
    ...script.autotask,
  });
  const quickbooks = scripted<QuickBooksPort>('quickbooks', {
    createDocument: (draft, requestId) => {
      journal.push(`quickbooks: create ${requestId}`);
      const saved = storedAs(draft, String(130 + books.length), new Date(now).toISOString());
      books.push(saved);
      return Promise.resolve(saved);
    },
    documents: (query) => {
      const wanted = (one: SavedDocument): boolean =>
        query.kind === 'ids'
          ? query.type === one.type && query.ids.includes(one.id)
          : query.kind === 'numbered'
            ? query.numbers.includes(one.docNumber ?? '')
            : true;
      return Promise.resolve(books.filter(wanted));
    },
    eachDocument: (_, visit) => {
      books.forEach(visit);
      return Promise.resolve();
    },
    sendDocument: (type, document) => {
      journal.push(`quickbooks: mail ${type} ${document}`);
      return Promise.resolve(books.find((one) => one.id === document) ?? savedDocument());
    },
    ...script.quickbooks,
  });
  const ledger = scripted<LedgerPort>('ledger', {
    transfers: (ids) => Promise.resolve(new Map(ids.flatMap((one) => (transfers.has(one) ? [[one, transfers.get(one)!] as const] : [])))),
    save: (transfer, event) => {
      journal.push(`ledger: ${transfer.state} (${event.what})`);
      transfers.set(transfer.invoiceId, transfer);
      return Promise.resolve();
    },
    saveTies: () => Promise.resolve(),
    ties: () => Promise.resolve([]),
    ...script.ledger,
  });
  const context: ApplyContext = {
    autotask,
    quickbooks,
    ledger,
    clock,
    digest,
    settings: used,
    profile: 'default',
    runId: '01J0000000000000000000TEST',
    maker: new Maker(quickbooks, digest, 'default', lists),
    fields: new FieldLosses(ledger, clock),
    ties: new TieKeeper({ ledger, clock, settings: used, catalog: lists }),
    fresh: new FreshHeaders(autotask, clock),
    headersReadAt: script.headersReadAt === undefined ? now : Date.parse(script.headersReadAt),
    brake: new Brake(),
    events: {
      progress: () => undefined,
      log: (level, message) => {
        if (level === 'error') errors.push(message);
      },
    },
    assertMine: () => undefined,
  };
  return { context, journal, transfers, books, headers, errors };
}

/** A draft as QuickBooks stores it: numbered, with its tax and total. */
export function storedAs(draft: ResolvedDraft, number: string, at = '2026-11-01T06:00:00.000Z'): SavedDocument {
  const net = sum(draft.lines.map((line) => line.amount));
  return savedDocument({
    type: draft.type,
    id: id(number),
    docNumber: draft.docNumber ?? `10${number}`,
    customerId: draft.customerId,
    date: draft.date,
    lines: draft.lines.map((line) => ({
      itemId: line.itemId,
      amount: line.amount,
      quantity: line.quantityAndPrice?.quantity ?? null,
      price: line.quantityAndPrice?.price ?? null,
      description: line.description,
      taxCode: line.taxCode,
      classId: line.classId,
    })),
    total: net,
    balance: net,
    privateNote: draft.privateNote,
    createdAt: moment(at),
    updatedAt: moment(at),
  });
}
