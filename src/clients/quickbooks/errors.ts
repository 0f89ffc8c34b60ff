// Reads what went wrong out of any answer of QuickBooks and makes the typed error of it.
// Fault bodies come in capital letters (the service), in lower case (the gateway), as XML, and inside a 200.
import { redact } from '../secrets/redact.ts';
import {
  type At2qboError,
  AuthError,
  ConfigError,
  RejectedError,
  StaleError,
  TemporaryError,
  UnknownOutcomeError,
  type ErrorDetails,
} from '../../core/errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { classify, normalCode, remedyOf, wordsOf, type FaultClass } from './error-codes.ts';

/** The first complaint of an answer, with the texts of all of them. */
export interface Fault {
  /** Normalised; '' when the body named none. */
  readonly code: string;
  readonly message: string;
  readonly detail: string;
}

const MAX_DETAIL = 400;

/** The fault in a JSON value of either spelling, at the top or inside an upload's answer; null when there is none. */
export function faultIn(value: unknown): Fault | null {
  if (!isObject(value)) return null;
  const uploads = value['AttachableResponse'];
  const inner = Array.isArray(uploads) ? uploads.find((one) => isObject(one) && isObject(one['Fault'])) : undefined;
  const fault = value['Fault'] ?? value['fault'] ?? (isObject(inner) ? inner['Fault'] : undefined);
  if (!isObject(fault)) return null;
  const list = fault['Error'] ?? fault['error'];
  const errors = (Array.isArray(list) ? list : [list]).filter(isObject);
  const first = errors[0] ?? {};
  return {
    code: normalCode(scalar(first['code'])),
    message: scalar(first['Message'] ?? first['message']),
    detail: errors
      .map((one) => scalar(one['Detail'] ?? one['detail']))
      .filter((text) => text !== '')
      .join(' / '),
  };
}

/** The fault of an XML body: what the gateway sends when it overlooks the Accept header. */
export function faultInXml(text: string): Fault | null {
  const error = /<(?:\w+:)?Error\b([^>]*?)\/?>([\s\S]*?)(?:<\/(?:\w+:)?Error>|$)/.exec(text);
  if (!error || !/<(?:\w+:)?Fault\b/.test(text)) return null;
  const inner = (name: string): string => {
    const found = new RegExp(`<(?:\\w+:)?${name}\\b[^>]*>([\\s\\S]*?)</`).exec(error[2] ?? '');
    return unescapeXml(found?.[1] ?? '');
  };
  return { code: normalCode(/\bcode="([^"]*)"/.exec(error[1] ?? '')?.[1] ?? ''), message: inner('Message'), detail: inner('Detail') };
}

/** Intuit's trace id: support asks for it. */
export function traceIdOf(response: Pick<HttpResponse, 'headers'>): string | null {
  return response.headers['intuit_tid'] ?? response.headers['intuit-tid'] ?? null;
}

/** Without tokens, without addresses of Intuit's machines, which Details are known to hold, and not endless. */
export function cleanDetail(text: string): string {
  const clean = redact(text.replaceAll(/https?:\/\/[^\s"'<>)]+/gi, '(address)').replaceAll(/\/v3\/company\/[^\s"'<>)]+/gi, '(address)'))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return clean.length > MAX_DETAIL ? `${clean.slice(0, MAX_DETAIL)} …` : clean;
}

/** The class of a fault that came with this status. A code the table lacks is decided by the status. */
export function classOf(fault: Fault, status: number): FaultClass {
  if (status === 429) return 'retry';
  if (fault.code === '' && status === 401) return 'reconnect';
  if (fault.code === '' && status === 403) return 'reconnect';
  const kind = classify(fault.code);
  return kind === 'fix-the-data' && status >= 500 ? 'retry' : kind;
}

/** What the headers of an answer say. */
export interface AnswerFacts {
  readonly traceId: string | null;
  /** Seconds that QuickBooks asked to be left alone for (Retry-After). */
  readonly after: number | null;
}

/** The typed error of a fault. `doing` says what was tried: `creating an invoice`. */
export function errorOf(fault: Fault, status: number, doing: string, { traceId, after }: AnswerFacts): At2qboError {
  const kind = classOf(fault, status);
  const code = fault.code === '' ? String(status) : fault.code;
  const known = wordsOf(code);
  const detail = cleanDetail(fault.detail === '' ? fault.message : fault.detail);
  const quote = detail === '' ? '' : ` QuickBooks says: "${detail}"`;
  const why = known?.says ?? (detail === '' ? `answer ${status} without an explanation` : 'QuickBooks did not accept it');
  const message = `${doing}: ${why} (code ${code}).${quote}`;
  const details: ErrorDetails = { service: 'QuickBooks', code, remedy: remedyOf(code), ...(traceId === null ? {} : { traceId }) };
  switch (kind) {
    case 'retry':
      return new TemporaryError(message, { ...details, retryAfterSeconds: after });
    case 'reconnect':
      return new AuthError(code === '3100' || status === 403 ? wrongRealm(doing, code, quote) : message, {
        ...details,
        remedy: code === '120' ? remedyOf(code) : reconnect(code, status),
      });
    case 'subscription':
      return new ConfigError(message, remedyOf(code), details);
    case 'stale':
      return new StaleError(message, details);
    case 'duplicate-request':
      return new UnknownOutcomeError(message, details);
    case 'fix-the-settings':
      return new RejectedError(`${message} A setting has to change.`, details);
    case 'fix-the-data':
    case 'adopt-or-ask':
      return new RejectedError(message, details);
  }
}

function wrongRealm(doing: string, code: string, quote: string): string {
  return (
    `${doing}: QuickBooks refuses this company to this connection (code ${code}). The likely cause is quickbooks.environment ` +
    `(keys of one environment never reach the other) or quickbooks.realmId; or the app was disconnected.${quote}`
  );
}

function reconnect(code: string, status: number): string {
  return code === '3100' || status === 403
    ? 'Check `at2qbo settings get quickbooks.environment` and `quickbooks.realmId`, then `at2qbo connect quickbooks`.'
    : 'Connect again: `at2qbo connect quickbooks`.';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalar(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}
