// intuit-oauth with its one HTTP method replaced: the library's own has no time limit and repeats lost calls.
// A used code or token would be posted again. It also keeps its addresses in static properties shared by the whole program,
// so another root is put in here. Loaded only when a token call is due: the library takes 100 ms to load.
import OAuthClient from 'intuit-oauth';
import type { Http, HttpResponse } from '../../http/http.ts';

const TIMEOUT_MS = 30_000;

interface LibraryRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
}
interface LibraryResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly data: unknown;
}

export interface IntuitApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly environment: 'production' | 'sandbox';
  /** Other root for all four addresses; null = Intuit's own. */
  readonly root: string | null;
}

/** One instance a call: the library keeps the last token in itself, and errors lose the answer, which is kept here instead. */
export class IntuitClient extends OAuthClient {
  /** What came back last; null where nothing did. */
  answer: HttpResponse | null = null;
  /** Why nothing came back. */
  failure: unknown = null;
  readonly #http: Http;
  readonly #root: string | null;
  readonly #kind: string;

  constructor(app: IntuitApp, http: Http, kind: string) {
    super({
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      environment: app.environment,
      redirectUri: app.redirectUri,
      includeRefreshTokenHardExpiresIn: true,
    });
    this.#http = http;
    this.#root = app.root;
    this.#kind = kind;
  }

  /** The address of the consent page. */
  consentUrl(scope: readonly string[], state: string): string {
    return this.#moved(this.authorizeUri({ scope: [...scope], state }));
  }

  override async loadResponse(request: LibraryRequest): Promise<LibraryResponse> {
    const isJson = /json/i.test(request.headers['Content-Type'] ?? '');
    const { 'User-Agent': _, ...headers } = request.headers; // ours is set by the sender
    try {
      this.answer = await this.#http({
        service: 'Intuit sign-in',
        kind: this.#kind,
        method: request.method === 'GET' ? 'GET' : 'POST',
        url: this.#moved(request.url),
        headers,
        ...(request.data === undefined
          ? {}
          : { body: isJson ? JSON.stringify(request.data) : new URLSearchParams(request.data).toString() }),
        timeoutMs: TIMEOUT_MS,
      });
    } catch (failure) {
      this.failure = failure;
      throw failure;
    }
    const { status, headers: answered, text } = this.answer;
    return { status, statusText: `HTTP ${status}`, headers: answered, data: parsed(text) };
  }

  #moved(url: string): string {
    if (this.#root === null) return url;
    const { pathname, search } = new URL(url);
    return `${this.#root.replace(/\/+$/, '')}${pathname}${search}`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // HTML of a gateway, or the empty answer of a revocation
  }
}
