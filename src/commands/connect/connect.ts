// `at2qbo connect [autotask|quickbooks]`: tries the credentials and stores them; what is missing is named.
import { companyRefusals, refusalLine } from '../../core/rules/refusals.ts';
import { UsageError } from '../../core/errors.ts';
import { parsePlace } from '../../clients/secrets/key/places.ts';
import { connectAutotask } from './autotask.ts';
import { openConsent, pendingConsent } from './consent.ts';
import { autotaskInput, quickbooksInput, requireInput } from './input.ts';
import { connectMail, takeMailPassword } from './mail.ts';
import { connectQuickBooks, probeHint } from './quickbooks.ts';
import type { ConnectOptions, ConnectWorld, System } from './world.ts';
import { tour, type TourPorts } from './tour/tour.ts';
import type { Invocation } from '../program/spec.ts';

/** The exit code; errors are thrown. Never starts a sync. `ports`: what the guided tour on a terminal needs. */
export async function run(invocation: Invocation, world: ConnectWorld, ports: TourPorts | null = null): Promise<number> {
  const { args, io, globals } = invocation;
  const options: ConnectOptions = invocation.options;
  const { profile } = world;
  if (options.secrets !== undefined) await moveKey(options.secrets, args, world);
  if (args[0] === 'mail') {
    const mail = await connectMail(world);
    if (globals.json) io.json({ profile, secrets: await world.vault.describe(), mail });
    return 0;
  }
  const systems = chooseSystems(args);
  const asks = world.ask !== null && !isWhole(systems, options, world);
  if (ports && asks && !globals.json && options.secrets === undefined) return tour(io, ports, systems, options);
  if (options.secrets === undefined || args[0] !== undefined) {
    const answer = await connect(systems, options, world);
    if (globals.json) io.json({ profile, secrets: await world.vault.describe(), ...answer });
    return 0;
  }
  if (globals.json) io.json({ profile, secrets: await world.vault.describe() });
  return 0;
}

/** Is everything given, so that nothing need be asked on a terminal either? */
function isWhole(systems: readonly System[], options: ConnectOptions, world: ConnectWorld): boolean {
  try {
    requireInput(systems, options, { ...world, ask: null }, pendingConsent(world) !== null);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

async function connect(systems: readonly System[], options: ConnectOptions, world: ConnectWorld): Promise<Record<string, unknown>> {
  try {
    requireInput(systems, options, world, pendingConsent(world) !== null);
  } catch (cause) {
    throw cause instanceof UsageError ? await withConsentUrl(cause, systems, options, world) : cause;
  }
  // All questions but those of the consent come before the first effect.
  const autotask = systems.includes('autotask') ? await autotaskInput(options, world) : null;
  const quickbooks = systems.includes('quickbooks') ? await quickbooksInput(options, world) : null;
  await world.vault.prove();
  await takeMailPassword(world);
  const answer: Record<string, unknown> = {};
  if (autotask) answer['autotask'] = await connectAutotask(world, autotask);
  if (quickbooks) {
    const { realmId: before } = world.settings.quickbooks;
    const { connected, company, preferences } = await connectQuickBooks(world, quickbooks, options.yes === true);
    answer['quickbooks'] = connected;
    world.say(`QuickBooks: connected to ${connected.company} (${connected.country}, company id ${connected.realmId}).`);
    const numbers = connected.numbering === 'custom' ? 'given by you (custom transaction numbers are on)' : 'given by QuickBooks';
    world.say(`  invoice numbers: ${numbers}; sales tax: ${connected.taxWorld}; connected by: ${connected.email ?? 'unknown'}`);
    const odd = companyRefusals(company, preferences, world.settings).map(refusalLine);
    for (const text of [...odd.map((one) => `! ${one}`), ...probeHint(world.settings.quickbooks, before, connected)]) world.say(text);
    answer['warnings'] = odd;
  }
  world.say(`Secrets: ${await world.vault.describe()}.`);
  return answer;
}

/** Where only Intuit's answer is missing, the refusal brings the address to open. */
async function withConsentUrl(
  refusal: UsageError,
  systems: readonly System[],
  options: ConnectOptions,
  world: ConnectWorld,
): Promise<UsageError> {
  const clientId = options.clientId ?? world.settings.quickbooks.clientId;
  const clientSecret = world.environment['AT2QBO_QUICKBOOKS_CLIENT_SECRET'];
  const { redirectUri } = world.settings.quickbooks;
  const isOnlyAnswer = systems.length === 1 && systems[0] === 'quickbooks' && options.redirectedUrl === undefined;
  if (!isOnlyAnswer || !clientId || !clientSecret || redirectUri === null) return refusal;
  const { url } = await openConsent(world, { clientId, clientSecret }, redirectUri);
  return new UsageError(
    refusal.message,
    `open ${url} within the hour, then: at2qbo connect quickbooks --redirected-url 'ADDRESS THE BROWSER ENDED ON'`,
  );
}

async function moveKey(to: string, args: readonly (string | undefined)[], world: ConnectWorld): Promise<void> {
  const place = parsePlace(to, '--secrets');
  if (!(await world.vault.exists())) {
    if (args[0] === undefined) throw new UsageError('there are no secrets to move yet', `AT2QBO_SECRETS=${place} at2qbo connect`);
    throw new UsageError(
      '--secrets moves a key that is there already',
      `choose the place on first use: AT2QBO_SECRETS=${place} at2qbo connect`,
    );
  }
  await world.vault.moveTo(place);
  world.say(`Secrets: ${await world.vault.describe()}.`);
}

/** Both, or the one that is named. */
export function chooseSystems(args: readonly (string | undefined)[]): readonly System[] {
  const [name] = args;
  if (name === undefined) return ['autotask', 'quickbooks'];
  if (name === 'autotask' || name === 'quickbooks') return [name];
  throw new UsageError(`there is no system '${name}'`, 'autotask, quickbooks or mail');
}
