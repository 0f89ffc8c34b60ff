// Who goes first among several profiles: whoever waited longest, so that nobody is left out again and again.
import { closeSync, futimesSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lastStarts } from '../../clients/ledger/last-starts.ts';
import { loadSettings } from '../../config/store/load.ts';
import { profilePaths } from '../../config/paths.ts';
import { At2qboError } from '../../core/errors.ts';
import type { Environment } from '../terminal/io.ts';

const turnFile = (profile: string, env: Environment): string => join(profilePaths(profile, env).directory, 'turn');

/** The profiles by the start of their last run, here or (with a shared ledger) on any host; one that never had any comes first. */
export async function inTurn(profiles: readonly string[], env: Environment): Promise<string[]> {
  const elsewhere = await startsElsewhere(profiles, env);
  const last = new Map(profiles.map((name) => [name, Math.max(lastHere(name, env), elsewhere.get(name) ?? 0)]));
  return profiles.toSorted((a, b) => (last.get(a) ?? 0) - (last.get(b) ?? 0));
}

/** Its turn has come. Kept as a file's time; where it can't be kept, only the order of the next call suffers. */
export function noteTurn(profile: string, env: Environment, now: number): void {
  try {
    const file = openSync(turnFile(profile, env), 'a', 0o600);
    futimesSync(file, now / 1000, now / 1000);
    closeSync(file);
  } catch {
    // a full or read-only disk: the run itself says so
  }
}

function lastHere(profile: string, env: Environment): number {
  return statSync(turnFile(profile, env), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function startsElsewhere(profiles: readonly string[], env: Environment): Promise<Map<string, number>> {
  const starts = new Map<string, number>();
  for (const url of new Set(profiles.flatMap((profile) => ledgerUrl(profile, env) ?? [])))
    for (const [profile, at] of await lastStarts(url)) starts.set(profile, at);
  return starts;
}

/** Null: an embedded ledger, or settings that its own run will refuse. */
function ledgerUrl(profile: string, env: Environment): string | null {
  try {
    return loadSettings({ profile, env }).settings.ledger.url;
  } catch (cause) {
    if (cause instanceof At2qboError) return null;
    throw cause;
  }
}
