// Intuit's sign-in: consent, code exchange, rotating single-use refresh tokens, revoke, who consented.
import { randomBytes, timingSafeEqual } from 'node:crypto';

export interface OAuthRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface OAuthAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Grant {
  readonly scopes: ReadonlySet<string>;
  isRevoked: boolean;
  refreshToken: string;
}

interface Code {
  readonly redirectUri: string;
  readonly grant: Grant;
  readonly issuedAt: number;
  isUsed: boolean;
}

const ACCESS_SECONDS = 3600;
const REFRESH_SECONDS = 8_726_400;
const CODE_MINUTES = 5;
const ACCOUNTING = 'com.intuit.quickbooks.accounting';
const PLAYGROUND_SCOPES = [ACCOUNTING, 'openid', 'email', 'profile'];

/** OAuth paths and the word each has in the log. */
export const OAUTH_PATHS: ReadonlyMap<string, string> = new Map([
  ['/connect/oauth2', 'oauth.authorize'],
  ['/oauth2/v1/tokens/bearer', 'oauth.token'],
  ['/v2/oauth2/tokens/revoke', 'oauth.revoke'],
  ['/v1/openid_connect/userinfo', 'oauth.userinfo'],
]);

/** One app of one Intuit account, connected to one company. */
export class IntuitSignIn {
  readonly clientId = `ABsandbox${randomBytes(12).toString('hex')}`;
  readonly clientSecret = randomBytes(20).toString('base64url');
  readonly #realmId: string;
  readonly #now: () => number;
  readonly #redirectUris: readonly string[] | null;
  readonly #codes = new Map<string, Code>();
  readonly #refresh = new Map<string, { readonly grant: Grant; readonly issuedAt: number }>();
  readonly #access = new Map<string, { readonly grant: Grant; expiresAt: number }>();

  constructor(realmId: string, now: () => number, redirectUris: readonly string[] | null) {
    this.#realmId = realmId;
    this.#now = now;
    this.#redirectUris = redirectUris;
  }

  issueRefreshToken(): string {
    return this.#rotate({ scopes: new Set(PLAYGROUND_SCOPES), isRevoked: false, refreshToken: '' });
  }

  /** Every token ever given out. */
  get issued(): string[] {
    return [...this.#refresh.keys(), ...this.#access.keys()];
  }

  expireAccessTokens(): void {
    for (const token of this.#access.values()) token.expiresAt = this.#now();
  }

  /** The scopes of a valid access token; null: 401. */
  scopesOf(authorization: string | undefined): ReadonlySet<string> | null {
    const token = this.#access.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    return token && token.expiresAt > this.#now() && !token.grant.isRevoked ? token.grant.scopes : null;
  }

  answer(request: OAuthRequest): OAuthAnswer {
    switch (OAUTH_PATHS.get(request.path)) {
      case 'oauth.authorize':
        return request.method === 'GET' ? this.#authorize(request.query) : notAllowed();
      case 'oauth.token':
        return request.method === 'POST' ? this.#token(request) : notAllowed();
      case 'oauth.revoke':
        return request.method === 'POST' ? this.#revoke(request) : notAllowed();
      default:
        return request.method === 'GET' ? this.#userInfo(request) : notAllowed();
    }
  }

  #authorize(query: URLSearchParams): OAuthAnswer {
    const redirectUri = query.get('redirect_uri') ?? '';
    const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (query.get('client_id') !== this.clientId) return page('The client_id query parameter value is invalid.');
    if (!this.#mayRedirect(redirectUri))
      return page('The redirect_uri query parameter value is invalid. Make sure it is listed in the Redirect URIs section on your app.');
    if (query.get('response_type') !== 'code') return page('The response_type query parameter value is invalid.');
    const state = query.get('state');
    if (!state) return page('The state query parameter is missing.');
    if (!scopes.includes(ACCOUNTING)) return page('The scope query parameter value is invalid.');
    const code = `XAB${randomBytes(20).toString('hex')}`;
    this.#codes.set(code, {
      redirectUri,
      grant: { scopes: new Set(scopes), isRevoked: false, refreshToken: '' },
      issuedAt: this.#now(),
      isUsed: false,
    });
    const back = new URL(redirectUri);
    for (const [name, value] of [
      ['code', code],
      ['state', state],
      ['realmId', this.#realmId],
    ] as const)
      back.searchParams.set(name, value);
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  // Registered ones exactly; else what Intuit lets development keys register: https by name, http for localhost, no query.
  #mayRedirect(address: string): boolean {
    if (this.#redirectUris) return this.#redirectUris.includes(address);
    if (!URL.canParse(address)) return false;
    const url = new URL(address);
    if (url.search !== '' || url.hash !== '') return false;
    if (url.protocol === 'http:') return url.hostname === 'localhost';
    return url.protocol === 'https:' && !/^[\d.]+$|^\[/.test(url.hostname);
  }

  #token(request: OAuthRequest): OAuthAnswer {
    if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) return failure(400, 'invalid_request');
    const form = new URLSearchParams(request.body);
    if (!this.#isClient(request, form)) return failure(401, 'invalid_client');
    const type = form.get('grant_type');
    if (type === 'authorization_code') return this.#exchange(form);
    if (type === 'refresh_token') return this.#refreshWith(form.get('refresh_token') ?? '');
    return failure(400, 'unsupported_grant_type');
  }

  #isClient(request: OAuthRequest, form: URLSearchParams): boolean {
    const basic = /^Basic (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (basic !== undefined) return same(Buffer.from(basic, 'base64').toString('utf8'), `${this.clientId}:${this.clientSecret}`);
    return same(`${form.get('client_id') ?? ''}:${form.get('client_secret') ?? ''}`, `${this.clientId}:${this.clientSecret}`);
  }

  #exchange(form: URLSearchParams): OAuthAnswer {
    const code = this.#codes.get(form.get('code') ?? '');
    if (!code || form.get('redirect_uri') !== code.redirectUri || this.#now() - code.issuedAt > CODE_MINUTES * 60_000)
      return failure(400, 'invalid_grant', 'Invalid authorization code');
    if (code.isUsed) {
      code.grant.isRevoked = true; // a code presented twice takes the first exchange's tokens with it
      return failure(400, 'invalid_grant', 'Invalid authorization code');
    }
    code.isUsed = true;
    return this.#tokens(code.grant);
  }

  #refreshWith(token: string): OAuthAnswer {
    const known = this.#refresh.get(token);
    const isLive =
      known && !known.grant.isRevoked && known.grant.refreshToken === token && this.#now() - known.issuedAt < REFRESH_SECONDS * 1000;
    return known && isLive ? this.#tokens(known.grant) : failure(400, 'invalid_grant', 'Token invalid');
  }

  #tokens(grant: Grant): OAuthAnswer {
    const refreshToken = this.#rotate(grant);
    const accessToken = `eyJ${randomBytes(300).toString('base64url')}`;
    this.#access.set(accessToken, { grant, expiresAt: this.#now() + ACCESS_SECONDS * 1000 });
    return json(200, {
      token_type: 'bearer',
      access_token: accessToken,
      expires_in: ACCESS_SECONDS,
      refresh_token: refreshToken,
      x_refresh_token_expires_in: REFRESH_SECONDS,
    });
  }

  #rotate(grant: Grant): string {
    grant.refreshToken = `AB1${randomBytes(24).toString('hex')}`;
    this.#refresh.set(grant.refreshToken, { grant, issuedAt: this.#now() });
    return grant.refreshToken;
  }

  #revoke(request: OAuthRequest): OAuthAnswer {
    if (!this.#isClient(request, new URLSearchParams())) return failure(401, 'invalid_client');
    const token = tokenIn(request);
    const grant = (this.#refresh.get(token) ?? this.#access.get(token))?.grant;
    if (!grant || grant.isRevoked) return failure(400, 'invalid_request', 'Token invalid');
    grant.isRevoked = true;
    return { status: 200, headers: {}, body: '' };
  }

  #userInfo(request: OAuthRequest): OAuthAnswer {
    const scopes = this.scopesOf(request.headers['authorization']);
    if (!scopes) return failure(401, 'invalid_token');
    if (!scopes.has('openid')) return failure(403, 'insufficient_scope');
    return json(200, {
      sub: '1182d6ec-2a1f-4aa3-af3f-bb3b95db45af',
      ...(scopes.has('email') ? { email: 'bookkeeper@northwind.example', emailVerified: true } : {}),
      ...(scopes.has('profile') ? { givenName: 'Pat', familyName: 'Keeper' } : {}),
    });
  }
}

function tokenIn(request: OAuthRequest): string {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return new URLSearchParams(request.body).get('token') ?? '';
  try {
    const body: unknown = JSON.parse(request.body);
    return typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string' ? body.token : '';
  } catch {
    return ''; // not JSON: no token in it, refused like an unknown one
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function json(status: number, body: object): OAuthAnswer {
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' }, body: JSON.stringify(body) };
}

function failure(status: number, error: string, description?: string): OAuthAnswer {
  return json(status, { error, ...(description === undefined ? {} : { error_description: description }) });
}

function notAllowed(): OAuthAnswer {
  return failure(405, 'invalid_request');
}

function page(message: string): OAuthAnswer {
  const body = `<!doctype html><title>Intuit</title><h1>Sorry, but something went wrong</h1><p>${message}</p>`;
  return { status: 400, headers: { 'content-type': 'text/html;charset=UTF-8' }, body };
}
