// Servers that mean harm: what they answer ends as an error with a name, in bounded time and memory, and never as a bug.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBrotliCompress, createGzip } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createAutotaskClient } from '../../src/clients/autotask/api.ts';
import { systemClock } from '../../src/clients/host/clock.ts';
import { NetworkFailure } from '../../src/clients/http/network-failure.ts';
import { createHttp, type Http } from '../../src/clients/http/http.ts';
import { createQuickBooksClient } from '../../src/clients/quickbooks/api.ts';
import { IntuitOAuth } from '../../src/clients/quickbooks/sign-in/oauth.ts';
import { At2qboError } from '../../src/core/errors.ts';

const SECRET = 'S3cret$#@-autotask';
const CODE = 'INTEGRATION-77';
const TOKEN = 'eyTOKEN.abcdefghijkl';
const MIB = 1024 * 1024;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.on('error', () => undefined); // the client goes away in the middle: that is what is wanted
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A body without end, a mebibyte at a time, as fast as it is taken. */
function pour(response: NodeJS.WritableStream, mebibytes: number): void {
  const piece = Buffer.alloc(MIB, ' ');
  let left = mebibytes;
  const more = (): void => {
    while (left > 0) {
      left -= 1;
      if (!response.write(piece)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  more();
}

/** The real sender, but patient for 300 ms only. */
function impatient(): Http {
  const http = createHttp({ clock: systemClock, userAgent: 'test' });
  return (request, limiter) => http({ ...request, timeoutMs: 300 }, limiter);
}

const once = { tries: 1, pause: () => 0 };
const calls: readonly { name: string; ask: (root: string, http: Http) => Promise<unknown> }[] = [
  {
    name: 'Autotask',
    ask: (root, http) =>
      createAutotaskClient({
        http,
        clock: systemClock,
        credentials: { username: 'api@example.com', secret: SECRET, integrationCode: CODE },
        endpoints: { autotask: `${root}/atservicesrest`, autotaskZones: `${root}/atservicesrest` },
        zoneCache: { get: () => Promise.resolve(null), set: () => Promise.resolve() },
        limits: { concurrent: 3, perHour: 9000 },
        retry: once,
        log: () => undefined,
      }).access(),
  },
  {
    name: 'QuickBooks',
    ask: (root, http) =>
      createQuickBooksClient({
        http,
        clock: systemClock,
        realmId: '123',
        baseUrl: root,
        accessToken: () => Promise.resolve(TOKEN),
        limits: { perSecond: 8, perMinute: 450, concurrent: 8 },
        retry: once,
      }).preferences(),
  },
];

async function failureOf(promise: Promise<unknown>): Promise<At2qboError> {
  const error = await promise.then(
    () => new Error('it was expected to fail'),
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(At2qboError);
  return error as At2qboError;
}

const plain = (): Http => createHttp({ clock: systemClock, userAgent: 'test' });
const json = { 'content-type': 'application/json' };
const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
const deepIn = (field: string): string => `{"${field}":${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}}`;

describe.each(calls)('$name', ({ ask }) => {
  test.each([
    ['gzip', createGzip],
    ['br', createBrotliCompress],
  ])('a small %s answer that unpacks to a quarter of a gigabyte is given up early', async (encoding, compress) => {
    const root = await serve((_, response) => {
      response.writeHead(200, { ...json, 'content-encoding': encoding });
      const packed = compress();
      packed.on('error', () => undefined);
      packed.pipe(response);
      pour(packed, 256);
    });
    const before = process.memoryUsage().rss;
    expect((await failureOf(ask(root, plain()))).code).toBe('ANSWER_TOO_LARGE');
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB);
  });

  test('a body of hundreds of megabytes is given up at the limit', async () => {
    let sent = 0;
    const root = await serve((_, response) => {
      response.writeHead(200, json);
      response.on('drain', () => (sent += 1));
      pour(response, 300);
    });
    const error = await failureOf(ask(root, plain()));
    expect(error.code).toBe('ANSWER_TOO_LARGE');
    expect(error.message).toMatch(/more than/);
    expect(sent).toBeLessThan(250);
  });

  test('a body that drips for ever ends with the time limit', async () => {
    const root = await serve((_, response) => {
      response.writeHead(200, json);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect((await failureOf(ask(root, impatient()))).code).toBe('ETIMEDOUT');
  });

  test('headers that never end, and headers without end, are errors too', async () => {
    const silent = await serve(() => undefined);
    expect((await failureOf(ask(silent, impatient()))).code).toBe('ETIMEDOUT');
    const long = await serve((_, response) => response.writeHead(200, { ...json, 'x-long': 'x'.repeat(200_000) }).end('{}'));
    await failureOf(ask(long, plain()));
  });

  test.each([
    ['an array in an array, half a million deep', deep],
    ['objects half a million deep where a list is expected', deepIn('info')],
    ['a fault that is half a million deep', deepIn('Fault')],
    ['errors that are half a million deep', deepIn('errors')],
    ['a prototype', '{"__proto__":{"polluted":true,"info":{}},"constructor":{"prototype":{"polluted":true}}}'],
    [
      'a prototype inside',
      '{"info":{"__proto__":{"polluted":true}},"Preferences":{"__proto__":{"polluted":true}},"items":[{"__proto__":1}]}',
    ],
    ['a string of ten megabytes', JSON.stringify({ info: 'x'.repeat(10 * MIB), Preferences: 'x'.repeat(10 * MIB) })],
  ])('JSON that hurts is an answer that can’t be used: %s', async (_name, body) => {
    for (const status of [200, 400]) {
      const root = await serve((_, response) => response.writeHead(status, json).end(body));
      const error = await failureOf(ask(root, plain()));
      expect(error.message.length).toBeLessThan(1500);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });

  test('a redirect is not followed: the credentials stay with the host they were for', async () => {
    const stolen: string[] = [];
    const thief = await serve((request, response) => {
      stolen.push(JSON.stringify(request.headers));
      response.writeHead(200, json).end('{}');
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const root = await serve((_, response) => response.writeHead(status, { location: `${thief}/x` }).end());
      await failureOf(ask(root, plain()));
    }
    expect(stolen).toEqual([]);
  });

  test('a service that repeats what it was sent can’t bring a secret into an error', async () => {
    for (const status of [200, 400, 401, 403, 500]) {
      const root = await serve((request, response) => {
        const echo = JSON.stringify(request.headers).replaceAll('"', "'");
        const raw = Object.values(request.headers).join(' | ');
        const said = `received ${echo} and ${Buffer.from(raw).toString('base64')} ${encodeURIComponent(raw)} ${raw}`;
        response
          .writeHead(status, json)
          .end(
            JSON.stringify({ errors: [said], Fault: { Error: [{ Message: said, Detail: said, code: '6000' }], type: 'ValidationFault' } }),
          );
      });
      const seen: string[] = [];
      const http = createHttp({ clock: systemClock, userAgent: 'test', onCall: (call) => seen.push(JSON.stringify(call)) });
      const error = await failureOf(ask(root, http));
      const everything = [error.message, error.remedy, String(error.cause), error.stack ?? '', ...seen].join('\n');
      for (const secret of [SECRET, CODE, TOKEN]) expect(everything).not.toContain(secret);
    }
  });
});

test('the sign-in follows no redirect either, and its answers are limited in size: keys and tokens stay with Intuit', async () => {
  const stolen: string[] = [];
  const thief = await serve((request, response) => {
    stolen.push(JSON.stringify(request.headers));
    response.writeHead(200, json).end('{}');
  });
  const signIn = (root: string): IntuitOAuth =>
    new IntuitOAuth({
      http: plain(),
      clock: systemClock,
      clientId: 'client-of-test',
      clientSecret: SECRET,
      redirectUri: 'https://example.com/back',
      environment: 'sandbox',
      root,
    });
  for (const status of [301, 302, 303, 307, 308]) {
    const root = await serve((_, response) => response.writeHead(status, { location: `${thief}/x` }).end());
    const error = await failureOf(signIn(root).refresh(TOKEN));
    expect(`${error.message} ${error.remedy} ${String(error.cause)}`).not.toContain(TOKEN);
    await failureOf(signIn(root).revoke(TOKEN));
    await failureOf(signIn(root).userinfo(TOKEN));
  }
  expect(stolen).toEqual([]);
  const flood = await serve((_, response) => {
    response.writeHead(200, json);
    pour(response, 300);
  });
  await failureOf(signIn(flood).refresh(TOKEN));
});

test('an answer of any size below the limit is read whole', async () => {
  const root = await serve((_, response) => {
    response.writeHead(200, json);
    pour(response, 20);
  });
  const answer = await plain()({ service: 'QuickBooks', kind: 'x', method: 'GET', url: root, headers: {}, timeoutMs: 10_000 });
  expect(answer.text).toHaveLength(20 * MIB);
});

test('a server that switches the protocol or lies about its length is no answer', async () => {
  const root = await serve((_, response) => {
    response.writeHead(200, { ...json, 'content-length': '100' });
    response.write('{}', () => response.destroy());
  });
  await expect(plain()({ service: 'Autotask', kind: 'x', method: 'GET', url: root, headers: {}, timeoutMs: 5000 })).rejects.toBeInstanceOf(
    NetworkFailure,
  );
});
