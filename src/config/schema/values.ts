// One setting's value: from text or from `config.json` to its type, back again, shown, and refused in words.
import { ConfigError } from '../../core/errors.ts';
import { dropPassword, maskPassword } from '../endpoint.ts';
import type { Json } from './kinds.ts';
import { nearest } from './nearest.ts';
import { SETTINGS, isSettingKey, settingKeys } from './schema.ts';
import type { Setting, SettingKey, SettingValues } from './schema.ts';

/** What a person reads of a setting. */
export interface SettingDescription {
  readonly key: SettingKey;
  readonly group: string;
  readonly help: string;
  readonly allowed: string;
  readonly choices: readonly string[] | null;
  /** The default as `config.json` would hold it; null: unset. */
  readonly initial: Json;
  /** Given to `settings set` as JSON. */
  readonly isObject: boolean;
}

// What lives in the sealed file, and how it gets there.
const SECRETS: Readonly<Record<string, string>> = {
  'autotask.secret': 'at2qbo connect autotask',
  'autotask.integrationCode': 'at2qbo connect autotask',
  'quickbooks.clientSecret': 'at2qbo connect quickbooks',
  'quickbooks.token': 'at2qbo connect quickbooks',
  'mail.password': 'at2qbo connect mail',
};

/** Default, help and what is allowed. Throws a ConfigError that names the nearest key for one that doesn't exist. */
export function describeSetting(key: string): SettingDescription {
  const { allowed, choices, help, initial, isObject } = settingOf(key);
  const known = requireKey(key);
  const [group = ''] = key.split('.');
  return { key: known, group, help, allowed, choices: choices ?? null, initial: toStored(initial), isObject: isObject ?? false };
}

/** The key, if there is such a setting; else a ConfigError. It never repeats a value: what was meant as a secret stays unsaid. */
export function requireKey(key: string, where = ''): SettingKey {
  if (isSettingKey(key)) return key;
  const secret = SECRETS[key];
  if (secret !== undefined) throw new ConfigError(`${where}${key} is a secret: it is never kept among the settings`, secret);
  const near = nearest(key, settingKeys);
  throw new ConfigError(
    `${where}there is no setting ${key}`,
    near === null ? 'at2qbo settings lists them all' : `did you mean ${near}? at2qbo settings lists them all`,
  );
}

/** The typed value of a text as `settings set` or the environment gives it. Throws a ConfigError with key, value and what is allowed. */
export function parseSetting<K extends SettingKey>(key: K, text: string, where = ''): SettingValues[K] {
  return checkSetting(key, settingOf(key).read(text), where);
}

/** The typed value of what `config.json` holds; null is unset. Throws a ConfigError with key, value and what is allowed. */
export function checkSetting<K extends SettingKey>(key: K, stored: unknown, where = ''): SettingValues[K] {
  const { schema, allowed } = settingOf(key);
  const checked = schema.safeParse(stored);
  if (checked.success) return checked.data as SettingValues[K];
  const path = checked.error.issues[0]?.path.map(String).join('.') ?? '';
  const part = path === '' ? '' : ` (at ${path})`;
  throw new ConfigError(`${where}${key} can't be ${shownRefused(stored)}${part}; allowed: ${allowed}`, `at2qbo settings set ${key} VALUE`);
}

/** The value as `config.json` holds it: amounts as text with two decimals. */
export function toStored(value: unknown): Json {
  return isAmount(value) ? value.toFixed(2) : (value as Json);
}

/** The value for people: no passwords, `unset` for none, JSON for objects and lists. */
export function showSetting(value: unknown): string {
  const stored = toStored(value);
  if (stored === null) return 'unset';
  return typeof stored === 'string' ? maskPassword(stored) : JSON.stringify(stored);
}

/** The value for `--json`: no passwords. */
export function publicValue(value: unknown): Json {
  const stored = toStored(value);
  return typeof stored === 'string' ? maskPassword(stored) : stored;
}

/** The value for an exported file: an address without its password. */
export function exportedValue(value: unknown): Json {
  const stored = toStored(value);
  return typeof stored === 'string' ? dropPassword(stored) : stored;
}

/** Are they the same value once stored? */
export function isSameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(toStored(a)) === JSON.stringify(toStored(b));
}

function settingOf(key: string): Setting<unknown> {
  return SETTINGS[requireKey(key)];
}

function isAmount(value: unknown): value is { toFixed(decimals: number): string } {
  return typeof value === 'object' && value !== null && 'toFixed' in value;
}

function shownRefused(stored: unknown): string {
  const text = maskPassword(typeof stored === 'string' ? stored.slice(0, 10_000) : jsonOf(stored));
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return typeof stored === 'string' ? `"${short}"` : short;
}

function jsonOf(stored: unknown): string {
  try {
    return JSON.stringify(stored) ?? String(stored);
  } catch (error) {
    if (error instanceof RangeError) return 'something nested so deep';
    throw error;
  }
}
