// What an answer of Autotask means: a value, a passing fault, throttling, a refused sign-in or a refusal.
// Autotask says nearly everything with 500 and `{"errors":[…]}`: only the text tells a mistake of ours from a fault of theirs.
import { AuthError, RejectedError, TemporaryError, UnexpectedAnswerError } from '../../core/errors.ts';
import type { At2qboError } from '../../core/errors.ts';
import type { NetworkFailure } from '../http/network-failure.ts';
import type { HttpResponse } from '../http/http.ts';
import { retryAfterSeconds } from '../http/retry.ts';

/** What was asked, for messages: `Invoices`, its id where one was meant, and a word for logs. */
export interface Asked {
  readonly entity: string;
  readonly kind: string;
  readonly id: number | null;
}

export type Verdict =
  | { readonly is: 'answer'; readonly value: unknown }
  /** May work in a moment; `after` in milliseconds when the service said so. */
  | { readonly is: 'again'; readonly error: At2qboError; readonly after: number | null }
  | { readonly is: 'throttled'; readonly isHourly: boolean; readonly after: number | null }
  | { readonly is: 'not-signed-in' }
  | { readonly is: 'refused'; readonly error: At2qboError };

const CONNECT = 'at2qbo connect autotask';
const service = 'Autotask' as const;
const LONGEST_TEXT = 300;

// Recorded or documented wordings of Autotask's own validation (they come with status 500).
const VALIDATION = [
  /unable to find \S+ in the/i,
  /invalid query syntax/i,
  /conversion failed/i,
  /could not convert/i,
  /not (?:a )?queryable/i,
  /cannot be null/i,
  /does not (?:exist|reference)/i,
  /no matching records/i,
  /read[- ]?only/i,
  /(?:maximum length|too long)/i,
  /(?:is|are) (?:required|invalid|missing|not valid|missing or invalid)/i,
  /not a valid/i,
  /must be/i,
  /may not be/i,
  /unexpected value/i,
  /could not be read as json/i,
];
const PERMISSION = /adequate permissions|required permissions|not authori[sz]ed|do(?:es)? not have permission|access (?:is )?denied/i;
const PASSING = /deadlock|timed?[- ]?out|try again|temporarily|object reference not set/i;
const THREADS = /thread threshold/i;
const HOURLY = /per hour|external requests|request threshold|suspended until/i;

/** Sorts an answer. `scrub` takes secrets out of the service's words. */
export function classify(response: HttpResponse, asked: Asked, scrub: (text: string) => string): Verdict {
  const { status } = response;
  if (status >= 200 && status < 300) return readValue(response, asked);
  if (status === 401) return { is: 'not-signed-in' };
  const texts = textsOf(response);
  const said = scrub(texts.join(' ')).slice(0, LONGEST_TEXT);
  const after = retryAfter(response);
  if (status === 429 || texts.some((text) => THREADS.test(text)))
    return { is: 'throttled', isHourly: texts.some((text) => HOURLY.test(text) && !THREADS.test(text)), after };
  if (/zone information could not be determined/i.test(said)) return { is: 'refused', error: userUnknown() };
  if (/integration ?code is invalid/i.test(said)) return { is: 'refused', error: codeInvalid() };
  if (status === 408 || (status >= 500 && PASSING.test(said))) return { is: 'again', error: passing(asked, status, said, after), after };
  if (status !== 403 && VALIDATION.some((wording) => wording.test(said))) return { is: 'refused', error: rejected(asked, status, said) };
  if (status === 403 || PERMISSION.test(said)) return { is: 'refused', error: permissionMissing(asked, status, said) };
  if (status >= 500) return { is: 'again', error: passing(asked, status, said, after), after };
  if (asked.id !== null && status >= 400) return { is: 'refused', error: rejected(asked, status, said) };
  return { is: 'refused', error: unexpected(asked, `status ${status}`, String(status)) };
}

function readValue(response: HttpResponse, asked: Asked): Verdict {
  if (isHtml(response)) return { is: 'refused', error: unexpected(asked, 'a web page', 'html') };
  try {
    return { is: 'answer', value: JSON.parse(response.text) as unknown };
  } catch {
    // Cut off on the way: the same call may bring it whole.
    return { is: 'again', error: unexpected(asked, response.text === '' ? 'an empty body' : 'broken JSON', 'json'), after: null };
  }
}

/** A failure below HTTP. A bad certificate or an answer beyond every limit is not asked for again. */
export function classifyFailure(failure: NetworkFailure, asked: Asked): Verdict {
  if (failure.code === 'ANSWER_TOO_LARGE') return { is: 'refused', error: unexpected(asked, 'more than at2qbo takes', failure.code) };
  const isCertificate = /CERT|SIGNATURE|SELF_SIGNED/.test(failure.code);
  const error = new TemporaryError(
    isCertificate
      ? `The connection to Autotask isn't safe: its certificate was refused (${failure.code}).`
      : `Autotask didn't answer (${asked.kind}: ${failure.code}).`,
    {
      service,
      code: failure.code,
      cause: failure,
      remedy: isCertificate
        ? 'Have a proxy or firewall that opens TLS exempt autotask.net, or give Node its certificate with NODE_EXTRA_CA_CERTS; then run again.'
        : 'Check the network connection; the next run goes on where this one stopped.',
    },
  );
  return isCertificate ? { is: 'refused', error } : { is: 'again', error, after: null };
}

function rejected(asked: Asked, status: number, said: string): RejectedError {
  return new RejectedError(`Autotask refused ${nameOf(asked)}: ${said === '' ? `status ${status}` : said}`, {
    service,
    code: String(status),
    remedy: 'Correct what Autotask names, then run again: at2qbo sync',
  });
}

function passing(asked: Asked, status: number, said: string, after: number | null): TemporaryError {
  return new TemporaryError(`Autotask has a fault at the moment (${asked.kind}: ${status}${said === '' ? '' : `, ${said}`}).`, {
    service,
    code: String(status),
    retryAfterSeconds: after === null ? null : after / 1000,
    remedy: 'Nothing to do: the next run goes on where this one stopped.',
  });
}

function permissionMissing(asked: Asked, status: number, said: string): AuthError {
  return new AuthError(`The Autotask API user has no right to use ${asked.entity}${said === '' ? '' : `: ${said}`}`, {
    service,
    code: String(status),
    remedy: `In Autotask give the API user's security level access to ${asked.entity} (Admin > Resources/Users > Security Levels), then: at2qbo connect autotask`,
  });
}

function userUnknown(): AuthError {
  return new AuthError("Autotask doesn't know the API user name: no zone belongs to it.", {
    service,
    code: '500',
    remedy: `Copy the "Username (Key)" of the API user again, then: ${CONNECT}`,
  });
}

function codeInvalid(): AuthError {
  return new AuthError('Autotask refused the tracking identifier (integration code).', {
    service,
    code: '500',
    remedy: `Copy the tracking identifier from the API user's Security tab, then: ${CONNECT}`,
  });
}

/** 401 that a new zone didn't cure. Autotask locks a user after some wrong tries, so nothing is tried again. */
export function signInRefused(): AuthError {
  return new AuthError('Autotask refused the API user: the secret is wrong, or the user is locked or inactive.', {
    service,
    code: '401',
    remedy: `See in Autotask that the API user is active and "Locked" is not ticked (a new user needs up to five minutes), then: ${CONNECT}`,
  });
}

/** The answer isn't what Autotask documents. */
export function unexpected(asked: Asked, what: string, code?: string, cause?: unknown): UnexpectedAnswerError {
  return new UnexpectedAnswerError(`Autotask's answer for ${nameOf(asked)} can't be used: ${what}.`, {
    service,
    remedy:
      'See that endpoints.autotask and endpoints.autotaskZones are right (at2qbo settings); if so, report it with: at2qbo logs --bundle FILE',
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function nameOf(asked: Asked): string {
  return asked.id === null ? asked.kind : `${asked.kind} of id ${asked.id}`;
}

function isHtml(response: HttpResponse): boolean {
  return /text\/html/i.test(response.headers['content-type'] ?? '') || /^\s*</.test(response.text.slice(0, 200));
}

/** `errors[]` of texts or of `{message}`, ASP.NET's `Message`, or a short plain text. */
function textsOf(response: HttpResponse): string[] {
  if (isHtml(response)) return [];
  let body: unknown;
  try {
    body = JSON.parse(response.text);
  } catch {
    return [response.text.trim()].filter((text) => text !== '');
  }
  if (typeof body !== 'object' || body === null) return [];
  const fields = body as Readonly<Record<string, unknown>>;
  const listed = Array.isArray(fields['errors']) ? (fields['errors'] as unknown[]) : [];
  return [...listed.map(messageOf), messageOf(fields['Message']), messageOf(fields['message'])].filter((text) => text !== '');
}

function messageOf(part: unknown): string {
  if (typeof part === 'string') return part.trim();
  if (typeof part !== 'object' || part === null || !('message' in part)) return '';
  return typeof part.message === 'string' ? part.message.trim() : '';
}

/** In milliseconds. */
function retryAfter(response: HttpResponse): number | null {
  const seconds = retryAfterSeconds(response.headers);
  return seconds === null ? null : seconds * 1000;
}
