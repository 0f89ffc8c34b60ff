// The key in the operating system's keychain, asked in a child process that is killed after 3 s.
// A locked keychain can hang for ever inside the native call, which not even process.exit() ends. Linux is pinned to the Secret
// Service: without that the library falls back to the kernel's keyring silently, and that one is gone at the next reboot.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { SecretsError } from '../../../core/errors.ts';
import { isExecutable, KEYCHAIN_CALL } from '../../host/executable.ts';
import { CHILD_PROGRAM } from './keychain-child.ts';
import { parseKey } from './source.ts';
import type { KeySource } from './source.ts';
import { withoutSecrets } from '../names.ts';
import type { Environment } from '../names.ts';

/** One call to the keychain: `value` only with `set`. */
export interface KeychainCall {
  readonly action: 'get' | 'set' | 'delete';
  readonly service: string;
  readonly account: string;
  readonly value?: string;
}
/** Resolves to the value (`get`) or null. */
export type Keychain = (call: KeychainCall) => Promise<string | null>;

const CALL_MS = 3000;
const SERVICE = 'at2qbo';

/** Asks the real keychain. */
export function osKeychain(environment: Environment, timeoutMs = CALL_MS): Keychain {
  const [args, library] = isExecutable()
    ? [[KEYCHAIN_CALL], 'keyring.node']
    : [['-e', CHILD_PROGRAM], createRequire(import.meta.url).resolve('@napi-rs/keyring')];
  return (call) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'], env: withoutSecrets(environment) });
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(unusable(call.account, `no answer within ${timeoutMs / 1000} s; it may be locked and waiting for a password`));
      }, timeoutMs);
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.stdin.on('error', () => child.kill('SIGKILL')); // its end is reported below
      child.once('error', (cause) => {
        clearTimeout(timer);
        reject(unusable(call.account, 'it could not be asked', cause));
      });
      child.once('close', () => {
        clearTimeout(timer);
        const answer = parseAnswer(output);
        if (answer === null) reject(unusable(call.account, 'it gave no answer'));
        else if (answer.error !== undefined) reject(ambiguous(call.account, answer.error) ?? unusable(call.account, plain(answer.error)));
        else resolve(answer.value ?? null);
      });
      child.stdin.end(JSON.stringify({ ...call, library }));
    });
}

/** The key in the keychain, service `at2qbo`, account = profile. */
export function keyInKeychain(profile: string, keychain: Keychain): KeySource {
  const at = (account: string): Pick<KeychainCall, 'service' | 'account'> => ({ service: SERVICE, account });
  return {
    load: async () => {
      const text = await keychain({ action: 'get', ...at(profile) });
      if (text === null) return null;
      const key = parseKey(text);
      if (!key) throw unusable(profile, "its entry isn't a key");
      return key;
    },
    save: async (key) => {
      await keychain({ action: 'set', ...at(profile), value: key.toString('hex') });
    },
    remove: async () => {
      await keychain({ action: 'delete', ...at(profile) });
    },
    prove: async () => {
      const trial = at(`${profile}-trial-${randomBytes(6).toString('hex')}`);
      const value = randomBytes(32).toString('hex');
      await keychain({ action: 'set', ...trial, value });
      const read = await keychain({ action: 'get', ...trial });
      await keychain({ action: 'delete', ...trial });
      if (read !== value) throw unusable(profile, 'it gave back something else than was stored');
    },
    describe: () => `the OS keychain (service ${SERVICE}, account ${profile})`,
  };
}

function unusable(account: string, why: string, cause?: unknown): SecretsError {
  return new SecretsError(
    `the OS keychain (service ${SERVICE}, account ${account}) can't be used: ${why}`,
    'unlock it and run at2qbo in that session, or keep the key elsewhere: AT2QBO_SECRETS=file AT2QBO_SECRETS_KEY_FILE=/path/to/key at2qbo connect',
    { cause },
  );
}

/** Several items of one service and account: which, and what to do; null: another trouble. */
function ambiguous(account: string, message: string): SecretsError | null {
  const count = /matched by (\d+) credentials/i.exec(message)?.[1];
  if (count === undefined) return null;
  const places = [...message.matchAll(/\/collection\/([\w%-]+\/\w+)/g)].map(([, place = '']) => place).sort((a, b) => a.localeCompare(b));
  return new SecretsError(
    `the OS keychain has ${count} items of service ${SERVICE} and account ${account}${places.length > 0 ? ` (${places.join(' and ')})` : ''}, and it can't be said which one is meant`,
    `Remove the one that isn't at2qbo's, whose own is labelled "keyring:${account}@${SERVICE}". They are shown by: secret-tool search --all service ${SERVICE} username ${account}`,
  );
}

function parseAnswer(text: string): { value?: string | null; error?: string } | null {
  try {
    return JSON.parse(text) as { value?: string | null; error?: string };
  } catch {
    return null;
  }
}

function plain(message: string): string {
  if (/D-?Bus/i.test(message)) return 'there is no session bus (D-Bus), as under cron or on a server';
  if (/no result found/i.test(message)) return 'it has no collection yet';
  if (/locked|dismissed/i.test(message)) return 'it is locked';
  return message.split('\n')[0]?.slice(0, 200) ?? 'unknown error';
}
