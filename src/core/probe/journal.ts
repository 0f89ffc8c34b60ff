// What a probe has made, or was about to make.
// Written down before it is sent, so that a probe that was killed can be cleaned up.
import { parsed } from './reply.ts';
import { at, isJson, list, text } from './script.ts';
import { MADE_TYPES, type Json, type MadeType } from './types.ts';

export interface JournalEntry {
  readonly type: MadeType;
  readonly mark: string;
  /** null: not answered yet, refused, or the answer was lost. */
  readonly id: string | null;
  readonly requestId: string | null;
}

/** The Autotask invoice that was changed, and what is to be in it again. */
export interface ChangedInvoice {
  readonly invoiceId: number;
  readonly before: Json;
}

export interface Journal {
  /** Part of every mark of this probe. */
  readonly run: string;
  /** The QuickBooks company. */
  readonly realmId: string;
  readonly startedAt: string;
  readonly made: readonly JournalEntry[];
  readonly changed: ChangedInvoice | null;
}

/** The ledger's keys: the open journal; what was found the last time, by service; a request id to be tried again by a later probe. */
export const JOURNAL_KEY = 'probe.journal';
export const EARLIER_KEY = 'probe.request-id';
export const foundKey = (service: 'quickbooks' | 'autotask'): string => `probe.found.${service}`;

/** What everything that any probe makes begins with. */
export const MARK = 'at2qbo probe';

export function markOf(run: string): string {
  return `${MARK} ${run}`;
}

export function writtenJournal(journal: Journal): string {
  return JSON.stringify(journal);
}

/** null: there is none, or it can't be read; the marks in the company are looked for all the same. */
export function readJournal(written: string | null): Journal | null {
  const value = parsed(written);
  if (!isJson(value) || text(value, 'run') === '') return null;
  const changed = at(value, 'changed');
  return {
    run: text(value, 'run'),
    realmId: text(value, 'realmId'),
    startedAt: text(value, 'startedAt'),
    made: list(value, 'made').flatMap((one): JournalEntry[] => {
      const type = MADE_TYPES.find((name) => name === text(one, 'type'));
      if (type === undefined) return [];
      return [{ type, mark: text(one, 'mark'), id: text(one, 'id') || null, requestId: text(one, 'requestId') || null }];
    }),
    changed: isJson(changed) ? { invoiceId: Number(changed['invoiceId']), before: (changed['before'] ?? {}) as Json } : null,
  };
}

/** The request id that a later probe tries again. */
export interface KeptRequest {
  readonly realmId: string;
  readonly requestId: string;
  readonly documentId: string;
  /** ISO */
  readonly at: string;
}

export function readKeptRequest(written: string | null): KeptRequest | null {
  const value = parsed(written);
  const of = (name: string): string => text(value, name);
  if (of('requestId') === '' || of('documentId') === '') return null;
  return { realmId: of('realmId'), requestId: of('requestId'), documentId: of('documentId'), at: of('at') };
}
