// Waits on 127.0.0.1 for the browser to come back from Intuit's consent page.
// For development keys: Intuit allows no localhost for production keys.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, ConfigError } from '../../../core/errors.ts';
import { isSame } from './redirected.ts';

export interface Loopback {
  /** The address to register and to send along: http://localhost:PORT/callback. */
  readonly redirectUri: string;
  /** The one answer, as the full redirected address. Rejects after five minutes. */
  readonly answer: Promise<string>;
  close(): void;
}

const WAIT_MS = 5 * 60_000;
/** Intuit's answer is some hundred bytes; headers of a browser come to a few thousand. */
const LARGEST_HEADERS = 16_384;
const PAGE =
  '<!doctype html><meta charset="utf-8"><title>at2qbo</title><p>Thank you. You can close this page and go back to the terminal.</p>';

/** Can this registered address be listened on here? */
export function isLoopbackAddress(redirectUri: string): boolean {
  return URL.canParse(redirectUri) && new URL(redirectUri).protocol === 'http:' && new URL(redirectUri).hostname === 'localhost';
}

/**
 * Listens for the registered address; port 0 takes a free one. Takes one answer with this attempt's `state`; what other pages
 * make the browser send (another state, path, method, or name of this host) is turned away and the wait goes on.
 */
export async function listenForAnswer(registered: string, state: string, waitMs = WAIT_MS): Promise<Loopback> {
  const { port, pathname } = new URL(registered);
  let accept: (url: string) => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  const answer = new Promise<string>((resolve, reject) => {
    accept = resolve;
    refuse = reject;
  });
  answer.catch(() => undefined); // whoever awaits it gets the rejection; nobody may be awaiting yet
  let redirectUri = registered;
  let isDone = false;
  const server = createServer({ maxHeaderSize: LARGEST_HEADERS, headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    const url = addressOf(request.url, redirectUri);
    const isAnswer =
      !isDone &&
      request.method === 'GET' &&
      isOurHost(request.headers.host, redirectUri) &&
      url?.pathname === pathname &&
      isSame(url.searchParams.get('state') ?? '', state);
    response.writeHead(isAnswer ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      connection: 'close',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    if (!isAnswer) {
      response.end();
      return;
    }
    isDone = true;
    accept(url.href);
    response.end(PAGE, close);
  });
  const timer = setTimeout(() => {
    refuse(new AuthError('no answer of the consent page within 5 minutes', { service: 'QuickBooks', remedy: 'at2qbo connect quickbooks' }));
    close();
  }, waitMs);
  const close = (): void => {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections(); // one that dawdles would keep the program from ending
  };
  server.maxConnections = 20;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      clearTimeout(timer);
      reject(
        new ConfigError(`can't listen on port ${port} of 127.0.0.1`, 'free the port, or register another redirect address', { cause }),
      );
    });
    server.listen(Number(port || 80), '127.0.0.1', resolve);
  });
  if (port === '0') redirectUri = `http://localhost:${(server.address() as AddressInfo).port}${pathname}`;
  return { redirectUri, answer, close };
}

/** The full address of a request, on our own origin whatever the request says; null where it is none. */
function addressOf(target: string | undefined, redirectUri: string): URL | null {
  const { origin } = new URL(redirectUri);
  // `//other.host/x` and `http://other.host/x` would name another host.
  if (target === undefined || !/^\/(?!\/)/.test(target) || !URL.canParse(target, origin)) return null;
  const url = new URL(target, origin);
  return url.origin === origin ? url : null;
}

/** A page whose name was made to lead to 127.0.0.1 (DNS rebinding) gives itself away by the name it calls us. */
function isOurHost(host: string | undefined, redirectUri: string): boolean {
  const { port } = new URL(redirectUri);
  const suffix = port === '' ? '' : `:${port}`;
  return host === `localhost${suffix}` || host === `127.0.0.1${suffix}`;
}
