// The password of the mail server: `connect mail` tries and stores it.
// Every other `connect` takes it along when the environment has it.
import { checkMailServer, MailError } from '../../clients/notices/mail.ts';
import { ConfigError, UsageError } from '../../core/errors.ts';
import { given } from './input.ts';
import type { ConnectWorld } from './world.ts';

const VARIABLE = 'AT2QBO_MAIL_PASSWORD';

/** Signs in at the mail server and stores the password. A refused one isn't stored; a server that can't be asked now says nothing about it. */
export async function connectMail(world: ConnectWorld): Promise<{ readonly host: string; readonly user: string }> {
  const { host, port, secure, user } = world.settings.mail;
  if (host === null || user === null) {
    throw new ConfigError(
      `${host === null ? 'mail.host' : 'mail.user'} is not set`,
      'at2qbo settings set mail.host <server>, at2qbo settings set mail.user <name>, then: at2qbo connect mail',
    );
  }
  if (!world.environment[VARIABLE] && !world.ask)
    throw new UsageError(`missing: ${VARIABLE}`, 'give it, or run at2qbo connect mail on a terminal');
  const password = given(world.environment[VARIABLE] || (await world.ask?.secret(`Password of ${user} at ${host}:`)), 'the password');
  await world.vault.prove();
  world.progress(`asking ${host} …`);
  let isTried = true;
  try {
    await checkMailServer({ host, port, secure, user, password });
  } catch (cause) {
    if (!(cause instanceof MailError)) throw cause;
    if (cause.isRefusal) throw new ConfigError(`${cause.message}. Nothing was stored.`, cause.remedy, { cause });
    isTried = false;
    world.progress(`${cause.message}. The password is stored untried. ${cause.remedy}`);
  }
  await world.vault.update((secrets) => ({ ...secrets, 'mail.password': password }));
  world.say(isTried ? `Mail: signed in at ${host} as ${user}.` : `Mail: the password of ${user} is stored.`);
  return { host, user };
}

/** Stores the password that the environment has, untried. */
export async function takeMailPassword(world: ConnectWorld): Promise<void> {
  const password = world.environment[VARIABLE]?.trim();
  if (!password) return;
  await world.vault.update((secrets) => ({ ...secrets, 'mail.password': password }));
  world.say('Mail: the password is stored.');
}
