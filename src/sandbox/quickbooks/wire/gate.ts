// The gateway before the accounting service: sign-in, company, request limits. Its errors have a shape of their own.
import type { Counters, QuickBooksOptions } from '../options.ts';
import { isJson, shown, type Json } from '../values.ts';

export interface GateAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** 401 with code 3200: token missing, expired or revoked. */
export function notSignedIn(now: number): GateAnswer {
  return {
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="Intuit", error="invalid_token"' },
    body: gatewayBody('AUTHENTICATION', 'AuthenticationFailed', '3200', 401, 'Token expired: AB01601390262…', now),
  };
}

/** 403 with code 3100: not the company of this connection, or a scope is missing. */
export function notAuthorized(now: number): GateAnswer {
  return {
    status: 403,
    headers: {},
    body: gatewayBody('SERVICE', 'ApplicationAuthorizationFailed', '3100', 403, 'ApplicationAuthorizationFailed', now),
  };
}

/** 429 with code 3001. */
export function throttled(now: number): GateAnswer {
  return {
    status: 429,
    headers: {},
    body: gatewayBody('SERVICE', 'ThrottleExceeded', '3001', 429, 'The request limit was reached.  Try again later', now),
  };
}

/** The month's metered reads are used up: nobody has described what such an answer holds. */
export function spent(status: '403' | '429', now: number): GateAnswer {
  return {
    status: Number(status),
    headers: {},
    body: {
      status: Number(status),
      message: 'CorePlus API call limit of this app reached for the month.',
      timestamp: new Date(now).toISOString(),
    },
  };
}

/** A gateway error in XML, where capital letters are used after all. */
export function gatewayXml(answer: GateAnswer): string {
  const fault = answer.body['fault'];
  const error: unknown = isJson(fault) && Array.isArray(fault['error']) ? fault['error'][0] : null;
  const of = (key: string): string => (isJson(error) ? shown(error[key]) : '');
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse time="${new Date(Number(answer.body['time'])).toISOString()}" xmlns="http://schema.intuit.com/finance/v3"><Fault type="${isJson(fault) ? shown(fault['type']) : ''}"><Error code="${of('code')}"><Message>${of('message')}</Message><Detail>${of('detail')}</Detail></Error></Fault></IntuitResponse>`;
}

function gatewayBody(type: string, name: string, code: string, status: number, detail: string, now: number): Json {
  return {
    warnings: null,
    intuitObject: null,
    fault: { error: [{ message: `message=${name}; errorCode=00${code}; statusCode=${status}`, detail, code, element: null }], type },
    report: null,
    queryResponse: null,
    batchItemResponse: [],
    attachableResponse: [],
    syncErrorResponse: null,
    requestId: null,
    time: now,
    status: null,
    cdcresponse: [],
  };
}

/** Counts calls by the machine's own clock, whatever time the company believes it is. */
export class Throttle {
  readonly #limits: { readonly perSecond: number; readonly perMinute: number; readonly concurrent: number };
  readonly #counters: Counters;
  #calls: number[] = [];
  #inFlight = 0;

  constructor(limits: QuickBooksOptions['limits'], counters: Counters) {
    this.#limits = { perSecond: 10, perMinute: 500, concurrent: 10, ...limits };
    this.#counters = counters;
  }

  /** True: go on, and call `leave` at the end. False: refused; a refused call counts for nothing. */
  enter(): boolean {
    const now = performance.now();
    this.#calls = this.#calls.filter((at) => now - at < 60_000);
    const lastSecond = this.#calls.filter((at) => now - at < 1000).length;
    const isOver =
      lastSecond >= this.#limits.perSecond || this.#calls.length >= this.#limits.perMinute || this.#inFlight >= this.#limits.concurrent;
    if (isOver) {
      this.#counters.throttled += 1;
      return false;
    }
    this.#calls.push(now);
    this.#inFlight += 1;
    this.#counters.peakPerSecond = Math.max(this.#counters.peakPerSecond, lastSecond + 1);
    this.#counters.peakPerMinute = Math.max(this.#counters.peakPerMinute, this.#calls.length);
    this.#counters.peakConcurrent = Math.max(this.#counters.peakConcurrent, this.#inFlight);
    return true;
  }

  leave(): void {
    this.#inFlight -= 1;
  }
}
