// Questions about finding changes: change data capture, deletes, payments, its cut-off, and the times of answers.
import type { Answer, Json, Question, QuickBooksStage, Script } from '../types.ts';
import { ask, at, entity, invoice, isJson, list, payment, read, refusal, remove, takenOr, text } from '../script.ts';
import type { ProbeReply } from '../types.ts';

const SUBJECT = 'changes';
const PROGRAM = 'clients/quickbooks/changes.ts';

function cdc(since: string): Script<ProbeReply> {
  return ask({ method: 'GET', path: 'cdc', query: { entities: 'Invoice,Payment', changedSince: since } });
}

/** Rows of a kind, wherever the answer lists them. */
function changed(reply: ProbeReply, type: string): readonly Json[] {
  return list(reply.json, 'CDCResponse')
    .flatMap((one) => list(one, 'QueryResponse'))
    .flatMap((one) => list(one, type))
    .filter(isJson);
}

function* seenFor(stage: QuickBooksStage, stored: Json): Script<Json | Answer> {
  const reply = yield* cdc(stage.since);
  const refused = refusal(reply);
  if (refused !== null) return { is: refused };
  return changed(reply, 'Invoice').find((one) => text(one, 'Id') === text(stored, 'Id')) ?? { is: 'not listed' };
}

export const CHANGES: readonly Question<QuickBooksStage>[] = [
  {
    id: 'change-of-a-delete',
    subject: SUBJECT,
    asks: 'How does change data capture list a deleted invoice?',
    program: PROGRAM,
    *script(stage) {
      const stored = yield* invoice(stage);
      yield* remove('Invoice', stored);
      const found = yield* seenFor(stage, stored);
      if (typeof at(found, 'is') === 'string') return found as Answer;
      return { is: text(found, 'status') === 'Deleted' ? 'as Deleted' : 'as if it were there' };
    },
  },
  {
    id: 'change-by-payment',
    subject: SUBJECT,
    asks: 'Does a payment change the SyncToken of its invoice?',
    program: 'core/payments/read.ts: an invoice is changed by its payment; core/voids: is read again before it is changed',
    *script(stage) {
      const stored = yield* invoice(stage);
      yield* payment(stage, stored);
      const now = entity(yield* read('Invoice', text(stored, 'Id')), 'Invoice');
      return { is: text(now, 'SyncToken') === text(stored, 'SyncToken') ? 'no' : 'yes' };
    },
  },
  {
    id: 'payment-links',
    subject: SUBJECT,
    asks: 'Does a paid invoice name its payment?',
    program: 'core/payments/read.ts: payments are read by the links of their invoices',
    *script(stage) {
      const stored = yield* invoice(stage);
      const paid = yield* payment(stage, stored);
      const now = entity(yield* read('Invoice', text(stored, 'Id')), 'Invoice');
      const links = list(now, 'LinkedTxn').map((one) => `${text(one, 'TxnType')} ${text(one, 'TxnId')}`);
      return { is: links.includes(`Payment ${text(paid, 'Id')}`) ? 'yes' : 'no' };
    },
  },
  {
    id: 'changes-of-long-ago',
    subject: SUBJECT,
    asks: 'What does change data capture do that begins more than 30 days ago?',
    program: 'clients/quickbooks/changes.ts: asks by query past 30 days',
    *script(stage) {
      return takenOr(yield* cdc(`${Number(stage.today.slice(0, 4)) - 1}-01-01T00:00:00Z`));
    },
  },
  {
    id: 'changes-of-nothing',
    subject: SUBJECT,
    asks: 'What does change data capture answer where nothing changed?',
    program: PROGRAM,
    *script(stage) {
      const later = `${Number(stage.today.slice(0, 4)) + 1}-01-01T00:00:00Z`;
      const reply = yield* cdc(later);
      const refused = refusal(reply);
      if (refused !== null) return { is: refused };
      return { is: changed(reply, 'Invoice').length === 0 ? 'no rows' : 'rows' };
    },
  },
  {
    id: 'answer-time',
    subject: SUBJECT,
    asks: 'Does an answer say the server’s time?',
    program: 'clients/quickbooks/changes.ts: the next look begins at the time of the last answer',
    *script(stage) {
      const reply = yield* cdc(stage.since);
      return { is: refusal(reply) ?? (text(reply.json, 'time') === '' ? 'no' : 'yes') };
    },
  },
  {
    id: 'zone-of-times',
    subject: SUBJECT,
    asks: 'In which form come the times of a document?',
    program: 'core/dates.ts: reads any zone that is named',
    *script(stage) {
      const time = text(yield* invoice(stage), 'MetaData', 'CreateTime');
      if (/[+-]\d{2}:\d{2}$/.test(time)) return { is: 'with an offset' };
      return { is: time.endsWith('Z') ? 'as UTC' : 'without a zone' };
    },
  },
];
