// The address that Intuit's consent page sends the browser back to: checked before its code is used.
import { createHash, timingSafeEqual } from 'node:crypto';
import { AuthError, UsageError } from '../../../core/errors.ts';

const AGAIN = 'open the consent page again: at2qbo connect quickbooks';

export interface Consent {
  readonly code: string;
  readonly realmId: string;
}

/** Code and company of the redirected address. It must be of the registered page, of this attempt (`state`), and whole. */
export function readRedirected(redirected: string, expected: { readonly redirectUri: string; readonly state: string }): Consent {
  const url = parse(redirected.trim());
  const registered = parse(expected.redirectUri);
  if (!url || !registered) throw new UsageError('the redirected address is not an address', 'copy the whole address line, with https://');
  if (url.origin !== registered.origin || url.pathname !== registered.pathname) {
    throw new UsageError(
      `the redirected address is of another page (${url.origin}${url.pathname}) than the registered ${expected.redirectUri}`,
      AGAIN,
    );
  }
  if (!isSame(single(url, 'state') ?? '', expected.state)) {
    throw new AuthError("the redirected address doesn't belong to this attempt (state differs)", { service: 'QuickBooks', remedy: AGAIN });
  }
  const refusal = single(url, 'error');
  if (refusal !== null) {
    const why =
      refusal === 'access_denied' ? 'the consent was refused' : `Intuit refused (${/^\w{1,40}$/.test(refusal) ? refusal : 'unknown'})`;
    throw new AuthError(`not connected: ${why}`, { service: 'QuickBooks', remedy: AGAIN });
  }
  const code = single(url, 'code');
  const realmId = single(url, 'realmId');
  if (code === null || code === '' || realmId === null || !/^\d{1,32}$/.test(realmId)) {
    throw new UsageError('the redirected address lacks code or realmId', 'copy the whole address line, up to its end');
  }
  return { code, realmId };
}

/** Compares in constant time. */
export function isSame(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return expected !== '' && timingSafeEqual(hash(given), hash(expected));
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

// A parameter given twice is somebody's trick: neither is taken.
function single(url: URL, name: string): string | null {
  const values = url.searchParams.getAll(name);
  return values.length === 1 ? (values[0] ?? null) : null;
}
