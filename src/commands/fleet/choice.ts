// Which profiles a call is about, when it is about several.
// `--profile a,b,c`, `--all-profiles`, and of these one share.
import { existsSync } from 'node:fs';
import { checkProfileName, profileNames, profilePaths } from '../../config/paths.ts';
import { UsageError } from '../../core/errors.ts';
import type { Environment } from '../terminal/io.ts';

/** How several profiles were asked for. */
export interface FleetWish {
  /** Null: all there are. */
  readonly names: readonly string[] | null;
  /** How many run at a time. */
  readonly jobs: number;
  readonly share: Share | null;
}

/** `0/3`: of three shares the first. Counted from 0, as a Kubernetes indexed job counts. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

export const DEFAULT_JOBS = 4;

/** What the command line says of several profiles; undefined where it is about one. */
export function fleetWish(options: {
  readonly profile?: string | undefined;
  readonly allProfiles?: boolean | undefined;
  readonly jobs?: number | undefined;
  readonly share?: Share | undefined;
}): FleetWish | undefined {
  const { profile, allProfiles = false, jobs, share } = options;
  const isList = profile?.includes(',') === true;
  if (allProfiles && profile !== undefined) throw new UsageError('--profile and --all-profiles contradict each other', 'give one of them');
  if (!allProfiles && !isList) {
    const alone = jobs !== undefined ? '--jobs' : share !== undefined ? '--share' : null;
    if (alone === null) return undefined;
    throw new UsageError(`${alone} is for several profiles`, 'give --profile a,b,c or --all-profiles with it');
  }
  const given = (profile ?? '').split(',').map((name) => name.trim());
  const names = isList ? [...new Set(given.filter((name) => name !== ''))] : null;
  if (names?.length === 0) throw new UsageError('--profile names no profile', 'give it as: --profile a,b,c');
  return {
    names,
    jobs: jobs ?? DEFAULT_JOBS,
    share: share ?? null,
  };
}

/** The profiles by name; throws a UsageError for one that doesn't exist, so that a typing error isn't taken for a profile without work. */
export function chosenProfiles(wish: FleetWish, env: Environment): string[] {
  const isThere = (name: string): boolean => existsSync(profilePaths(name, env).config);
  const names = wish.names?.map((name) => checkProfileName(name, '--profile')) ?? profileNames(env).filter(isThere);
  const missing = names.find((name) => !isThere(name));
  if (missing !== undefined) throw new UsageError(`there is no profile ${missing}`, 'see which there are: at2qbo profiles');
  if (names.length === 0) throw new UsageError('there is no profile yet', 'make one: at2qbo connect --profile NAME');
  const { share } = wish;
  return share === null ? names : names.filter((_, index) => index % share.of === share.index);
}
