// Finds the server of the customer's Autotask: by a setting, from an earlier run, or by asking for the zone.
import { z } from 'zod';
import { TemporaryError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { NetworkFailure } from '../http/network-failure.ts';
import type { Http } from '../http/http.ts';
import { withRetry } from '../http/retry.ts';
import type { RetryPlan } from '../http/retry.ts';
import { classify, classifyFailure, signInRefused, unexpected } from './errors.ts';
import type { Asked, Verdict } from './errors.ts';
import { throttled } from './throttle.ts';

export interface ZoneCache {
  get(): Promise<string | null>;
  set(url: string | null): Promise<void>;
}

export interface ZoneOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly username: string;
  readonly endpoints: { readonly autotask: string | null; readonly autotaskZones: string };
  readonly zoneCache: ZoneCache;
  readonly retry: RetryPlan;
  readonly scrub: (text: string) => string;
}

const ASKED: Asked = { entity: 'ZoneInformation', kind: 'zoneInformation', id: null };
const Answer = z.object({ url: z.string().min(1) });
const TIMEOUT = 60_000;

/** Root of the REST API without a slash at its end (`…/ATServicesRest`). */
export class Zone {
  readonly #options: ZoneOptions;
  #root: Promise<string> | null = null;
  #move: Promise<string> | null = null;

  constructor(options: ZoneOptions) {
    this.#options = options;
  }

  root(): Promise<string> {
    this.#root ??= this.#find().catch((error: unknown) => {
      // A fault that passes must not stay for the whole run; an unknown user must not be asked for again by every call.
      if (error instanceof TemporaryError) this.#root = null;
      throw error;
    });
    return this.#root;
  }

  /** After a 401 at `from`: the new root if the database has really moved, else null. Asks once in this client's life. */
  async movedFrom(from: string): Promise<string | null> {
    if (this.#options.endpoints.autotask !== null) return null;
    if (this.#move === null) {
      this.#move = this.#discover();
      // Whoever asks for the root meanwhile waits for it, and is refused like the first when nothing moved.
      this.#root = this.#move.then((found) => {
        if (found === from) throw signInRefused();
        return found;
      });
      this.#root.catch(() => undefined); // reported to those who await it
    }
    const found = await this.#move;
    if (found === from) return null;
    return found;
  }

  /** Makes the next run ask for the zone again. */
  async forget(): Promise<void> {
    if (this.#options.endpoints.autotask === null) await this.#options.zoneCache.set(null);
  }

  async #find(): Promise<string> {
    const { endpoints, zoneCache } = this.#options;
    if (endpoints.autotask !== null) return withoutSlash(endpoints.autotask);
    const remembered = await zoneCache.get();
    if (remembered !== null && zoneFault(remembered, endpoints.autotaskZones) === null) return withoutSlash(remembered);
    return this.#discover();
  }

  async #discover(): Promise<string> {
    const { endpoints, zoneCache, retry, clock } = this.#options;
    const answer = Answer.safeParse(await withRetry(retry, clock, () => this.#ask()));
    if (!answer.success) throw unexpected(ASKED, 'the field url is missing', 'url', answer.error);
    const fault = zoneFault(answer.data.url, endpoints.autotaskZones);
    if (fault !== null) throw unexpected(ASKED, `the field url is not a safe address (${fault})`, 'url');
    const root = withoutSlash(answer.data.url);
    await zoneCache.set(root);
    return root;
  }

  async #ask(): Promise<{ value: unknown } | { again: unknown; after?: number | null }> {
    const { endpoints, username, scrub, http, clock } = this.#options;
    let verdict: Verdict;
    try {
      const response = await http({
        service: 'Autotask',
        kind: ASKED.kind,
        method: 'GET',
        // Unauthenticated: no secret goes to an address that isn't known to be the customer's zone.
        url: `${withoutSlash(endpoints.autotaskZones)}/V1.0/zoneInformation?user=${encodeURIComponent(username)}`,
        headers: { accept: 'application/json' },
        timeoutMs: TIMEOUT,
      });
      verdict = classify(response, ASKED, scrub);
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      verdict = classifyFailure(error, ASKED);
    }
    switch (verdict.is) {
      case 'answer':
        return { value: verdict.value };
      case 'again':
        return { again: verdict.error, after: verdict.after };
      case 'throttled':
        return { again: throttled(clock.now() + (verdict.after ?? 60_000), clock.now()), after: verdict.after };
      case 'not-signed-in':
        throw signInRefused();
      case 'refused':
        throw verdict.error;
    }
  }
}

/** Why an address can't be a zone: it isn't https (http: only on loopback), or leaves autotask.net. null: it can. */
export function zoneFault(address: string, zonesRoot: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url) return 'no address';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return 'more than an address';
  const isLoopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) return 'not https';
  const isOfficial = isAutotask(new URL(zonesRoot).hostname);
  return isOfficial && !isAutotask(url.hostname) ? 'outside autotask.net' : null;
}

function isAutotask(host: string): boolean {
  return host.toLowerCase().endsWith('.autotask.net');
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
