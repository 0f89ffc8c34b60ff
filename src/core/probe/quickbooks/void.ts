// Questions about taking a document away: the mark of a void, a paid one, credit memos, and what is deleted.
import type { Answer, Json, Question, QuickBooksStage, Script } from '../types.ts';
import type { ProbeReply } from '../types.ts';
import { creditMemo, entity, invoice, list, payment, post, read, refusal, remove, takenOr, text, version } from '../script.ts';

const SUBJECT = 'void';
const PROGRAM = 'core/matching/void-document.ts: our own void with nothing left of it is done, whatever its memo says';

function voiding(stored: Json): Script<ProbeReply> {
  return post('invoice', version(stored), { operation: 'void' });
}

/** The mark, told from the memo before and after. */
function markOf(before: string, after: string): string {
  if (after === before) return 'nothing';
  const plain = /\bvoided\b/i.test(after);
  if (!plain) return 'other-language';
  if (before === '') return 'alone';
  return after.trimStart().toLowerCase().startsWith('voided') ? 'before' : 'after';
}

function* marked(stage: QuickBooksStage, hasMemo: boolean): Script<Answer> {
  const stored = yield* invoice(stage, hasMemo ? {} : { PrivateNote: undefined });
  const gone = yield* voiding(stored);
  if (refusal(gone) !== null) return { is: refusal(gone) ?? '' };
  return { is: markOf(text(stored, 'PrivateNote'), text(entity(gone, 'Invoice'), 'PrivateNote')) };
}

export const VOID: readonly Question<QuickBooksStage>[] = [
  {
    id: 'void-mark',
    subject: SUBJECT,
    asks: 'Where does a void put its mark in a memo that is there?',
    program: PROGRAM,
    fact: 'void-mark',
    script: (stage) => marked(stage, true),
  },
  {
    id: 'void-without-memo',
    subject: SUBJECT,
    asks: 'What does a void write where there was no memo?',
    program: PROGRAM,
    script: (stage) => marked(stage, false),
  },
  {
    id: 'void-leaves',
    subject: SUBJECT,
    asks: 'What is left of the amounts of a document after a void?',
    program: PROGRAM,
    *script(stage) {
      const gone = entity(yield* voiding(yield* invoice(stage)), 'Invoice');
      const amounts = list(gone, 'Line').map((one) => Number(text(one, 'Amount') || '0'));
      const isEmpty = Number(text(gone, 'TotalAmt')) === 0 && Number(text(gone, 'Balance')) === 0;
      return { is: isEmpty && amounts.every((one) => one === 0) ? 'nothing' : isEmpty ? 'lines' : 'a total' };
    },
  },
  {
    id: 'void-keeps-number',
    subject: SUBJECT,
    asks: 'Does a void keep the number of the document?',
    program: 'core/copies: a voided document is renumbered where its number is needed again',
    *script(stage) {
      const stored = yield* invoice(stage);
      const gone = entity(yield* voiding(stored), 'Invoice');
      return { is: text(gone, 'DocNumber') === text(stored, 'DocNumber') ? 'yes' : 'no' };
    },
  },
  {
    id: 'void-twice',
    subject: SUBJECT,
    asks: 'What does a second void of the same document do?',
    program: 'core/voids/apply.ts: looks at the document first',
    *script(stage) {
      return takenOr(yield* voiding(entity(yield* voiding(yield* invoice(stage)), 'Invoice')));
    },
  },
  {
    id: 'void-paid',
    subject: SUBJECT,
    asks: 'What does a void of a paid invoice do?',
    program: 'core/voids/plan.ts: a paid invoice isn’t voided',
    *script(stage) {
      const stored = yield* invoice(stage);
      const paid = yield* payment(stage, stored);
      const now = entity(yield* read('Invoice', text(stored, 'Id')), 'Invoice');
      const gone = yield* voiding(now);
      if (refusal(gone) !== null) return { is: refusal(gone) ?? '' };
      const left = yield* read('Payment', text(paid, 'Id'));
      if (refusal(left) !== null) return { is: 'voided, and the payment is gone' };
      const open = Number(text(entity(left, 'Payment'), 'UnappliedAmt') || '0');
      return { is: open > 0 ? 'voided, and the payment is unapplied' : 'voided, and the payment stays applied' };
    },
  },
  {
    id: 'void-credit-memo',
    subject: SUBJECT,
    asks: 'What does a void of a credit memo do?',
    program: 'core/undo/apply.ts: credit memos are deleted',
    *script(stage) {
      const memo = yield* creditMemo(stage);
      return takenOr(yield* post('creditmemo', version(memo), { operation: 'void' }));
    },
  },
  {
    id: 'delete-paid',
    subject: SUBJECT,
    asks: 'What does deleting a paid invoice do?',
    program: 'core/undo/plan.ts: leaves what has a payment',
    *script(stage) {
      const stored = yield* invoice(stage);
      yield* payment(stage, stored);
      return takenOr(yield* remove('Invoice', entity(yield* read('Invoice', text(stored, 'Id')), 'Invoice')));
    },
  },
  {
    id: 'read-deleted',
    subject: SUBJECT,
    asks: 'What does reading a deleted document answer?',
    program: 'clients/quickbooks/error-codes.ts: 610 is what isn’t there',
    *script(stage) {
      const stored = yield* invoice(stage);
      yield* remove('Invoice', stored);
      return takenOr(yield* read('Invoice', text(stored, 'Id')));
    },
  },
];
