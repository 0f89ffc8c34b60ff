// Questions about document numbers: taken, left out, too long, made by QuickBooks, shared by two kinds.
import type { Question, QuickBooksStage } from '../types.ts';
import { create, entity, invoice, numberOf, rows, literal, refusal, sale, takenOr, text, tryInvoice } from '../script.ts';

const SUBJECT = 'numbers';
const PROGRAM = 'core/rules/document/number.ts';

export const NUMBERS: readonly Question<QuickBooksStage>[] = [
  {
    id: 'number-taken',
    subject: SUBJECT,
    asks: 'What does an invoice do whose number is taken?',
    program: 'core/matching/number-holder.ts: the holder of a number is read, and the invoice is held',
    *script(stage) {
      const stored = yield* invoice(stage, { DocNumber: numberOf(stage.mark()) });
      return takenOr(yield* tryInvoice(stage, { DocNumber: text(stored, 'DocNumber') }));
    },
  },
  {
    id: 'number-of-a-credit-memo',
    subject: SUBJECT,
    asks: 'What does an invoice do whose number a credit memo has?',
    program: 'core/matching/numbers.ts: looks at both kinds',
    *script(stage) {
      const mark = stage.mark();
      const memo = entity(yield* create('CreditMemo', mark, sale(stage, mark, { DocNumber: numberOf(mark) })), 'CreditMemo');
      return takenOr(yield* tryInvoice(stage, { DocNumber: text(memo, 'DocNumber') }));
    },
  },
  {
    id: 'number-omitted',
    subject: SUBJECT,
    asks: 'Does an invoice that is sent without a number get one, where numbers are one’s own?',
    program: PROGRAM,
    needs: ['custom-numbers'],
    *script(stage) {
      return { is: text(yield* invoice(stage, { DocNumber: undefined }), 'DocNumber') === '' ? 'none' : 'numbered' };
    },
  },
  {
    id: 'number-sent',
    subject: SUBJECT,
    asks: 'Is a number kept that is sent to a company that numbers by itself?',
    program: PROGRAM,
    needs: ['own-numbers'],
    *script(stage) {
      const number = numberOf(stage.mark());
      return { is: text(yield* invoice(stage, { DocNumber: number }), 'DocNumber') === number ? 'kept' : 'replaced' };
    },
  },
  {
    id: 'number-generated',
    subject: SUBJECT,
    asks: 'What does the number AUTO_GENERATE come to?',
    program: PROGRAM,
    *script(stage) {
      const reply = yield* tryInvoice(stage, { DocNumber: 'AUTO_GENERATE' });
      if (refusal(reply) !== null) return { is: refusal(reply) ?? '' };
      const number = text(entity(reply, 'Invoice'), 'DocNumber');
      return { is: number === 'AUTO_GENERATE' ? 'itself' : number === '' ? 'none' : 'a number' };
    },
  },
  {
    id: 'number-too-long',
    subject: SUBJECT,
    asks: 'What does a number of 22 characters do?',
    program: PROGRAM,
    *script(stage) {
      const number = numberOf(stage.mark()).padEnd(22, '0');
      const reply = yield* tryInvoice(stage, { DocNumber: number });
      if (refusal(reply) !== null) return { is: refusal(reply) ?? '' };
      return { is: text(entity(reply, 'Invoice'), 'DocNumber') === number ? 'taken' : 'cut' };
    },
  },
  {
    id: 'number-found',
    subject: SUBJECT,
    asks: 'Does a query find an invoice by its number at once?',
    program: 'core/matching/read.ts: a document whose answer was lost is looked for by its number',
    *script(stage) {
      const stored = yield* invoice(stage, { DocNumber: numberOf(stage.mark()) });
      const found = yield* rows('Invoice', `select * from Invoice where DocNumber = ${literal(text(stored, 'DocNumber'))}`);
      return { is: found.some((one) => text(one, 'Id') === text(stored, 'Id')) ? 'yes' : 'no' };
    },
  },
];
