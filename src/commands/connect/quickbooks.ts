// Connects QuickBooks: the token is renewed at once, stored, and tried on its company.
import { createHash } from 'node:crypto';
import type { QuickBooksToken, Secrets } from '../../clients/secrets/names.ts';
import { At2qboError, UsageError } from '../../core/errors.ts';
import type { Preferences, QuickBooksCompany } from '../../core/model.ts';
import type { Settings } from '../../core/settings.ts';
import { askConsent, intuitApp, takeRedirected } from './consent.ts';
import { given } from './input.ts';
import type { QuickBooksInput } from './input.ts';
import type { ConnectWorld } from './world.ts';

export interface QuickBooksConnected {
  readonly realmId: string;
  readonly company: string;
  readonly country: string;
  readonly numbering: 'quickbooks' | 'custom';
  readonly taxWorld: Preferences['taxWorld'];
  readonly email: string | null;
}

/** Brings the token; what was pasted is spent by it. */
type BringToken = () => Promise<QuickBooksToken>;

const PLAYGROUND = 'https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl';
const LOCK_MS = 150_000;

/** Brings, stores and tries the connection. `isAgreed`: another company than the one connected before is meant (`--yes`). */
export async function connectQuickBooks(
  world: ConnectWorld,
  input: QuickBooksInput,
  isAgreed: boolean,
): Promise<{ connected: QuickBooksConnected; company: QuickBooksCompany; preferences: Preferences }> {
  if (input.refreshToken !== null) await checkRealm(world, given(input.realmId, 'the realm id'), isAgreed);
  const lock = await world.tokenLock({ waitMs: LOCK_MS, note: 'connect quickbooks' });
  try {
    const before = await world.vault.read();
    const { bring, redirectUri } = await obtain(world, input, before, isAgreed);
    const token = await stored(world, input, bring);
    const settings = {
      'quickbooks.clientId': input.clientId,
      'quickbooks.realmId': token.realmId,
      ...(redirectUri === null ? {} : { 'quickbooks.redirectUri': redirectUri }),
    };
    let company: QuickBooksCompany;
    let preferences: Preferences;
    try {
      world.progress('asking QuickBooks …');
      const { clientId } = input;
      const reader = await world.quickbooks({ realmId: token.realmId, clientId, accessToken: async () => token.accessToken });
      company = await reader.company();
      preferences = await reader.preferences();
    } catch (cause) {
      await settle(world, cause, before, () => world.save(settings));
      throw cause;
    }
    world.save(settings);
    const email = await whoConnected(world, input, token.accessToken);
    const connected: QuickBooksConnected = {
      realmId: token.realmId,
      company: company.name,
      country: company.country,
      numbering: preferences.customTxnNumbers ? 'custom' : 'quickbooks',
      taxWorld: preferences.taxWorld,
      email,
    };
    return { connected, company, preferences };
  } finally {
    await lock.release();
  }
}

/** Said once, when a sandbox company is connected for the first time. `before`: the company that the profile had. */
export function probeHint(
  { environment }: Pick<Settings['quickbooks'], 'environment'>,
  before: string | null,
  { realmId, company }: QuickBooksConnected,
): string[] {
  if (environment !== 'sandbox' || before === realmId) return [];
  return [
    '  a sandbox company, which can be asked once what no paper settles (what that makes is taken away):',
    `  at2qbo probe --company "${company}"`,
  ];
}

/** Its room on the disk is taken before it is brought, and it is there before anything else: a token that was pasted is spent then. */
async function stored(world: ConnectWorld, input: QuickBooksInput, bring: BringToken): Promise<QuickBooksToken> {
  const brought: { token: QuickBooksToken | null } = { token: null };
  await world.vault.update(async (secrets) => {
    brought.token = await bring();
    return { ...secrets, 'quickbooks.clientSecret': input.clientSecret, 'quickbooks.token': brought.token };
  });
  if (brought.token === null) throw new Error('the secrets were stored without the token');
  return brought.token;
}

/** A service that is down says nothing about the connection: it stays. One that refuses it: what was there before comes back. */
async function settle(world: ConnectWorld, cause: unknown, before: Secrets, keep: () => void): Promise<void> {
  if (cause instanceof At2qboError && cause.disposition === 'retry') {
    keep();
    world.progress('QuickBooks: the sign-in is stored, but the company could not be read now; at2qbo connect quickbooks reads it again.');
    return;
  }
  await world.vault.update((secrets) => {
    const { 'quickbooks.clientSecret': _secret, 'quickbooks.token': _token, ...rest } = secrets;
    const secret = before['quickbooks.clientSecret'];
    const token = before['quickbooks.token'];
    return {
      ...rest,
      ...(secret === undefined ? {} : { 'quickbooks.clientSecret': secret }),
      ...(token === undefined ? {} : { 'quickbooks.token': token }),
    };
  });
}

async function obtain(
  world: ConnectWorld,
  input: QuickBooksInput,
  before: Secrets,
  isAgreed: boolean,
): Promise<{ bring: BringToken; redirectUri: string | null }> {
  const accept = (realmId: string): Promise<void> => checkAnswer(world, input, realmId, isAgreed);
  const renewing = (pasted: string, realmId: string): BringToken => {
    return () => renewPasted(world, input, pasted, realmId, before);
  };
  if (input.redirectedUrl !== null) return atHand(await takeRedirected(world, input, input.redirectedUrl, accept));
  if (input.refreshToken !== null) return { bring: renewing(input.refreshToken, given(input.realmId, 'the realm id')), redirectUri: null };
  const way = await world.ask?.select('How do you want to connect QuickBooks?', [
    { value: 'consent', name: "open Intuit's consent page" },
    { value: 'playground', name: "paste a refresh token from Intuit's OAuth playground" },
  ]);
  if (way === 'consent') return atHand(await askConsent(world, input, accept));
  const refreshToken = given(await world.ask?.secret('Refresh token:'), 'the refresh token');
  const realmId = given(await world.ask?.text('Realm id (company id):', input.realmId ?? ''), 'the realm id');
  await checkRealm(world, realmId, isAgreed);
  return { bring: renewing(refreshToken, realmId), redirectUri: null };
}

/** What the consent page gave can be had again: it is there already. */
const atHand = (answer: { token: QuickBooksToken; redirectUri: string | null }): { bring: BringToken; redirectUri: string | null } => ({
  bring: () => Promise.resolve(answer.token),
  redirectUri: answer.redirectUri,
});

/** The company that the consent page was answered for: the one that was asked for, and the one connected before. */
async function checkAnswer(world: ConnectWorld, input: QuickBooksInput, realmId: string, isAgreed: boolean): Promise<void> {
  const wanted = input.realmId === world.settings.quickbooks.realmId ? null : input.realmId;
  if (wanted !== null && wanted !== realmId && !isAgreed) {
    throw new UsageError(
      `the consent page was answered for QuickBooks company ${realmId}, not for ${wanted}`,
      'choose the right company there: at2qbo connect quickbooks; or give --yes if this one is meant',
    );
  }
  await checkRealm(world, realmId, isAgreed);
}

/** Renewing proves token and keys at once, and gives one that only we know. */
async function renewPasted(
  world: ConnectWorld,
  input: QuickBooksInput,
  pasted: string,
  realmId: string,
  before: Secrets,
): Promise<QuickBooksToken> {
  const oauth = world.oauth(intuitApp(world, input, world.settings.quickbooks.redirectUri ?? PLAYGROUND));
  const pastedHash = createHash('sha256').update(pasted).digest('hex');
  const kept = before['quickbooks.token'];
  // The same token again (a set-up script run twice, a `connect` that was killed): it was spent then, and Intuit may end a
  // connection whose old token comes back. What was stored in its place is the one that lives.
  if (kept?.realmId === realmId && kept.pastedHash === pastedHash) return { ...kept, ...(await oauth.refresh(kept.refreshToken)) };
  return { ...(await oauth.refresh(pasted)), realmId, pastedHash };
}

/** Another company under the same profile would mix two sets of books. */
async function checkRealm(world: ConnectWorld, realmId: string, isAgreed: boolean): Promise<void> {
  const known = world.settings.quickbooks.realmId ?? (await world.vault.read())['quickbooks.token']?.realmId ?? null;
  if (known === null || known === realmId || isAgreed) return;
  const question = `This profile was connected to company ${known}. Connect it to ${realmId} instead?`;
  if (await world.ask?.confirm(question)) return;
  throw new UsageError(
    `this profile was connected to QuickBooks company ${known}, not ${realmId}`,
    'use another profile (--profile NAME) for another company, or --yes if this is meant',
  );
}

/** Only for the default recipient of reports, so a failure is said and goes no further. */
async function whoConnected(world: ConnectWorld, input: QuickBooksInput, accessToken: string): Promise<string | null> {
  try {
    const email = await world.oauth(intuitApp(world, input, PLAYGROUND)).userinfo(accessToken);
    if (email !== null) await world.rememberEmail(email);
    return email;
  } catch (cause) {
    if (!(cause instanceof At2qboError)) throw cause;
    world.progress(`the e-mail of the person who connected could not be read (${cause.message}); set mail.to for reports`);
    return null;
  }
}
