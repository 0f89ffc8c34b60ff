// Questions about customers and items: names that are taken, inactive ones, characters.
import type { Answer, Json, Question, QuickBooksStage, Script } from '../types.ts';
import { create, customer, deactivate, entity, item, itemBody, line, refusal, takenOr, text, tryInvoice, Unanswerable } from '../script.ts';

const SUBJECT = 'names';
const CUSTOMERS = 'core/rules/customer.ts';
const ITEMS = 'core/rules/item.ts';

/** A customer whose name is the mark of another one, or near it. */
function* named(stage: QuickBooksStage, name: (mark: string) => string, isInactive = false): Script<Answer> {
  const first = yield* customer(stage);
  const own = text(first, 'DisplayName');
  if (isInactive) gone(yield* deactivate('Customer', first));
  return takenOr(yield* create('Customer', own, { DisplayName: name(own) }));
}

function gone(reply: Parameters<typeof refusal>[0]): void {
  const refused = refusal(reply);
  if (refused !== null) throw new Unanswerable(`making it inactive was ${refused}`);
}

function* ofInactive(stage: QuickBooksStage, what: 'Customer' | 'Item'): Script<Answer> {
  const made: Json = what === 'Customer' ? yield* customer(stage) : yield* item(stage);
  gone(yield* deactivate(what, made));
  const id = text(made, 'Id');
  const body = what === 'Customer' ? { CustomerRef: { value: id } } : { Line: [line(stage, 10, {}, id)] };
  const is = refusal(yield* tryInvoice(stage, body));
  if (is === null) return { is: 'taken' };
  return { is: /^refused \d+$/.test(is) ? is.slice('refused '.length) : is };
}

function* stored(stage: QuickBooksStage, tail: string): Script<Answer> {
  const mark = stage.mark();
  const reply = yield* create('Customer', mark, { DisplayName: `${mark}${tail}` });
  if (refusal(reply) !== null) return { is: refusal(reply) ?? '' };
  return { is: text(entity(reply, 'Customer'), 'DisplayName') === `${mark}${tail}` ? 'kept' : 'changed' };
}

export const NAMES: readonly Question<QuickBooksStage>[] = [
  {
    id: 'name-taken',
    subject: SUBJECT,
    asks: 'What does a customer do whose name another customer has?',
    program: CUSTOMERS,
    script: (stage) => named(stage, (own) => own),
  },
  {
    id: 'name-in-other-case',
    subject: SUBJECT,
    asks: 'What does a customer do whose name differs from another one in case alone?',
    program: 'core/facts/near-key.ts: names that are equal but for case are one',
    script: (stage) => named(stage, (own) => own.replace('probe', 'Probe')),
  },
  {
    id: 'inactive-name',
    subject: SUBJECT,
    asks: 'What does a customer do whose name an inactive customer had?',
    program: CUSTOMERS,
    fact: 'inactive-name',
    *script(stage) {
      const answer = yield* named(stage, (own) => own, true);
      if (!('is' in answer)) return answer;
      return answer.is === 'taken' ? { is: 'free' } : answer.is === 'refused 6240' ? { is: 'taken' } : answer;
    },
  },
  {
    id: 'name-with-a-colon',
    subject: SUBJECT,
    asks: 'What does a name with a colon do?',
    program: 'core/text.ts: cleans names before they are sent',
    script: (stage) => stored(stage, ': part'),
  },
  {
    id: 'name-blanks',
    subject: SUBJECT,
    asks: 'What becomes of blanks at the end of a name?',
    program: 'core/text.ts: cleans names before they are sent',
    fact: 'name-blanks',
    *script(stage) {
      const answer = yield* stored(stage, '  ');
      return 'is' in answer && answer.is === 'changed' ? { is: 'trimmed' } : answer;
    },
  },
  {
    id: 'name-with-odd-characters',
    subject: SUBJECT,
    asks: 'Are letters with accents, quotes and signs kept in a name?',
    program: 'core/text.ts: cleans names before they are sent',
    script: (stage) => stored(stage, ' Ünïtéd & "Søns" \u2019 <1>'),
  },
  {
    id: 'item-name-taken',
    subject: SUBJECT,
    asks: 'What does an item do whose name another item has?',
    program: ITEMS,
    *script(stage) {
      const first = yield* item(stage);
      const name = text(first, 'Name');
      return takenOr(yield* create('Item', name, itemBody(stage.account, name)));
    },
  },
  {
    id: 'item-name-too-long',
    subject: SUBJECT,
    asks: 'What does an item’s name of 101 characters do?',
    program: ITEMS,
    *script(stage) {
      const mark = stage.mark();
      return takenOr(yield* create('Item', mark, itemBody(stage.account, mark.padEnd(101, 'x'))));
    },
  },
  {
    id: 'inactive-customer',
    subject: SUBJECT,
    asks: 'With which code is an inactive customer refused?',
    program: 'clients/quickbooks/error-codes.ts: takes either code for the same',
    fact: 'inactive-customer',
    script: (stage) => ofInactive(stage, 'Customer'),
  },
  {
    id: 'inactive-item',
    subject: SUBJECT,
    asks: 'With which code is an inactive item refused?',
    program: 'clients/quickbooks/error-codes.ts: takes either code for the same',
    fact: 'inactive-item',
    script: (stage) => ofInactive(stage, 'Item'),
  },
];
