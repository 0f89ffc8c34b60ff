// What `connect` was given: options, then the environment, then (on a terminal) questions. Secrets are never options.
import { UsageError } from '../../core/errors.ts';
import type { AutotaskCredentials, ConnectOptions, ConnectWorld, System } from './world.ts';

export interface QuickBooksInput {
  readonly clientId: string;
  readonly clientSecret: string;
  /** null: consent page. */
  readonly refreshToken: string | null;
  readonly realmId: string | null;
  readonly redirectedUrl: string | null;
}

/** Without a terminal: throws a UsageError that names everything that is missing for these systems, before anything is done. */
export function requireInput(systems: readonly System[], options: ConnectOptions, world: ConnectWorld, hasPendingConsent: boolean): void {
  if (world.ask) return;
  const { environment, settings } = world;
  const missing: string[] = [];
  const need = (isThere: unknown, name: string): void => {
    if (isThere === undefined || isThere === null || isThere === '') missing.push(name);
  };
  if (systems.includes('autotask')) {
    need(options.autotaskUsername ?? settings.autotask.username, '--autotask-username');
    need(environment['AT2QBO_AUTOTASK_SECRET'], 'AT2QBO_AUTOTASK_SECRET');
    need(environment['AT2QBO_AUTOTASK_INTEGRATION_CODE'], 'AT2QBO_AUTOTASK_INTEGRATION_CODE');
  }
  if (systems.includes('quickbooks')) {
    need(options.clientId ?? settings.quickbooks.clientId, '--client-id');
    need(environment['AT2QBO_QUICKBOOKS_CLIENT_SECRET'], 'AT2QBO_QUICKBOOKS_CLIENT_SECRET');
    if (options.redirectedUrl === undefined) {
      need(environment['AT2QBO_QUICKBOOKS_REFRESH_TOKEN'], 'AT2QBO_QUICKBOOKS_REFRESH_TOKEN (or --redirected-url)');
      need(options.realmId ?? settings.quickbooks.realmId, '--realm-id');
    } else if (!hasPendingConsent) {
      missing.push('a consent page that was opened before (connect quickbooks with quickbooks.redirectUri set prints its address)');
    }
  }
  if (missing.length === 0) return;
  throw new UsageError(
    `missing: ${missing.join(', ')}`,
    'give them (secrets as environment variables), or run at2qbo connect on a terminal',
  );
}

/** Autotask's three; asks for those that weren't given. */
export async function autotaskInput(options: ConnectOptions, world: ConnectWorld): Promise<AutotaskCredentials> {
  const { environment, settings, ask } = world;
  const hasSecrets = Boolean(environment['AT2QBO_AUTOTASK_SECRET'] && environment['AT2QBO_AUTOTASK_INTEGRATION_CODE']);
  const username =
    options.autotaskUsername ??
    (hasSecrets ? settings.autotask.username : null) ??
    (await ask?.text('Autotask API user (user name):', settings.autotask.username ?? '')) ??
    settings.autotask.username;
  const secret = environment['AT2QBO_AUTOTASK_SECRET'] || (await ask?.secret('Its password (secret):'));
  const integrationCode =
    environment['AT2QBO_AUTOTASK_INTEGRATION_CODE'] || (await ask?.secret('API tracking identifier (integration code):'));
  return {
    username: given(username, 'the Autotask user name'),
    secret: given(secret, 'the Autotask secret'),
    integrationCode: given(integrationCode, 'the integration code'),
  };
}

/** The app's keys and, where given, token or redirected address. */
export async function quickbooksInput(options: ConnectOptions, world: ConnectWorld): Promise<QuickBooksInput> {
  const { environment, settings, ask } = world;
  const { clientId: knownId } = settings.quickbooks;
  const hasSecrets = Boolean(environment['AT2QBO_QUICKBOOKS_CLIENT_SECRET']);
  const clientId =
    options.clientId ?? (ask && !(hasSecrets && knownId) ? await ask.text('Client id of your Intuit app:', knownId ?? '') : knownId);
  const clientSecret = environment['AT2QBO_QUICKBOOKS_CLIENT_SECRET'] || (await ask?.secret('Its client secret:'));
  const realmId = options.realmId ?? settings.quickbooks.realmId;
  if (options.realmId !== undefined && !/^\d{1,32}$/.test(options.realmId)) {
    throw new UsageError('--realm-id must be digits', 'the company id is shown in QuickBooks under Settings > Additional info');
  }
  return {
    clientId: given(clientId, 'the client id'),
    clientSecret: given(clientSecret, 'the client secret'),
    refreshToken: options.redirectedUrl === undefined ? environment['AT2QBO_QUICKBOOKS_REFRESH_TOKEN'] || null : null,
    realmId,
    redirectedUrl: options.redirectedUrl ?? null,
  };
}

/** Trimmed, because pasting brings spaces; never empty. */
export function given(value: string | null | undefined, what: string): string {
  const text = value?.trim() ?? '';
  if (text === '') throw new UsageError(`${what} is missing`);
  return text;
}
