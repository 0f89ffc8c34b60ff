// Faults that the sandbox can be told to have: what goes wrong between a caller and a server, before or after the
// effect.
// Shared by the built-in Autotask and the built-in QuickBooks.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a fault's `match` looks at. `kind` is one word for the call: `Invoices.query`, `invoice.create`. */
export interface FaultRequest {
  readonly service: 'autotask' | 'quickbooks' | 'oauth';
  readonly method: string;
  readonly path: string;
  readonly kind: string;
  readonly body: unknown;
}

/**
 * What happens to the call.
 * - `reset-before`: connection destroyed, no effect. `reset-after`: effect done, connection destroyed.
 * - `{slow}`: effect done, answer held back by this many milliseconds.
 * - 429, 500, 502 (HTML), 503: no effect. `malformed-json`, `truncated`: effect done, answer spoiled.
 * - `fault-in-200`: QuickBooks' status 200 whose body is a Fault; no effect.
 * - `{status}`: that answer, no effect.
 */
export type FaultAction =
  | 'reset-before'
  | 'reset-after'
  | 'malformed-json'
  | 'truncated'
  | 'fault-in-200'
  | 429
  | 500
  | 502
  | 503
  | { readonly slow: number }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

export interface FaultRule {
  readonly match: (request: FaultRequest) => boolean;
  /** How many calls it strikes; 1 if not given. */
  readonly times?: number;
  /** How many matching calls it lets pass first; 0 if not given. */
  readonly after?: number;
  readonly action: FaultAction;
}

/** The faults still to come, in the order they were added. */
export class FaultList {
  #waiting: { rule: FaultRule; left: number; pass: number }[] = [];

  add(rule: FaultRule): void {
    this.#waiting.push({ rule, left: rule.times ?? 1, pass: rule.after ?? 0 });
  }

  /** The fault that strikes this call, used up by one; null: none. */
  take(request: FaultRequest): FaultAction | null {
    for (const waiting of this.#waiting) {
      if (waiting.left <= 0 || !waiting.rule.match(request)) continue;
      if (waiting.pass > 0) {
        waiting.pass -= 1;
        continue;
      }
      waiting.left -= 1;
      return waiting.rule.action;
    }
    return null;
  }

  /** How many strikes are still to come. */
  get left(): number {
    return this.#waiting.reduce((total, waiting) => total + waiting.left, 0);
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** What a sandbox server answers. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The body of a fault's status in the server's own manner (Autotask `{"errors":[…]}`, QuickBooks `{"Fault":…}`). */
export type FaultBody = (status: number) => { readonly headers: Readonly<Record<string, string>>; readonly body: string };

const HTML_502 =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n';
const FAULT_IN_200 = JSON.stringify({
  Fault: {
    Error: [{ Message: 'An application error has occurred while processing your request', Detail: 'System Failure Error', code: '10000' }],
    type: 'SystemFault',
  },
  time: '2026-01-01T00:00:00.000-08:00',
});

/** Sends an answer as it is. */
export function sendAnswer(res: ServerResponse, answer: Answer): void {
  if (res.destroyed || res.writableEnded) return;
  const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(answer.body, 'utf8');
  res.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  res.end(body);
}

/** Carries out one fault around a call; `run` has the call's effect and is called only by the faults that leave the effect done. */
export async function applyFault(
  action: FaultAction,
  req: IncomingMessage,
  res: ServerResponse,
  run: () => Promise<Answer>,
  faultBody: FaultBody = plainFaultBody,
): Promise<void> {
  if (typeof action === 'object') {
    if ('slow' in action) {
      const answer = await run();
      await new Promise((resolve) => setTimeout(resolve, action.slow));
      sendAnswer(res, answer);
    } else sendAnswer(res, { status: action.status, headers: action.headers ?? {}, body: action.body ?? '' });
    return;
  }
  switch (action) {
    case 'reset-before':
      req.socket.resetAndDestroy();
      return;
    case 'reset-after':
      await run();
      req.socket.resetAndDestroy();
      return;
    case 'malformed-json': {
      const answer = await run();
      sendAnswer(res, { ...answer, body: `${answer.body.toString().slice(0, -1)},,]` });
      return;
    }
    case 'truncated':
      sendHalf(req, res, await run());
      return;
    case 'fault-in-200':
      sendAnswer(res, { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: FAULT_IN_200 });
      return;
    case 502:
      sendAnswer(res, { status: 502, headers: { 'content-type': 'text/html' }, body: HTML_502 });
      return;
    case 429:
    case 500:
    case 503:
      sendAnswer(res, { status: action, ...faultBody(action) });
  }
}

// The length of the whole is announced, half of it sent: the caller sees the connection end too early.
function sendHalf(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  res.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  res.write(body.subarray(0, Math.floor(body.length / 2)), () => req.socket.destroy());
}

function plainFaultBody(): ReturnType<FaultBody> {
  return { headers: { 'content-type': 'text/plain' }, body: '' };
}

const NAMED = new Set(['reset-before', 'reset-after', 'malformed-json', 'truncated', 'fault-in-200']);

/**
 * A fault from its text, for the command line: `ACTION[@[SERVICE:]KIND][ after N][ xN]`.
 * `503@Invoices.query x2`, `reset-after@quickbooks:invoice.create after 3`, `slow:5000`, `truncated@autotask:*.patch`. `*` stands for anything.
 * Throws a TypeError that names what it didn't understand.
 */
export function parseFault(text: string): FaultRule {
  const parts =
    /^(?<action>[a-z-]+(?::\d+)?|\d{3})(?:@(?:(?<service>autotask|quickbooks|oauth):)?(?<kind>[\w.*-]+))?(?: after (?<after>\d+))?(?: x(?<times>\d+))?$/.exec(
      text.trim(),
    )?.groups;
  if (!parts) throw new TypeError(`not a fault: ${text} (write ACTION[@[SERVICE:]KIND][ after N][ xN], for example 503@Invoices.query x2)`);
  const kind = parts['kind'] ?? '*';
  const pattern = new RegExp(`^${kind.split('*').map(escaped).join('.*')}$`, 'i');
  const service = parts['service'];
  return {
    action: parseAction(parts['action'] ?? ''),
    match: (request) => (service === undefined || request.service === service) && pattern.test(request.kind),
    times: Number(parts['times'] ?? '1'),
    after: Number(parts['after'] ?? '0'),
  };
}

function parseAction(text: string): FaultAction {
  if (NAMED.has(text)) return text as FaultAction;
  const slow = /^slow:(\d+)$/.exec(text);
  if (slow) return { slow: Number(slow[1]) };
  const status = Number(text);
  if (status === 429 || status === 500 || status === 502 || status === 503) return status;
  if (Number.isInteger(status) && status >= 200 && status <= 599) return { status };
  throw new TypeError(`not a fault: ${text} (one of ${[...NAMED].join(', ')}, slow:MILLISECONDS or an HTTP status)`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
}
