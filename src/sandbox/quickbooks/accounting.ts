// The accounting service's addresses under `/v3/company/{realmId}`: what each does, and its one word in the log.
import { changedSince, WATCHED_TYPES } from './wire/cdc.ts';
import { saveCustomer, saveItem } from './names.ts';
import type { SentMail, TableName } from './options.ts';
import { checkEmail } from './sales/properties.ts';
import { seenBy } from './sales/document-options.ts';
import { exchangeRateJson } from './sales/exchange-rates.ts';
import { countryForm } from './company.ts';
import { answerQuery, queriedTable } from './wire/query.ts';
import { receivePayment, removePayment } from './sales/payments.ts';
import { refuse } from './wire/rejection.ts';
import { createSales, deleteSales, updateSales, voidInvoice, type SalesType } from './sales/sales.ts';
import { changedNow, find, pacific, salesTable, touch, type Books } from './store.ts';
import { attach } from './wire/upload.ts';
import { isJson, rows, type Json, type SalesForm } from './values.ts';

export interface AccountingCall {
  readonly method: string;
  /** Below the company: `invoice/130/send`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly accept: string;
  readonly body: Buffer;
}

export type Pages = { readonly json: Json } | { readonly pdf: Buffer };

export interface Desk {
  readonly books: Books;
  readonly realmId: string;
  readonly mails: SentMail[];
  readonly files: Map<string, Buffer>;
}

const TYPES: ReadonlyMap<string, TableName> = new Map(
  ([...WATCHED_TYPES, 'TaxCode', 'TaxRate'] as const).map((type) => [type.toLowerCase(), type]),
);

/** The call in one word: `invoice.create`, `query.Item`, `cdc`. */
export function kindOf(call: AccountingCall): string {
  const [first = '', second, third] = call.path.split('/');
  if (first === 'query') return `query.${queriedTable(queryText(call))}`;
  if (!TYPES.has(first)) return first;
  if (third !== undefined) return `${first}.${third}`;
  if (call.method === 'GET') return `${first}.read`;
  const operation = call.query.get('operation');
  if (second !== undefined || operation === 'void' || operation === 'delete') return `${first}.${operation ?? second ?? ''}`;
  return /"Id"\s*:/.test(topLevel(call.body)) ? `${first}.update` : `${first}.create`;
}

/** Does what is asked; throws a Rejection. */
export function serve(desk: Desk, call: AccountingCall): Pages {
  const { books } = desk;
  const [first = '', second, third] = call.path.split('/');
  const isGet = call.method === 'GET';
  if (!isGet && call.method !== 'POST') throw unknownAddress(call);
  if (first === 'query') return { json: { QueryResponse: withFields(books, answerQuery(books, queryText(call)), includes(call)) } };
  if (first === 'cdc' && isGet)
    return { json: { CDCResponse: changedSince(books, call.query.get('entities'), call.query.get('changedSince')) } };
  if (first === 'companyinfo' && isGet && second === desk.realmId)
    return { json: { CompanyInfo: { ...books.company, ...countryForm(books) } } };
  if (first === 'preferences' && isGet && second === undefined) return { json: { Preferences: books.preferences } };
  if (first === 'exchangerate' && isGet && second === undefined)
    return { json: { ExchangeRate: exchangeRateJson(books, call.query.get('sourcecurrencycode'), call.query.get('asofdate')) } };
  if (first === 'upload' && !isGet) return { json: attach(books, call.contentType, call.body, desk.files) };
  const type = TYPES.get(first);
  if (!type) throw unknownAddress(call);
  if (second !== undefined) return serveOne(desk, call, type, second, third);
  if (isGet) throw unknownAddress(call);
  return { json: write(books, call, type) };
}

function serveOne(desk: Desk, call: AccountingCall, type: TableName, id: string, verb: string | undefined): Pages {
  if (verb === undefined && call.method === 'GET')
    return { json: { [type]: seenBy(desk.books, find(desk.books, type, id), includes(call)) } };
  if (type !== 'Invoice' && type !== 'CreditMemo') throw unknownAddress(call);
  if (verb === 'pdf' && call.method === 'GET') {
    if (!call.accept.includes('application/pdf')) throw refuse.unsupported('pdf without Accept: application/pdf');
    const form = find(desk.books, type, id) as SalesForm;
    return { pdf: Buffer.from(`%PDF-1.4\n% ${type} ${form.DocNumber ?? form.Id}\n%%EOF\n`) };
  }
  if (verb === 'send' && call.method === 'POST')
    return { json: { [type]: seenBy(desk.books, send(desk, call, type, id), includes(call)) } };
  throw unknownAddress(call);
}

function send(desk: Desk, call: AccountingCall, type: SalesType, id: string): SalesForm {
  if (!call.contentType.startsWith('application/octet-stream'))
    throw refuse.unsupported(`send with Content-Type ${call.contentType || '(none)'}`);
  const form = find(desk.books, type, id) as SalesForm;
  const sendTo = call.query.get('sendTo');
  if (sendTo !== null) checkEmail(sendTo, 'sendTo', 100);
  const address = sendTo ?? form.BillEmail?.Address;
  if (address === undefined || address === '') throw refuse.emailNeeded();
  const at = pacific(desk.books.now());
  form.BillEmail = { Address: address }; // what it was sent to replaces what was there
  form.EmailStatus = 'EmailSent';
  form.DeliveryInfo = { DeliveryType: 'Email', DeliveryTime: at };
  if (desk.books.facts['send-changes-version'] === 'yes') touch(desk.books, form);
  else form.MetaData = changedNow(desk.books, form.MetaData.CreateTime);
  desk.mails.push({ type, id, to: address, at });
  return form;
}

function write(books: Books, call: AccountingCall, type: TableName): Json {
  if (type !== 'Invoice' && type !== 'CreditMemo' && type !== 'Payment' && type !== 'Customer' && type !== 'Item')
    throw unknownAddress(call);
  if (!call.contentType.startsWith('application/json')) throw refuse.unsupported(`Content-Type ${call.contentType || '(none)'}`);
  const body = jsonBody(call.body);
  const operation = call.query.get('operation');
  const include = includes(call);
  if (operation === 'void' && type === 'Invoice') return { Invoice: seenBy(books, voidInvoice(books, body), include) };
  if (operation === 'delete' && (type === 'Invoice' || type === 'CreditMemo')) return { [type]: deleteSales(books, type, body) };
  if (operation === 'delete' && type === 'Payment') return { Payment: removePayment(books, body) };
  if (operation !== null && operation !== 'update') throw refuse.unsupported(operation);
  if (type === 'Customer') return { Customer: saveCustomer(books, body) };
  if (type === 'Item') return { Item: saveItem(books, body) };
  if (type === 'Payment') {
    if (body['Id'] !== undefined) throw refuse.unsupported('update of a payment');
    return { Payment: receivePayment(books, body) };
  }
  const isNew = body['Id'] === undefined || body['Id'] === null;
  const form = isNew ? createSales(books, type, body, include) : updateSales(books, type, body, include);
  // Applying credits may have changed it since.
  return { [type]: seenBy(books, salesTable(books, type).get(form.Id) ?? form, include) };
}

/** The words of `include`, in lower case. */
function includes(call: AccountingCall): string[] {
  return (call.query.get('include') ?? '').toLowerCase().split(',');
}

function withFields(books: Books, answer: Json, include: readonly string[]): Json {
  const shown: Json = { ...answer };
  for (const type of ['Invoice', 'CreditMemo'])
    if (Array.isArray(answer[type])) shown[type] = rows(answer, type).map((row) => seenBy(books, row, include));
  return shown;
}

function jsonBody(body: Buffer): Json {
  let written: string;
  try {
    written = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw refuse.unsupported('Invalid byte 1 of 1-byte UTF-8 sequence.');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(written);
  } catch {
    throw refuse.malformed('Unexpected character');
  }
  if (!isJson(parsed)) throw refuse.malformed('Can not deserialize instance out of START_ARRAY token');
  return parsed;
}

function queryText(call: AccountingCall): string {
  if (call.method === 'GET') return call.query.get('query') ?? '';
  if (!/^application\/text\b/.test(call.contentType)) return '';
  return call.body.toString('utf8');
}

// Cheap enough for the log: the body with everything nested taken out.
function topLevel(body: Buffer): string {
  let left = body.toString('utf8').trim().replace(/^\{/, '');
  for (let before = ''; before !== left;) {
    before = left;
    left = left.replaceAll(/\{[^{}]*\}|\[[^[\]]*\]/g, '');
  }
  return left;
}

function unknownAddress(call: AccountingCall): Error {
  return refuse.unsupported(`Could not find resource for relative : /${call.path} (${call.method})`);
}
