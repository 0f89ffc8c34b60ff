// Settings from the environment, for one run: `AT2QBO_INVOICES__LOOK_BACK_DAYS` is `invoices.lookBackDays`.
import { ConfigError } from '../core/errors.ts';
import { nearest } from './schema/nearest.ts';
import type { Environment } from './paths.ts';
import { settingKeys } from './schema/schema.ts';
import type { SettingKey } from './schema/schema.ts';
import { parseSetting } from './schema/values.ts';

/** The variable that overrides the key. */
export function variableOf(key: SettingKey): string {
  return variable(key, /([a-z0-9])([A-Z])/g);
}

function variable(key: string, humps: RegExp): string {
  return `AT2QBO_${key
    .split('.')
    .map((part) => part.replaceAll(humps, '$1_$2').toUpperCase())
    .join('__')}`;
}

// `intuitOAuth` can be read as INTUIT_OAUTH and as INTUIT_O_AUTH: both are taken.
const NAMES: ReadonlyMap<string, SettingKey> = new Map(
  settingKeys.flatMap((key): [string, SettingKey][] => [
    [variableOf(key), key],
    [variable(key, /([A-Za-z0-9])(?=[A-Z])()/g), key],
  ]),
);

/** The overrides in the environment, checked. Throws a ConfigError that names the variable. A name with `__` that is no setting's is a typing error. */
export function readOverrides(env: Environment): Map<SettingKey, unknown> {
  const found = new Map<SettingKey, unknown>();
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || !name.startsWith('AT2QBO_') || !name.includes('__')) continue;
    const key = NAMES.get(name);
    if (key === undefined) {
      const near = nearest(name, [...NAMES.keys()]);
      throw new ConfigError(`environment variable ${name} names no setting`, near === null ? `unset ${name}` : `did you mean ${near}?`);
    }
    found.set(key, parseSetting(key, text, `environment variable ${name}: `));
  }
  return found;
}
