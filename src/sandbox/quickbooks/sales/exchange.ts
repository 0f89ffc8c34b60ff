// One call to the accounting service: through the gateway, once per request id, and the answer in the form asked for.
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../faults.ts';
import { serve, type AccountingCall, type Desk } from '../accounting.ts';
import { gatewayXml, notAuthorized, notSignedIn, spent, throttled, type GateAnswer, type Throttle } from '../wire/gate.ts';
import type { IntuitSignIn } from '../wire/oauth.ts';
import type { RequestNote } from '../options.ts';
import { Rejection, refuse } from '../wire/rejection.ts';
import { pacific } from '../store.ts';
import type { Json } from '../values.ts';
import { toXml } from '../wire/xml.ts';

/** Answers by request id, those still being made included. */
export type Memory = Map<string, Promise<Answer>>;

export interface Surroundings {
  readonly desk: Desk;
  readonly signIn: IntuitSignIn;
  readonly throttle: Throttle;
  readonly memory: Memory;
  readonly note: RequestNote;
  /** Are the month's reads used up? */
  readonly isSpent: () => boolean;
}

const LONGEST_REQUEST_ID = 50;

export function createMemory(): Memory {
  return new Map();
}

/** The answer to one call. `pause` is the server's own slowness. */
export async function callAnswer(
  around: Surroundings,
  realmId: string,
  call: AccountingCall,
  authorization: string | undefined,
  pause: () => Promise<void>,
): Promise<Answer> {
  const now = around.desk.books.now();
  const scopes = around.signIn.scopesOf(authorization);
  if (!scopes) return gateway(notSignedIn(now), call.accept);
  if (realmId !== around.desk.realmId || !scopes.has('com.intuit.quickbooks.accounting')) return gateway(notAuthorized(now), call.accept);
  if (isRead(call) && around.isSpent()) return gateway(spent(around.desk.books.facts['metered-budget'], now), call.accept);
  if (!around.throttle.enter()) return gateway(throttled(now), call.accept);
  try {
    await pause();
    return await once(around, call);
  } finally {
    around.throttle.leave();
  }
}

/** Reads are what Intuit meters. */
function isRead(call: AccountingCall): boolean {
  return call.method === 'GET' || call.path === 'query' || call.path === 'batch';
}

/** The body of a made-up failure of this status. */
export function errorBody(status: number, accept: string, now: number): { headers: Record<string, string>; body: string } {
  if (status === 429) {
    const answer = gateway(throttled(now), accept);
    return { headers: answer.headers, body: answer.body.toString() };
  }
  const rejection = new Rejection('10000', 'An application error has occurred while processing your request', 'System Failure Error', {
    type: 'SystemFault',
  });
  const answer = written(status, faultOf(rejection), accept, now);
  return { headers: answer.headers, body: answer.body.toString() };
}

// The same request id gives the same answer instead of doing it twice; a refusal isn't kept.
async function once(around: Surroundings, call: AccountingCall): Promise<Answer> {
  const requestId = call.method === 'POST' ? call.query.get('requestid') : null;
  if (requestId === null || requestId === '') return attempt(around.desk, call);
  if (requestId.length > LONGEST_REQUEST_ID)
    return written(400, faultOf(refuse.requestId(requestId.length)), call.accept, around.desk.books.now());
  const known = around.memory.get(requestId);
  if (known) {
    around.note.replayed = true;
    return known;
  }
  const answer = attempt(around.desk, call);
  const isKept = answer.status === 200 || around.desk.books.facts['request-id-after-refusal'] === 'refused-again';
  if (isKept) around.memory.set(requestId, Promise.resolve(answer));
  return answer;
}

function attempt(desk: Desk, call: AccountingCall): Answer {
  const now = desk.books.now();
  try {
    const pages = serve(desk, call);
    if ('pdf' in pages) return { status: 200, headers: traced({ 'content-type': 'application/pdf' }), body: pages.pdf };
    return written(200, pages.json, call.accept, now);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return written(error.status, faultOf(error), call.accept, now);
  }
}

function faultOf(rejection: Rejection): Json {
  const { title, detail, code, element, type } = rejection;
  return { Fault: { Error: [{ Message: title, Detail: detail, code, ...(element === null ? {} : { element }) }], type } };
}

function written(status: number, body: Json, accept: string, now: number): Answer {
  const whole = { ...body, time: pacific(now, true) };
  return wantsJson(accept)
    ? { status, headers: traced({ 'content-type': 'application/json;charset=UTF-8' }), body: JSON.stringify(whole) }
    : { status, headers: traced({ 'content-type': 'application/xml;charset=UTF-8' }), body: toXml(whole) };
}

function gateway(answer: GateAnswer, accept: string): Answer {
  return wantsJson(accept)
    ? {
        status: answer.status,
        headers: traced({ ...answer.headers, 'content-type': 'application/json' }),
        body: JSON.stringify(answer.body),
      }
    : { status: answer.status, headers: traced({ ...answer.headers, 'content-type': 'application/xml' }), body: gatewayXml(answer) };
}

function wantsJson(accept: string): boolean {
  return accept.toLowerCase().includes('application/json');
}

function traced(headers: Record<string, string>): Record<string, string> {
  return { ...headers, intuit_tid: `1-${randomUUID()}`, 'qbo-version': '1994.209' };
}
