// Sign-in at Intuit: consent page, code for token, refresh, revocation, and who connected.
// Each call is posted once, never again by itself.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AuthError, ConfigError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import type { Http } from '../../http/http.ts';
import type { QuickBooksToken } from '../../secrets/names.ts';
import { noteSecrets } from '../../secrets/seen.ts';
import type { IntuitApp, IntuitClient } from './intuit-client.ts';
import { classifySignIn } from './oauth-errors.ts';
import { readRedirected } from './redirected.ts';

/** The last three only tell who connected: the default recipient of reports. */
const SCOPES = ['com.intuit.quickbooks.accounting', 'openid', 'profile', 'email'] as const;

const seconds = z.coerce.number().positive();
const answerSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: seconds,
  x_refresh_token_expires_in: seconds,
  x_refresh_token_hard_expires_in: seconds.optional().catch(undefined),
});
const userSchema = z.object({ email: z.string().min(3) });

export interface OAuthOptions extends IntuitApp {
  readonly http: Http;
  readonly clock: Clock;
}

/** A token as Intuit gives it, before it is tied to a company. */
export type IssuedToken = Omit<QuickBooksToken, 'realmId' | 'pastedHash'>;

/** A new `state`: 256 random bits. */
export function newState(): string {
  return randomBytes(32).toString('base64url');
}

/** Intuit's sign-in service for one app. */
export class IntuitOAuth {
  readonly #options: OAuthOptions;
  readonly #usedCodes = new Set<string>();

  constructor(options: OAuthOptions) {
    // The library's base64 breaks on anything else, and no real key holds it: a stray character from the clipboard.
    if (!/^[\x21-\x7e]*$/.test(options.clientId + options.clientSecret)) {
      throw new ConfigError('client id or client secret holds a space or a character that no key has', 'copy them again');
    }
    noteSecrets([options.clientSecret]);
    answerSchema.safeParse({}); // compiles on first use: not while a rotated token waits to be stored
    this.#options = options;
  }

  /** Loads the library now: its 100 ms, and what they leave to be swept up, don't fall between Intuit's answer and the disk. */
  async ready(): Promise<this> {
    await import('./intuit-client.ts');
    return this;
  }

  /** The address of the consent page. */
  async authorizeUrl(state: string): Promise<string> {
    return (await this.#client('consent')).consentUrl(SCOPES, state);
  }

  /**
   * The redirected address for a token. A code that was tried is never sent again: a second time would kill the first token.
   * `accept` may throw for a company that isn't wanted, before the code is spent.
   */
  async exchange(redirectedUrl: string, state: string, accept?: (realmId: string) => Promise<void>): Promise<QuickBooksToken> {
    const { redirectUri } = this.#options;
    const { code, realmId } = readRedirected(redirectedUrl, { redirectUri, state });
    noteSecrets([code]);
    await accept?.(realmId);
    if (this.#usedCodes.has(code)) {
      throw new AuthError('this answer of the consent page was used already', {
        service: 'QuickBooks',
        remedy: 'at2qbo connect quickbooks',
      });
    }
    this.#usedCodes.add(code);
    const query = new URLSearchParams({ code, realmId });
    const token = await this.#token('token.exchange', 'asking for the token', (client) =>
      client.createToken(`${redirectUri}?${query.toString()}`),
    );
    return { ...token, realmId };
  }

  /** A new access token, and often a new refresh token: the old one is to be taken for dead from now on. */
  refresh(refreshToken: string): Promise<IssuedToken> {
    noteSecrets([refreshToken]);
    return this.#token('token.refresh', 'renewing the sign-in', (client) => client.refreshUsingToken(refreshToken));
  }

  /** Ends the connection at Intuit. */
  async revoke(refreshToken: string): Promise<void> {
    await this.#call('token.revoke', 'revoking the sign-in', (client) => client.revoke({ refresh_token: refreshToken }));
  }

  /** E-mail of the person who connected; null where Intuit doesn't say (a token from the playground without these scopes). */
  async userinfo(accessToken: string): Promise<string | null> {
    const client = await this.#client('userinfo');
    client.setToken({ access_token: accessToken });
    try {
      await client.getUserInfo();
    } catch (cause) {
      // 401 and 403 are how a token without the scope `openid` is answered.
      if (client.answer?.status === 401 || client.answer?.status === 403) return null;
      if (client.answer && client.answer.status < 300) throw cause;
      throw classifySignIn('asking who connected', client.answer, client.failure);
    }
    const user = userSchema.safeParse(json(client.answer?.text ?? ''));
    return user.success ? user.data.email : null;
  }

  async #token(kind: string, what: string, work: (client: IntuitClient) => Promise<unknown>): Promise<IssuedToken> {
    const client = await this.#call(kind, what, work);
    const answer = answerSchema.safeParse(json(client.answer?.text ?? ''));
    if (!answer.success) throw classifySignIn(what, client.answer, null);
    noteSecrets([answer.data.access_token, answer.data.refresh_token]);
    const now = this.#options.clock.now();
    const hard = answer.data.x_refresh_token_hard_expires_in;
    return {
      accessToken: answer.data.access_token,
      refreshToken: answer.data.refresh_token,
      accessExpiresAt: now + answer.data.expires_in * 1000,
      refreshExpiresAt: now + answer.data.x_refresh_token_expires_in * 1000,
      hardExpiresAt: hard === undefined ? null : now + hard * 1000,
      issuedAt: now,
    };
  }

  // The library's own errors hold the whole answer, tokens included: none of them is passed on, not even as a cause.
  async #call(kind: string, what: string, work: (client: IntuitClient) => Promise<unknown>): Promise<IntuitClient> {
    const client = await this.#client(kind);
    try {
      await work(client);
    } catch (cause) {
      if (!client.answer && client.failure === null) throw cause; // nothing was sent: a bug
      throw classifySignIn(what, client.answer, client.failure);
    }
    return client;
  }

  async #client(kind: string): Promise<IntuitClient> {
    const { IntuitClient } = await import('./intuit-client.ts');
    return new IntuitClient(this.#options, this.#options.http, kind);
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
