// The key in the environment, and the key as the output of a program (a password store).
import { spawn } from 'node:child_process';
import { ConfigError, SecretsError } from '../../../core/errors.ts';
import { parseKey } from './source.ts';
import type { KeySource } from './source.ts';
import { withoutSecrets } from '../names.ts';
import type { Environment } from '../names.ts';

const COMMAND_MS = 10_000;
const LONGEST_OUTPUT = 4096;

/** AT2QBO_SECRETS_KEY. */
export function keyInEnvironment(environment: Environment): KeySource {
  return {
    load: async () => {
      const text = environment['AT2QBO_SECRETS_KEY'];
      if (text === undefined || text === '') {
        throw new ConfigError('AT2QBO_SECRETS_KEY is not set', 'set it to the key (64 hex digits; a new one: openssl rand -hex 32)');
      }
      const key = parseKey(text);
      if (!key) throw new ConfigError('AT2QBO_SECRETS_KEY is not a key: it must be 64 hex digits', 'a new one: openssl rand -hex 32');
      return key;
    },
    describe: () => 'the environment variable AT2QBO_SECRETS_KEY',
  };
}

/** The output of `secrets.keyCommand`, run without a shell. */
export function keyFromCommand(command: readonly string[] | null, environment: Environment, timeoutMs = COMMAND_MS): KeySource {
  const [program = '', ...parameters] = command ?? [];
  return {
    load: async () => {
      if (program === '') {
        throw new ConfigError('secrets.keyCommand is not set', 'at2qbo settings set secrets.keyCommand \'["program", "argument"]\'');
      }
      const text = await outputOf(program, parameters, environment, timeoutMs);
      const key = parseKey(text);
      if (key) return key;
      throw new SecretsError(`secrets.keyCommand (${program}) didn't print a key of 64 hex digits`, 'run it by hand and look');
    },
    // Arguments may name vaults and accounts: only the program is shown.
    describe: () => `the output of secrets.keyCommand (${program || 'not set'})`,
  };
}

function outputOf(program: string, parameters: readonly string[], environment: Environment, timeoutMs: number): Promise<string> {
  const failed = (what: string, cause?: unknown): SecretsError =>
    new SecretsError(`secrets.keyCommand (${program}) ${what}`, 'run it by hand, as the same user, and look', { cause });
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'ignore'], env: withoutSecrets(environment), windowsHide: true });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout.destroy(); // a grandchild may keep the pipe open
      reject(failed(`gave no answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < LONGEST_OUTPUT) output += text;
    });
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(failed("can't be run", cause));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else reject(failed(code === null ? 'was killed' : `ended with code ${code}`));
    });
  });
}
