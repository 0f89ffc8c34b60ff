// Questions that only read Autotask: picklists, filters, pages, forms of values, the PDF, and calls side by side.
import type { Answer, AutotaskStage, Json, ProbeReply, ProbeRequest, Question, Script } from '../types.ts';
import { ask, at, isJson, list, text, Unanswerable } from '../script.ts';

const SUBJECT = 'autotask reads';
const FILTERS = 'clients/autotask/query.ts, clients/autotask/invoices.ts';
/** One more than an endpoint allows at once. */
const ONE_TOO_MANY = 4;

function search(entity: string, body: Json): ProbeRequest {
  return { method: 'POST', path: `${entity}/query`, body };
}

const eq = (field: string, value: unknown): Json => ({ op: 'eq', field, value });
const ANY: Json = { op: 'gte', field: 'id', value: 0 };

function isRefused({ status }: ProbeReply): boolean {
  return status < 200 || status >= 300;
}

function said(reply: ProbeReply): Answer {
  return { is: isRefused(reply) ? `refused with HTTP ${reply.status}` : 'taken' };
}

/** Rows that must be had. */
function* rowsOf(entity: string, body: Json): Script<readonly Json[]> {
  const reply = yield* ask(search(entity, body));
  if (isRefused(reply)) throw new Unanswerable(`${entity} can’t be searched (HTTP ${reply.status})`);
  return list(reply.json, 'items').filter(isJson);
}

function* anInvoice(filter: readonly Json[] = [ANY]): Script<Json> {
  const [found] = yield* rowsOf('Invoices', { MaxRecords: 1, filter });
  if (found === undefined) throw new Unanswerable('there is no invoice of that kind');
  return found;
}

function id(row: Json): number {
  return Number(row['id']);
}

function* status(): Script<Answer> {
  const reply = yield* ask({ method: 'GET', path: 'Invoices/entityInformation/fields' });
  if (isRefused(reply)) return said(reply);
  const field = list(reply.json, 'fields').find((one) => text(one, 'name') === 'invoiceStatus');
  const labels = list(field, 'picklistValues').map((one) => text(one, 'label'));
  if (labels.length === 0) return { is: 'none' };
  const lower = labels.map((one) => one.toLowerCase());
  const detail = labels.join(', ');
  if (lower.includes('ready') && lower.some((one) => one.startsWith('pending'))) return { is: 'ready-or-pending-tax', detail };
  return { is: lower.includes('posted') && lower.includes('waiting') ? 'posted-or-waiting' : `${labels.length} other choices`, detail };
}

function* texts(): Script<Answer> {
  const companies = yield* rowsOf('Companies', { MaxRecords: 200, filter: [ANY], IncludeFields: ['id', 'postalCode'] });
  const kinds = new Set(companies.map((one) => one['postalCode']).flatMap((code) => (/^\d+$/.test(text(code)) ? [typeof code] : [])));
  if (kinds.size === 0) throw new Unanswerable('no company has a postal code of digits');
  return { is: kinds.size === 2 ? 'both' : kinds.has('number') ? 'number' : 'text' };
}

function* blank(): Script<Answer> {
  const reply = yield* ask(search('Invoices', { MaxRecords: 20, filter: [eq('invoiceNumber', '')] }));
  if (isRefused(reply)) return { is: 'refused' };
  const found = list(reply.json, 'items');
  if (found.some((one) => text(one, 'invoiceNumber').trim() !== '')) return { is: 'numbered ones' };
  if (found.length > 0) return { is: 'blank-ones' };
  const some = yield* rowsOf('Invoices', { MaxRecords: 200, filter: [ANY] });
  if (!some.some((one) => one['invoiceNumber'] === '')) throw new Unanswerable('no invoice has an empty number');
  return { is: 'nothing' };
}

function* pdf(): Script<Answer> {
  const found = yield* anInvoice([ANY, eq('isVoided', false)]);
  const reply = yield* ask({ method: 'GET', path: `Invoices/${id(found)}/InvoicePdf` });
  if (isRefused(reply)) return said(reply);
  if (Array.isArray(at(reply.json, 'items'))) return { is: 'items' };
  if (isJson(at(reply.json, 'item'))) return { is: 'item' };
  if (!isJson(reply.json)) return { is: 'no JSON' };
  return { is: Array.isArray(reply.json['data']) ? 'bytes' : 'bare' };
}

function* pages(): Script<Answer> {
  const first = yield* ask(search('Invoices', { MaxRecords: 2, filter: [ANY] }));
  if (isRefused(first)) return said(first);
  const next = text(first.json, 'pageDetails', 'nextPageUrl');
  const ids = list(first.json, 'items').map((one) => Number(text(one, 'id')));
  if (ids.length < 2) throw new Unanswerable('there are too few invoices');
  const path = /\/V1\.0\/(.*)$/i.exec(next)?.[1];
  if (path === undefined) throw new Unanswerable('there is no second page');
  const second = yield* ask({ method: 'POST', path, body: { MaxRecords: 2, filter: [ANY] } });
  if (isRefused(second)) return { is: `second page refused with HTTP ${second.status}` };
  const all = [...ids, ...list(second.json, 'items').map((one) => Number(text(one, 'id')))];
  return { is: all.every((one, n) => n === 0 || one > (all[n - 1] ?? 0)) ? 'by id' : 'another order' };
}

function* voided(): Script<Answer> {
  const found = yield* anInvoice([ANY, eq('isVoided', true)]);
  const items = yield* rowsOf('BillingItems', { MaxRecords: 1, filter: [eq('invoiceID', id(found))] });
  return { is: items.length === 0 ? 'freed' : 'kept' };
}

function filtered(name: string, asks: string, body: Json, program = FILTERS): Question<AutotaskStage> {
  return {
    id: name,
    subject: SUBJECT,
    asks,
    program,
    *script() {
      return said(yield* ask(search('Invoices', body)));
    },
  };
}

export const READS: readonly Question<AutotaskStage>[] = [
  {
    id: 'invoice-status',
    subject: SUBJECT,
    asks: 'Which choices has the status of an invoice?',
    program: 'core/rules/invoice-status.ts: an invoice that isn’t finished is held',
    fact: 'invoice-status',
    script: status,
  },
  {
    id: 'number-like-texts',
    subject: SUBJECT,
    asks: 'How do postal codes of digits come?',
    program: 'clients/autotask/schema/wire.ts: reads both',
    fact: 'number-like-texts',
    script: texts,
  },
  {
    id: 'blank-number-filter',
    subject: SUBJECT,
    asks: 'What does a search for the empty invoice number find?',
    program: 'clients/autotask/invoices.ts: looks at the numbers of the window itself',
    fact: 'blank-number-filter',
    script: blank,
  },
  {
    id: 'pdf-shape',
    subject: SUBJECT,
    asks: 'In which shape does the PDF of an invoice come?',
    program: 'clients/autotask/schema/lists.ts: reads all of them',
    fact: 'pdf-shape',
    script: pdf,
  },
  {
    id: 'items-of-voided',
    subject: SUBJECT,
    asks: 'What becomes of the billing items of a voided invoice?',
    program: 'core/facts/source.ts: asks for the items of an invoice that isn’t voided only',
    fact: 'items-of-voided',
    script: voided,
  },
  {
    id: 'autotask-pages',
    subject: SUBJECT,
    asks: 'In which order do two pages of invoices come?',
    program: 'clients/autotask/query.ts: follows nextPageUrl with the same body',
    script: pages,
  },
  filtered('filter-not-queryable', 'What does a filter on the due date do, which isn’t queryable?', {
    filter: [eq('dueDate', '2026-01-01')],
  }),
  filtered('filter-unknown-field', 'What does a filter on a field do that nobody knows?', { filter: [eq('at2qboProbe', 1)] }),
  filtered('filter-null', 'What does a filter that is equal to null do?', { filter: [{ op: 'eq', field: 'invoiceNumber', value: null }] }),
  filtered('filter-missing', 'What does a search without a filter do?', { MaxRecords: 1 }),
  {
    id: 'page-over-500',
    subject: SUBJECT,
    asks: 'What does a search for more than 500 rows a page do?',
    program: 'clients/autotask/query.ts: asks for 500 at most',
    fact: 'page-over-500',
    *script() {
      const reply = yield* ask(search('Invoices', { MaxRecords: 501, filter: [eq('id', 0)] }));
      return { is: isRefused(reply) ? 'refused' : 'cut' };
    },
  },
  filtered('filter-text-for-number', 'What does a text do where the filter wants a number?', { filter: [eq('id', 'abc')] }),
  {
    id: 'create-time-zone',
    subject: SUBJECT,
    asks: 'In which zone does the creation time of an invoice come?',
    program: 'core/dates.ts: instantOf takes a time without a zone for UTC',
    *script() {
      const time = text(yield* anInvoice(), 'createDateTime');
      return { is: time.endsWith('Z') ? 'UTC, said' : /[+-]\d{2}:\d{2}$/.test(time) ? 'with an offset' : 'no zone said' };
    },
  },
  {
    id: 'invoice-date-time',
    subject: SUBJECT,
    asks: 'Has the date of an invoice a time other than midnight?',
    program: 'core/dates.ts: dayOf takes the first ten characters',
    *script() {
      const time = text(yield* anInvoice(), 'invoiceDateTime').slice(10);
      return { is: time === '' || time.startsWith('T00:00:00') ? 'no' : 'yes' };
    },
  },
  {
    id: 'missing-invoice',
    subject: SUBJECT,
    asks: 'What does reading an invoice do that isn’t there?',
    program: 'clients/autotask/query.ts: takes both for nothing',
    *script() {
      const reply = yield* ask({ method: 'GET', path: 'Invoices/2147483647' });
      if (isRefused(reply)) return said(reply);
      return { is: at(reply.json, 'item') === null ? 'null' : 'something else' };
    },
  },
  {
    id: 'threshold-information',
    subject: SUBJECT,
    asks: 'Does Autotask say how many requests of the hour are used?',
    program: 'clients/autotask/budget.ts, core/checks/health.ts',
    *script() {
      const reply = yield* ask({ method: 'GET', path: 'ThresholdInformation' });
      if (isRefused(reply)) return said(reply);
      const numbers = [at(reply.json, 'currentTimeframeRequestCount'), at(reply.json, 'externalRequestThreshold')];
      return { is: numbers.every((one) => typeof one === 'number') ? 'yes' : 'in another form' };
    },
  },
  {
    id: 'autotask-date-header',
    subject: SUBJECT,
    asks: 'Has an answer of Autotask a Date?',
    program: 'clients/autotask/server-clock.ts: windows go by Autotask’s own clock',
    *script() {
      const { headers } = yield* ask({ method: 'GET', path: 'ThresholdInformation' });
      return { is: Number.isNaN(Date.parse(headers['date'] ?? '')) ? 'no' : 'yes' };
    },
  },
  {
    id: 'fourth-thread',
    subject: SUBJECT,
    asks: `What do ${ONE_TOO_MANY} calls at once at one endpoint do?`,
    program: 'clients/autotask/throttle.ts: three at once, and a pause after a refusal',
    isLast: true,
    *script() {
      const replies = yield Array.from({ length: ONE_TOO_MANY }, (): ProbeRequest => ({
        ...search('Invoices', { MaxRecords: 500, filter: [ANY] }),
        isUnpaced: true,
      }));
      const refused = replies.find(isRefused);
      if (refused === undefined) return { why: 'all were answered: the calls didn’t meet' };
      return { is: `refused with HTTP ${refused.status}` };
    },
  },
];
