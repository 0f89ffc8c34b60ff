// Questions that change the one invoice that was named, and put it back.
import type { Answer, AutotaskStage, Json, ProbeReply, Question, Script } from '../types.ts';
import { ask, at, isJson, text, Unanswerable } from '../script.ts';

const SUBJECT = 'autotask write';
const PROGRAM = 'clients/autotask/api.ts: writeBack sends exactly the fields that change, and reads them back';
/** What a probe may write: all that the API lets anybody change. */
const WRITABLE = ['invoiceNumber', 'paidDate', 'webServiceDate'] as const;

function* current(invoiceId: number): Script<Json> {
  const reply = yield* ask({ method: 'GET', path: `Invoices/${invoiceId}` });
  const found = at(reply.json, 'item');
  if (!isJson(found)) throw new Unanswerable(`invoice ${invoiceId} isn’t there`);
  return found;
}

/** The writable fields as they are: what is put back. */
export function writableOf(row: Json): Json {
  return Object.fromEntries(WRITABLE.map((name) => [name, row[name] ?? null]));
}

function* patch(invoiceId: number, before: Json, fields: Json): Script<ProbeReply> {
  return yield* ask({
    method: 'PATCH',
    path: 'Invoices',
    body: { id: invoiceId, ...fields },
    changes: { invoiceId, before },
  });
}

function isRefused({ status }: ProbeReply): boolean {
  return status < 200 || status >= 300;
}

/** Writes, looks, and puts back; what was seen is read from the row in between. */
function* tried(stage: AutotaskStage, fields: Json, see: (before: Json, after: Json) => Answer): Script<Answer> {
  const { invoiceId } = stage;
  if (invoiceId === null) throw new Unanswerable('no invoice was named');
  const row = yield* current(invoiceId);
  const before = writableOf(row);
  const reply = yield* patch(invoiceId, before, fields);
  if (isRefused(reply)) return { is: `refused with HTTP ${reply.status}` };
  const after = yield* current(invoiceId);
  yield* patch(invoiceId, before, before);
  return see(row, after);
}

export const WRITES: readonly Question<AutotaskStage>[] = [
  {
    id: 'patch-read-only',
    subject: SUBJECT,
    asks: 'What does a PATCH of a field do that can’t be changed?',
    program: PROGRAM,
    needs: ['named-invoice'],
    *script(stage) {
      const { invoiceId } = stage;
      if (invoiceId === null) throw new Unanswerable('no invoice was named');
      const row = yield* current(invoiceId);
      const before = writableOf(row);
      // The value that it has: nothing changes, whatever the service thinks of it.
      const reply = yield* patch(invoiceId, before, { orderNumber: row['orderNumber'] ?? '' });
      return { is: isRefused(reply) ? `refused with HTTP ${reply.status}` : 'taken or ignored' };
    },
  },
  {
    id: 'paid-date-time',
    subject: SUBJECT,
    asks: 'What becomes of the time in a paid date?',
    program: 'core/payments/apply.ts: writes a date at midnight',
    needs: ['named-invoice'],
    script: (stage) =>
      tried(stage, { paidDate: '2026-01-15T18:30:00Z' }, (_, after) => {
        const stored = text(after, 'paidDate');
        if (/^2026-01-15(T00:00:00|$)/.test(stored)) return { is: 'dropped' };
        return { is: stored.startsWith('2026-01-15') ? 'kept' : 'moved to another day' };
      }),
  },
  {
    id: 'patch-clears',
    subject: SUBJECT,
    asks: 'Does null clear the number of an invoice?',
    program: 'core/undo/apply.ts: takes back its marks',
    needs: ['named-invoice'],
    script: (stage) =>
      tried(stage, { invoiceNumber: null }, (_, after) => {
        const stored = after['invoiceNumber'] ?? null;
        return { is: stored === null ? 'null' : stored === '' ? 'an empty text' : 'no' };
      }),
  },
  {
    id: 'patch-moment',
    subject: SUBJECT,
    asks: 'In which form does a Web Service Date come back?',
    program: 'core/facts/marker.ts: the mark of a transferred invoice',
    needs: ['named-invoice'],
    script: (stage) =>
      tried(stage, { webServiceDate: '2026-01-15T18:30:00Z' }, (_, after) => {
        const stored = text(after, 'webServiceDate');
        if (stored.startsWith('2026-01-15T18:30:00')) return { is: stored.endsWith('Z') ? 'as UTC' : 'the same, no zone said' };
        return { is: stored === '' ? 'not at all' : 'moved' };
      }),
  },
];
