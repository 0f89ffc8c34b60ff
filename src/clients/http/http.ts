// The one place that speaks HTTP: time limits, size limits, no redirects, no retries of its own, one record a call.
// Retrying is the clients' decision (see retry.ts): only they know whether a call may be repeated.
import type { Clock } from '../../core/ports.ts';
import type { Service } from '../../core/errors.ts';
import { NetworkFailure } from './network-failure.ts';
import type { Limiter } from './limiter.ts';
import { redactKnown } from '../secrets/redact-known.ts';

export interface HttpRequest {
  readonly service: Service | 'Intuit sign-in' | 'health check' | 'webhook' | 'package registry';
  /** One word for logs and counts: `Invoices.query`, `invoice.create`. */
  readonly kind: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs: number;
  /** Counted against the customer's monthly quota at Intuit. */
  readonly isMetered?: boolean;
  /** Members of a good JSON answer that nobody will read (`Invoice.Line`): they come as null, so that a large one stays small. */
  readonly omit?: ReadonlySet<string>;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Body as UTF-8. */
  readonly text: string;
}

/** What is known of one call; never holds a header, a token or a secret. */
export interface CallRecord {
  readonly service: HttpRequest['service'];
  readonly kind: string;
  readonly method: string;
  /** Path without query: queries may hold names. */
  readonly path: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
  readonly traceId: string | null;
  readonly isMetered: boolean;
  readonly requestBody: string | null;
  readonly responseBody: string | null;
  /** The answer's own `Date`, as it came. */
  readonly serverDate: string | null;
}

export interface HttpOptions {
  readonly clock: Clock;
  readonly userAgent: string;
  readonly onCall?: (call: CallRecord) => void;
  /** Largest answer taken, in bytes after decompression. */
  readonly maxBytes?: number;
}

export type Http = (request: HttpRequest, limiter?: Limiter) => Promise<HttpResponse>;

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** Makes the sender. Any HTTP status resolves; no answer at all rejects with NetworkFailure. */
export function createHttp(options: HttpOptions): Http {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  return async (request, limiter) => {
    const release = limiter ? await limiter.enter() : null;
    const started = options.clock.now();
    let status: number | null = null;
    let error: string | null = null;
    let response: HttpResponse | null = null;
    try {
      response = await answerTo(request, options.userAgent, maxBytes);
      status = response.status;
      return response;
    } catch (cause) {
      const failure = cause instanceof NetworkFailure ? cause : new NetworkFailure('UNKNOWN', true, cause);
      error = failure.code;
      throw failure;
    } finally {
      release?.();
      options.onCall?.({
        service: request.service,
        kind: request.kind,
        method: request.method,
        path: new URL(request.url).pathname,
        status,
        error,
        milliseconds: options.clock.now() - started,
        traceId: response ? (response.headers['intuit_tid'] ?? response.headers['intuit-tid'] ?? null) : null,
        isMetered: request.isMetered ?? false,
        requestBody: typeof request.body === 'string' ? request.body : null,
        responseBody: response && response.status >= 400 ? response.text : null,
        serverDate: response?.headers['date'] ?? null,
      });
    }
  };
}

async function answerTo(request: HttpRequest, userAgent: string, maxBytes: number): Promise<HttpResponse> {
  const { method, url, body: sent, timeoutMs, omit } = request;
  const headers = { 'user-agent': userAgent, ...request.headers };
  // Node's HTTP and TLS are a tenth of what a command that asks nobody would load.
  const { exchange } = await import('./exchange.ts');
  const answer = await exchange({
    method,
    url,
    headers,
    timeoutMs,
    maxBytes,
    ...(sent === undefined ? {} : { body: sent }),
    ...(omit === undefined ? {} : { omit }),
  });
  return { ...answer, text: withoutEcho(answer.text, request, answer.status) };
}

const SECRET_HEADERS = new Set(['authorization', 'secret', 'apiintegrationcode']);

/** A service or proxy that repeats what it was sent must not bring a secret into an error, a reason or the log. */
function withoutEcho(text: string, request: HttpRequest, status: number): string {
  const sent = Object.entries(request.headers).flatMap(([name, value]) =>
    SECRET_HEADERS.has(name.toLowerCase()) ? [value.replace(/^(?:Bearer|Basic) /i, '')] : [],
  );
  // In a good answer a short secret could be part of a number or a name.
  return redactKnown(text, status < 300 ? sent.filter((value) => value.length >= 8) : sent);
}
