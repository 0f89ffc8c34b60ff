// The settings of a run: defaults, then the profile's file, then the environment.
// Every value checked, all of them checked together.
import type { ConfigError } from '../../core/errors.ts';
import { At2qboError } from '../../core/errors.ts';
import type { Settings } from '../../core/settings.ts';
import { readOverrides } from '../env.ts';
import { hostTimeZone } from '../host-time-zone.ts';
import type { Environment, ProfilePaths } from '../paths.ts';
import { profilePaths } from '../paths.ts';
import { SETTINGS, nestSettings, settingKeys } from '../schema/schema.ts';
import type { SettingKey, SettingValues } from '../schema/schema.ts';
import { readStore } from './store.ts';
import type { Stored } from './store.ts';
import { checkTogether, contradictions } from '../schema/together.ts';
import { checkSetting, requireKey } from '../schema/values.ts';

/** Where a value comes from. */
export type Source = 'default' | 'file' | 'environment';

/** Whose settings. */
export interface Whose {
  readonly profile: string;
  readonly env: Environment;
}

/** The settings of one profile in one run. */
export interface LoadedSettings {
  /** Frozen, as the core reads them; `invoices.timeZone` is this computer's where none is set. */
  readonly settings: Settings;
  /** The same by dotted key. */
  readonly values: SettingValues;
  /** What the file sets, typed. */
  readonly stored: Partial<SettingValues>;
  readonly source: Readonly<Record<SettingKey, Source>>;
  readonly paths: ProfilePaths;
}

/** Reads and checks the settings; writes nothing. Throws a ConfigError for the first thing wrong. */
export function loadSettings({ profile, env }: Whose): LoadedSettings {
  const paths = profilePaths(profile, env);
  const stored = checkStored(readStore(paths), `${paths.config}: `);
  const overrides = readOverrides(env);
  const settings = withZone(nestSettings(withDefaults(new Map([...stored, ...overrides]))));
  checkTogether(settings);
  const sourceOf = (key: SettingKey): Source => (overrides.has(key) ? 'environment' : stored.has(key) ? 'file' : 'default');
  return {
    settings,
    values: withDefaults(new Map([...stored, ...overrides])),
    stored: Object.fromEntries(stored),
    source: Object.fromEntries(settingKeys.map((key) => [key, sourceOf(key)])) as Record<SettingKey, Source>,
    paths,
  };
}

/** Where no time zone is set, it is this computer's. */
function withZone(settings: Settings): Settings {
  return Object.freeze({
    ...settings,
    invoices: Object.freeze({ ...settings.invoices, timeZone: settings.invoices.timeZone ?? hostTimeZone() }),
  });
}

/** The typed values of stored ones. Throws a ConfigError for the first unknown key or refused value; `where` begins it. */
export function checkStored(stored: Stored, where: string): Map<SettingKey, unknown> {
  const typed = new Map<SettingKey, unknown>();
  for (const [key, value] of stored) {
    const known = requireKey(key, where);
    typed.set(known, checkSetting(known, value, where));
  }
  return typed;
}

/** Everything wrong with stored values: unknown keys, refused values, and then contradictions among the good ones. */
export function problemsOf(stored: Stored, where: string): ConfigError[] {
  const found: ConfigError[] = [];
  const good = new Map<SettingKey, unknown>();
  for (const one of stored) {
    try {
      for (const [key, value] of checkStored(new Map([one]), where)) good.set(key, value);
    } catch (error) {
      if (!(error instanceof At2qboError && error.kind === 'config')) throw error;
      found.push(error);
    }
  }
  return [...found, ...contradictions(nestSettings(withDefaults(good)))];
}

function withDefaults(chosen: ReadonlyMap<SettingKey, unknown>): SettingValues {
  const values = settingKeys.map((key) => [key, chosen.has(key) ? chosen.get(key) : SETTINGS[key].initial]);
  return Object.fromEntries(values) as SettingValues;
}
