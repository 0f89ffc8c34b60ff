// Settings that an older version wrote, brought to this version's names.
// The file itself changes with the next save only.
import { ConfigError } from '../../core/errors.ts';

/** The version of `config.json` that this program writes. */
export const CONFIG_VERSION = 1;

/** What changed with a version: old key -> new key. */
export interface Migration {
  readonly to: number;
  readonly renamed: Readonly<Record<string, string>>;
}

// One line a version. Before version 1 the window's settings stood under `sync`.
const MIGRATIONS: readonly Migration[] = [
  {
    to: 1,
    renamed: {
      'sync.lookBackDays': 'invoices.lookBackDays',
      'sync.goLiveDate': 'invoices.goLiveDate',
      'sync.settleMinutes': 'invoices.settleMinutes',
    },
  },
];

/** The stored keys and values, by today's names. A new name that is there already wins over the old one. */
export function migrate(
  stored: ReadonlyMap<string, unknown>,
  version: unknown,
  migrations: readonly Migration[] = MIGRATIONS,
  current = CONFIG_VERSION,
): Map<string, unknown> {
  const from = version ?? 0;
  if (typeof from !== 'number' || !Number.isInteger(from) || from < 0)
    throw new ConfigError(`"version" can't be ${JSON.stringify(version)}; allowed: ${current}`);
  if (from > current)
    throw new ConfigError(
      `the settings were written by a newer at2qbo (version ${from}; this one knows ${current})`,
      'npm install --global at2qbo',
    );
  const result = new Map(stored);
  for (const { renamed } of migrations.filter(({ to }) => to > from)) {
    for (const [old, now] of Object.entries(renamed)) {
      if (!result.has(old)) continue;
      if (!result.has(now)) result.set(now, result.get(old));
      result.delete(old);
    }
  }
  return result;
}
