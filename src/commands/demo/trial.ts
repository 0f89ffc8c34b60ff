// The profile of a sandbox: made and connected when it starts, gone with it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../../clients/host/process-alive.ts';
import { isProfileThere, makeDirectory, profilePaths, type ProfilePaths } from '../../config/paths.ts';
import { importSettings } from '../../config/store/save.ts';
import { UsageError } from '../../core/errors.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { connect } from '../connect/command.ts';
import { doorOf, hasDoor } from './control.ts';
import type { Environment } from '../terminal/io.ts';
import type { Invocation } from '../program/spec.ts';

/** The place of a profile that may be made: never one that is a person's own. What an ended sandbox left is removed. */
export function freeProfile(profile: string, env: Environment): ProfilePaths {
  const paths = profilePaths(profile, env);
  if (profile === 'default')
    throw new UsageError('the profile default is yours', 'give it a name of its own: at2qbo sandbox --profile trial');
  if (hasDoor(paths.directory)) {
    const { pid } = JSON.parse(readFileSync(doorOf(paths.directory), 'utf8')) as { pid: number };
    if (isRunning(pid)) throw new UsageError(`a sandbox runs for profile ${profile} already`, 'use that one, or another name');
  }
  if (existsSync(paths.directory) && (isProfileThere(profile, env) || existsSync(paths.ledger)))
    throw new UsageError(
      `there is a profile ${profile} already, and it isn't a sandbox's`,
      'choose another name: at2qbo sandbox --profile trial',
    );
  makeDirectory(paths.directory, paths);
  return paths;
}

/** Settings, then both connections, as an unattended `connect` makes them. */
export async function connectTrial(invocation: Invocation, sandbox: Sandbox, paths: ProfilePaths): Promise<void> {
  const { io, globals } = invocation;
  const { profile } = paths;
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = sandbox.secretsFor();
  // The key lies beside what it opens: it guards nothing but the sandbox's own credentials, and goes with them.
  const ownPlace = io.env['AT2QBO_SECRETS'] ? {} : { AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: join(paths.directory, 'trial.key') };
  const env = { ...io.env, ...secrets, ...ownPlace };
  const { options, settings } = connectionOf(sandbox);
  importSettings({ profile, env }, JSON.stringify(settings), 'the sandbox');
  const silent = { ...io, env, terminal: null, stdinIsTty: false, out: () => {}, json: () => {} };
  await connect({
    ...invocation,
    command: 'connect',
    args: [],
    options,
    globals: { ...globals, profile, json: false, quiet: true },
    io: silent,
  });
}

/** What `connect` is given for this sandbox, and the settings beside it. */
export function connectionOf(sandbox: Sandbox): {
  readonly options: Invocation['options'];
  readonly settings: Readonly<Record<string, string | undefined>>;
} {
  const {
    'autotask.username': autotaskUsername,
    'quickbooks.clientId': clientId,
    'quickbooks.realmId': realmId,
    ...settings
  } = sandbox.settingsFor();
  return { options: { autotaskUsername, clientId, realmId }, settings };
}
