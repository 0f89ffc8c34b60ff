// What the scripts of QuickBooks' questions are written with: create, read, query, and what an answer comes to.
import type { Answer, Json, MadeType, ProbeReply, ProbeRequest, QuickBooksStage, Script } from './types.ts';

/** A question that can't be answered as things are; its message says why. */
export class Unanswerable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Unanswerable';
  }
}

export function* ask(request: ProbeRequest): Script<ProbeReply> {
  const [reply] = yield [request];
  if (!reply) throw new Unanswerable('there was no answer');
  return reply;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member at the end of a path; undefined where one is missing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = Array.isArray(found) ? (found as unknown[])[step] : undefined;
    else found = isJson(found) ? found[step] : undefined;
  }
  return found;
}

/** A scalar as text; '' for anything else. */
export function text(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

export function list(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** The code of a Fault in either spelling, without leading zeros; '' where there is none. */
export function faultCode({ json }: ProbeReply): string {
  const fault = at(json, 'Fault') ?? at(json, 'fault');
  const code = text(at(fault, 'Error', 0) ?? at(fault, 'error', 0), 'code');
  return /^\d+$/.test(code) ? String(Number(code)) : code;
}

/** `refused 6070`; null: it was taken. */
export function refusal(reply: ProbeReply): string | null {
  const code = faultCode(reply);
  if (code !== '') return `refused ${code}`;
  return reply.status >= 200 && reply.status < 300 ? null : `refused with HTTP ${reply.status}`;
}

/** `refused 6070` or `taken`. */
export function takenOr(reply: ProbeReply): Answer {
  return { is: refusal(reply) ?? 'taken' };
}

/** The object of an answer; a refusal leaves the question open. */
export function entity(reply: ProbeReply, type: MadeType): Json {
  const refused = refusal(reply);
  const found = at(reply.json, type);
  if (refused !== null) throw new Unanswerable(`a ${WORDS[type]} that it needs was ${refused}`);
  if (!isJson(found)) throw new Unanswerable(`the answer held no ${WORDS[type]}`);
  return found;
}

const WORDS: Readonly<Record<MadeType, string>> = {
  Invoice: 'invoice',
  CreditMemo: 'credit memo',
  Payment: 'payment',
  Customer: 'customer',
  Item: 'item',
};

export function post(path: string, body: unknown, query: Readonly<Record<string, string>> = {}): Script<ProbeReply> {
  return ask({ method: 'POST', path, body, query });
}

/** A create; what it makes has the mark. */
export function* create(type: MadeType, mark: string, body: Json, query: Readonly<Record<string, string>> = {}): Script<ProbeReply> {
  return yield* ask({ method: 'POST', path: type.toLowerCase(), body, query, makes: { type, mark } });
}

export function* read(type: MadeType, id: string): Script<ProbeReply> {
  return yield* ask({ method: 'GET', path: `${type.toLowerCase()}/${id}` });
}

export function* query(words: string): Script<ProbeReply> {
  return yield* ask({ method: 'GET', path: 'query', query: { query: words } });
}

/** The rows of a query that must be answered. */
export function* rows(type: string, words: string): Script<readonly Json[]> {
  const reply = yield* query(words);
  const refused = refusal(reply);
  if (refused !== null) throw new Unanswerable(`a query that it needs was ${refused}`);
  return list(reply.json, 'QueryResponse', type).filter(isJson);
}

/** A literal of the query language. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "\\'")}'`;
}

/** A sales line over the probe's own item, not taxed where that can be said. */
export function line(stage: QuickBooksStage, amount: number, detail: Json = {}, itemId = stage.item): Json {
  const code = stage.company.isUs ? (stage.company.tax === 'off' ? null : 'NON') : stage.taxCode;
  return {
    DetailType: 'SalesItemLineDetail',
    Amount: amount,
    Description: 'at2qbo probe',
    SalesItemLineDetail: { ItemRef: { value: itemId }, ...(code === null ? {} : { TaxCodeRef: { value: code } }), ...detail },
  };
}

/** The body of a document of the probe's own customer; `undefined` leaves a member out. */
export function sale(stage: QuickBooksStage, mark: string, body: Json = {}): Json {
  const { usesMultiCurrency, homeCurrency, customNumbers } = stage.company;
  return {
    CustomerRef: { value: stage.customer },
    ...(usesMultiCurrency ? { CurrencyRef: { value: homeCurrency } } : {}),
    ...(customNumbers ? { DocNumber: numberOf(mark) } : {}),
    TxnDate: stage.today,
    PrivateNote: mark,
    Line: [line(stage, 10)],
    ...body,
  };
}

/** A number that fits into 21 characters and that nothing else has. */
export function numberOf(mark: string): string {
  return mark.replace('at2qbo probe ', 'PROBE-').replaceAll(' ', '-');
}

/** Tries an invoice; a refusal is an answer too. */
export function* tryInvoice(
  stage: QuickBooksStage,
  body: Json = {},
  parameters: Readonly<Record<string, string>> = {},
): Script<ProbeReply> {
  const mark = stage.mark();
  return yield* create('Invoice', mark, sale(stage, mark, body), parameters);
}

export function* invoice(stage: QuickBooksStage, body: Json = {}): Script<Json> {
  return entity(yield* tryInvoice(stage, body), 'Invoice');
}

export function* creditMemo(stage: QuickBooksStage): Script<Json> {
  const mark = stage.mark();
  return entity(yield* create('CreditMemo', mark, sale(stage, mark)), 'CreditMemo');
}

export function* customer(stage: QuickBooksStage, body: Json = {}): Script<Json> {
  const mark = stage.mark();
  return entity(yield* create('Customer', mark, { DisplayName: mark, ...body }), 'Customer');
}

export function* item(stage: QuickBooksStage, body: Json = {}): Script<Json> {
  const mark = stage.mark();
  return entity(yield* create('Item', mark, itemBody(stage.account, mark, body)), 'Item');
}

export function itemBody(account: string, mark: string, body: Json = {}): Json {
  return { Name: mark, Type: 'Service', IncomeAccountRef: { value: account }, ...body };
}

/** A payment of this invoice. */
export function* payment(stage: QuickBooksStage, paid: Json): Script<Json> {
  const mark = stage.mark();
  const { usesMultiCurrency, homeCurrency } = stage.company;
  const body = {
    CustomerRef: at(paid, 'CustomerRef'),
    ...(usesMultiCurrency ? { CurrencyRef: { value: homeCurrency } } : {}),
    TotalAmt: paid['TotalAmt'],
    TxnDate: stage.today,
    PrivateNote: mark,
    Line: [{ Amount: paid['TotalAmt'], LinkedTxn: [{ TxnId: text(paid, 'Id'), TxnType: 'Invoice' }] }],
  };
  return entity(yield* create('Payment', mark, body), 'Payment');
}

/** Id and version: what a change, a void and a delete name. */
export function version(stored: Json): Json {
  return { Id: text(stored, 'Id'), SyncToken: text(stored, 'SyncToken') };
}

export function change(type: MadeType, stored: Json, body: Json): Script<ProbeReply> {
  return post(type.toLowerCase(), { ...version(stored), sparse: true, ...body });
}

export function remove(type: 'Invoice' | 'CreditMemo' | 'Payment', stored: Json): Script<ProbeReply> {
  return post(type.toLowerCase(), version(stored), { operation: 'delete' });
}

/** Makes a customer or an item inactive; its name goes along, as some versions of the service want it. */
export function deactivate(type: 'Customer' | 'Item', stored: Json): Script<ProbeReply> {
  const own =
    type === 'Customer'
      ? { DisplayName: text(stored, 'DisplayName') }
      : { Name: text(stored, 'Name'), Type: text(stored, 'Type'), IncomeAccountRef: at(stored, 'IncomeAccountRef') };
  return change(type, stored, { ...own, Active: false });
}
