// Where a profile's files are: all in one directory, so that it can be backed up and removed as one.
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../clients/host/durable.ts';
import { ConfigError, UsageError } from '../core/errors.ts';
import { nearest } from './schema/nearest.ts';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The files of one profile. */
export interface ProfilePaths {
  readonly profile: string;
  /** The directory of all profiles. */
  readonly root: string;
  readonly directory: string;
  readonly config: string;
  readonly secrets: string;
  readonly ledger: string;
  readonly lock: string;
  readonly logs: string;
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

/** The profile of this run: `--profile`, else `AT2QBO_PROFILE`, else `default`. Throws a UsageError for a name that can't be one. */
export function chooseProfile(flag: string | undefined, env: Environment): string {
  const fromEnv = env['AT2QBO_PROFILE'];
  if (flag !== undefined) return checkProfileName(flag, '--profile');
  return fromEnv === undefined || fromEnv === '' ? 'default' : checkProfileName(fromEnv, 'AT2QBO_PROFILE');
}

/** The name, if it can be one: it is part of a path. `where` says which option it came from. */
export function checkProfileName(name: string, where: string): string {
  if (NAME.test(name)) return name;
  throw new UsageError(
    `${where}: "${name}" can't be the name of a profile`,
    'use 1 to 64 letters, digits, ".", "_" or "-", not starting with a dot or a hyphen',
  );
}

/** The directory of all profiles: `AT2QBO_HOME`, else the platform's place for settings. */
export function homeDirectory(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const chosen = env['AT2QBO_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32') return join(env['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'at2qbo', 'Config');
  const home = env['HOME'] || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Preferences', 'at2qbo');
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'at2qbo');
}

/** Where the files of the profile are; nothing is created. `default` lies in the root itself, others in `profiles/NAME`. */
export function profilePaths(profile: string, env: Environment): ProfilePaths {
  const root = homeDirectory(env);
  const directory = profile === 'default' ? root : join(root, 'profiles', checkProfileName(profile, 'profile'));
  return {
    profile,
    root,
    directory,
    config: join(directory, 'config.json'),
    secrets: join(directory, 'secrets.enc'),
    ledger: join(directory, 'ledger.db'),
    lock: join(directory, 'run.lock'),
    logs: join(directory, 'logs'),
  };
}

/** The profiles there are: `default` first, then the others by name. */
export function profileNames(env: Environment): string[] {
  const directory = join(homeDirectory(env), 'profiles');
  if (!existsSync(directory)) return ['default'];
  const others = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory() && NAME.test(entry.name));
  return ['default', ...others.map((entry) => entry.name).sort()];
}

/** Whether the profile was ever set up: `default` always, one whose shared ledger the environment names too, as it lives there. */
export function isProfileThere(profile: string, env: Environment): boolean {
  return profile === 'default' || Boolean(env['AT2QBO_LEDGER__URL']) || existsSync(profilePaths(profile, env).config);
}

/** Refuses a profile that isn't there, with the names there are. `canMake`: the command makes it with `--create`. */
export function requireProfile(profile: string, env: Environment, canMake: boolean): void {
  if (isProfileThere(profile, env)) return;
  const names = profileNames(env).filter((name) => isProfileThere(name, env));
  const near = nearest(profile, names);
  const make = canMake ? 'give --create too' : `at2qbo connect --profile ${profile}`;
  throw new UsageError(
    `there is no profile ${profile}; there ${names.length === 1 ? 'is only' : 'are'}: ${names.join(', ')}`,
    `${near === null ? '' : `did you mean --profile ${near}? `}To make it: ${make}`,
  );
}

/** Makes the profile's directory, or one under it, for this user alone (0700). One that is there already under the root is closed to others. */
export function makeDirectory(directory: string, paths: ProfilePaths): string {
  try {
    makeFolder(directory);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    throw new ConfigError(
      `can't make the folder ${directory} (${why})`,
      'make the folder above it writable for this user, or choose another AT2QBO_HOME',
      {
        cause,
      },
    );
  }
  closeDirectories(paths);
  return directory;
}

/** Closes the profile's directories that are there to others. A root that is plainly not ours alone (see `isOurs`) stays as it is. */
export function closeDirectories(paths: ProfilePaths): void {
  const above = paths.directory === paths.root ? [] : [dirname(paths.directory), paths.directory];
  for (const directory of [paths.root, ...above, paths.logs]) if (existsSync(directory)) closeDirectory(directory, paths);
}

function closeDirectory(directory: string, paths: ProfilePaths): void {
  if (process.platform === 'win32' || (statSync(directory).mode & 0o077) === 0) return;
  if (directory !== paths.root || isOurs(directory)) chmodSync(directory, 0o700);
}

/** AT2QBO_HOME may be a directory that others need: /tmp (sticky), a home or /srv with other directories in it, one of another user. */
function isOurs(root: string): boolean {
  const { uid, mode } = statSync(root);
  if (uid !== process.getuid?.() || (mode & 0o1000) !== 0 || dirname(root) === root) return false;
  return readdirSync(root, { withFileTypes: true }).every((entry) => !entry.isDirectory() || ['profiles', 'logs'].includes(entry.name));
}
