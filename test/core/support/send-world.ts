// What carries plans out, over the world of world.ts: what is written, and in which order.
import type { InvoiceId, SavedDocument, SourceInvoice } from '../../../src/core/model.ts';
import type { Transfer } from '../../../src/core/model/ledger.ts';
import type { AutotaskPort, LedgerPort, QuickBooksPort } from '../../../src/core/ports.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { ApplyContext } from '../../../src/core/transfer/send/context.ts';
import { FieldLosses } from '../../../src/core/transfer/send/field-losses.ts';
import { FreshHeaders } from '../../../src/core/transfer/send/fresh-headers.ts';
import { TieKeeper } from '../../../src/core/transfer/send/tie-keeper.ts';
import { Maker } from '../../../src/core/transfer/send/maker.ts';
import { world } from './world.ts';

export interface SendWorld {
  readonly context: ApplyContext;
  /** Every write and mail in the order in which it was begun, in a few words. */
  readonly journal: string[];
  readonly transfers: Map<InvoiceId, Transfer>;
  /** What QuickBooks has. */
  readonly books: SavedDocument[];
  /** What Autotask shows. */
  readonly headers: Map<InvoiceId, SourceInvoice>;
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

/** QuickBooks stores what it is sent, Autotask shows what is written to it. */
export function sendWorld({ headers, books, now = '2026-11-01T06:00:00Z', headersReadAt = now, ...parts }: Script = {}): SendWorld {
  const {
    part,
    journal,
    documents,
    headers: shown,
    rows,
    lists,
  } = world({
    ...parts,
    now,
    ...(headers === undefined ? {} : { invoices: headers }),
    ...(books === undefined ? {} : { documents: books }),
  });
  const { quickbooks, ledger, autotask, clock, digest, settings, profile } = part;
  const context: ApplyContext = {
    ...part,
    maker: new Maker(quickbooks, digest, profile, lists),
    fields: new FieldLosses(ledger, clock),
    ties: new TieKeeper({ ledger, clock, settings, catalog: lists }),
    fresh: new FreshHeaders(autotask, clock),
    headersReadAt: Date.parse(headersReadAt),
  };
  return { context, journal, transfers: rows.transfers, books: documents, headers: shown };
}
