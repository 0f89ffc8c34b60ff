// The profiles that this host's worker runs: those with a shared ledger, as their settings stand now.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadSettings } from '../../config/store/load.ts';
import { profileNames, profilePaths } from '../../config/paths.ts';
import { At2qboError, UsageError } from '../../core/errors.ts';
import { cronParts } from '../../core/schedule/cadence.ts';
import type { Planned } from '../../clients/queue/run-queue.ts';
import { chosenProfiles } from '../fleet/choice.ts';
import type { Environment } from '../terminal/io.ts';

/** Profiles and their places in the schedule. */
export interface Fleet {
  readonly planned: readonly Planned[];
  /** Whose settings can't be read, and why. */
  readonly broken: readonly { readonly profile: string; readonly error: At2qboError }[];
}

/** The one ledger that the profiles share. Throws a UsageError where there is none, or several. */
export function sharedLedger(names: readonly string[] | null, env: Environment): string {
  const urls = new Set<string>();
  for (const { ledgerUrl } of settled(names, env).good) if (ledgerUrl !== null) urls.add(ledgerUrl);
  const [url, ...others] = urls;
  if (url === undefined)
    throw new UsageError(
      'no profile here has a shared ledger, and the queue of the worker lives in it',
      'at2qbo ledger move --to postgres://USER@HOST/DATABASE --profile NAME',
    );
  if (others.length > 0)
    throw new UsageError(
      `the profiles here have ${urls.size} shared ledgers, and a worker serves one`,
      'give those of one: --profile a,b,c',
    );
  return url;
}

/** Read anew each time: profiles come, go and change while a worker runs, those that were named to it too. */
export function readFleet(names: readonly string[] | null, url: string, env: Environment): Fleet {
  const isThere = new Set(profileNames(env));
  const { good, broken } = settled(names === null ? null : names.filter((name) => isThere.has(name)), env);
  return {
    planned: good
      .filter(({ ledgerUrl }) => ledgerUrl === url)
      .map(({ profile, settings }) => ({
        profile,
        group: `${settings.endpoints.autotask ?? ''} ${settings.autotask.username ?? profile}`.toLowerCase().trim(),
        timeZone: settings.invoices.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        crons: cronParts(settings.schedule, spreadOf(profile)),
      })),
    broken,
  };
}

/** Changes with the settings and the secrets of a profile, as they lie on this host. */
export function printOfFiles(profile: string, env: Environment): string {
  const { config, secrets } = profilePaths(profile, env);
  const hash = createHash('sha256');
  for (const path of [config, secrets]) hash.update(readOr(path));
  return hash.digest('hex').slice(0, 16);
}

function readOr(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw cause;
  }
}

function spreadOf(profile: string): number {
  return createHash('sha256').update(profile).digest().readUInt32BE();
}

interface Settled {
  readonly profile: string;
  readonly ledgerUrl: string | null;
  readonly settings: ReturnType<typeof loadSettings>['settings'];
}

function settled(
  names: readonly string[] | null,
  env: Environment,
): { good: Settled[]; broken: { profile: string; error: At2qboError }[] } {
  const good: Settled[] = [];
  const broken: { profile: string; error: At2qboError }[] = [];
  const isNone = (names ?? profileNames(env)).length === 0;
  const all = isNone ? [] : chosenProfiles({ names, jobs: 1, share: null }, env);
  for (const profile of all) {
    try {
      const { settings } = loadSettings({ profile, env });
      good.push({ profile, ledgerUrl: settings.ledger.url, settings });
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      broken.push({ profile, error });
    }
  }
  return { good, broken };
}
