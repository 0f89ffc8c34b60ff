// connect and disconnect with a real vault and a made-up Autotask and QuickBooks. In one piece: every test answers the same run of questions.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileLock } from '../../src/clients/host/lock.ts';
import { systemClock } from '../../src/clients/host/clock.ts';
import { createVault } from '../../src/clients/secrets/vault.ts';
import type { Vault } from '../../src/clients/secrets/vault.ts';
import { run as connect } from '../../src/commands/connect/connect.ts';
import type { Ask, ConnectOptions, ConnectSettings, ConnectWorld } from '../../src/commands/connect/world.ts';
import { memoryIo } from '../../src/commands/terminal/io.ts';
import { run as disconnect } from '../../src/commands/connect/disconnect.ts';
import { AuthError, TemporaryError } from '../../src/core/errors.ts';
import type { Settings } from '../../src/core/settings.ts';

const KEY = { AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: 'ab'.repeat(32) };
const AUTOTASK = { ...KEY, AT2QBO_AUTOTASK_SECRET: 'at-s3cret', AT2QBO_AUTOTASK_INTEGRATION_CODE: 'at-c0de' };
const QUICKBOOKS = { ...KEY, AT2QBO_QUICKBOOKS_CLIENT_SECRET: 'qb-s3cret', AT2QBO_QUICKBOOKS_REFRESH_TOKEN: 'RT-pasted' };
const SECRETS = ['at-s3cret', 'at-c0de', 'qb-s3cret', 'RT-pasted', 'RT-1', 'access-1', KEY.AT2QBO_SECRETS_KEY];
const IDS = { clientId: 'ABid', realmId: '77' };

let folder: string;
let saved: ConnectSettings;
let calls: string[];
let printed: string;
let faults: { refresh?: Error; company?: Error; access?: Error; revoke?: Error; userinfo?: Error };
let serial: number;
let rights: { canQueryInvoices: boolean; canUpdateInvoices: boolean; canQueryBillingItems: boolean };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'connect-'));
  saved = {};
  calls = [];
  printed = '';
  faults = {};
  serial = 0;
  rights = { canQueryInvoices: true, canUpdateInvoices: true, canQueryBillingItems: true };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const vaultOf = (environment: Record<string, string | undefined> = KEY): Vault =>
  createVault({ path: join(folder, 'secrets.enc'), profile: 'default', environment, keyCommand: null, clock: systemClock });

function world(environment: Record<string, string | undefined>, more: Partial<ConnectWorld> = {}): ConnectWorld {
  const settings = {
    quickbooks: {
      edition: 'us',
      environment: 'production',
      realmId: saved['quickbooks.realmId'] ?? null,
      clientId: saved['quickbooks.clientId'] ?? null,
      redirectUri: saved['quickbooks.redirectUri'] ?? null,
    },
    autotask: { username: saved['autotask.username'] ?? null },
    invoices: { numbering: 'quickbooks', defaultClass: null, poNumberField: null },
    items: { incomeAccount: null },
    endpoints: { intuitOAuth: null },
  } as unknown as Settings;
  const step = <T>(name: string, fault: Error | undefined, value: T): T => {
    calls.push(name);
    if (fault) throw fault;
    return value;
  };
  const token = () => ({
    accessToken: `access-${serial}`,
    refreshToken: `RT-${serial}`,
    accessExpiresAt: Date.now() + 3_600_000,
    refreshExpiresAt: Date.now() + 8e9,
    hardExpiresAt: null,
    issuedAt: Date.now(),
  });
  return {
    profile: 'default',
    environment,
    clock: systemClock,
    settings,
    vault: vaultOf(environment),
    tokenLock: fileLock(join(folder, 'token.lock'), systemClock),
    directory: folder,
    ask: null,
    say: (text) => void (printed += `${text}\n`),
    progress: (text) => void (printed += `${text}\n`),
    save: (values) => void Object.assign(saved, values),
    browse: async () => true,
    rememberEmail: async (email) => void calls.push(`email ${email}`),
    oauth: () => ({
      authorizeUrl: async (state) => `https://intuit.example/?state=${state}`,
      exchange: async (redirected, _state, accept) => {
        await accept?.(new URL(redirected).searchParams.get('realmId') ?? '');
        step(`exchange`, undefined, null);
        serial += 1;
        return { ...token(), realmId: new URL(redirected).searchParams.get('realmId') ?? '' };
      },
      refresh: async (refreshToken) => {
        step(`refresh ${refreshToken}`, refreshToken === 'RT-pasted' ? faults.refresh : undefined, null);
        serial += 1;
        return token();
      },
      revoke: async (refreshToken) => step(`revoke ${refreshToken}`, faults.revoke, undefined),
      userinfo: async () => step('userinfo', faults.userinfo, 'pat@example.com'),
    }),
    autotask: async () => ({ access: async () => step('access', faults.access, rights) }),
    quickbooks: async ({ realmId }) => ({
      company: async () => step(`company ${realmId}`, faults.company, { name: 'Craig’s', country: 'US', address: null }),
      preferences: async () => ({ customTxnNumbers: true, taxWorld: 'automated', classTracking: 'off', customFields: [] }) as never,
    }),
    ...more,
  };
}

interface Ran {
  readonly json: unknown;
}
async function go(command: typeof connect | typeof disconnect, args: string[], options: ConnectOptions, using: ConnectWorld): Promise<Ran> {
  let document: unknown = null;
  const io = { ...memoryIo(), json: (value: unknown) => void (document = value) };
  const globals = { profile: 'default', json: true, quiet: false, verbose: false, color: false };
  expect(await command({ io, args, options: { ...options }, globals, command: 'connect', offered: [] }, using)).toBe(0);
  return { json: document };
}
const writeConsent = (): void =>
  writeFileSync(
    join(folder, 'consent.json'),
    JSON.stringify({ state: 's'.repeat(43), redirectUri: 'https://example.com/back', clientId: 'ABid', at: Date.now() }),
  );
const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

function expectNothingTold(ran: unknown): void {
  const text = printed + JSON.stringify(ran) + JSON.stringify(saved) + String(ran);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  for (const name of readdirSync(folder))
    for (const secret of SECRETS) expect(readFileSync(join(folder, name), 'utf8')).not.toContain(secret);
}

describe('without a terminal', () => {
  test('everything that is missing is named, and nothing is stored or asked', async () => {
    const error = await failure(go(connect, [], {}, world({})));
    expect(error).toMatchObject({ kind: 'usage' });
    for (const name of [
      '--autotask-username',
      'AT2QBO_AUTOTASK_SECRET',
      'AT2QBO_AUTOTASK_INTEGRATION_CODE',
      '--client-id',
      'AT2QBO_QUICKBOOKS_CLIENT_SECRET',
      'AT2QBO_QUICKBOOKS_REFRESH_TOKEN',
      '--realm-id',
    ])
      expect(String(error)).toContain(name);
    expect(readdirSync(folder)).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('Autotask is connected, its secrets sealed', async () => {
    const ran = await go(connect, ['autotask'], { autotaskUsername: 'api@example.com' }, world(AUTOTASK));
    expect(saved).toEqual({ 'autotask.username': 'api@example.com' });
    expect(await vaultOf().read()).toEqual({ 'autotask.secret': 'at-s3cret', 'autotask.integrationCode': 'at-c0de' });
    expectNothingTold(ran);
  });

  test('Autotask credentials that are refused are not stored', async () => {
    faults.access = new AuthError('refused');
    expect(await failure(go(connect, ['autotask'], { autotaskUsername: 'u' }, world(AUTOTASK)))).toBe(faults.access);
    expect(existsSync(join(folder, 'secrets.enc'))).toBe(false);
    expect(saved).toEqual({});
  });

  test('an Autotask user that may not read invoices is refused', async () => {
    rights = { ...rights, canQueryInvoices: false };
    const error = await failure(go(connect, ['autotask'], { autotaskUsername: 'u' }, world(AUTOTASK)));
    expect(String(error)).toContain('no right to read invoices');
    expect(existsSync(join(folder, 'secrets.enc'))).toBe(false);
  });

  test('a place of the key that does not work is found before anything is asked', async () => {
    const error = await failure(go(connect, ['autotask'], { autotaskUsername: 'u' }, world({ ...AUTOTASK, AT2QBO_SECRETS_KEY: 'short' })));
    expect(error).toMatchObject({ kind: 'config' });
    expect(calls).toEqual([]);
  });

  test('QuickBooks: the pasted token is renewed once, stored rotated, then the company is read', async () => {
    const ran = await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    expect(calls).toEqual(['refresh RT-pasted', 'company 77', 'userinfo', 'email pat@example.com']);
    expect(await vaultOf().read()).toMatchObject({
      'quickbooks.clientSecret': 'qb-s3cret',
      'quickbooks.token': { refreshToken: 'RT-1', realmId: '77' },
    });
    expect(saved).toEqual({ 'quickbooks.clientId': 'ABid', 'quickbooks.realmId': '77' });
    expect(ran.json).toMatchObject({ quickbooks: { company: 'Craig’s', country: 'US', numbering: 'custom', taxWorld: 'automated' } });
    expect(printed).toContain('invoices.numbering');
    expectNothingTold(ran);
  });

  test('connecting one system keeps the secrets of the other', async () => {
    await go(connect, ['autotask'], { autotaskUsername: 'u' }, world(AUTOTASK));
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    expect(Object.keys(await vaultOf().read()).sort()).toEqual([
      'autotask.integrationCode',
      'autotask.secret',
      'quickbooks.clientSecret',
      'quickbooks.token',
    ]);
  });

  test('a company that refuses the token brings back what was connected before', async () => {
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    faults.company = new AuthError('wrong company');
    expect(await failure(go(connect, ['quickbooks'], { ...IDS, realmId: '88', yes: true }, world(QUICKBOOKS)))).toBe(faults.company);
    expect(await vaultOf().read()).toMatchObject({ 'quickbooks.token': { refreshToken: 'RT-1', realmId: '77' } });
    expect(saved['quickbooks.realmId']).toBe('77');
  });

  test('a QuickBooks that is down after the renewal keeps the rotated token', async () => {
    faults.company = new TemporaryError('down');
    expect(await failure(go(connect, ['quickbooks'], IDS, world(QUICKBOOKS)))).toBe(faults.company);
    expect(await vaultOf().read()).toMatchObject({ 'quickbooks.token': { refreshToken: 'RT-1' } });
    expect(saved['quickbooks.realmId']).toBe('77');
  });

  test('the same pasted token again is never sent again: what was stored in its place is renewed', async () => {
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    expect(calls.filter((call) => call.startsWith('refresh'))).toEqual(['refresh RT-pasted', 'refresh RT-1', 'refresh RT-2']);
    expect(await vaultOf().read()).toMatchObject({ 'quickbooks.token': { refreshToken: 'RT-3' } });
  });

  test('a pasted token that is refused changes nothing', async () => {
    faults.refresh = new AuthError('spent', { code: 'invalid_grant' });
    expect(await failure(go(connect, ['quickbooks'], IDS, world(QUICKBOOKS)))).toBe(faults.refresh);
    expect(existsSync(join(folder, 'secrets.enc'))).toBe(false);
    expect(saved).toEqual({});
  });

  test('another company than before needs --yes, and is refused before the token is spent', async () => {
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    calls = [];
    const other = { ...IDS, realmId: '88' };
    expect(await failure(go(connect, ['quickbooks'], other, world(QUICKBOOKS)))).toMatchObject({ kind: 'usage' });
    expect(calls).toEqual([]);
    await go(connect, ['quickbooks'], { ...other, yes: true }, world(QUICKBOOKS));
    expect(saved['quickbooks.realmId']).toBe('88');
  });

  test('a consent page answered for another company is refused before its code is spent, unless --yes says it is meant', async () => {
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    saved = { ...saved, 'quickbooks.redirectUri': 'https://example.com/back' };
    const environment = { ...KEY, AT2QBO_QUICKBOOKS_CLIENT_SECRET: 'qb-s3cret' };
    await failure(go(connect, ['quickbooks'], { clientId: 'ABid' }, world(environment)));
    writeConsent();
    calls = [];
    const answered = { clientId: 'ABid', redirectedUrl: 'https://example.com/back?code=c&state=s&realmId=88' };
    expect(await failure(go(connect, ['quickbooks'], answered, world(environment)))).toMatchObject({ kind: 'usage' });
    expect(await failure(go(connect, ['quickbooks'], { ...answered, realmId: '99' }, world(environment)))).toMatchObject({
      message: expect.stringContaining('not for 99') as string,
    });
    expect(calls).toEqual([]);
    expect(saved['quickbooks.realmId']).toBe('77');
    await go(connect, ['quickbooks'], { ...answered, yes: true }, world(environment));
    expect(saved['quickbooks.realmId']).toBe('88');
  });

  test('who connected can stay unknown', async () => {
    faults.userinfo = new TemporaryError('down');
    expect((await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS))).json).toMatchObject({ quickbooks: { email: null } });
    expect(printed).toContain('mail.to');
  });

  test('the consent page is printed by the first call and its answer taken by the second', async () => {
    saved = { 'quickbooks.redirectUri': 'https://example.com/back' };
    const environment = { ...KEY, AT2QBO_QUICKBOOKS_CLIENT_SECRET: 'qb-s3cret' };
    const error = await failure(go(connect, ['quickbooks'], { clientId: 'ABid' }, world(environment)));
    expect(error).toMatchObject({ kind: 'usage', remedy: expect.stringContaining('https://intuit.example/?state=') });
    const redirectedUrl = 'https://example.com/back?code=c&state=s&realmId=77';
    await go(connect, ['quickbooks'], { clientId: 'ABid', redirectedUrl }, world(environment));
    expect(saved['quickbooks.realmId']).toBe('77');
    expect(existsSync(join(folder, 'consent.json'))).toBe(false);
    expect(await failure(go(connect, ['quickbooks'], { clientId: 'ABid', redirectedUrl }, world(environment)))).toMatchObject({
      kind: 'usage',
    });
  });
});

test('with --json on a terminal what is missing is asked for', async () => {
  const asked: string[] = [];
  const answers: Record<string, string> = {
    Client: 'ABid',
    Its: 'qb-s3cret',
    How: 'playground',
    Refresh: 'RT-pasted',
    Realm: '77',
  };
  const answer = async (question: string): Promise<string> => {
    asked.push(question);
    return answers[question.split(' ')[0] ?? ''] ?? '';
  };
  const ask: Ask = { text: answer, secret: answer, select: answer, confirm: async () => false };
  await go(connect, ['quickbooks'], {}, world(KEY, { ask }));
  expect(saved).toEqual({ 'quickbooks.clientId': 'ABid', 'quickbooks.realmId': '77' });
  expect(asked).toHaveLength(5);
});

describe('disconnect', () => {
  beforeEach(async () => {
    await go(connect, ['autotask'], { autotaskUsername: 'u' }, world(AUTOTASK));
    await go(connect, ['quickbooks'], IDS, world(QUICKBOOKS));
    calls = [];
  });

  test('revokes the refresh token, forgets, and leaves the settings', async () => {
    await go(disconnect, ['quickbooks'], { yes: true }, world(KEY));
    expect(calls).toEqual(['revoke RT-1']);
    expect(Object.keys(await vaultOf().read())).toEqual(['autotask.secret', 'autotask.integrationCode']);
    expect(saved['quickbooks.realmId']).toBe('77');
  });

  test('without a terminal and without --yes is refused with the whole command, and nothing is changed', async () => {
    expect(await failure(go(disconnect, ['quickbooks'], {}, world(KEY)))).toMatchObject({
      kind: 'usage',
      remedy: 'at2qbo disconnect quickbooks --profile default --yes',
    });
    expect([calls, await vaultOf().read()]).toEqual([[], expect.objectContaining({ 'quickbooks.token': expect.anything() as unknown })]);
  });

  test('of both removes the sealed file', async () => {
    await go(disconnect, [], { yes: true }, world(KEY));
    expect(existsSync(join(folder, 'secrets.enc'))).toBe(false);
  });

  test('that can not revoke forgets only with --force', async () => {
    faults.revoke = new TemporaryError('down');
    expect(await failure(go(disconnect, ['quickbooks'], { yes: true }, world(KEY)))).toMatchObject({
      kind: 'temporary',
      remedy: expect.stringContaining('--force'),
    });
    expect(await vaultOf().read()).toHaveProperty(['quickbooks.token']);
    await go(disconnect, ['quickbooks'], { force: true }, world(KEY));
    expect(await vaultOf().read()).not.toHaveProperty(['quickbooks.token']);
  });

  test('takes a token that Intuit knows no more as revoked, but not a wrong client secret', async () => {
    faults.revoke = new AuthError('no', { code: 'invalid_client' });
    expect(await failure(go(disconnect, ['quickbooks'], { yes: true }, world(KEY)))).toMatchObject({ kind: 'auth' });
    faults.revoke = new AuthError('no', { code: 'invalid_request' });
    expect((await go(disconnect, ['quickbooks'], { yes: true }, world(KEY))).json).toMatchObject({ revocation: 'already-invalid' });
  });

  test('of secrets that can not be read needs --force', async () => {
    const lost = { ...KEY, AT2QBO_SECRETS_KEY: 'cd'.repeat(32) };
    expect(await failure(go(disconnect, [], { yes: true }, world(lost)))).toMatchObject({ kind: 'secrets' });
    await go(disconnect, [], { force: true }, world(lost));
    expect(existsSync(join(folder, 'secrets.enc'))).toBe(false);
  });
});
