// Questions about mailing a document: which address it has, what sending answers without one, and what sending changes.
import type { Answer, Question, QuickBooksStage, Script } from '../types.ts';
import { ask, customer, entity, invoice, read, refusal, takenOr, text, tryInvoice } from '../script.ts';
import type { Json, ProbeReply } from '../types.ts';

const SUBJECT = 'mail';
/** A domain that takes no mail: nobody gets any. */
const NOBODY = 'at2qbo-probe@example.com';
const OTHER = 'at2qbo-probe-2@example.com';

/** An invoice of a customer that has an address, without one of its own. */
function* unaddressed(stage: QuickBooksStage): Script<Json> {
  const made = yield* customer(stage, { PrimaryEmailAddr: { Address: NOBODY } });
  return yield* invoice(stage, { CustomerRef: { value: text(made, 'Id') } });
}

function send(stored: Json, to?: string): Script<ProbeReply> {
  const query = to === undefined ? {} : { query: { sendTo: to } };
  return ask({ method: 'POST', path: `invoice/${text(stored, 'Id')}/send`, contentType: 'application/octet-stream', body: '', ...query });
}

function* addressed(stage: QuickBooksStage, address: string): Script<Answer> {
  const reply = yield* tryInvoice(stage, { BillEmail: { Address: address } });
  const refused = refusal(reply);
  if (refused !== null) return { is: refused };
  return { is: text(entity(reply, 'Invoice'), 'BillEmail', 'Address') === address ? 'taken' : 'taken, changed' };
}

export const MAIL: readonly Question<QuickBooksStage>[] = [
  {
    id: 'bill-email-omitted',
    subject: SUBJECT,
    asks: 'Which address does a document get that is sent without one?',
    program: 'core/rules/document/email.ts: sends the customer’s own address along',
    fact: 'bill-email-omitted',
    *script(stage) {
      const address = text(yield* unaddressed(stage), 'BillEmail', 'Address');
      return { is: address === '' ? 'none' : address === NOBODY ? 'customer-address' : 'another address' };
    },
  },
  {
    id: 'send-without-address',
    subject: SUBJECT,
    asks: 'What does sending answer for a document that has no address, of a customer that has none?',
    program: 'core/transfer/send/side-steps.ts: a mail that is owed is tried again, or said',
    *script(stage) {
      return takenOr(yield* send(yield* invoice(stage)));
    },
  },
  {
    id: 'send-changes-version',
    subject: SUBJECT,
    asks: 'Does sending a document change its SyncToken?',
    program: 'core/voids: a document is read again before it is changed',
    fact: 'send-changes-version',
    *script(stage) {
      const stored = yield* invoice(stage, { BillEmail: { Address: NOBODY } });
      const sent = yield* send(stored);
      if (refusal(sent) !== null) return { is: refusal(sent) ?? '' };
      const now = entity(yield* read('Invoice', text(stored, 'Id')), 'Invoice');
      return { is: text(now, 'SyncToken') === text(stored, 'SyncToken') ? 'no' : 'yes' };
    },
  },
  {
    id: 'send-says-so',
    subject: SUBJECT,
    asks: 'What does a document say after it was sent?',
    program: 'core/transfer/send/side-steps.ts: whether a mail went is read from EmailStatus',
    *script(stage) {
      const sent = yield* send(yield* invoice(stage, { BillEmail: { Address: NOBODY } }));
      if (refusal(sent) !== null) return { is: refusal(sent) ?? '' };
      const stored = entity(sent, 'Invoice');
      const time = text(stored, 'DeliveryInfo', 'DeliveryTime') === '' ? 'without a time' : 'with a time';
      return { is: text(stored, 'EmailStatus') === 'EmailSent' ? `EmailSent, ${time}` : `another status, ${time}` };
    },
  },
  {
    id: 'send-to-another',
    subject: SUBJECT,
    asks: 'Does sending to another address replace the one of the document?',
    program: 'clients/quickbooks/writes.ts: sendDocument',
    *script(stage) {
      const sent = yield* send(yield* invoice(stage, { BillEmail: { Address: NOBODY } }), OTHER);
      if (refusal(sent) !== null) return { is: refusal(sent) ?? '' };
      return { is: text(entity(sent, 'Invoice'), 'BillEmail', 'Address') === OTHER ? 'yes' : 'no' };
    },
  },
  {
    id: 'need-to-send-without-address',
    subject: SUBJECT,
    asks: 'What does an invoice do that is to be mailed and has no address?',
    program: 'core/rules/document/email.ts: asks for no mail without an address',
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { EmailStatus: 'NeedToSend' }));
    },
  },
  {
    id: 'two-addresses',
    subject: SUBJECT,
    asks: 'Are two addresses with a comma between them taken?',
    program: 'core/rules/document/email.ts: several addresses go into one field',
    script: (stage) => addressed(stage, `${NOBODY}, ${OTHER}`),
  },
  {
    id: 'bad-address',
    subject: SUBJECT,
    asks: 'What does an address do that is none?',
    program: 'core/rules/document/email.ts: leaves it out and says so',
    script: (stage) => addressed(stage, 'nobody at example'),
  },
];
