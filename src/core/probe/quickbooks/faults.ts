// Questions about refusals: the codes that the program tells apart, by the request that brings each of them about.
import type { Json, ProbeRequest, Question, QuickBooksStage, Script } from '../types.ts';
import type { ProbeReply } from '../types.ts';
import {
  ask,
  change,
  create,
  customer,
  entity,
  faultCode,
  invoice,
  post,
  read,
  refusal,
  sale,
  takenOr,
  text,
  tryInvoice,
} from '../script.ts';

const SUBJECT = 'faults';
const PROGRAM = 'clients/quickbooks/error-codes.ts';

function coded(id: string, asks: string, script: (stage: QuickBooksStage) => Script<ProbeReply>): Question<QuickBooksStage> {
  return {
    id,
    subject: SUBJECT,
    asks,
    program: PROGRAM,
    *script(stage) {
      return takenOr(yield* script(stage));
    },
  };
}

function* stale(stage: QuickBooksStage): Script<ProbeReply> {
  const made = yield* customer(stage);
  const name = { DisplayName: text(made, 'DisplayName') };
  yield* change('Customer', made, { ...name, Notes: 'first' });
  return yield* change('Customer', made, { ...name, Notes: 'second' });
}

/** An invoice whose body is a text as it stands. */
function* raw(stage: QuickBooksStage, spoil: (body: string) => string): Script<ProbeReply> {
  const mark = stage.mark();
  const request: ProbeRequest = {
    method: 'POST',
    path: 'invoice',
    body: spoil(JSON.stringify(sale(stage, mark))),
    makes: { type: 'Invoice', mark },
  };
  return yield* ask(request);
}

function without(body: Json, key: string): Json {
  return { ...body, [key]: undefined };
}

export const FAULTS: readonly Question<QuickBooksStage>[] = [
  coded('stale-version', 'What does a change do whose SyncToken is old?', stale),
  coded('unknown-customer', 'What does an invoice of a customer do that isn’t there?', (stage) =>
    tryInvoice(stage, { CustomerRef: { value: '999999999' } }),
  ),
  coded('unknown-id', 'What does reading an invoice do that was never there?', () => read('Invoice', '999999999')),
  coded('odd-id', 'What does reading an invoice do whose id is no number?', () => read('Invoice', 'abc')),
  coded('no-lines', 'What does an invoice without lines do?', function* (stage) {
    const mark = stage.mark();
    return yield* create('Invoice', mark, without(sale(stage, mark), 'Line'));
  }),
  coded('bad-date', 'What does an invoice do whose date doesn’t exist?', (stage) => tryInvoice(stage, { TxnDate: '2026-02-30' })),
  coded('bad-json', 'What does a body do that isn’t whole?', (stage) => raw(stage, (body) => body.slice(0, -1))),
  coded('wrapped-body', 'What does an invoice do that is wrapped in "Invoice"?', (stage) => raw(stage, (body) => `{"Invoice":${body}}`)),
  coded('unknown-operation', 'What does an operation do that nobody knows?', (stage) =>
    post('invoice', { Id: '1', SyncToken: stage.today }, { operation: 'at2qbo' }),
  ),
  coded('no-name', 'What does a customer without a name do?', function* (stage) {
    return yield* create('Customer', stage.mark(), { Notes: 'at2qbo probe' });
  }),
  {
    id: 'closed-books',
    subject: SUBJECT,
    asks: 'With which code is a date in closed books refused?',
    program: PROGRAM,
    fact: 'closed-books',
    needs: ['closed-books'],
    *script(stage) {
      const reply = yield* tryInvoice(stage, { TxnDate: stage.company.closedUntil ?? stage.today });
      return { is: faultCode(reply) || (refusal(reply) ?? 'taken') };
    },
  },
  {
    id: 'date-omitted',
    subject: SUBJECT,
    asks: 'Which date does an invoice get that is sent without one?',
    program: 'core/transfer/plan/draft.ts: sends Autotask’s date',
    *script(stage) {
      const stored = entity(yield* tryInvoice(stage, { TxnDate: undefined }), 'Invoice');
      const date = text(stored, 'TxnDate');
      if (date === '') return { is: 'none' };
      return { is: date === text(stored, 'MetaData', 'CreateTime').slice(0, 10) ? 'the day of its creation time' : 'another day' };
    },
  },
  {
    id: 'due-date',
    subject: SUBJECT,
    asks: 'Does an invoice without a term get a due date?',
    program: 'core/rules/document/terms.ts',
    *script(stage) {
      return { is: text(yield* invoice(stage), 'DueDate') === '' ? 'no' : 'yes' };
    },
  },
];
