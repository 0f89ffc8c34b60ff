// Tells a watchdog (healthchecks.io and its like) that a run began and how it ended. It never changes how the run ends.
import type { Clock } from '../../core/ports.ts';
import { NetworkFailure } from '../http/network-failure.ts';
import { createHttp } from '../http/http.ts';

export interface PingOptions {
  /** The check's own address; whoever knows it can ping, so it is never logged. */
  readonly url: string;
  readonly runId: string;
  readonly userAgent: string;
  readonly clock: Clock;
}

export interface Ping {
  /** GET …/start. The reason when it failed, else null. */
  start(): Promise<string | null>;
  /** POST …/<exit code> with a summary. */
  finish(exitCode: number, summary: string): Promise<string | null>;
}

const LIMIT_MS = 10_000;
const TRIES = 2;
const PAUSE_MS = 500;
const LONGEST_BODY = 10_000;

/** The pings of one run. */
export function createPing({ url, runId, userAgent, clock }: PingOptions): Ping {
  const http = createHttp({ clock, userAgent, maxBytes: 64 * 1024 });
  const send = async (method: 'GET' | 'POST', path: string, body?: string): Promise<string | null> => {
    let trouble = '';
    for (let left = TRIES; left > 0; left -= 1) {
      try {
        const { status } = await http({
          service: 'health check',
          kind: 'ping',
          method,
          url: addressOf(url, path, runId),
          headers: body === undefined ? {} : { 'content-type': 'text/plain; charset=utf-8' },
          ...(body === undefined ? {} : { body: body.slice(0, LONGEST_BODY) }),
          timeoutMs: LIMIT_MS,
        });
        if (status >= 200 && status < 300) return null;
        trouble = `it answered ${status}`;
        // A wrong address stays wrong.
        if (status < 500 && status !== 429) return trouble;
      } catch (cause) {
        if (!(cause instanceof NetworkFailure)) throw cause;
        trouble = cause.message;
      }
      if (left > 1) await clock.sleep(PAUSE_MS);
    }
    return trouble;
  };
  return { start: () => send('GET', 'start'), finish: (exitCode, summary) => send('POST', String(exitCode), summary) };
}

/** `…/start?rid=…`; what the address had as its query stays. */
export function addressOf(url: string, path: string, runId: string): string {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${path}`;
  address.searchParams.set('rid', uuidOf(runId));
  return address.href;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The 128 bits of a ULID, written as a UUID. */
export function uuidOf(ulid: string): string {
  let bits = 0n;
  for (const letter of ulid) bits = bits * 32n + BigInt(Math.max(0, ALPHABET.indexOf(letter)));
  const hex = BigInt.asUintN(128, bits).toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
