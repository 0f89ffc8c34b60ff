// The sealed file: what opens it, what doesn't, and what is said then. In one piece: all of it happens to one file, made by the same few lines.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clients/host/clock.ts';
import type { Keychain } from '../../../src/clients/secrets/key/keychain.ts';
import type { Environment, Secrets } from '../../../src/clients/secrets/names.ts';
import { createVault } from '../../../src/clients/secrets/vault.ts';
import type { Vault } from '../../../src/clients/secrets/vault.ts';
import { ConfigError, SecretsError } from '../../../src/core/errors.ts';

const KEY = randomBytes(32).toString('hex');
const OTHER = randomBytes(32).toString('hex');
const SECRETS: Secrets = { 'autotask.secret': 'hunter2 ünïcode', 'mail.password': 'p4ss' };
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-'));
  path = join(folder, 'secrets.enc');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A keychain in memory. */
function memoryKeychain(entries = new Map<string, string>()): Keychain {
  return async ({ action, service, account, value }) => {
    const name = `${service}/${account}`;
    if (action === 'set') entries.set(name, value ?? '');
    if (action === 'delete') entries.delete(name);
    return action === 'get' ? (entries.get(name) ?? null) : null;
  };
}

interface Setup {
  profile?: string;
  keyCommand?: readonly string[] | null;
  keychain?: Keychain;
}
function open(environment: Environment, { profile = 'default', keyCommand = null, keychain = memoryKeychain() }: Setup = {}): Vault {
  return createVault({ path, profile, environment, keyCommand, keychain, clock: systemClock });
}
const env = (key: string): Environment => ({ AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: key });
const printer = (text: string): readonly string[] => [process.execPath, '-e', `process.stdout.write(${JSON.stringify(`${text}\n`)})`];

describe('every place of the key', () => {
  const keychain = memoryKeychain();
  const places: readonly { name: string; make: () => { environment: Environment; setup: Setup } }[] = [
    { name: 'keychain', make: () => ({ environment: {}, setup: { keychain } }) },
    {
      name: 'credential',
      make: () => {
        writeFileSync(join(folder, 'at2qbo.key'), `${KEY}\n`);
        return { environment: { AT2QBO_SECRETS: 'credential', CREDENTIALS_DIRECTORY: folder }, setup: {} };
      },
    },
    { name: 'file', make: () => ({ environment: { AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: join(folder, 'k') }, setup: {} }) },
    { name: 'command', make: () => ({ environment: { AT2QBO_SECRETS: 'command' }, setup: { keyCommand: printer(KEY) } }) },
    { name: 'env', make: () => ({ environment: env(KEY), setup: {} }) },
  ];
  test.each(places)('$name keeps what is stored, for this process and the next', async ({ name, make }) => {
    const { environment, setup } = make();
    const vault = open(environment, setup);
    expect(await vault.read()).toEqual({});
    expect(await vault.exists()).toBe(false);
    await vault.prove();
    expect(await vault.exists()).toBe(false);
    expect(readdirSync(folder).filter((file) => !['k', 'at2qbo.key', 'secrets.enc.lock'].includes(file))).toEqual([]);
    await vault.update(() => SECRETS);
    expect(await vault.read()).toEqual(SECRETS);
    expect(await open(environment, setup).read()).toEqual(SECRETS);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ v: 1, place: name });
    for (const secret of [...Object.values(SECRETS), KEY]) expect(text).not.toContain(secret);
    expect(await vault.describe()).not.toContain(KEY);
    // The place is remembered: it need not be named again.
    const { AT2QBO_SECRETS: _, AT2QBO_SECRETS_KEY_FILE: __, ...unnamed } = environment;
    expect(await open(unnamed, setup).read()).toEqual(SECRETS);
    expect(await vault.forget()).toBeNull();
    expect(await vault.exists()).toBe(false);
  });
});

test('a wrong key is said to be a wrong key', async () => {
  await open(env(KEY)).update(() => SECRETS);
  await expect(open(env(OTHER)).read()).rejects.toThrow(/^wrong key/);
  await expect(open(env(OTHER)).update((s) => s)).rejects.toBeInstanceOf(SecretsError);
  expect(await open(env(KEY)).read()).toEqual(SECRETS);
});

test.each([0o640, 0o604, 0o660, 0o644])('a sealed file with mode %o is refused, and one chmod mends it', async (mode) => {
  await open(env(KEY)).update(() => SECRETS);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, mode);
  const refused = { kind: 'config', remedy: `chmod 600 ${path}` };
  await expect(open(env(KEY)).read()).rejects.toMatchObject(refused);
  await expect(open(env(KEY)).update((secrets) => secrets)).rejects.toMatchObject(refused);
  chmodSync(path, 0o600);
  expect(await open(env(KEY)).read()).toEqual(SECRETS);
});

test('what a killed write left beside the file is the newest, and the next write builds on it', async () => {
  await open(env(KEY)).update(() => SECRETS);
  const old = readFileSync(path, 'utf8');
  await open(env(KEY)).update((secrets) => ({ ...secrets, 'mail.password': 'the newest' }));
  renameSync(path, `${path}.next`); // killed before it took the file's place
  writeFileSync(path, old, { mode: 0o600 });
  expect((await open(env(KEY)).read())['mail.password']).toBe('the newest');
  await open(env(KEY)).update((secrets) => ({ ...secrets, 'quickbooks.clientSecret': 'later' }));
  expect(existsSync(`${path}.next`)).toBe(false);
  expect(await open(env(KEY)).read()).toEqual({ ...SECRETS, 'mail.password': 'the newest', 'quickbooks.clientSecret': 'later' });
});

test('a write that was cut off half-way leaves what was there before, and forgetting takes its rest away', async () => {
  await open(env(KEY)).update(() => SECRETS);
  const whole = readFileSync(path, 'utf8').trimEnd();
  for (let length = 0; length < whole.length; length += 7) {
    // The room that was taken for it is filled from its start.
    for (const rest of ['', '\n'.repeat(whole.length + 100 - length)]) {
      writeFileSync(`${path}.next`, whole.slice(0, length) + rest, { mode: 0o600 });
      expect(await open(env(KEY)).read()).toEqual(SECRETS);
    }
  }
  await open(env(KEY)).update((secrets) => secrets);
  expect(existsSync(`${path}.next`)).toBe(false);
  writeFileSync(`${path}.next`, whole, { mode: 0o600 });
  expect(await open(env(KEY)).forget()).toBeNull();
  expect(existsSync(`${path}.next`)).toBe(false);
});

test('what comes to be stored has its room before it is there, and a change that fails gives it back', async () => {
  await open(env(KEY)).update(() => SECRETS);
  let room = 0;
  const failing = open(env(KEY)).update(() => {
    room = statSync(`${path}.next`).size;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(room).toBeGreaterThan(statSync(path).size);
  expect(readdirSync(folder).filter((name) => name.includes('next'))).toEqual([]);
  expect(await open(env(KEY)).read()).toEqual(SECRETS);
});

test('a sealed file cut off anywhere is said to be damaged', async () => {
  await open(env(KEY)).update(() => SECRETS);
  const whole = readFileSync(path, 'utf8').trimEnd();
  for (let length = 0; length < whole.length; length += 7) {
    writeFileSync(path, whole.slice(0, length));
    await expect(open(env(KEY)).read()).rejects.toThrow(/damaged/);
  }
});

test('a change replaces the file: whoever had it open keeps the old one, and nothing is left beside it', async () => {
  await open(env(KEY)).update(() => SECRETS);
  const before = statSync(path).ino;
  linkSync(path, join(folder, 'old'));
  const old = readFileSync(path, 'utf8');
  await open(env(KEY)).update(() => ({}));
  expect(statSync(path).ino).not.toBe(before);
  expect(readFileSync(join(folder, 'old'), 'utf8')).toBe(old);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a damaged file is said to be damaged', async () => {
  await open(env(KEY)).update(() => SECRETS);
  const envelope = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  const ct = Buffer.from(envelope['ct'] ?? '', 'base64');
  ct[3] = (ct[3] ?? 0) ^ 1;
  const spoilt = [
    '',
    'garbage',
    '{}',
    JSON.stringify({ ...envelope, ct: ct.toString('base64') }),
    JSON.stringify({ ...envelope, tag: 'AAAA' }),
    JSON.stringify({ ...envelope, place: 'command' }),
  ];
  for (const text of spoilt) {
    writeFileSync(path, text);
    await expect(open({ AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: KEY }).read()).rejects.toThrow(/damaged/);
  }
});

test('the file of another profile does not open', async () => {
  await open(env(KEY), { profile: 'one' }).update(() => SECRETS);
  await expect(open(env(KEY), { profile: 'two' }).read()).rejects.toThrow(/another profile/);
});

test('a file of a newer format asks for an update', async () => {
  writeFileSync(path, '{"v": 2}', { mode: 0o600 });
  await expect(open(env(KEY)).read()).rejects.toThrow(/newer at2qbo/);
});

test('another place than the remembered one is refused by name, unless its key opens the file', async () => {
  const keyFile = join(folder, 'k');
  await open(env(KEY)).update(() => SECRETS);
  const asked = { AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: keyFile };
  await expect(open(asked).read()).rejects.toThrow(/remembered to be in the place 'env'.*asks for 'file'/);
  expect(existsSync(keyFile)).toBe(false);
  await expect(open(asked).update((s) => s)).rejects.toMatchObject({ remedy: expect.stringContaining('connect --secrets file') });
  writeFileSync(keyFile, OTHER, { mode: 0o600 });
  await expect(open(asked).read()).rejects.toThrow(/another one/);
  writeFileSync(keyFile, KEY);
  expect(await open(asked).read()).toEqual(SECRETS);
});

test('a keychain that fails is never replaced by another place', async () => {
  const locked: Keychain = async () => Promise.reject(new SecretsError("the OS keychain can't be used: it is locked"));
  await expect(open({ AT2QBO_SECRETS_KEY: KEY }, { keychain: locked }).prove()).rejects.toThrow(/locked/);
  expect(existsSync(path)).toBe(false);
});

test('a key that vanished from the keychain is said so and not made anew', async () => {
  const entries = new Map<string, string>();
  await open({}, { keychain: memoryKeychain(entries) }).update(() => SECRETS);
  entries.clear();
  await expect(open({}, { keychain: memoryKeychain(entries) }).update((s) => s)).rejects.toThrow(/not in its place any more/);
  expect(entries.size).toBe(0);
});

test('the keychain trial leaves nothing behind', async () => {
  const entries = new Map<string, string>();
  await open({}, { keychain: memoryKeychain(entries) }).prove();
  expect([...entries.keys()]).toEqual(['at2qbo/default']);
});

test('moving the key reseals the file and forgets the keychain entry', async () => {
  const entries = new Map<string, string>();
  const keychain = memoryKeychain(entries);
  const moved = { AT2QBO_SECRETS_KEY_FILE: join(folder, 'k') };
  await open(moved, { keychain }).update(() => SECRETS);
  await open(moved, { keychain }).moveTo('file');
  expect(entries.size).toBe(0);
  expect(await open({}, { keychain }).read()).toEqual(SECRETS);
});

describe('a key file', () => {
  const environment = (): Environment => ({ AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: join(folder, 'k') });
  test('is made for its owner alone', async () => {
    await open(environment()).prove();
    expect(statSync(join(folder, 'k')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'k'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });
  test.each([0o640, 0o604, 0o660, 0o644])('with mode %o is refused as a setting', async (mode) => {
    await open(environment()).update(() => SECRETS);
    chmodSync(join(folder, 'k'), mode);
    await expect(open(environment()).read()).rejects.toBeInstanceOf(ConfigError);
    await expect(open(environment()).prove()).rejects.toThrow(/refused/);
  });
  test.each(['', 'abc', KEY.slice(1), `${KEY}00`])('with a bad length is refused as a setting', async (text) => {
    writeFileSync(join(folder, 'k'), text, { mode: 0o600 });
    await expect(open(environment()).prove()).rejects.toBeInstanceOf(ConfigError);
  });
  test('that is shared by two profiles outlives one of them', async () => {
    await open(environment()).update(() => SECRETS);
    await open(environment()).forget();
    expect(existsSync(join(folder, 'k'))).toBe(true);
  });
});

test.each([
  ['no key', { AT2QBO_SECRETS: 'env' }, null],
  ['a short key', { AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: 'abcd' }, null],
  ['an unknown place', { AT2QBO_SECRETS: 'cloud' }, null],
  ['no key file', { AT2QBO_SECRETS: 'file' }, null],
  ['no command', { AT2QBO_SECRETS: 'command' }, null],
])('%s is refused as a setting', async (_, environment, keyCommand) => {
  await expect(open(environment, { keyCommand }).prove()).rejects.toBeInstanceOf(ConfigError);
});

test.each([
  ['fails', [process.execPath, '-e', 'process.exit(3)'], /ended with code 3/],
  ['is not there', ['/nonexistent/program'], /can't be run/],
  ['prints something else', printer('not a key SECRETISH'), /didn't print a key/],
])('a key command that %s is said so, without what it printed', async (_, keyCommand, message) => {
  const failure = await open({ AT2QBO_SECRETS: 'command' }, { keyCommand })
    .prove()
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SecretsError);
  expect(String(failure)).toMatch(message);
  expect(String(failure)).not.toContain('SECRETISH');
});

test('two that change at once both have their way', async () => {
  const one = open(env(KEY));
  const two = open(env(KEY));
  await Promise.all([
    one.update((s) => ({ ...s, 'autotask.secret': 'a' })),
    two.update((s) => ({ ...s, 'mail.password': 'b' })),
    one.update((s) => ({ ...s, 'quickbooks.clientSecret': 'c' })),
  ]);
  expect(await one.read()).toEqual({ 'autotask.secret': 'a', 'mail.password': 'b', 'quickbooks.clientSecret': 'c' });
});
