// Intuit's consent page: opens or prints it, and takes the answer by listening or by pasting.
// The attempt's `state` is kept for an hour, so that a script can print the address now and give the answer later.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../clients/host/durable.ts';
import { isLoopbackAddress, listenForAnswer } from '../../clients/quickbooks/sign-in/loopback.ts';
import { newState } from '../../clients/quickbooks/sign-in/oauth.ts';
import type { QuickBooksToken } from '../../clients/secrets/names.ts';
import { UsageError } from '../../core/errors.ts';
import { given } from './input.ts';
import type { QuickBooksInput } from './input.ts';
import type { ConnectWorld } from './world.ts';

const pendingSchema = z.object({ state: z.string().min(20), redirectUri: z.string(), clientId: z.string(), at: z.number() });
type Pending = z.infer<typeof pendingSchema>;
const HOUR = 3_600_000;

/** The attempt that waits for its answer, if there is one younger than an hour. */
export function pendingConsent(world: Pick<ConnectWorld, 'directory' | 'clock'>): Pending | null {
  try {
    const pending = pendingSchema.parse(JSON.parse(readFileSync(pendingPath(world), 'utf8')));
    return Math.abs(world.clock.now() - pending.at) < HOUR ? pending : null;
  } catch {
    return null; // none, or damaged: a new attempt costs nothing
  }
}

/** Where the app's consent page is, kept as the pending attempt. */
export async function openConsent(
  world: ConnectWorld,
  input: Pick<QuickBooksInput, 'clientId' | 'clientSecret'>,
  redirectUri: string,
  state = newState(),
): Promise<{ url: string; state: string }> {
  const url = await world.oauth(intuitApp(world, input, redirectUri)).authorizeUrl(state);
  replaceFile(
    pendingPath(world),
    JSON.stringify({ state, redirectUri, clientId: input.clientId, at: world.clock.now() } satisfies Pending),
  );
  return { url, state };
}

/** Refuses (throws) a company that isn't wanted; asked before the answer's code is spent. */
export type AcceptRealm = (realmId: string) => Promise<void>;

/** Sends the person to the consent page and brings the token back. */
export async function askConsent(
  world: ConnectWorld,
  input: QuickBooksInput,
  accept: AcceptRealm,
): Promise<{ token: QuickBooksToken; redirectUri: string }> {
  const { ask } = world;
  if (!ask) throw new UsageError('the consent page needs a person', 'run at2qbo connect quickbooks on a terminal');
  const redirectUri = given(
    await ask.text(
      'Redirect address as registered with the app (https://… or http://localhost:PORT/callback):',
      world.settings.quickbooks.redirectUri ?? 'http://localhost:9477/callback',
    ),
    'the redirect address',
  );
  const state = newState();
  const listener = isLoopbackAddress(redirectUri) ? await listenForAnswer(redirectUri, state) : null;
  try {
    const { url } = await openConsent(world, input, redirectUri, state);
    world.progress(`Open this page, choose the company and allow the access:\n${url}`);
    if (!(await world.browse(url)) && listener) world.progress(elsewhere(listener.redirectUri));
    const redirected = listener
      ? await listener.answer
      : given(await ask.secret('Then paste the whole address the browser ended on (it is not shown):'), 'the redirected address');
    return { token: await exchange(world, input, redirected, { state, redirectUri }, accept), redirectUri };
  } finally {
    listener?.close();
  }
}

/** The browser of another machine can't reach the listener here. */
function elsewhere(redirectUri: string): string {
  const port = new URL(redirectUri).port || '80';
  return `If the browser is on another machine, lead its port here first: ssh -L ${port}:localhost:${port} THIS-HOST`;
}

/** Takes an answer that was given with --redirected-url. */
export async function takeRedirected(
  world: ConnectWorld,
  input: QuickBooksInput,
  redirected: string,
  accept: AcceptRealm,
): Promise<{ token: QuickBooksToken; redirectUri: string }> {
  const pending = pendingConsent(world);
  if (!pending || pending.clientId !== input.clientId) {
    throw new UsageError('no consent page was opened for this app within the last hour', 'open one: at2qbo connect quickbooks');
  }
  return { token: await exchange(world, input, redirected, pending, accept), redirectUri: pending.redirectUri };
}

/** The app as the sign-in service wants it. */
export function intuitApp(
  world: Pick<ConnectWorld, 'settings'>,
  input: Pick<QuickBooksInput, 'clientId' | 'clientSecret'>,
  redirectUri: string,
): Parameters<ConnectWorld['oauth']>[0] {
  const { quickbooks, endpoints } = world.settings;
  const { clientId, clientSecret } = input;
  return { clientId, clientSecret, redirectUri, environment: quickbooks.environment, root: endpoints.intuitOAuth };
}

async function exchange(
  world: ConnectWorld,
  input: QuickBooksInput,
  redirected: string,
  pending: { state: string; redirectUri: string },
  accept: AcceptRealm,
): Promise<QuickBooksToken> {
  const token = await world
    .oauth(intuitApp(world, { clientId: input.clientId, clientSecret: input.clientSecret }, pending.redirectUri))
    .exchange(redirected, pending.state, accept);
  rmSync(pendingPath(world), { force: true }); // one answer a state
  return token;
}

function pendingPath(world: Pick<ConnectWorld, 'directory'>): string {
  return join(world.directory, 'consent.json');
}
