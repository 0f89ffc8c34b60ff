// Who may come in, and how many at once: the three headers, the lock-out, the thread limit of an endpoint and the
// limit of an hour.
import type { IncomingHttpHeaders } from 'node:http';
import { bare, errors } from './refusal.ts';

export interface Credentials {
  readonly username: string;
  readonly secret: string;
  readonly integrationCode: string;
}

/** What the gate has counted. */
export interface GateCounts {
  /** Most calls that were under way at once, by endpoint (entity). */
  readonly peak: Record<string, number>;
  /** Calls refused because too many were under way at their endpoint. */
  threadRefusals: number;
  /** Calls refused because the hour's were used up. */
  hourRefusals: number;
  /** Calls refused for their user name, secret or integration code. */
  signInRefusals: number;
  isLockedOut: boolean;
}

const FAILURES_TO_LOCK = 5;
const HOUR = 3_600_000;

/** Counts and refuses calls. */
export class Gate {
  readonly counts: GateCounts = { peak: {}, threadRefusals: 0, hourRefusals: 0, signInRefusals: 0, isLockedOut: false };
  readonly #options: { credentials: Credentials; threads: number; perHour: number; now: () => number };
  readonly #underWay = new Map<string, number>();
  #failures = 0;
  #calls: number[] = [];

  constructor(options: { credentials: Credentials; threads: number; perHour: number; now: () => number }) {
    this.#options = options;
  }

  /** Refuses with 500 (integration code) or 401 and no body (user, secret, locked). */
  signIn(headers: IncomingHttpHeaders): void {
    const { credentials } = this.#options;
    if (headers['apiintegrationcode'] !== credentials.integrationCode) {
      this.counts.signInRefusals += 1;
      throw errors('IntegrationCode is invalid.');
    }
    const isRight = sameUser(headers['username'], credentials.username) && headers['secret'] === credentials.secret;
    if (isRight && !this.counts.isLockedOut) {
      this.#failures = 0;
      return;
    }
    this.#failures += 1;
    this.counts.signInRefusals += 1;
    if (this.#failures >= FAILURES_TO_LOCK) this.counts.isLockedOut = true;
    throw bare(401);
  }

  /** What the administrator does to the locked API user. */
  unlock(): void {
    this.counts.isLockedOut = false;
    this.#failures = 0;
  }

  /** Takes a thread of the endpoint; the answer gives it back. Refuses with 429. */
  enter(endpoint: string): () => void {
    const now = this.#options.now();
    this.#calls.push(now);
    if (this.callsThisHour() > this.#options.perHour) {
      this.counts.hourRefusals += 1;
      throw errors('The request threshold of this database has been exceeded. Try again later.', 429);
    }
    const threads = (this.#underWay.get(endpoint) ?? 0) + 1;
    if (threads > this.#options.threads) {
      this.counts.threadRefusals += 1;
      throw errors(`The thread threshold of ${this.#options.threads} for this endpoint has been exceeded.`, 429);
    }
    this.#underWay.set(endpoint, threads);
    this.counts.peak[endpoint] = Math.max(this.counts.peak[endpoint] ?? 0, threads);
    return () => this.#underWay.set(endpoint, (this.#underWay.get(endpoint) ?? 1) - 1);
  }

  /** Calls of the last sixty minutes, refused ones too. */
  callsThisHour(): number {
    const start = this.#options.now() - HOUR;
    if ((this.#calls[0] ?? start) < start) this.#calls = this.#calls.filter((at) => at >= start);
    return this.#calls.length;
  }

  /** `ThresholdInformation`. */
  thresholdJson(): string {
    return JSON.stringify({
      externalRequestThreshold: this.#options.perHour,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: this.callsThisHour(),
    });
  }
}

/** User names are e-mail addresses: case doesn't count. */
export function sameUser(given: string | string[] | null | undefined, known: string): boolean {
  return typeof given === 'string' && given.toLowerCase() === known.toLowerCase();
}
