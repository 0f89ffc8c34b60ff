// `config.json` as it is read. What is in it is checked by load.ts.
// It is written by store-write.ts.
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../../core/errors.ts';
import { CONFIG_VERSION, migrate } from './migrate.ts';
import type { ProfilePaths } from '../paths.ts';

/** Stored values by dotted key, as they are in the file; keys that no setting has are among them. */
export type Stored = ReadonlyMap<string, unknown>;

/** What the profile's file holds, by today's names; empty where there is no file. Throws a ConfigError for one that can't be read; it stays as it is. */
export function readStore(paths: ProfilePaths): Map<string, unknown> {
  if (!existsSync(paths.config)) return new Map();
  refuseForeign(paths.config);
  return parseStore(parseFile(paths.config), `${paths.config}: `);
}

/** Whoever may write it decides where the credentials are sent: refused, as ssh does. One that others may only read is closed to them. */
function refuseForeign(path: string): void {
  const { mode, uid } = statSync(path);
  if (process.platform === 'win32') return;
  if ((mode & 0o022) !== 0)
    throw new ConfigError(
      `${path}: others may write it (mode ${(mode & 0o777).toString(8)}): refused`,
      `look that it holds what you set, then: chmod 600 ${path}`,
    );
  if ((mode & 0o077) !== 0 && uid === process.getuid?.()) chmodSync(path, 0o600);
}

/** Dotted keys and values of a settings file's JSON, by today's names. `where` begins the refusals. */
export function parseStore(content: unknown, where: string): Map<string, unknown> {
  if (!isObject(content)) throw new ConfigError(`${where}not an object of settings`, 'mend the file, or move it away');
  const { version, ...groups } = content;
  const flat = new Map<string, unknown>();
  for (const [group, values] of Object.entries(groups)) {
    if (!isObject(values) || group.includes('.')) flat.set(group, values);
    else for (const [name, value] of Object.entries(values)) flat.set(`${group}.${name}`, value);
  }
  return migrate(flat, version);
}

/** The JSON of a settings file. */
export function formatStore(stored: Stored): Record<string, unknown> {
  const content: Record<string, unknown> = { version: CONFIG_VERSION };
  const groups = new Map<string, Record<string, unknown>>();
  for (const [key, value] of stored) {
    const [group = '', name] = key.split('.', 2);
    if (name === undefined) content[group] = value;
    else groups.set(group, { ...groups.get(group), [name]: value });
  }
  return { ...content, ...Object.fromEntries(groups) };
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** A file that can't be read is never replaced. */
export function unreadable(path: string, cause: unknown): ConfigError {
  const why =
    cause instanceof SyntaxError ? 'not valid JSON' : `can't be read (${cause instanceof Error ? cause.message : 'unknown cause'})`;
  return new ConfigError(`${path}: ${why}; the file was left as it is`, 'mend the file, or move it away and set the settings again', {
    cause,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
