// Questions about amounts: half a cent either way, decimals, what has no quantity, what is below zero, and currencies.
import type { Answer, Json, Question, QuickBooksStage, Script } from '../types.ts';
import { ask, create, customer, entity, line, list, refusal, sale, takenOr, text, tryInvoice, Unanswerable } from '../script.ts';

const SUBJECT = 'money';
const LINES = 'core/rules/line.ts: amount, quantity and price of a line are made to agree, or the price stands alone';

/** An invoice of one line; `taken` only if its total is as sent. */
function* priced(stage: QuickBooksStage, amount: number, detail: Json): Script<Answer> {
  const reply = yield* tryInvoice(stage, { Line: [line(stage, amount, detail)] });
  const refused = refusal(reply);
  if (refused !== null) return { is: refused };
  const stored = list(entity(reply, 'Invoice'), 'Line')[0];
  return { is: text(stored, 'Amount') === String(amount) ? 'taken' : 'taken, with another amount' };
}

function* foreign(stage: QuickBooksStage, sent: number | null): Script<Answer> {
  const code = stage.company.homeCurrency === 'EUR' ? 'USD' : 'EUR';
  const made = yield* customer(stage, { CurrencyRef: { value: code } });
  const asked = yield* ask({ method: 'GET', path: 'exchangerate', query: { sourcecurrencycode: code, asofdate: stage.today } });
  const ofDay = Number(text(asked.json, 'ExchangeRate', 'Rate') || 'NaN');
  if (Number.isNaN(ofDay) || ofDay === 1) throw new Unanswerable(`QuickBooks has no rate of ${code} for today`);
  const body = { CustomerRef: { value: text(made, 'Id') }, CurrencyRef: { value: code }, ...(sent === null ? {} : { ExchangeRate: sent }) };
  const reply = yield* tryInvoice(stage, body);
  if (refusal(reply) !== null) return { is: refusal(reply) ?? '' };
  const stored = Number(text(entity(reply, 'Invoice'), 'ExchangeRate'));
  if (stored === ofDay) return { is: 'day-rate' };
  return { is: stored === sent ? 'kept' : stored === 1 ? 'one' : 'another rate' };
}

export const MONEY: readonly Question<QuickBooksStage>[] = [
  {
    id: 'half-cent-up',
    subject: SUBJECT,
    asks: 'Is 14.5 x 128.35 = 1861.075 taken as 1861.08?',
    program: LINES,
    script: (stage) => priced(stage, 1861.08, { Qty: 14.5, UnitPrice: 128.35 }),
  },
  {
    id: 'half-cent-down',
    subject: SUBJECT,
    asks: 'Is 14.5 x 128.35 = 1861.075 taken as 1861.07?',
    program: LINES,
    script: (stage) => priced(stage, 1861.07, { Qty: 14.5, UnitPrice: 128.35 }),
  },
  {
    id: 'seven-decimals',
    subject: SUBJECT,
    asks: 'Is a price of seven decimals taken where its product rounds to the amount?',
    program: LINES,
    script: (stage) => priced(stage, 100, { Qty: 3, UnitPrice: 33.3333333 }),
  },
  {
    id: 'amount-alone',
    subject: SUBJECT,
    asks: 'Is an amount taken that has neither quantity nor price?',
    program: LINES,
    script: (stage) => priced(stage, 12.34, {}),
  },
  {
    id: 'quantity-alone',
    subject: SUBJECT,
    asks: 'Is an amount taken that has a quantity and no price?',
    program: LINES,
    script: (stage) => priced(stage, 100, { Qty: 3 }),
  },
  {
    id: 'third-decimal',
    subject: SUBJECT,
    asks: 'What becomes of an amount with three decimals?',
    program: 'core/rules/line.ts: amounts are rounded to cents before they are sent',
    *script(stage) {
      const reply = yield* tryInvoice(stage, { Line: [line(stage, 10.005)] });
      const refused = refusal(reply);
      if (refused !== null) return { is: refused };
      const total = text(list(entity(reply, 'Invoice'), 'Line')[0], 'Amount');
      return { is: total === '10.01' ? 'rounded up' : total === '10' ? 'rounded down' : total === '10.005' ? 'kept' : 'neither' };
    },
  },
  {
    id: 'negative-line',
    subject: SUBJECT,
    asks: 'Is a negative line taken where the total isn’t below zero?',
    program: 'core/transfer/plan/draft.ts: credits stay lines of an invoice whose total isn’t below zero',
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { Line: [line(stage, 10), line(stage, -4)] }));
    },
  },
  {
    id: 'negative-total',
    subject: SUBJECT,
    asks: 'What does an invoice do whose total is below zero?',
    program: 'core/transfer/plan/draft.ts: becomes a credit memo, or is held (invoices.negative)',
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { Line: [line(stage, -10)] }));
    },
  },
  {
    id: 'zero-total',
    subject: SUBJECT,
    asks: 'Is an invoice of zero taken?',
    program: 'core/transfer/plan/draft.ts: sent unless invoices.skipZeroTotal',
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { Line: [line(stage, 0)] }));
    },
  },
  {
    id: 'line-without-item',
    subject: SUBJECT,
    asks: 'What becomes of the amount of a line without an item?',
    program: 'core/rules/item.ts: no line goes without one',
    *script(stage) {
      const reply = yield* tryInvoice(stage, { Line: [line(stage, 10), line(stage, 5, { ItemRef: undefined })] });
      const refused = refusal(reply);
      if (refused !== null) return { is: refused };
      const stored = entity(reply, 'Invoice');
      const lines = list(stored, 'Line').filter((one) => text(one, 'DetailType') === 'SalesItemLineDetail');
      return { is: lines.length === 2 ? 'kept' : 'lost' };
    },
  },
  {
    id: 'rate-omitted',
    subject: SUBJECT,
    asks: 'Which exchange rate does a foreign document get that is sent without one?',
    program: 'core/rules/exchange-rate.ts: sends the rate of the document’s date',
    fact: 'rate-omitted',
    needs: ['multi-currency'],
    script: (stage) => foreign(stage, null),
  },
  {
    id: 'rate-sent',
    subject: SUBJECT,
    asks: 'What becomes of an exchange rate that is sent?',
    program: 'core/transfer/send/verify.ts: the stored rate is compared with the one sent',
    fact: 'rate-sent',
    needs: ['multi-currency'],
    script: (stage) => foreign(stage, 1.2345),
  },
  {
    id: 'other-currency',
    subject: SUBJECT,
    asks: 'What does a document do whose currency isn’t its customer’s?',
    program: 'core/rules/customer.ts: holds an invoice whose currency isn’t the customer’s',
    needs: ['multi-currency'],
    *script(stage) {
      const mark = stage.mark();
      const code = stage.company.homeCurrency === 'EUR' ? 'USD' : 'EUR';
      return takenOr(yield* create('Invoice', mark, sale(stage, mark, { CurrencyRef: { value: code } })));
    },
  },
  {
    id: 'currency-omitted',
    subject: SUBJECT,
    asks: 'What does a document do that names no currency, where several are used?',
    program: 'clients/quickbooks/wire/document.ts: names it where several are used',
    needs: ['multi-currency'],
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { CurrencyRef: undefined }));
    },
  },
];
