// Questions about what stands around an answer: headers, sign-in, form, limits, and the company's own description.
import type { ProbeReply, ProbeRequest, Question, QuickBooksStage } from '../types.ts';
import { ask, at, faultCode, query, text, Unanswerable } from '../script.ts';

const SUBJECT = 'answers';
/** More at once than any limit allows. */
const BURST = 20;

const COMPANY: ProbeRequest = { method: 'GET', path: 'preferences' };

export const HEADERS: readonly Question<QuickBooksStage>[] = [
  {
    id: 'trace-id',
    subject: SUBJECT,
    asks: 'Has an answer intuit_tid?',
    program: 'clients/quickbooks/errors.ts: traceIdOf, for Intuit’s support',
    *script() {
      const { headers } = yield* ask(COMPANY);
      return { is: headers['intuit_tid'] === undefined && headers['intuit-tid'] === undefined ? 'no' : 'yes' };
    },
  },
  {
    id: 'date-header',
    subject: SUBJECT,
    asks: 'Has an answer a Date that is right to the hour?',
    program: 'core/checks/health.ts: this computer’s clock is compared with it',
    *script(stage) {
      const { headers } = yield* ask(COMPANY);
      const said = Date.parse(headers['date'] ?? '');
      if (Number.isNaN(said)) return { is: 'no Date' };
      // A probe takes minutes: what is looked for is a clock that is hours off.
      return { is: Math.abs(said - Date.parse(stage.since)) < 3_600_000 ? 'yes' : 'another time' };
    },
  },
  {
    id: 'wrong-token',
    subject: SUBJECT,
    asks: 'What does a request with a token do that nobody gave out?',
    program: 'clients/quickbooks/answer.ts: is refreshed once',
    *script() {
      const reply = yield* ask({ ...COMPANY, isUnsigned: true });
      return { is: `HTTP ${reply.status}${faultCode(reply) === '' ? '' : `, ${faultCode(reply)}`}` };
    },
  },
  {
    id: 'fault-spelling',
    subject: SUBJECT,
    asks: 'In which spelling comes the fault of a request with a wrong token?',
    program: 'clients/quickbooks/errors.ts: reads both',
    *script() {
      const { json } = yield* ask({ ...COMPANY, isUnsigned: true });
      return { is: at(json, 'fault') !== undefined ? 'fault' : at(json, 'Fault') !== undefined ? 'Fault' : 'neither' };
    },
  },
  {
    id: 'fault-status',
    subject: SUBJECT,
    asks: 'With which HTTP status comes the fault of a query that can’t be read?',
    program: 'clients/quickbooks/answer.ts: looks for a fault in any answer',
    *script() {
      const reply = yield* query('select nonsense');
      return { is: `HTTP ${reply.status}${faultCode(reply) === '' ? '' : `, ${faultCode(reply)}`}` };
    },
  },
  {
    id: 'answer-without-accept',
    subject: SUBJECT,
    asks: 'In which form comes an answer for which none is asked?',
    program: 'clients/quickbooks/transport.ts: asks for JSON always',
    *script() {
      const { headers } = yield* ask({ ...COMPANY, accept: '*/*' });
      const type = headers['content-type'] ?? '';
      return { is: type.includes('json') ? 'JSON' : type.includes('xml') ? 'XML' : 'another' };
    },
  },
  {
    id: 'company-country',
    subject: SUBJECT,
    asks: 'In which form does the company’s country come?',
    program: 'clients/quickbooks/schema/country.ts: reads all of them as the same country',
    fact: 'company-country',
    *script(stage) {
      const info = yield* ask({ method: 'GET', path: `companyinfo/${stage.company.realmId}` });
      const country = text(info.json, 'CompanyInfo', 'Country');
      if (country === '') throw new Unanswerable('the company names no country');
      if (/^[A-Z]{2}$/.test(country)) return { is: 'alpha-2' };
      if (/^[A-Z]{3}$/.test(country)) return { is: 'alpha-3' };
      return { is: /^[a-z]{2}$/.test(country) ? 'lower-case' : 'name' };
    },
  },
  {
    id: 'retry-after',
    subject: SUBJECT,
    asks: `What do ${BURST} requests at once do, and does the refusal say how long to wait?`,
    program: 'clients/quickbooks/answer.ts: waits a minute, or as long as Retry-After says',
    isLast: true,
    *script() {
      const replies = yield Array.from({ length: BURST }, (): ProbeRequest => ({ ...COMPANY, isUnpaced: true }));
      const refused = replies.filter((one: ProbeReply) => one.status === 429);
      if (refused.length === 0) return { why: 'all were answered: the limit wasn’t reached' };
      const code = refused.map(faultCode).find((one) => one !== '') ?? 'no code';
      return {
        is: `HTTP 429, ${code}, ${refused.some((one) => one.headers['retry-after'] !== undefined) ? 'with' : 'without'} Retry-After`,
      };
    },
  },
];
