// What an answer of QuickBooks amounts to, whatever its status and format: done, refused, throttled, faulty, unusable.
import { ConfigError, TemporaryError, type At2qboError } from '../../core/errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { type AnswerFacts, classOf, errorOf, faultIn, faultInXml, traceIdOf, type Fault } from './errors.ts';
import { retryAfterSeconds } from '../http/retry.ts';

export type Verdict =
  | { readonly kind: 'ok'; readonly json: unknown }
  /** The token isn't taken: refresh it and try once more. */
  | { readonly kind: 'refused'; readonly error: At2qboError }
  /** Too many calls; nothing was done. */
  | { readonly kind: 'throttled'; readonly error: At2qboError }
  /** Not done, but may work in a moment. */
  | { readonly kind: 'again'; readonly error: At2qboError }
  /** Refused for a reason that a repeat won't change. */
  | { readonly kind: 'fault'; readonly error: At2qboError }
  /** Nothing can be told from it: a gateway's page, half an answer, a fault of the server. */
  | { readonly kind: 'unusable'; readonly error: At2qboError };

const MIN_PAUSE = 60_000;
const NO_FAULT: Fault = { code: '', message: '', detail: '' };
/** "An application error has occurred": the server broke off somewhere in the middle. */
const BROKE_OFF = '10000';

export function judge(response: HttpResponse, doing: string, mode: 'read' | 'write' = 'write'): Verdict {
  const { status } = response;
  const traceId = traceIdOf(response);
  const facts = { traceId, after: retryAfterSeconds(response.headers) };
  const json = parseJson(response.text);
  const fault = json === undefined ? faultInXml(response.text) : faultIn(json);
  const because = (found: Fault): At2qboError => errorOf(found, status, doing, facts);
  if (mode === 'read' && fault === null && looksBlocked(response)) return { kind: 'fault', error: readsBlocked(status, doing, traceId) };
  if (status === 429 || fault?.code === '3001') return { kind: 'throttled', error: because(fault ?? NO_FAULT) };
  if (status === 401 || fault?.code === '3200') return { kind: 'refused', error: because(fault ?? NO_FAULT) };
  if (status === 403 && fault === null) return { kind: 'fault', error: because(NO_FAULT) };
  if (fault !== null) {
    const error = because(fault);
    if (classOf(fault, status) !== 'retry') return { kind: 'fault', error };
    return { kind: status >= 500 || fault.code === BROKE_OFF ? 'unusable' : 'again', error };
  }
  if (status === 404 || (status >= 300 && status < 400)) return { kind: 'fault', error: wrongAddress(status, doing, traceId) };
  if (status < 200 || status >= 300) return { kind: 'unusable', error: unusable(`answer ${status}`, doing, status, facts) };
  if (json === undefined) return { kind: 'unusable', error: unusable(formatOf(response), doing, status, facts) };
  return { kind: 'ok', json };
}

const OF_A_MONTH = /core\s*plus|month|quota|usage|plan|tier|upgrade/i;

/**
 * Reads that Intuit has blocked for the rest of the month: nobody has described the answer. A wrong company and too many requests
 * have a fault with a code; JSON without one is told by its words, and a 403 is taken for it in any case.
 */
function looksBlocked({ status, text }: HttpResponse): boolean {
  if (status !== 403 && status !== 429) return false;
  if (parseJson(text) === undefined) return false;
  return status === 403 || OF_A_MONTH.test(text);
}

function readsBlocked(status: number, doing: string, traceId: string | null): TemporaryError {
  return new TemporaryError(
    `${doing}: Intuit refuses reads (${status}) in a form that isn't known; most likely this app's metered reads of the month are used up.`,
    {
      service: 'QuickBooks',
      code: 'metered-reads',
      remedy:
        "Look at the app's usage in Intuit's developer portal: reads open again on the 1st (UTC), or with a larger plan. " +
        'If reads are left there: at2qbo connect quickbooks',
      ...(traceId === null ? {} : { traceId }),
    },
  );
}

/** How long nothing may start after a throttled call: Retry-After where it says more than a minute. */
export function throttlePause(response: HttpResponse, now: number): number {
  const text = response.headers['retry-after'];
  if (text === undefined) return MIN_PAUSE;
  const asked = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(asked) ? Math.max(MIN_PAUSE, asked) : MIN_PAUSE;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // HTML, XML, half an answer: `undefined` says that it is no JSON
  }
}

function formatOf(response: HttpResponse): string {
  if (response.text.trim() === '') return 'an empty answer';
  return response.text.trimStart().startsWith('<') ? 'a page instead of JSON' : 'an incomplete answer';
}

function unusable(what: string, doing: string, status: number, { traceId, after }: AnswerFacts): TemporaryError {
  return new TemporaryError(`${doing}: QuickBooks gave no usable answer (${what}).`, {
    service: 'QuickBooks',
    remedy: 'QuickBooks may be down; what is unfinished is taken up by the next `at2qbo sync`.',
    code: String(status),
    retryAfterSeconds: after,
    ...(traceId === null ? {} : { traceId }),
  });
}

function wrongAddress(status: number, doing: string, traceId: string | null): ConfigError {
  return new ConfigError(
    `${doing}: there is no accounting API at the configured address (answer ${status}).`,
    'Check `at2qbo settings get endpoints.quickbooks` and `quickbooks.environment`.',
    { service: 'QuickBooks', code: String(status), ...(traceId === null ? {} : { traceId }) },
  );
}
