// Questions about the request id: what it answers the second time, with other content, after a refusal, after a delete.
import type { Answer, Json, Question, QuickBooksStage, Script } from '../types.ts';
import { create, entity, refusal, remove, sale, takenOr, text } from '../script.ts';
import type { ProbeReply } from '../types.ts';

const SUBJECT = 'request id';
const PROGRAM = 'core/run/request-id.ts, clients/quickbooks/transport.ts: a create without an answer is repeated under its request id';

/** An id of this probe's own: the mark, which nothing else has. */
function idOf(mark: string): string {
  return mark.replaceAll(' ', '-');
}

function made(reply: ProbeReply): string {
  return text(entity(reply, 'Invoice'), 'Id');
}

/** An invoice under this id. */
function* under(stage: QuickBooksStage, mark: string, requestId: string, body: Json = {}): Script<ProbeReply> {
  return yield* create('Invoice', mark, sale(stage, mark, body), { requestid: requestId });
}

/** What the second request under an id comes to. */
function second(first: ProbeReply, again: ProbeReply): Answer {
  const refused = refusal(again);
  if (refused !== null) return { is: refused };
  return { is: made(first) === made(again) ? 'the first answer' : 'a second document' };
}

export const REQUEST_ID: readonly Question<QuickBooksStage>[] = [
  {
    id: 'same-request-id',
    subject: SUBJECT,
    asks: 'What does the same create under the same request id answer?',
    program: PROGRAM,
    *script(stage) {
      const mark = stage.mark();
      return second(yield* under(stage, mark, idOf(mark)), yield* under(stage, mark, idOf(mark)));
    },
  },
  {
    id: 'other-content',
    subject: SUBJECT,
    asks: 'What does another create under the same request id answer?',
    program: 'core/run/request-id.ts: made of the Autotask id and its generation; core/transfer/send/verify.ts compares what comes back',
    *script(stage) {
      const mark = stage.mark();
      const first = yield* under(stage, mark, idOf(mark));
      return second(first, yield* under(stage, mark, idOf(mark), { CustomerMemo: { value: 'another' } }));
    },
  },
  {
    id: 'request-id-after-refusal',
    subject: SUBJECT,
    asks: 'What does a request id answer that was refused before?',
    program: 'core/transfer/send/create.ts: what was refused gets a new request id',
    fact: 'request-id-after-refusal',
    *script(stage) {
      const mark = stage.mark();
      const refused = yield* under(stage, mark, idOf(mark), { CustomerRef: { value: '999999999' } });
      if (refusal(refused) === null) return { why: 'an invoice of an unknown customer was taken' };
      const again = yield* under(stage, mark, idOf(mark));
      return { is: refusal(again) === null ? 'tried-again' : 'refused-again', detail: refusal(again) ?? '' };
    },
  },
  {
    id: 'request-id-after-delete',
    subject: SUBJECT,
    asks: 'What does a request id answer whose document was deleted since?',
    program: 'core/copies: a copy on purpose gets an id of its own',
    *script(stage) {
      const mark = stage.mark();
      const first = yield* under(stage, mark, idOf(mark));
      yield* remove('Invoice', entity(first, 'Invoice'));
      return second(first, yield* under(stage, mark, idOf(mark)));
    },
  },
  {
    id: 'request-id-of-another-kind',
    subject: SUBJECT,
    asks: 'What does the request id of an invoice answer to the create of a credit memo?',
    program: 'core/run/request-id.ts: documents, customers and items have ids of different kinds',
    *script(stage) {
      const mark = stage.mark();
      yield* under(stage, mark, idOf(mark));
      const again = yield* create('CreditMemo', mark, sale(stage, mark), { requestid: idOf(mark) });
      const refused = refusal(again);
      if (refused !== null) return { is: refused };
      return { is: text(again.json, 'CreditMemo', 'Id') === '' ? 'the first answer' : 'a credit memo' };
    },
  },
  {
    id: 'request-id-remembered',
    subject: SUBJECT,
    asks: 'Is the request id of an earlier probe still known?',
    program: 'core/matching/read.ts: a create whose answer was lost is looked for in QuickBooks before it is repeated',
    needs: ['earlier-probe'],
    *script(stage) {
      const { earlier } = stage;
      if (earlier === null) return { why: 'there was no earlier probe' };
      const reply = yield* under(stage, stage.mark(), earlier.requestId);
      const refused = refusal(reply);
      const days = earlier.days === 1 ? 'a day' : `${earlier.days} days`;
      if (refused !== null) return { is: `${refused} after ${days}` };
      return { is: `${made(reply) === earlier.documentId ? 'known' : 'forgotten'} after ${days}` };
    },
  },
  {
    id: 'request-id-too-long',
    subject: SUBJECT,
    asks: 'What does a request id of 51 characters do?',
    program: 'core/run/request-id.ts: stays below 50',
    *script(stage) {
      const mark = stage.mark();
      return takenOr(yield* under(stage, mark, idOf(mark).padEnd(51, 'x')));
    },
  },
];
