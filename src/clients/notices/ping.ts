// Tells a watchdog (healthchecks.io and its like) that a run began and how it ended. It never changes how the run ends.
import { deliver, type DeliveryOptions } from './delivery.ts';

export interface PingOptions extends DeliveryOptions {
  /** The check's own address; whoever knows it can ping, so it is never logged. */
  readonly url: string;
  readonly runId: string;
}

export interface Ping {
  /** GET …/start. The reason when it failed, else null. */
  start(): Promise<string | null>;
  /** POST …/<exit code> with a summary. */
  finish(exitCode: number, summary: string): Promise<string | null>;
}

const LONGEST_BODY = 10_000;

/** The pings of one run. */
export function createPing({ url, runId, ...options }: PingOptions): Ping {
  const request = (path: string): { readonly service: 'health check'; readonly kind: string; readonly url: string } => ({
    service: 'health check',
    kind: 'ping',
    url: addressOf(url, path, runId),
  });
  return {
    start: () => deliver({ ...request('start'), method: 'GET', headers: {} }, options),
    finish: (exitCode, summary) => {
      const headers = { 'content-type': 'text/plain; charset=utf-8' };
      return deliver({ ...request(String(exitCode)), method: 'POST', headers, body: summary.slice(0, LONGEST_BODY) }, options);
    },
  };
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
