// Puts the real vault, settings, prompts and sign-in behind `connect` and `disconnect`.
// The two services' clients come from the caller.
import { openBrowser } from '../../clients/host/browser.ts';
import type { Http } from '../../clients/http/http.ts';
import { IntuitOAuth } from '../../clients/quickbooks/sign-in/oauth.ts';
import { loadSettings } from '../../config/store/load.ts';
import { chooseProfile, makeDirectory } from '../../config/paths.ts';
import { saveSettings } from '../../config/store/save.ts';
import type { SettingKey } from '../../config/schema/schema.ts';
import type { Clock } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import { askChoice, askSecret, askText, askYesNo, canAsk } from '../terminal/ask.ts';
import { print, printError } from '../terminal/print.ts';
import type { Ask, ConnectWorld } from './world.ts';
import type { Io } from '../terminal/io.ts';
import type { Invocation } from '../program/spec.ts';

/** What only the caller can make: the services' clients for credentials that aren't stored yet, and the place for the e-mail. */
export interface ConnectPorts extends Pick<ConnectWorld, 'autotask' | 'rememberEmail' | 'vault' | 'tokenLock'> {
  readonly http: Http;
  readonly clock: Clock;
  readonly quickbooks: (
    settings: Settings,
    ...connection: Parameters<ConnectWorld['quickbooks']>
  ) => ReturnType<ConnectWorld['quickbooks']>;
}

/** The world of one call. */
export function connectWorldOf({ io, globals }: Pick<Invocation, 'io' | 'globals'>, ports: ConnectPorts): ConnectWorld {
  const profile = chooseProfile(globals.profile, io.env);
  const whose = { profile, env: io.env };
  const { settings, paths } = loadSettings(whose);
  const { http, clock } = ports;
  return {
    profile,
    environment: io.env,
    clock,
    settings,
    directory: paths.directory,
    vault: ports.vault,
    tokenLock: ports.tokenLock,
    ask: canAsk(io) ? askOf(io) : null,
    say: (text) => {
      if (!globals.json && !globals.quiet) print(io, [text]);
    },
    progress: (text) => {
      if (!globals.quiet) printError(io, [text]);
    },
    save: (values) => {
      makeDirectory(paths.directory, paths);
      saveSettings(whose, new Map(Object.entries(values) as [SettingKey, unknown][]));
    },
    browse: (url) => openBrowser(url, io.env),
    oauth: (app) => new IntuitOAuth({ ...app, http, clock }),
    autotask: ports.autotask,
    quickbooks: (connection) => ports.quickbooks(settings, connection),
    rememberEmail: ports.rememberEmail,
  };
}

function askOf(io: Io): Ask {
  const missing = 'an answer';
  return {
    text: (message, initial) => askText(io, { message, missing, ...(initial === undefined || initial === '' ? {} : { initial }) }),
    secret: (message) => askSecret(io, { message, missing }),
    confirm: (message, initial = false) => askYesNo(io, { message, missing, initial }),
    select: (message, choices) => askChoice(io, { message, missing, choices }),
  };
}
