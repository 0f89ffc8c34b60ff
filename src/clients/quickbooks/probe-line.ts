// QuickBooks as the probe asks it: no answer is judged.
// What isn't an answer (throttled, an old token, no network) is waited out.
import type { ProbePort } from '../../core/probe/apply.ts';
import { replyOf } from '../../core/probe/reply.ts';
import type { ProbeReply, ProbeRequest } from '../../core/probe/types.ts';
import type { Clock } from '../../core/ports.ts';
import type { Confirm } from '../confirmed.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import { Limiter, type Gate, type Limits } from '../http/limiter.ts';
import { NetworkFailure } from '../http/network-failure.ts';
import { probeFailure } from '../http/probe-failure.ts';
import { throttlePause } from './answer.ts';
import { encodeQuery } from './query.ts';
import type { AccessToken } from './sign-in/tokens.ts';

export interface ProbeLineOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly realmId: string;
  readonly baseUrl: string;
  readonly accessToken: AccessToken;
  readonly limits: Required<Limits>;
  readonly gate?: Gate;
  /** Asked before each write. */
  readonly confirm: Confirm;
}

const MINOR_VERSION = '75';
const TIMEOUT = 130_000;
const TRIES = 3;
const PAUSE = 2000;
/** Of the form of a token, and nobody's. */
const NO_TOKEN = 'at2qbo-probe-without-a-token';

/** Makes the line; nothing is sent before the first question. */
export function quickbooksProbeLine(options: ProbeLineOptions): ProbePort {
  const limiter = new Limiter(options.limits, options.clock, options.gate ?? null);
  const one = async (request: ProbeRequest): Promise<ProbeReply> => {
    if (request.method !== 'GET') await options.confirm();
    for (let n = 1; ; n += 1) {
      const response = await attempt(options, limiter, request, n);
      if (response === null) await options.clock.sleep(PAUSE * n);
      else if (response.status === 429 && request.isUnpaced !== true && n < TRIES) {
        limiter.pause(throttlePause(response, options.clock.now()));
      } else return replyOf(response);
    }
  };
  return { ask: (requests) => Promise.all(requests.map(one)) };
}

/** null: no answer, and it may be asked again. */
async function attempt(options: ProbeLineOptions, limiter: Limiter, request: ProbeRequest, n: number): Promise<HttpResponse | null> {
  const leave = request.isUnpaced === true ? () => undefined : await limiter.enter();
  try {
    if (request.isUnsigned === true) return await sent(options, request, NO_TOKEN);
    const token = await options.accessToken('use');
    const response = await sent(options, request, token);
    return response.status === 401 ? await sent(options, request, await options.accessToken('refused', token)) : response;
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    if (n < TRIES && (request.method === 'GET' || !error.wasSent)) return null;
    throw probeFailure('QuickBooks', error, request.method !== 'GET');
  } finally {
    leave();
  }
}

function sent(options: ProbeLineOptions, request: ProbeRequest, token: string): Promise<HttpResponse> {
  const { method, path, body } = request;
  const parameters = Object.entries({ ...request.query, minorversion: MINOR_VERSION });
  const query = parameters.map(([name, value]) => `${name}=${encodeQuery(value)}`).join('&');
  return options.http({
    service: 'QuickBooks',
    kind: `probe.${path.split('/')[0] ?? ''}`,
    method,
    url: `${options.baseUrl.replace(/\/+$/, '')}/v3/company/${encodeURIComponent(options.realmId)}/${path}?${query}`,
    headers: {
      accept: request.accept ?? 'application/json',
      'content-type': request.contentType ?? 'application/json',
      authorization: `Bearer ${token}`,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    timeoutMs: TIMEOUT,
  });
}
