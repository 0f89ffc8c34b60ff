// One request over Node's own HTTP, one answer, unpacked: limits of time and size, no redirect, no repetition.
// Connections are those of Node's global agents: kept for five seconds without use at most (docs/decisions/0006).
import { type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as encrypted } from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { MemberSieve } from './json-omit.ts';
import { NetworkFailure } from './network-failure.ts';

export interface Ask {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** From the start to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Of the answer, after it was unpacked. */
  readonly maxBytes: number;
  /** Members of a good JSON answer that come as null (`MemberSieve`). */
  readonly omit?: ReadonlySet<string>;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Body as UTF-8. */
  readonly text: string;
}

const CONNECT_MS = 20_000;
const NEVER_CONNECTED = new Set([
  'ENOTFOUND',
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

/** Any status resolves; no whole answer rejects with NetworkFailure. */
export function exchange(ask: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(ask.url);
    const body = ask.body === undefined ? null : Buffer.from(ask.body);
    const options: RequestOptions = {
      method: ask.method,
      headers: {
        'accept-encoding': 'gzip, deflate, br',
        ...ask.headers,
        ...(body === null ? {} : { 'content-length': String(body.byteLength) }),
      },
    };
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 has no say.
    const sending = url.protocol === 'https:' ? encrypted(url, { ...options, rejectUnauthorized: true }) : plain(url, options);
    let isConnected = false;
    const fail = (failure: NetworkFailure): void => {
      clearTimeout(connecting);
      clearTimeout(whole);
      reject(failure);
      sending.destroy();
    };
    const failed = (cause: Error): void => {
      const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
      fail(new NetworkFailure(code, !NEVER_CONNECTED.has(code), cause));
    };
    const late = (): void => fail(new NetworkFailure('ETIMEDOUT', isConnected, null));
    const connecting = setTimeout(late, CONNECT_MS);
    const whole = setTimeout(late, ask.timeoutMs);
    const connected = (): void => {
      isConnected = true;
      clearTimeout(connecting);
    };
    sending.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    sending.on('error', failed);
    sending.on('response', (message) => {
      const status = message.statusCode ?? 0;
      const sieve = ask.omit === undefined || status >= 300 ? null : new MemberSieve(ask.omit);
      const decoder = new StringDecoder('utf8');
      // As text at once: pieces that wait to be joined are in memory twice.
      let text = '';
      let size = 0;
      const unpacked = unpackedOf(message);
      message.on('error', failed);
      unpacked.on('error', failed);
      unpacked.on('data', (piece: Buffer) => {
        size += piece.byteLength;
        if (size > ask.maxBytes) fail(new NetworkFailure('ANSWER_TOO_LARGE', true, null));
        else text += decoder.write(sieve === null ? piece : sieve.sift(piece));
      });
      unpacked.on('end', () => {
        if (!message.complete) return; // cut off: `error` says so
        clearTimeout(connecting);
        clearTimeout(whole);
        resolve({ status, headers: headersOf(message), text: text + decoder.end() });
      });
    });
    sending.end(body ?? undefined);
  });
}

function unpackedOf(message: IncomingMessage): IncomingMessage | Transform {
  const packed = message.headers['content-encoding']?.trim().toLowerCase();
  // Nothing to unpack where there is nothing: an empty packed answer is no fault.
  if (message.statusCode === 204 || message.statusCode === 304 || message.headers['content-length'] === '0') return message;
  if (packed === 'gzip' || packed === 'x-gzip') return message.pipe(createGunzip());
  if (packed === 'deflate') return message.pipe(createInflate());
  return packed === 'br' ? message.pipe(createBrotliDecompress()) : message;
}

function headersOf(message: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
}
