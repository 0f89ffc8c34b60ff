// Access tokens: when they are renewed, by whom, and that a rotated one is stored before it is used.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileLock } from '../../src/clients/host/lock.ts';
import { createTokens } from '../../src/clients/quickbooks/sign-in/tokens.ts';
import type { AccessToken } from '../../src/clients/quickbooks/sign-in/tokens.ts';
import type { QuickBooksToken, Secrets } from '../../src/clients/secrets/names.ts';
import { AuthError, ConfigError, TemporaryError } from '../../src/core/errors.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let now: number;
let folder: string;
let secrets: Secrets;
let events: string[];
let warnings: string[];
let refreshing: (token: string) => Promise<void>;
let storing: (next: Secrets) => void;
const clock = { now: () => now, sleep: async () => new Promise<void>((resolve) => setTimeout(resolve, 1)) };

function token(n: number, more: Partial<QuickBooksToken> = {}): QuickBooksToken {
  return {
    accessToken: `access${n}`,
    refreshToken: `refresh${n}`,
    accessExpiresAt: now + HOUR,
    refreshExpiresAt: now + 100 * DAY,
    hardExpiresAt: null,
    issuedAt: now,
    realmId: '77',
    ...more,
  };
}
const stored = (): QuickBooksToken | undefined => secrets['quickbooks.token'];

beforeEach(() => {
  now = 1_800_000_000_000;
  folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  events = [];
  warnings = [];
  refreshing = async () => undefined;
  storing = () => undefined;
  secrets = { 'mail.password': 'x', 'quickbooks.token': token(1) };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One process: its own memory, the same vault and lock. */
function make(): AccessToken {
  return createTokens({
    lock: fileLock(join(folder, 'token.lock'), clock),
    clock,
    realmId: '77',
    log: (level, message) => void (level === 'warn' && warnings.push(message)),
    vault: {
      read: async () => secrets,
      update: async (change) => {
        const next = await change(secrets);
        storing(next);
        if (next !== secrets) events.push(`stored ${next['quickbooks.token']?.refreshToken}`);
        secrets = next;
      },
    },
    oauth: async () => ({
      refresh: async (refreshToken) => {
        events.push(`refresh ${refreshToken}`);
        await refreshing(refreshToken);
        const { realmId: _, ...issued } = token(Number(refreshToken.replace('refresh', '')) + 1);
        return issued;
      },
    }),
  });
}

test('a token that is good for a while is given as it is', async () => {
  expect(await make()('use')).toBe('access1');
  expect(events).toEqual([]);
});

test('five minutes before its end it is renewed and stored first, the rest of the secrets kept', async () => {
  secrets = { ...secrets, 'quickbooks.token': token(1, { accessExpiresAt: now + 4 * 60_000 }) };
  expect(await make()('use')).toBe('access2');
  expect(events).toEqual(['refresh refresh1', 'stored refresh2']);
  expect(secrets['mail.password']).toBe('x');
  expect(stored()?.realmId).toBe('77');
});

test('many callers cause one refresh', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  const give = make();
  expect(await Promise.all([give('use'), give('use'), give('use')])).toEqual(['access2', 'access2', 'access2']);
  expect(events).toHaveLength(2);
});

test('two processes cause one refresh: the second takes what the first stored', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  refreshing = async () => new Promise((resolve) => setTimeout(resolve, 50));
  expect(await Promise.all([make()('use'), make()('use')])).toEqual(['access2', 'access2']);
  expect(events).toEqual(['refresh refresh1', 'stored refresh2']);
});

test('a refused token is renewed, unless another process has stored a new one', async () => {
  const give = make();
  expect(await give('use')).toBe('access1');
  expect(await give('refused', 'access1')).toBe('access2');
  secrets = { 'quickbooks.token': token(8) };
  expect(await give('refused', 'access2')).toBe('access8');
  expect(events).toEqual(['refresh refresh1', 'stored refresh2']);
});

test('invalid_grant asks for a new connection, once, and keeps the token', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  refreshing = async () => Promise.reject(new AuthError('no', { code: 'invalid_grant', remedy: 'at2qbo connect quickbooks' }));
  const accessToken = make();
  await expect(accessToken('use')).rejects.toMatchObject({ kind: 'auth', remedy: 'at2qbo connect quickbooks' });
  // Another part of the same run asks again: Intuit isn't asked twice with a token that it refused.
  await expect(accessToken('use')).rejects.toMatchObject({ kind: 'auth' });
  expect(events).toEqual(['refresh refresh1']);
  expect(stored()?.refreshToken).toBe('refresh1');
});

test('invalid_grant is tried once more if a newer token was stored in the meantime', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  refreshing = async (refreshToken) => {
    if (refreshToken !== 'refresh1') return;
    secrets = { 'quickbooks.token': token(5, { accessExpiresAt: 0 }) };
    throw new AuthError('no', { code: 'invalid_grant' });
  };
  expect(await make()('use')).toBe('access6');
  expect(events).toEqual(['refresh refresh1', 'refresh refresh5', 'stored refresh6']);
});

test('a service that is down leaves the token, and the next call tries again', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  refreshing = async () => Promise.reject(new TemporaryError('down'));
  const give = make();
  await expect(give('use')).rejects.toBeInstanceOf(TemporaryError);
  expect(stored()?.refreshToken).toBe('refresh1');
  refreshing = async () => undefined;
  expect(await give('use')).toBe('access2');
});

test('a disk that refuses is found before the old token is spent', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  storing = () => {
    throw new ConfigError('disk full');
  };
  await expect(make()('use')).rejects.toThrow('disk full');
  expect(events).toEqual([]);
});

test('a write that fails after the rotation is tried again', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  let failures = 0;
  storing = (next) => {
    if (next !== secrets && failures++ < 2) throw new ConfigError('disk full');
  };
  expect(await make()('use')).toBe('access2');
  expect(stored()?.refreshToken).toBe('refresh2');
});

test('one that can not be stored at all says that a new connection is needed, and why', async () => {
  secrets = { 'quickbooks.token': token(1, { accessExpiresAt: 0 }) };
  storing = (next) => {
    if (next !== secrets) throw new ConfigError('disk full');
  };
  await expect(make()('use')).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('disk full'),
    remedy: expect.stringContaining('at2qbo connect quickbooks'),
  });
});

test('a clock that was set back does not make an old token look young', async () => {
  secrets = { 'quickbooks.token': token(1, { issuedAt: now + DAY, accessExpiresAt: now + DAY + HOUR }) };
  expect(await make()('use')).toBe('access2');
});

test('a token of another company is never used; one that `connect` puts back while this waits is', async () => {
  secrets = { 'quickbooks.token': token(1, { realmId: '88' }) };
  await expect(make()('use')).rejects.toMatchObject({ kind: 'auth', remedy: 'at2qbo connect quickbooks' });
  const held = await fileLock(join(folder, 'token.lock'), clock)({ waitMs: 0, note: 'connect' });
  const waiting = make()('use');
  await new Promise((resolve) => setTimeout(resolve, 20));
  secrets = { 'quickbooks.token': token(3) };
  await held.release();
  expect(await waiting).toBe('access3');
  expect(events).toEqual([]);
});

test('the end of the connection is announced, once', async () => {
  secrets = { 'quickbooks.token': token(1, { hardExpiresAt: now + 10.5 * DAY }) };
  const give = make();
  await give('use');
  now += 1000;
  await give('use');
  expect(warnings).toEqual(['the QuickBooks connection ends in 10 days; renew it: at2qbo connect quickbooks']);
});

test('without a connection the command that makes one is named', async () => {
  secrets = {};
  await expect(make()('use')).rejects.toMatchObject({ kind: 'auth', remedy: 'at2qbo connect quickbooks' });
});
