// The tour's first step: where the key of the secrets is kept.
// Proved before anything secret is asked for; an empty sealed file then remembers the choice.
import { askedPlace } from '../../../clients/secrets/key/places.ts';
import { homeDirectory } from '../../../config/paths.ts';
import { askChoice, askText } from '../../terminal/ask.ts';
import type { ConnectWorld } from '../world.ts';
import type { Environment, Io } from '../../terminal/io.ts';

const missing = 'AT2QBO_SECRETS';
const PLACES = [
  { value: 'keychain', name: 'the keychain of this computer (open while you are logged in)' },
  { value: 'file', name: 'a file that only you can read (servers, cron)' },
] as const;

/** Gives the variables that lead to the key, for the steps that follow. `worldIn` makes the world with more variables. */
export async function chooseKeyPlace(
  io: Io,
  say: (text: string) => void,
  worldIn: (more: Environment) => ConnectWorld,
): Promise<Environment> {
  const { vault, environment } = worldIn({});
  const asked = askedPlace(environment);
  const isKept = await vault.exists();
  if (isKept || asked !== null) {
    await vault.prove();
    say(`Tried: ${await vault.describe()}.`);
    if (!isKept || asked !== null) return {};
    const other = (await vault.place()).place === 'file' ? 'keychain' : 'file';
    const choices = [
      { value: 'keep', name: 'keep it there' },
      { value: 'move', name: `move it to ${PLACES.find(({ value }) => value === other)?.name ?? other}` },
    ];
    if ((await askChoice(io, { message: 'The key:', missing, choices })) === 'keep') return {};
    const more = other === 'file' ? await askFile(io, environment) : {};
    await worldIn(more).vault.moveTo(other);
    say(`Moved: ${await worldIn(more).vault.describe()}.`);
    return more;
  }
  const place = await askChoice(io, {
    message: 'Where shall the key be kept?',
    missing,
    choices: PLACES,
    initial: isServer(environment) ? 'file' : 'keychain',
  });
  const more = { AT2QBO_SECRETS: place, ...(place === 'file' ? await askFile(io, environment) : {}) };
  const chosen = worldIn(more).vault;
  await chosen.prove();
  await chosen.update((secrets) => secrets);
  say(`Written, read back and deleted for a trial: ${await chosen.describe()}.`);
  return more;
}

async function askFile(io: Io, environment: Environment): Promise<{ AT2QBO_SECRETS_KEY_FILE: string }> {
  const initial = environment['AT2QBO_SECRETS_KEY_FILE'] || `${homeDirectory(environment)}.key`;
  const path = await askText(io, { message: 'Its path (made if it isn’t there):', missing: 'AT2QBO_SECRETS_KEY_FILE', initial });
  return { AT2QBO_SECRETS_KEY_FILE: path.trim() };
}

/** No session in which a keychain could be open. */
function isServer(environment: Environment): boolean {
  return process.platform === 'linux' && !environment['DBUS_SESSION_BUS_ADDRESS'];
}
