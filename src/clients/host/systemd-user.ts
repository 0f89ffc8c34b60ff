// Unit files of the user's own systemd, and the few systemctl calls that make them known and let them go.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder, replaceFile } from './durable.ts';
import { withoutSecrets, type Environment } from '../secrets/names.ts';

const LIMIT_MS = 15_000;

/** Where the user's units are. */
export function userUnitDirectory(env: Environment): string {
  return join(env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config'), 'systemd', 'user');
}

/** The unit's text, or null. */
export function readUnit(name: string, env: Environment): string | null {
  const path = join(userUnitDirectory(env), name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Writes the files; gives their paths. */
export function writeUnits(units: readonly { readonly name: string; readonly text: string }[], env: Environment): string[] {
  const directory = userUnitDirectory(env);
  makeFolder(directory);
  return units.map(({ name, text }) => {
    const path = join(directory, name);
    replaceFile(path, text);
    return path;
  });
}

/** Removes the files that are there; gives their paths. */
export function removeUnits(names: readonly string[], env: Environment): string[] {
  const paths = names.map((name) => join(userUnitDirectory(env), name)).filter((path) => existsSync(path));
  for (const path of paths) rmSync(path);
  return paths;
}

/** `systemctl --user …`: null, or why it didn't work. */
export function systemctl(args: readonly string[], env: Environment): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn('systemctl', ['--user', ...args], {
      env: { ...withoutSecrets(env), LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: LIMIT_MS,
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', (cause) => resolve(cause.message));
    child.on('close', (code) => resolve(code === 0 ? null : err.trim().split('\n')[0] || `systemctl ended with ${code ?? 'a signal'}`));
  });
}
