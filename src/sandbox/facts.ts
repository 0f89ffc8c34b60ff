// What no paper settles about the two services: one question each, the answer that the sandbox gives, and the other
// ones it can give.

/** A question that is open. */
export interface Fact {
  readonly service: 'quickbooks' | 'autotask';
  /** One plain sentence. */
  readonly question: string;
  /** The sandbox's answer unless another is chosen. */
  readonly answer: string;
  readonly alternatives: readonly string[];
}

export const FACTS = {
  'sort-by-id': fact('quickbooks', 'What does a query that is sorted by Id do?', 'ignored', 'honoured', 'refused'),
  'sort-by-time': fact('quickbooks', 'What does a query that is sorted by MetaData.CreateTime do?', 'honoured', 'ignored', 'refused'),
  'hidden-fraction': fact('quickbooks', 'Has a time that is shown in whole seconds a fraction where a query compares it?', 'yes', 'no'),
  'unsorted-rows': fact('quickbooks', 'In which order do rows come that nothing sorts?', 'recent-first', 'by-id'),
  'odd-literal': fact('quickbooks', 'What does a query do whose literal holds a typographic apostrophe (U+2019)?', 'refused', 'taken'),
  'bad-row': fact('quickbooks', 'With which code is a page refused that holds a row that can’t be written?', '4002', '10000'),
  'bad-row-in-changes': fact('quickbooks', 'Is such a row also in the way of change data capture?', 'no', 'yes'),
  'payment-flags-omitted': fact('quickbooks', 'May the customer pay online where an invoice doesn’t say?', 'company-setting', 'no'),
  'tax-code-omitted': fact(
    'quickbooks',
    'How is a line without a tax code taxed under Automated Sales Tax?',
    'by-item',
    'taxed',
    'untaxed',
  ),
  'ship-to-omitted': fact(
    'quickbooks',
    'Where does a document go that has no ship-to address, for Automated Sales Tax?',
    'customer-ship-to',
    'customer-bill-to',
    'company',
  ),
  'tax-override': fact('quickbooks', 'What becomes of a tax total that is sent under Automated Sales Tax?', 'kept', 'recomputed'),
  'exemption-reason-omitted': fact(
    'quickbooks',
    'What becomes of a customer that is sent as not taxable, without a reason?',
    'exempt',
    'taxable',
    'refused',
  ),
  'rate-omitted': fact('quickbooks', 'Which exchange rate does a foreign document get that is sent without one?', 'day-rate', 'one'),
  'rate-sent': fact('quickbooks', 'What becomes of an exchange rate that is sent?', 'kept', 'day-rate'),
  'bill-email-omitted': fact('quickbooks', 'Which address does a document get that is sent without one?', 'none', 'customer-address'),
  'void-mark': fact('quickbooks', 'What does a void write into the memo?', 'before', 'after', 'other-language', 'nothing'),
  'field-not-associated': fact('quickbooks', 'What becomes of a custom field that isn’t associated with invoices?', 'dropped', 'refused'),
  'send-changes-version': fact('quickbooks', 'Does sending a document change its SyncToken?', 'no', 'yes'),
  'request-id-after-refusal': fact('quickbooks', 'What does a request id answer that was refused before?', 'tried-again', 'refused-again'),
  'inactive-customer': fact('quickbooks', 'With which code is an inactive customer refused?', '610', '2500'),
  'inactive-item': fact('quickbooks', 'With which code is an inactive item refused?', '2500', '610'),
  'inactive-name': fact('quickbooks', 'Is the name of an inactive customer free for another one?', 'free', 'taken'),
  'name-blanks': fact('quickbooks', 'What becomes of blanks at the end of a name?', 'kept', 'trimmed'),
  'closed-books': fact('quickbooks', 'With which code is a date in closed books refused?', '6210', '6200'),
  'metered-budget': fact('quickbooks', 'How is a read refused when the month’s metered reads are used up?', '403', '429'),
  'company-country': fact('quickbooks', 'In which form does the company’s country come?', 'alpha-2', 'alpha-3', 'lower-case', 'name'),
  'invoice-status': fact('autotask', 'Which choices has the status of an invoice?', 'ready-or-pending-tax', 'posted-or-waiting', 'none'),
  'number-like-texts': fact('autotask', 'How do postal codes and external numbers of digits come?', 'text', 'number'),
  'blank-number-filter': fact('autotask', 'What does a search for the empty invoice number find?', 'blank-ones', 'nothing', 'refused'),
  'page-over-500': fact('autotask', 'What does a search for more than 500 rows a page do?', 'refused', 'cut'),
  'pdf-shape': fact('autotask', 'In which shape does the PDF of an invoice come?', 'bare', 'item', 'items', 'bytes'),
  'missing-right': fact('autotask', 'With which status is a call refused that the API user has no right to?', '403', '500'),
  'items-of-voided': fact('autotask', 'What becomes of the billing items of a voided invoice?', 'freed', 'kept'),
} as const satisfies Readonly<Record<string, Fact>>;

export type FactId = keyof typeof FACTS;
/** The answers in force; change them while the sandbox runs. */
export type Facts = { [Id in FactId]: AnswerTo<Id> };
export type AnswerTo<Id extends FactId> = (typeof FACTS)[Id]['answer'] | (typeof FACTS)[Id]['alternatives'][number];

export const FACT_IDS = Object.keys(FACTS) as FactId[];

function fact<const Answer extends string, const Others extends readonly string[]>(
  service: Fact['service'],
  question: string,
  answer: Answer,
  ...alternatives: Others
): { readonly service: Fact['service']; readonly question: string; readonly answer: Answer; readonly alternatives: Others } {
  return { service, question, answer, alternatives };
}

/** Every fact with its usual answer, but for those given. */
export function factsWith(chosen: Partial<Facts> = {}): Facts {
  return { ...(Object.fromEntries(FACT_IDS.map((id) => [id, FACTS[id].answer])) as Facts), ...chosen };
}

/** The facts of a JSON object (`{"sort-by-id": "refused"}`), or of a probe's report; throws a TypeError that names what it didn't understand. */
export function readFacts(given: unknown): Partial<Facts> {
  const value =
    isObject(given) && typeof given['format'] === 'string' && given['format'].startsWith('at2qbo-probe/') ? given['facts'] : given;
  if (!isObject(value)) throw new TypeError('facts are one JSON object: {"sort-by-id": "refused"}');
  for (const [id, answer] of Object.entries(value)) {
    if (!isFactId(id)) throw new TypeError(`no fact: ${id} (one of ${FACT_IDS.join(', ')})`);
    const { answer: usual, alternatives } = FACTS[id];
    const answers: readonly string[] = [usual, ...alternatives];
    if (typeof answer !== 'string' || !answers.includes(answer))
      throw new TypeError(`${id}: not ${JSON.stringify(answer)}, but one of ${answers.join(', ')}`);
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFactId(id: string): id is FactId {
  return Object.hasOwn(FACTS, id);
}
