// Delivers one notice over HTTP, in two attempts at most, and says why it failed: no notice changes how a run ends.
import type { Clock } from '../../core/ports.ts';
import { createHttp, type HttpRequest } from '../http/http.ts';
import { NetworkFailure } from '../http/network-failure.ts';

const LIMIT_MS = 10_000;
const ATTEMPTS = 2;
const PAUSE_MS = 500;
const LARGEST_ANSWER = 64 * 1024;

/** What a notice needs of its surroundings. */
export interface DeliveryOptions {
  readonly clock: Clock;
  readonly userAgent: string;
}

/** null: it was taken (status 2xx). Else why not; never the address, which is a secret of its own. */
export async function deliver(request: Omit<HttpRequest, 'timeoutMs'>, { clock, userAgent }: DeliveryOptions): Promise<string | null> {
  const http = createHttp({ clock, userAgent, maxBytes: LARGEST_ANSWER });
  let trouble = '';
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    try {
      const { status } = await http({ ...request, timeoutMs: LIMIT_MS });
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
}
