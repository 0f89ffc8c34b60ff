// What `connect` and `disconnect` need of the world, so that tests bring their own and the wiring is in one place.
import type { AccessToken } from '../../clients/quickbooks/sign-in/tokens.ts';
import type { IntuitApp } from '../../clients/quickbooks/sign-in/intuit-client.ts';
import type { IntuitOAuth } from '../../clients/quickbooks/sign-in/oauth.ts';
import type { TakeLock } from '../../clients/host/lock.ts';
import type { Vault } from '../../clients/secrets/vault.ts';
import type { Environment } from '../../clients/secrets/names.ts';
import type { AutotaskPort, Clock, QuickBooksPort } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';

/** Questions to a person. */
export interface Ask {
  text(question: string, initial?: string): Promise<string>;
  /** Typed unseen. */
  secret(question: string): Promise<string>;
  confirm(question: string, initial?: boolean): Promise<boolean>;
  select(question: string, choices: readonly { readonly value: string; readonly name: string }[]): Promise<string>;
}

export interface AutotaskCredentials {
  readonly username: string;
  readonly secret: string;
  readonly integrationCode: string;
}

export type AutotaskReader = Pick<AutotaskPort, 'access'>;
export type QuickBooksReader = Pick<QuickBooksPort, 'company' | 'preferences'>;

/** The settings that `connect` writes. */
export interface ConnectSettings {
  'autotask.username'?: string;
  'quickbooks.clientId'?: string;
  'quickbooks.realmId'?: string;
  'quickbooks.redirectUri'?: string;
}

export interface ConnectWorld {
  readonly profile: string;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly vault: Vault;
  readonly tokenLock: TakeLock;
  /** `consent.json` lies in the profile's folder. */
  readonly directory: string;
  /** Null without a terminal. */
  readonly ask: Ask | null;
  /** For people, on stdout (nothing with --json) and stderr. */
  say(text: string): void;
  progress(text: string): void;
  save(settings: ConnectSettings): void;
  browse(url: string): Promise<boolean>;
  oauth(app: IntuitApp): Pick<IntuitOAuth, 'authorizeUrl' | 'exchange' | 'refresh' | 'revoke' | 'userinfo'>;
  autotask(credentials: AutotaskCredentials): Promise<AutotaskReader>;
  quickbooks(connection: {
    readonly realmId: string;
    readonly clientId: string;
    readonly accessToken: AccessToken;
  }): Promise<QuickBooksReader>;
  /** Keeps the e-mail of the person who connected: the default recipient of reports. */
  rememberEmail(email: string): Promise<void>;
}

/** Options of the command line. */
export interface ConnectOptions {
  readonly autotaskUsername?: string | undefined;
  readonly clientId?: string | undefined;
  readonly realmId?: string | undefined;
  readonly redirectedUrl?: string | undefined;
  /** Moves the key to another place. */
  readonly secrets?: string | undefined;
  readonly yes?: boolean | undefined;
  /** Of `disconnect`: forget even what can't be revoked or read. */
  readonly force?: boolean | undefined;
}

export type System = 'autotask' | 'quickbooks';
