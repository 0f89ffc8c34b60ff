// Gives out access tokens. One refresher at a time, in this program and across all.
// A rotated token is on the disk before it is used.
import { DAY_MS } from '../../../core/dates.ts';
import { AuthError, BusyError, TemporaryError } from '../../../core/errors.ts';
import type { Clock, RunEvents } from '../../../core/ports.ts';
import type { TakeLock } from '../../host/lock.ts';
import type { QuickBooksToken } from '../../secrets/names.ts';
import type { Vault } from '../../secrets/vault.ts';
import type { IntuitOAuth } from './oauth.ts';

type Refresher = Pick<IntuitOAuth, 'refresh'>;

export interface TokensOptions {
  readonly vault: Pick<Vault, 'read' | 'update'>;
  /** Made when a refresh is due; all its code is loaded when it resolves. */
  readonly oauth: () => Promise<Refresher>;
  /** The token lock of the profile: one refresher at a time, on all hosts that share the secrets. */
  readonly lock: TakeLock;
  readonly clock: Clock;
  readonly log: RunEvents['log'];
  /** The company that is worked on; null: whichever the token is for. */
  readonly realmId: string | null;
}

/** `use`: one that is good for some minutes. `refused`: QuickBooks answered 401 to `refusedToken`; gives another one. */
export type AccessToken = (why: 'use' | 'refused', refusedToken?: string) => Promise<string>;

const EARLY_MS = 5 * 60_000;
const LOCK_MS = 150_000;
const STORE_TRIES = 3;
const CONNECT = 'at2qbo connect quickbooks';

/** Makes the giver of access tokens of one profile. */
export function createTokens(options: TokensOptions): AccessToken {
  const { vault, clock, log } = options;
  let current: QuickBooksToken | null = null;
  let inFlight: Promise<QuickBooksToken> | null = null;
  let isWarned = false;
  /** What Intuit said no to: asked again with the same token it may end the whole connection. */
  let refusal: { readonly refreshToken: string; readonly error: AuthError } | null = null;

  const isOurs = (token: QuickBooksToken): boolean => options.realmId === null || token.realmId === options.realmId;

  const isGood = (token: QuickBooksToken, refused: string | undefined): boolean =>
    isOurs(token) &&
    token.accessToken !== '' &&
    token.accessToken !== refused &&
    token.accessExpiresAt - EARLY_MS > clock.now() &&
    token.issuedAt <= clock.now() + EARLY_MS; // a clock that was set back would make an old token look young

  const stored = async (): Promise<QuickBooksToken> => {
    const token = (await vault.read())['quickbooks.token'];
    if (!token) throw new AuthError('QuickBooks is not connected', { service: 'QuickBooks', remedy: CONNECT });
    return token;
  };

  const obtain = async (refused: string | undefined): Promise<QuickBooksToken> => {
    const found = await stored();
    if (isGood(found, refused)) return found;
    const lock = await options.lock({ waitMs: LOCK_MS, note: 'renewing the sign-in' }).catch((cause: unknown) => {
      if (!(cause instanceof BusyError)) throw cause;
      throw new TemporaryError(`the sign-in is being renewed elsewhere for too long; ${cause.message}`, { service: 'QuickBooks', cause });
    });
    try {
      const token = await stored(); // another process may have renewed it, or a `connect` put it back, while this one waited
      if (isGood(token, refused)) return token;
      if (!isOurs(token)) {
        const message = `the QuickBooks sign-in is for company ${token.realmId} now, not for ${options.realmId}, which this run works on`;
        throw new AuthError(message, { service: 'QuickBooks', remedy: CONNECT });
      }
      const oauth = await options.oauth();
      await vault.update((secrets) => secrets); // a disk that is full or read-only is found before the old token is spent
      return await renew(oauth, token);
    } finally {
      await lock.release();
    }
  };

  const renew = async (oauth: Refresher, token: QuickBooksToken, isLastTry = false): Promise<QuickBooksToken> => {
    if (refusal?.refreshToken === token.refreshToken) throw refusal.error;
    try {
      return await exchange(oauth, token);
    } catch (cause) {
      if (!(cause instanceof AuthError) || cause.code !== 'invalid_grant') throw cause;
      const newer = await stored();
      if (newer.refreshToken !== token.refreshToken && !isLastTry) return renew(oauth, newer, true); // `connect` stored another one meanwhile
      refusal = { refreshToken: token.refreshToken, error: cause };
      throw cause;
    }
  };

  /** Everything that storing needs is in hand before Intuit is asked: from the answer to the disk it is one write. */
  const exchange = async (oauth: Refresher, token: QuickBooksToken): Promise<QuickBooksToken> => {
    let renewed: QuickBooksToken | null = null;
    for (let n = 1; ; n += 1) {
      try {
        await vault.update(async (secrets) => {
          // What `connect` stored in the meantime belongs to another consent and wins.
          if (secrets['quickbooks.token']?.refreshToken !== token.refreshToken) return secrets;
          await clock.sleep(0); // what became due while code was loaded (the log) is written now, not beside the answer
          renewed ??= { ...token, ...(await oauth.refresh(token.refreshToken)) };
          return { ...secrets, 'quickbooks.token': renewed };
        });
        return renewed ?? (await stored());
      } catch (cause) {
        if (renewed === null) throw cause;
        if (n >= STORE_TRIES) {
          const why = cause instanceof Error ? cause.message : String(cause);
          const fix = `make room on the disk, then: ${CONNECT}`;
          throw new AuthError(`the renewed sign-in could not be stored, and the old one is spent: ${why}`, { remedy: fix, cause });
        }
        await clock.sleep(1000 * n);
      }
    }
  };

  const warn = (token: QuickBooksToken): void => {
    if (isWarned) return;
    const ends = Math.min(token.refreshExpiresAt, token.hardExpiresAt ?? Number.POSITIVE_INFINITY);
    const days = Math.floor((ends - clock.now()) / DAY_MS);
    if (days >= 20) return;
    isWarned = true;
    log('warn', `the QuickBooks connection ends in ${Math.max(0, days)} days; renew it: ${CONNECT}`, { daysLeft: days });
  };

  return async (_why, refused) => {
    // While a renewal is under way nothing goes out with the old token: a kill in the middle of it should meet nothing else.
    if (inFlight === null && current && isGood(current, refused)) return current.accessToken;
    // A flight that began before the refusal may bring the refused token itself: then one more.
    for (let tries = 1; ; tries += 1) {
      inFlight ??= obtain(refused).finally(() => (inFlight = null));
      const token = await inFlight;
      if (token.accessToken === refused && tries === 1) continue;
      current = token;
      warn(token);
      return token.accessToken;
    }
  };
}
