// One call to the accounting API: address, headers, token, limits, and what may be repeated.
// A read is repeated when it failed. A write is repeated only with the same request id, and when no usable answer
// comes in the end, its outcome is unknown: saying less would lead to a second invoice.
import type { Clock, LogFacts } from '../../core/ports.ts';
import { At2qboError, RejectedError, TemporaryError, UnexpectedAnswerError, UnknownOutcomeError } from '../../core/errors.ts';
import { NetworkFailure } from '../http/network-failure.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import { FirstAlone } from '../http/first-alone.ts';
import type { Meter, Need } from '../metered/read-meter.ts';
import { Limiter, type Gate, type Limits } from '../http/limiter.ts';
import { backoff, withRetry, type RetryPlan } from '../http/retry.ts';
import { judge, throttlePause, type Verdict } from './answer.ts';
import { traceIdOf } from './errors.ts';
import { encodeQuery } from './query.ts';

export interface QuickBooksOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly realmId: string;
  /** Root to which `/v3/company/{realmId}/…` is added. */
  readonly baseUrl: string;
  /** The access token. 'refused': QuickBooks answered 401 to `refusedToken`; refresh once and give the new one. */
  readonly accessToken: (why: 'use' | 'refused', refusedToken?: string) => Promise<string>;
  readonly limits: Required<Limits>;
  /** Counts the reads that Intuit meters. */
  readonly meter?: Meter;
  /** The same limits, kept together with other programs. */
  readonly gate?: Gate;
  readonly retry?: RetryPlan;
  /** Also custom fields with long ids: documents are asked for with `include=enhancedAllCustomFields`. */
  readonly asksForPresentFields?: boolean;
  readonly log?: (level: 'info' | 'warn' | 'error', message: string, facts?: LogFacts) => void;
}

export interface Call<T> {
  /** One word for logs and counts: `invoice.create`. */
  readonly kind: string;
  /** For messages: `Creating an invoice`. */
  readonly doing: string;
  /** read: free to repeat; write: repeated with the same request id; write-once: not repeated once it may have had an effect. */
  readonly mode: 'read' | 'write' | 'write-once';
  readonly method: 'GET' | 'POST';
  /** Below `/v3/company/{realmId}/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly requestId?: string;
  readonly contentType?: string;
  readonly body?: string | Uint8Array;
  /** Of a read: `look` can wait for another month; `document` if not given. */
  readonly need?: Need;
  /** Fewer tries than usual: for a question whose failure says something. */
  readonly tries?: number;
  /** Members of the answer that aren't read: see HttpRequest. */
  readonly omit?: ReadonlySet<string>;
  /** The result, out of the JSON of the answer; throws UnexpectedAnswerError. */
  readonly read: (answer: unknown) => T;
}

export type Transport = <T>(call: Call<T>) => Promise<T>;

const MINOR_VERSION = '75';
const READ_TIMEOUT = 60_000;
/** QuickBooks itself gives up after 120 s: a shorter wait would leave invoices that we think don't exist. */
const WRITE_TIMEOUT = 130_000;
const DEFAULT_TRIES = 5;
/** How often a write without a usable answer is sent in all. */
const DOUBTFUL_TRIES = 3;
const NOT_CARRIED_OUT = '4002';
const TOO_LARGE = 'ANSWER_TOO_LARGE';
/** Rejections that may be the echo of our own first try when that one's answer was lost. */
const ECHOES = new Set(['600', '610', '630', '6140', '6240']);

/** Makes the sender of one company; all its calls share one limiter. */
export function createTransport(options: QuickBooksOptions): Transport {
  const limiter = new Limiter(options.limits, options.clock, options.gate);
  const retry = options.retry ?? { tries: DEFAULT_TRIES, pause: backoff() };
  const send = sender(options, limiter, retry);
  const gate = new FirstAlone();
  return (call) => gate.run(() => send(call));
}

function sender(options: QuickBooksOptions, limiter: Limiter, retry: RetryPlan): Transport {
  return async (call) => {
    const isWrite = call.mode !== 'read';
    const url = addressOf(options, call);
    let doubt: At2qboError | NetworkFailure | null = null;
    let doubts = 0;
    let hasRefreshed = false;
    let replacement: string | null = null;

    const once = async (): Promise<Exchange> => {
      if (!isWrite) await options.meter?.allow(call.need ?? 'document');
      const release = await limiter.enter();
      try {
        // Asked for now, not before the wait for a turn: a token lives an hour.
        const token: string = replacement ?? (await options.accessToken('use'));
        const response = await options.http({
          service: 'QuickBooks',
          kind: call.kind,
          method: call.method,
          url,
          headers: {
            accept: 'application/json',
            'content-type': call.contentType ?? 'application/json',
            authorization: `Bearer ${token}`,
          },
          ...(call.body === undefined ? {} : { body: call.body }),
          timeoutMs: isWrite ? WRITE_TIMEOUT : READ_TIMEOUT,
          isMetered: !isWrite,
          ...(call.omit === undefined ? {} : { omit: call.omit }),
        });
        if (!isWrite && response.status < 300) options.meter?.used();
        const verdict = judge(response, call.doing, isWrite ? 'write' : 'read');
        // Before the turn is given up: nothing that waits may slip in.
        if (verdict.kind === 'throttled') limiter.pause(throttlePause(response, options.clock.now()));
        return { response, verdict, token };
      } catch (error) {
        if (error instanceof NetworkFailure) return { failure: error };
        throw error;
      } finally {
        release();
      }
    };

    /** No usable answer: a read may simply be repeated; a write is in doubt from now on. */
    const unusable = (cause: At2qboError | NetworkFailure, after: number | null = null): { again: unknown; after: number | null } => {
      if (!isWrite) {
        if (cause instanceof NetworkFailure && cause.code === TOO_LARGE) throw temporary(call.doing, cause); // it would be as large again
        return { again: temporary(call.doing, cause), after };
      }
      doubt = cause;
      doubts += 1;
      if (call.mode === 'write-once' || doubts >= DOUBTFUL_TRIES) throw cause;
      return { again: cause, after };
    };

    try {
      const plan = call.tries === undefined ? retry : { ...retry, tries: Math.min(retry.tries, call.tries) };
      return await withRetry(plan, options.clock, async (n) => {
        let exchange = await once();
        if ('verdict' in exchange && exchange.verdict.kind === 'refused' && !hasRefreshed) {
          hasRefreshed = true;
          replacement = await options.accessToken('refused', exchange.token);
          exchange = await once();
        }
        if ('failure' in exchange) {
          options.log?.('warn', `${call.kind}: no answer (${exchange.failure.code})`, { try: n, wasSent: exchange.failure.wasSent });
          return exchange.failure.wasSent ? unusable(exchange.failure) : { again: temporary(call.doing, exchange.failure) };
        }
        replacement = null; // a long wait may outlive it: the next try asks anew
        const { response, verdict } = exchange;
        switch (verdict.kind) {
          case 'throttled':
            options.log?.('warn', `${call.kind}: throttled, waiting at least a minute`, { try: n, traceId: traceIdOf(response) });
            return { again: verdict.error, after: 0 }; // the limiter does the waiting, for every call
          case 'unusable':
            options.log?.('warn', `${call.kind}: no usable answer`, { try: n, status: response.status, traceId: traceIdOf(response) });
            return unusable(verdict.error);
          case 'again':
            // A query that can't be carried out is mostly a matter of what it finds: once more, then it is looked into.
            if (verdict.error.code === NOT_CARRIED_OUT && n >= 2) throw verdict.error;
            return { again: verdict.error };
          case 'refused':
          case 'fault':
            throw verdict.error;
          case 'ok':
            try {
              return { value: call.read(verdict.json) };
            } catch (error) {
              if (isWrite && error instanceof UnexpectedAnswerError) return unusable(error);
              throw error;
            }
        }
      });
    } catch (error) {
      throw isWrite ? afterWrite(call.doing, error, doubt) : error;
    }
  };
}

type Exchange =
  | { readonly response: HttpResponse; readonly verdict: Verdict; readonly token: string }
  | { readonly failure: NetworkFailure };

/** What a write ends with: the plain error when nothing can have happened, else that the outcome is unknown. */
function afterWrite(doing: string, error: unknown, doubt: At2qboError | NetworkFailure | null): unknown {
  if (doubt === null) return error;
  // A rejection says that the same request was judged on its merits: the first try can't have been taken.
  if (error instanceof RejectedError && !ECHOES.has(error.code ?? '')) return error;
  const known = [error, doubt].filter((one) => one instanceof At2qboError);
  const code = known.find((one) => one.code !== null)?.code ?? null;
  const traceId = known.find((one) => one.traceId !== null)?.traceId ?? null;
  const why = doubt.message.replace(`${doing}: `, '').replace(/\.$/, '');
  return new UnknownOutcomeError(`${doing}: it may or may not have happened in QuickBooks: ${why}.`, {
    service: 'QuickBooks',
    remedy: 'Run `at2qbo sync` again: it looks in QuickBooks before anything is sent again.',
    cause: error,
    ...(code === null ? {} : { code }),
    ...(traceId === null ? {} : { traceId }),
  });
}

function temporary(doing: string, cause: At2qboError | NetworkFailure): At2qboError {
  if (cause instanceof At2qboError) return cause;
  if (cause.code === TOO_LARGE)
    return new TemporaryError(`${doing}: QuickBooks' answer is more than at2qbo takes.`, {
      service: 'QuickBooks',
      remedy: 'Check `at2qbo settings get endpoints.quickbooks`; if it is right, report it with: at2qbo logs --bundle FILE',
      code: cause.code,
      cause,
    });
  return new TemporaryError(`${doing}: QuickBooks can't be reached (${cause.code}).`, {
    service: 'QuickBooks',
    code: cause.code,
    remedy: 'Check the network; what is unfinished is taken up by the next `at2qbo sync`.',
    cause,
  });
}

function addressOf(options: QuickBooksOptions, call: Pick<Call<unknown>, 'path' | 'query' | 'requestId'>): string {
  const parameters: Record<string, string> = { ...call.query };
  if (call.requestId !== undefined) parameters['requestid'] = call.requestId;
  parameters['minorversion'] = MINOR_VERSION;
  const text = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeQuery(value)}`)
    .join('&');
  return `${options.baseUrl.replace(/\/+$/, '')}/v3/company/${encodeURIComponent(options.realmId)}/${call.path}?${text}`;
}
