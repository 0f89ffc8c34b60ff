// A notice is tried twice where a second attempt can help, and answers in words why it wasn't taken.
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { deliver } from '../../../src/clients/notices/delivery.ts';

const paused: number[] = [];
const clock = {
  now: () => Date.now(),
  sleep: (milliseconds: number) => {
    paused.push(milliseconds);
    return Promise.resolve();
  },
};

async function answerTo(statuses: readonly number[]): Promise<{ readonly said: string | null; readonly asked: number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(statuses[asked] ?? 500).end();
    asked += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const request = { service: 'webhook', kind: 'webhook', method: 'POST', url, headers: {}, body: '{}' } as const;
  const said = await deliver(request, { clock, userAgent: 'test' });
  server.close();
  return { said, asked };
}

test.each([
  { statuses: [204], said: null, asked: 1 },
  { statuses: [503, 200], said: null, asked: 2 },
  { statuses: [429, 200], said: null, asked: 2 },
  { statuses: [500, 502], said: 'it answered 502', asked: 2 },
  { statuses: [404, 200], said: 'it answered 404', asked: 1 },
  { statuses: [302, 200], said: 'it answered 302', asked: 1 },
])('$statuses: $said after $asked', async ({ statuses, said, asked }) => {
  paused.length = 0;
  expect(await answerTo(statuses)).toEqual({ said, asked });
  expect(paused).toEqual(asked === 2 ? [500] : []);
});

test('nobody listens: two attempts, and the reason without the address', async () => {
  paused.length = 0;
  const request = { service: 'webhook', kind: 'webhook', method: 'POST', url: 'http://127.0.0.1:9/secret-path', headers: {} } as const;
  const said = await deliver(request, { clock, userAgent: 'test' });
  expect(paused).toEqual([500]);
  expect(said).not.toBeNull();
  expect(said).not.toContain('secret-path');
});
