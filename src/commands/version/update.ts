// "A newer version is there": once a week at most, on a terminal alone, never with updates.check off.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../clients/host/clock.ts';
import { replaceFile } from '../../clients/host/durable.ts';
import { isExecutable } from '../../clients/host/executable.ts';
import { newestVersion } from '../../clients/newest-version.ts';
import { loadSettings } from '../../config/store/load.ts';
import { chooseProfile, homeDirectory } from '../../config/paths.ts';
import { At2qboError } from '../../core/errors.ts';
import type { Globals } from '../program/spec.ts';
import type { Io } from '../terminal/io.ts';
import { readVersion } from './number.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Asks and says so on stderr, if it is time to. What goes wrong on the way is no concern of the command. */
export async function sayUpdate(io: Io, globals: Globals): Promise<void> {
  if (io.terminal === null || !io.stdoutIsTty || globals.json || globals.quiet || io.env['CI']) return;
  const clock = systemClock;
  const file = join(homeDirectory(io.env), 'update.json');
  // A folder that isn't there yet is not made for this.
  if (!existsSync(homeDirectory(io.env)) || clock.now() - lastLook(file) < WEEK_MS || !isWanted(io, globals)) return;
  const mine = readVersion();
  const newest = await newestVersion(clock, `at2qbo/${mine}`);
  try {
    replaceFile(file, `${JSON.stringify({ lookedAt: new Date(clock.now()).toISOString(), newest })}\n`);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return; // it can't be kept (a full disk), so it would be said each time
    throw error;
  }
  if (newest === null || mine.localeCompare(newest, 'en', { numeric: true }) >= 0) return;
  const how = isExecutable() ? 'get the new executable or Debian package' : 'npm install -g at2qbo';
  io.err(`at2qbo ${newest} is there, this is ${mine}: ${how} (say so no more: at2qbo settings set updates.check false)`);
}

/** Milliseconds since 1970; 0: never, or nobody knows. */
function lastLook(file: string): number {
  try {
    const { lookedAt } = JSON.parse(readFileSync(file, 'utf8')) as { lookedAt?: string };
    const at = Date.parse(lookedAt ?? '');
    return Number.isNaN(at) ? 0 : at;
  } catch {
    return 0;
  }
}

function isWanted(io: Io, { profile }: Globals): boolean {
  try {
    return loadSettings({ profile: chooseProfile(profile, io.env), env: io.env }).settings.updates.check;
  } catch (error) {
    // Whatever is wrong with the profile was said by the command.
    if (error instanceof At2qboError) return false;
    throw error;
  }
}
