// Autotask as the probe asks it: no answer is judged.
// A refused sign-in ends the probe: repeated, it would lock the API user.
import type { ProbePort } from '../../core/probe/apply.ts';
import { replyOf } from '../../core/probe/reply.ts';
import type { ProbeReply, ProbeRequest } from '../../core/probe/types.ts';
import type { Clock } from '../../core/ports.ts';
import type { Confirm } from '../confirmed.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import { NetworkFailure } from '../http/network-failure.ts';
import { probeFailure } from '../http/probe-failure.ts';
import { signInRefused } from './errors.ts';
import { headersOf, type Credentials } from './transport.ts';

export interface ProbeLineOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly credentials: Credentials;
  /** Root of the REST API, without a slash at its end. */
  readonly root: string;
  readonly confirm: Confirm;
}

const TIMEOUT = 120_000;
const TRIES = 3;
const PAUSE = 5000;

/** Makes the line; nothing is sent before the first question. */
export function autotaskProbeLine(options: ProbeLineOptions): ProbePort {
  const headers = headersOf(options.credentials);
  const one = async (request: ProbeRequest): Promise<ProbeReply> => {
    if (request.method === 'PATCH') await options.confirm();
    for (let n = 1; ; n += 1) {
      const response = await attempt(options, headers, request, n);
      if (response?.status === 401) throw signInRefused();
      const isThrottled = response?.status === 429 && request.isUnpaced !== true && n < TRIES;
      if (response !== null && !isThrottled) return replyOf(response);
      await options.clock.sleep(PAUSE * n);
    }
  };
  return { ask: (requests) => Promise.all(requests.map(one)) };
}

async function attempt(
  options: ProbeLineOptions,
  headers: Readonly<Record<string, string>>,
  request: ProbeRequest,
  n: number,
): Promise<HttpResponse | null> {
  try {
    return await options.http({
      service: 'Autotask',
      kind: `probe.${request.path.split('/')[0] ?? ''}`,
      method: request.method,
      url: `${options.root}/V1.0/${request.path}`,
      headers: request.body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      timeoutMs: TIMEOUT,
    });
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    if (n < TRIES && (request.method !== 'PATCH' || !error.wasSent)) return null;
    throw probeFailure('Autotask', error, request.method === 'PATCH');
  }
}
