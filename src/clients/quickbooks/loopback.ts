// Waits on 127.0.0.1 for the browser to come back from Intuit's consent page (development keys: production keys may not use localhost).
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, ConfigError } from '../../core/errors.ts';

export interface Loopback {
  /** The address to register and to send along: http://localhost:PORT/callback. */
  readonly redirectUri: string;
  /** The one answer, as the full redirected address. Rejects after five minutes. */
  readonly answer: Promise<string>;
  close(): void;
}

const WAIT_MS = 5 * 60_000;
const PAGE =
  '<!doctype html><meta charset="utf-8"><title>at2qbo</title><p>Thank you. You can close this page and go back to the terminal.</p>';

/** Can this registered address be listened on here? */
export function isLoopbackAddress(redirectUri: string): boolean {
  return URL.canParse(redirectUri) && new URL(redirectUri).protocol === 'http:' && new URL(redirectUri).hostname === 'localhost';
}

/** Listens for the registered address; port 0 takes a free one. Takes one answer that bears `state`, and none of other pages. */
export async function listenForAnswer(registered: string, waitMs = WAIT_MS): Promise<Loopback> {
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
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', redirectUri);
    // Browsers ask for icons too, and a page of another host can make the browser call us: only our path with a state counts.
    const isAnswer = !isDone && request.method === 'GET' && url.pathname === pathname && url.searchParams.has('state');
    response.writeHead(isAnswer ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      connection: 'close',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    response.end(isAnswer ? PAGE : '');
    if (!isAnswer) return;
    isDone = true;
    accept(url.href);
    close();
  });
  const timer = setTimeout(() => {
    refuse(new AuthError('no answer of the consent page within 5 minutes', { service: 'QuickBooks', remedy: 'at2qbo connect quickbooks' }));
    close();
  }, waitMs);
  const close = (): void => {
    clearTimeout(timer);
    server.close();
    server.closeIdleConnections();
  };
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
