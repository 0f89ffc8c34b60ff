// One authenticated request: zone, headers, limits, retries, and what the answer means.
import { AuthError, UnknownOutcomeError } from '../../core/errors.ts';
import type { Clock, LogFacts } from '../../core/ports.ts';
import { NetworkFailure } from '../http/network-failure.ts';
import type { Http } from '../http/http.ts';
import { Limiter, type Gate } from '../http/limiter.ts';
import { withRetry } from '../http/retry.ts';
import type { RetryPlan } from '../http/retry.ts';
import { RequestBudget } from './budget.ts';
import { classify, classifyFailure, signInRefused } from './errors.ts';
import { ServerClock } from './server-clock.ts';
import type { Asked, Verdict } from './errors.ts';
import { Throttle, throttled } from './throttle.ts';
import type { Zone } from './zone.ts';

export interface Credentials {
  readonly username: string;
  readonly secret: string;
  readonly integrationCode: string;
}

export type Log = (level: 'info' | 'warn' | 'error', message: string, facts?: LogFacts) => void;

export interface TransportOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly zone: Zone;
  readonly credentials: Credentials;
  readonly limits: { readonly concurrent: number; readonly perHour: number };
  /** The limit of one endpoint, kept together with other programs. */
  readonly gate?: (endpoint: string, concurrent: number) => Gate;
  readonly retry: RetryPlan;
  readonly scrub: (text: string) => string;
  readonly log: Log;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/V1.0/`; its first segment is the endpoint whose calls at once are limited. */
  readonly path: string;
  readonly asked: Asked;
  readonly body?: unknown;
  /** What a second call would do a second time: never repeated where it may have been carried out. */
  readonly isOnce?: boolean;
}

const TIMEOUT = 120_000;

/** Every call may be repeated: queries read, and a PATCH of the same values twice is the same as once. */
export class Transport {
  readonly budget: RequestBudget;
  readonly serverClock: ServerClock;
  readonly #options: TransportOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #throttle: Throttle;
  readonly #endpoints = new Map<string, Limiter>();
  readonly #firstCall: Limiter;
  #isProven = false;
  #refusal: AuthError | null = null;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#headers = headersOf(options.credentials);
    this.budget = new RequestBudget(options.limits.perHour, options.clock);
    this.serverClock = new ServerClock(options.clock);
    this.#throttle = new Throttle(options.clock);
    this.#firstCall = new Limiter({ concurrent: 1 }, options.clock);
  }

  /** The JSON of the answer. Throws a typed error; never one that holds a secret. */
  async send(request: ApiRequest): Promise<unknown> {
    try {
      return await withRetry(this.#options.retry, this.#options.clock, (n) => this.#attempt(request, n));
    } catch (error) {
      // A zone host that is gone: the remembered address must not outlive it.
      if (error instanceof Error && 'code' in error && error.code === 'ENOTFOUND') await this.#options.zone.forget();
      throw error;
    }
  }

  /** Until one call was accepted they go one by one: parallel calls with a wrong secret would lock the API user. */
  async #attempt(request: ApiRequest, n: number): Promise<{ value: unknown } | { again: unknown; after?: number | null }> {
    if (this.#isProven) return this.#settle(await this.#signedIn(request), request, n);
    const leave = await this.#firstCall.enter();
    try {
      const verdict = await this.#signedIn(request);
      if (verdict.is === 'answer') this.#isProven = true;
      return this.#settle(verdict, request, n);
    } finally {
      leave();
    }
  }

  async #signedIn(request: ApiRequest): Promise<Verdict> {
    const { verdict, root } = await this.#exchange(request);
    if (verdict.is !== 'not-signed-in') return verdict;
    this.#isProven = false; // what starts from here on goes one by one again
    const moved = await this.#options.zone.movedFrom(root);
    if (moved === null) return verdict;
    this.#options.log('info', 'Autotask moved this database to another zone', { zone: moved });
    return (await this.#exchange(request)).verdict;
  }

  #settle(verdict: Verdict, request: ApiRequest, n: number): { value: unknown } | { again: unknown; after?: number | null } {
    switch (verdict.is) {
      case 'answer':
        this.#throttle.answered();
        return { value: verdict.value };
      case 'again':
        if (request.isOnce === true)
          throw new UnknownOutcomeError(verdict.error.message, {
            service: 'Autotask',
            remedy: 'Nothing to do: the next run looks for it first.',
            cause: verdict.error,
          });
        this.#options.log('warn', verdict.error.message, { call: request.asked.kind, try: n });
        return { again: verdict.error, after: verdict.after };
      case 'throttled': {
        const end = this.#throttle.refused(verdict.isHourly, verdict.after);
        if (end) throw end;
        this.#options.log('warn', 'Autotask asked for a pause', { call: request.asked.kind, try: n });
        this.#endpoint(request.path).pause(verdict.after ?? 1000);
        return { again: throttled(this.#options.clock.now() + (verdict.after ?? 60_000), this.#options.clock.now()), after: verdict.after };
      }
      case 'not-signed-in':
        this.#refusal = signInRefused();
        throw this.#refusal;
      case 'refused':
        throw verdict.error;
    }
  }

  async #exchange(request: ApiRequest): Promise<{ readonly verdict: Verdict; readonly root: string }> {
    const leave = await this.#endpoint(request.path).enter();
    try {
      // Only now: while this call waited for its turn the database may have turned out to have moved.
      const root = await this.#options.zone.root();
      return { root, verdict: await this.#ask(`${root}/V1.0/${request.path}`, request) };
    } finally {
      leave();
    }
  }

  async #ask(url: string, request: ApiRequest): Promise<Verdict> {
    try {
      if (this.#refusal) throw this.#refusal;
      this.#throttle.check();
      this.budget.spend();
      const response = await this.#options.http({
        service: 'Autotask',
        kind: request.asked.kind,
        method: request.method,
        url,
        headers: request.body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        timeoutMs: TIMEOUT,
      });
      this.serverClock.learn(response.headers['date']);
      return classify(response, request.asked, this.#options.scrub);
    } catch (error) {
      if (error instanceof NetworkFailure) return classifyFailure(error, request.asked);
      throw error;
    }
  }

  #endpoint(path: string): Limiter {
    const name = path.split('/')[0] ?? path;
    const known = this.#endpoints.get(name);
    if (known) return known;
    const { concurrent } = this.#options.limits;
    const limiter = new Limiter({ concurrent }, this.#options.clock, this.#options.gate?.(name.toLowerCase(), concurrent));
    this.#endpoints.set(name, limiter);
    return limiter;
  }
}

/** A secret pasted with a line end is trimmed; one that no header can carry is refused before it could show up in an error of HTTP. */
export function headersOf({ username, secret, integrationCode }: Credentials): Record<string, string> {
  const named = { UserName: username, Secret: secret, ApiIntegrationCode: integrationCode };
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const [name, given] of Object.entries(named)) {
    const value = given.replace(/[\r\n]+$/, '');
    if (value === '' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new AuthError(`The Autotask ${name} is empty or holds a character that can't be sent.`, {
        service: 'Autotask',
        remedy: 'Copy it again: at2qbo connect autotask',
      });
    headers[name] = value;
  }
  return headers;
}
