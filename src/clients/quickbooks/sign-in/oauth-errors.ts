// Intuit's sign-in answers as our errors. Only Intuit's error code is ever quoted.
// Its descriptions may repeat what was sent.
import { AuthError, TemporaryError } from '../../../core/errors.ts';
import type { At2qboError } from '../../../core/errors.ts';
import type { HttpResponse } from '../../http/http.ts';
import { NetworkFailure } from '../../http/network-failure.ts';

const CONNECT = 'at2qbo connect quickbooks';

/** The error of a call that didn't end with a usable 2xx. `what` says what was tried: `renewing the sign-in`. */
export function classifySignIn(what: string, answer: HttpResponse | null, failure: unknown): At2qboError {
  if (!answer) {
    const code = failure instanceof NetworkFailure ? failure.code : 'no answer';
    return new TemporaryError(`Intuit didn't answer (${code}) while ${what}; the sign-in is kept`, { service: 'QuickBooks', code });
  }
  const { status } = answer;
  const traceId = answer.headers['intuit_tid'];
  const error = errorCode(answer.text);
  const details = {
    service: 'QuickBooks' as const,
    code: error ?? String(status),
    ...(traceId === undefined ? {} : { traceId }),
  };
  if (status >= 500 || status === 429 || status === 408) {
    return new TemporaryError(`Intuit is down or busy (HTTP ${status}) while ${what}; the sign-in is kept`, details);
  }
  if (error === 'invalid_grant') {
    return new AuthError(`Intuit refused the sign-in (invalid_grant) while ${what}: it has expired, was revoked, or was used already`, {
      ...details,
      remedy: CONNECT,
    });
  }
  if (error === 'invalid_client' || error === 'unauthorized_client' || status === 401) {
    return new AuthError(
      `Intuit doesn't know this app (${error ?? `HTTP ${status}`}) while ${what}: client id and client secret don't belong together, ` +
        'or they are development keys for a production company (or the reverse)',
      { ...details, remedy: `${CONNECT}, with client id and secret from the same "Keys" page` },
    );
  }
  if (status >= 400 && error !== null) {
    return new AuthError(`Intuit refused (${error}) while ${what}`, { ...details, remedy: CONNECT });
  }
  // A 2xx that can't be read, a redirect, a proxy's page: nothing that speaks against the token.
  return new TemporaryError(`Intuit's answer can't be read (HTTP ${status}) while ${what}; the sign-in is kept`, details);
}

function errorCode(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' && /^[a-z_]{1,40}$/i.test(error) ? error.toLowerCase() : null;
  } catch {
    return null;
  }
}
