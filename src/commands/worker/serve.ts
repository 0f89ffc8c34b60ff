// `worker --listen`: the fleet's page, its numbers and whether the worker lives, over HTTP. It reads and shows.
import { createServer, type ServerResponse } from 'node:http';
import { At2qboError, UsageError } from '../../core/errors.ts';
import type { FleetView } from '../../core/fleet/view.ts';
import { fleetPage } from './render-status-page.ts';
import type { FleetMetrics } from './metrics.ts';

export interface FleetServerOptions {
  readonly host: string;
  readonly port: number;
  readonly view: () => Promise<FleetView>;
  readonly metrics: FleetMetrics;
  /** Why this worker doesn't do its work; null: it does. */
  readonly trouble: () => string | null;
}

export interface FleetServer {
  /** `http://127.0.0.1:9464`. */
  readonly address: string;
  stop(): Promise<void>;
}

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
const TEXT = 'text/plain; charset=utf-8';
/** Answers within this are made of the same look: many who ask cost the ledger no more than one. */
const FRESH_MS = 2000;

/** `127.0.0.1:9464`, `[::1]:9464`, `9464` in parts. Throws a UsageError. */
export function parseListen(text: string): { readonly host: string; readonly port: number } {
  const [, host = '127.0.0.1', port = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535)
    throw new UsageError(`--listen can't be ${text}`, 'give an address and a port: --listen 127.0.0.1:9464');
  return { host: host.replaceAll(/^\[|\]$/g, ''), port: Number(port) };
}

/** Throws a UsageError where the address can't be had. */
export async function startFleetServer(options: FleetServerOptions): Promise<FleetServer> {
  const { host, port, view, metrics, trouble } = options;
  let latest: { readonly at: number; readonly view: Promise<FleetView> } | null = null;
  const fresh = (): Promise<FleetView> => {
    if (latest === null || performance.now() - latest.at > FRESH_MS) latest = { at: performance.now(), view: view() };
    return latest.view;
  };
  const answer = async (path: string): Promise<{ status: number; type: string; body: string }> => {
    if (path === '/healthz') {
      const why = trouble();
      return { status: why === null ? 200 : 503, type: TEXT, body: why === null ? 'ok\n' : `${why}\n` };
    }
    if (path === '/metrics') return { status: 200, ...(await metrics.text(await fresh())) };
    if (path === '/status.json') return { status: 200, type: 'application/json', body: `${JSON.stringify(await fresh())}\n` };
    if (path === '/') return { status: 200, type: 'text/html; charset=utf-8', body: fleetPage(await fresh()) };
    return { status: 404, type: TEXT, body: 'not here: /, /status.json, /metrics, /healthz\n' };
  };
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, { status: 405, type: TEXT, body: 'only GET\n' });
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    answer(path).then(
      (said) => send(response, request.method === 'HEAD' ? { ...said, body: '' } : said),
      (error: unknown) => {
        latest = null;
        // What the ledger says of itself names no address; anything else stays inside.
        const body = error instanceof At2qboError ? error.message : 'the ledger could not be read';
        send(response, { status: 503, type: TEXT, body: `${body}\n` });
      },
    );
    return undefined;
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new UsageError(`--listen ${host}:${port}: ${cause.message}`, 'choose another port, or an address of this machine')),
    );
    server.listen(port, host, resolve);
  });
  const at = server.address();
  const shown = at !== null && typeof at === 'object' ? at.port : port;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${shown}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, type, body }: { status: number; type: string; body: string }): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
}
