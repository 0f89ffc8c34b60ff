// The listener for the browser's way back.
import { expect, test } from 'vitest';
import { isLoopbackAddress, listenForAnswer } from '../../src/clients/quickbooks/loopback.ts';
import { AuthError, ConfigError } from '../../src/core/errors.ts';

const local = (redirectUri: string): string => redirectUri.replace('localhost', '127.0.0.1');

test('one answer is taken, strays are not, and then it is closed', async () => {
  const listener = await listenForAnswer('http://localhost:0/callback');
  const base = local(listener.redirectUri);
  expect((await fetch(new URL('/favicon.ico', base))).status).toBe(404);
  expect((await fetch(base)).status).toBe(404);
  const page = await fetch(`${base}?code=abc&state=s&realmId=1`);
  expect(page.status).toBe(200);
  expect(await page.text()).not.toContain('abc');
  expect(await listener.answer).toBe(`${listener.redirectUri}?code=abc&state=s&realmId=1`);
  await expect(fetch(`${base}?code=again&state=s&realmId=1`)).rejects.toThrow(/fetch failed/);
});

test('it closes itself when nobody comes', async () => {
  const listener = await listenForAnswer('http://localhost:0/callback', 20);
  await expect(listener.answer).rejects.toBeInstanceOf(AuthError);
  await expect(fetch(local(listener.redirectUri))).rejects.toThrow(/fetch failed/);
});

test('a port that is taken is said so', async () => {
  const first = await listenForAnswer('http://localhost:0/callback');
  await expect(listenForAnswer(first.redirectUri)).rejects.toBeInstanceOf(ConfigError);
  first.close();
});

test('only http on localhost is listened on', () => {
  expect(isLoopbackAddress('http://localhost:9477/callback')).toBe(true);
  for (const address of ['https://localhost/x', 'http://example.com/', 'http://localhost.example.com/', 'nonsense']) {
    expect(isLoopbackAddress(address)).toBe(false);
  }
});
