// Changes to the profile's file. A change that would make it worse is refused before anything is written.
// One that mends a damaged file is let through.
import { ConfigError } from '../../core/errors.ts';
import { hasPassword } from '../endpoint.ts';
import { checkStored, problemsOf } from './load.ts';
import type { Whose } from './load.ts';
import type { ProfilePaths } from '../paths.ts';
import { profilePaths } from '../paths.ts';
import { SETTINGS, settingKeys } from '../schema/schema.ts';
import type { SettingKey, SettingValues } from '../schema/schema.ts';
import { writeStore } from './store-write.ts';
import { formatStore, parseStore, readStore } from './store.ts';
import type { Stored } from './store.ts';
import { checkSetting, exportedValue, isSameValue, parseSetting, requireKey, toStored } from '../schema/values.ts';

/** A changed setting: typed values, defaults where none is stored. */
export interface Change {
  readonly key: SettingKey;
  readonly before: unknown;
  readonly after: unknown;
}

/** Stores one typed value. `null` clears it. Throws a ConfigError where it contradicts another; the file stays as it was. */
export function saveSetting<K extends SettingKey>(whose: Whose, key: K, value: SettingValues[K]): Change {
  const [change] = saveSettings(whose, new Map<SettingKey, unknown>([[key, value]]));
  return change ?? { key, before: value, after: value };
}

/** Stores the value of a text, as `settings set` and the environment give it. */
export function saveText(whose: Whose, key: string, text: string): Change {
  const known = requireKey(key);
  return saveSetting(whose, known, parseSetting(known, text));
}

/** Stores several typed values in one step; nothing is written unless all of them are right together. */
export function saveSettings(whose: Whose, values: ReadonlyMap<SettingKey, unknown>): Change[] {
  const paths = profilePaths(whose.profile, whose.env);
  const before = readStore(paths);
  const after = new Map(before);
  for (const [key, value] of values) {
    if (value === null) after.delete(key);
    else after.set(key, toStored(value));
  }
  replace(paths, before, after);
  return [...values].map(([key, value]) => ({ key, before: storedOrDefault(before, key), after: value ?? SETTINGS[key].initial }));
}

/** Takes the setting out of the file, so that the default holds. A key that no setting has can be taken out too, if it is in the file. */
export function unsetSetting(whose: Whose, key: string): Change | null {
  const paths = profilePaths(whose.profile, whose.env);
  const before = readStore(paths);
  const after = new Map(before);
  const wasStored = after.delete(key);
  const known = wasStored && !Object.hasOwn(SETTINGS, key) ? null : requireKey(key);
  if (wasStored) replace(paths, before, after);
  return known && { key: known, before: storedOrDefault(before, known), after: SETTINGS[known].initial };
}

/** All settings of the profile's file and defaults as JSON text, without secrets: the environment's overrides and passwords in addresses stay out. */
export function exportSettings(whose: Whose): { readonly text: string; readonly withoutPassword: readonly SettingKey[] } {
  const paths = profilePaths(whose.profile, whose.env);
  const typed = checkStored(readStore(paths), `${paths.config}: `);
  const all = settingKeys.map((key): [SettingKey, unknown] => [key, typed.has(key) ? typed.get(key) : SETTINGS[key].initial]);
  return {
    text: `${JSON.stringify(formatStore(new Map(all.map(([key, value]) => [key, exportedValue(value)]))), null, 2)}\n`,
    withoutPassword: all.filter(([, value]) => typeof value === 'string' && hasPassword(value)).map(([key]) => key),
  };
}

/** Takes over every setting that the JSON text holds; others stay. Says what changed. Nothing is written unless all of it is right. `from` names the file in a refusal. */
export function importSettings(whose: Whose, text: string, from: string): Change[] {
  const incoming = checkStored(parseStore(parse(text, from), `${from}: `), `${from}: `);
  const paths = profilePaths(whose.profile, whose.env);
  const before = readStore(paths);
  const after = new Map(before);
  for (const [key, value] of incoming) {
    // Defaults stay unstored, so that an import of a whole export leaves the file as short as it was.
    if (isSameValue(value, SETTINGS[key].initial)) after.delete(key);
    else after.set(key, toStored(value));
  }
  replace(paths, before, after);
  const changes = [...incoming].map(([key, value]) => ({ key, before: storedOrDefault(before, key), after: value }));
  return changes.filter((change) => !isSameValue(change.before, change.after));
}

function replace(paths: ProfilePaths, before: Stored, after: Stored): void {
  const old = new Set(problemsOf(before, '').map((problem) => problem.message));
  const added = problemsOf(after, '').find((problem) => !old.has(problem.message));
  if (added) throw added;
  writeStore(paths, after);
}

// A stored value that is refused is shown as it is: the change may be what mends it.
function storedOrDefault(stored: Stored, key: SettingKey): unknown {
  if (!stored.has(key)) return SETTINGS[key].initial;
  try {
    return checkSetting(key, stored.get(key));
  } catch {
    return stored.get(key);
  }
}

function parse(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${from}: not valid JSON; nothing was changed`, 'at2qbo settings export writes such a file', { cause });
  }
}
