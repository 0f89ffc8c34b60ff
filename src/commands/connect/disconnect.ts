// `at2qbo disconnect [autotask|quickbooks]`: revokes at Intuit and forgets the secrets here. The settings stay.
import type { Secrets } from '../../clients/secrets/names.ts';
import { At2qboError, AuthError, TemporaryError } from '../../core/errors.ts';
import { askBeforeHarm } from '../terminal/ask.ts';
import { intuitApp } from './consent.ts';
import { chooseSystems } from './connect.ts';
import type { ConnectWorld, System } from './world.ts';
import type { Invocation } from '../program/spec.ts';

type Revocation = 'revoked' | 'already-invalid' | 'not-connected' | 'failed';
const LOCK_MS = 150_000;

/** The exit code; errors are thrown. `--yes` asks no question; with `--force` it forgets even what can't be read or revoked. */
export async function run(invocation: Invocation, world: ConnectWorld): Promise<number> {
  const { args, options, io, globals } = invocation;
  await agree(invocation, world);
  if (args[0] === 'mail') {
    await forget(world, ['mail']);
    world.say('Mail: the password is forgotten. The settings stay.');
    if (globals.json) io.json({ profile: world.profile, forgotten: ['mail'], revocation: null });
    return 0;
  }
  const systems = chooseSystems(args);
  const isForced = options['force'] === true;
  const lock = await world.tokenLock({ waitMs: LOCK_MS, note: 'disconnect' });
  try {
    const secrets = await readOrForget(world, isForced, systems);
    const revocation = secrets && systems.includes('quickbooks') ? await revoke(world, secrets, isForced) : null;
    if (secrets) await forget(world, args[0] === undefined ? [...systems, 'mail'] : systems);
    for (const system of systems) world.say(`${system === 'autotask' ? 'Autotask' : 'QuickBooks'}: forgotten. The settings stay.`);
    if (globals.json) io.json({ profile: world.profile, forgotten: systems, revocation });
  } finally {
    await lock.release();
  }
  return 0;
}

/** What is forgotten has to be fetched and typed again. Nothing stored: nothing to ask. */
async function agree({ args, options, io, globals }: Invocation, world: ConnectWorld): Promise<void> {
  if (!(await world.vault.exists())) return;
  const [system] = args;
  const what = system === undefined ? 'Autotask and QuickBooks' : { autotask: 'Autotask', quickbooks: 'QuickBooks' }[system];
  const profile = globals.profile === undefined ? '' : ` --profile ${globals.profile}`;
  await askBeforeHarm(io, {
    message:
      what === undefined
        ? `Forget the password of the mail server in profile ${world.profile}?`
        : `End the connection of profile ${world.profile} to ${what} and forget its credentials?`,
    command: `at2qbo disconnect${system === undefined ? '' : ` ${system}`}${profile} --yes`,
    isAgreed: options['yes'] === true || options['force'] === true,
  });
}

/** Null where the secrets couldn't be read and were removed unread. */
async function readOrForget(world: ConnectWorld, isForced: boolean, systems: readonly System[]): Promise<Secrets | null> {
  try {
    return await world.vault.read();
  } catch (cause) {
    if (!isForced || systems.length < 2 || !(cause instanceof At2qboError)) throw cause;
    world.progress(
      `the secrets can't be read (${cause.message}): removed unread. End the access in QuickBooks too: Apps > My apps > Disconnect.`,
    );
    await forgetAll(world);
    return null;
  }
}

async function revoke(world: ConnectWorld, secrets: Secrets, isForced: boolean): Promise<Revocation> {
  const token = secrets['quickbooks.token'];
  const clientSecret = secrets['quickbooks.clientSecret'];
  const { clientId, redirectUri } = world.settings.quickbooks;
  if (!token || clientSecret === undefined || clientId === null) return 'not-connected';
  try {
    await world.oauth(intuitApp(world, { clientId, clientSecret }, redirectUri ?? 'https://localhost')).revoke(token.refreshToken);
    world.say('QuickBooks: access revoked at Intuit.');
    return 'revoked';
  } catch (cause) {
    if (!(cause instanceof At2qboError)) throw cause;
    // Other refusals (wrong client secret) say nothing about the token.
    if (cause instanceof AuthError && ['invalid_grant', 'invalid_request', 'invalid_token'].includes(cause.code ?? '')) {
      world.progress(`QuickBooks: Intuit doesn't take this sign-in any more (${cause.code ?? 'refused'}), so there is nothing to revoke.`);
      return 'already-invalid';
    }
    if (!isForced) {
      const remedy = 'try again later, or forget it here all the same: at2qbo disconnect quickbooks --force';
      const message = `QuickBooks could not be revoked, so nothing was forgotten: ${cause.message}`;
      throw cause.disposition === 'retry'
        ? new TemporaryError(message, { service: 'QuickBooks', remedy, cause })
        : new AuthError(message, { service: 'QuickBooks', remedy, cause });
    }
    world.progress(`QuickBooks: not revoked (${cause.message}). End the access in QuickBooks: Apps > My apps > Disconnect.`);
    return 'failed';
  }
}

async function forget(world: ConnectWorld, systems: readonly (System | 'mail')[]): Promise<void> {
  if (!(await world.vault.exists())) return;
  await world.vault.update((secrets) => {
    const rest: Record<string, unknown> = { ...secrets };
    for (const name of Object.keys(rest)) if (systems.some((system) => name.startsWith(`${system}.`))) delete rest[name];
    return rest;
  });
  if (Object.keys(await world.vault.read()).length === 0) await forgetAll(world);
}

async function forgetAll(world: ConnectWorld): Promise<void> {
  const left = await world.vault.forget();
  if (left !== null) world.progress(`the key itself could not be removed: ${left}`);
}
