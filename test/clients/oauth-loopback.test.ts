// The listener for the browser's way back.
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { isLoopbackAddress, listenForAnswer } from '../../src/clients/quickbooks/sign-in/loopback.ts';
import { AuthError, ConfigError } from '../../src/core/errors.ts';

const STATE = 'st4te-of-this-attempt';
const local = (redirectUri: string): string => redirectUri.replace('localhost', '127.0.0.1');

test('one answer is taken, strays are not, and then it is closed', async () => {
  const listener = await listenForAnswer('http://localhost:0/callback', STATE);
  const base = local(listener.redirectUri);
  expect((await fetch(new URL('/favicon.ico', base))).status).toBe(404);
  expect((await fetch(base)).status).toBe(404);
  const page = await fetch(`${base}?code=abc&state=${STATE}&realmId=1`);
  expect(page.status).toBe(200);
  expect(await page.text()).not.toContain('abc');
  expect(await listener.answer).toBe(`${listener.redirectUri}?code=abc&state=${STATE}&realmId=1`);
  await expect(fetch(`${base}?code=again&state=${STATE}&realmId=1`)).rejects.toThrow(/fetch failed/);
});

test('it closes itself when nobody comes', async () => {
  const listener = await listenForAnswer('http://localhost:0/callback', STATE, 20);
  await expect(listener.answer).rejects.toBeInstanceOf(AuthError);
  await expect(fetch(local(listener.redirectUri))).rejects.toThrow(/fetch failed/);
});

test('a port that is taken is said so', async () => {
  const first = await listenForAnswer('http://localhost:0/callback', STATE);
  await expect(listenForAnswer(first.redirectUri, STATE)).rejects.toBeInstanceOf(ConfigError);
  first.close();
});

test('only http on localhost is listened on', () => {
  expect(isLoopbackAddress('http://localhost:9477/callback')).toBe(true);
  for (const address of ['https://localhost/x', 'http://example.com/', 'http://localhost.example.com/', 'nonsense']) {
    expect(isLoopbackAddress(address)).toBe(false);
  }
});

/** The status of a request with these headers; 0 where the connection was refused or dropped. */
function statusOf(base: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> {
  return new Promise((resolve) => {
    const { port } = new URL(base);
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host: `localhost:${port}`, ...headers } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', () => resolve(0));
    asked.end();
  });
}

test('answers that mean harm are turned away, and the right one is still taken', async () => {
  const listener = await listenForAnswer('http://localhost:0/callback', STATE);
  const base = local(listener.redirectUri);
  const { port } = new URL(base);
  const right = `/callback?code=abc&state=${STATE}&realmId=1`;
  expect(await statusOf(base, '/callback?code=evil&state=wrong&realmId=1')).toBe(404);
  expect(await statusOf(base, `/callback?code=evil&state=${STATE.slice(0, -1)}&realmId=1`)).toBe(404);
  expect(await statusOf(base, '/callback?code=evil&state=&realmId=1')).toBe(404);
  expect(await statusOf(base, `/other?code=evil&state=${STATE}`)).toBe(404);
  expect(await statusOf(base, `//evil.example/callback?state=${STATE}`)).toBe(404);
  expect(await statusOf(base, `http://evil.example/callback?state=${STATE}`)).toBe(404);
  expect(await statusOf(base, right, {}, 'POST')).toBe(404);
  for (const host of ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`, 'localhost', `127.0.0.1:1`])
    expect(await statusOf(base, right, { host })).toBe(404);
  expect([0, 431]).toContain(await statusOf(base, `${right}&x=${'x'.repeat(100_000)}`));
  expect(await statusOf(base, right)).toBe(200);
  expect(new URL(await listener.answer).searchParams.get('code')).toBe('abc');
  expect(await statusOf(base, right)).toBe(0);
});

test('a refusal by the person is an answer too', async () => {
  const listener = await listenForAnswer('http://localhost:0/callback', STATE);
  expect(await statusOf(local(listener.redirectUri), `/callback?error=access_denied&state=${STATE}`)).toBe(200);
  expect(await listener.answer).toContain('error=access_denied');
});

test('it listens on 127.0.0.1 alone, for five minutes, and a caller that dawdles does not keep it open', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const listener = await listenForAnswer('http://localhost:0/callback', STATE);
    const { port } = new URL(listener.redirectUri);
    const dawdler = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => dawdler.once('connect', resolve));
    dawdler.on('error', () => undefined);
    dawdler.write('GET /callback HTTP/1.1\r\n');
    const gone = new Promise((resolve) => dawdler.once('close', resolve));
    vi.advanceTimersByTime(5 * 60_000 - 1);
    expect(await statusOf(local(listener.redirectUri), '/x')).toBe(404);
    vi.advanceTimersByTime(1);
    await expect(listener.answer).rejects.toBeInstanceOf(AuthError);
    await gone;
    expect(await statusOf(local(listener.redirectUri), '/x')).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('other addresses of this host are not listened on', async () => {
  const listener = await listenForAnswer('http://localhost:0/callback', STATE);
  const { port } = new URL(listener.redirectUri);
  const outcome = await new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.2');
    socket.once('connect', () => resolve('connected'));
    socket.once('error', () => resolve('refused'));
  });
  expect(outcome).toBe('refused');
  listener.close();
});
