// Before the first request: a sandbox company's profile, with keys of its own, and a company that somebody named.
import { existsSync } from 'node:fs';
import { loadSettings } from '../../config/store/load.ts';
import { profileNames, profilePaths } from '../../config/paths.ts';
import { At2qboError, UsageError } from '../../core/errors.ts';
import { refuseOther, refuseProduction } from '../../core/probe/plan.ts';
import type { Context } from '../context/context.ts';
import { askText, canAsk } from '../terminal/ask.ts';
import type { Environment, Io } from '../terminal/io.ts';

/** Throws a UsageError; nothing was sent. */
export function refuseUnsafe(context: Context): void {
  const { quickbooks, endpoints } = context.settings;
  refuseProduction({
    environment: quickbooks.environment,
    endpoint: endpoints.quickbooks,
    productionProfile: quickbooks.clientId === null ? null : productionProfile(quickbooks.clientId, context.env),
  });
}

/** Development and production keys of an app differ: keys that a profile uses for a real company are production keys. */
function productionProfile(clientId: string, env: Environment): string | null {
  // As the files say it: a variable of this run is about this profile alone.
  const plain = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AT2QBO_QUICKBOOKS__')));
  return profileNames(plain).find((name) => usesForProduction(name, clientId, plain)) ?? null;
}

function usesForProduction(name: string, clientId: string, env: Environment): boolean {
  if (!existsSync(profilePaths(name, env).config)) return false;
  try {
    const { quickbooks } = loadSettings({ profile: name, env }).settings;
    return quickbooks.clientId === clientId && quickbooks.environment === 'production';
  } catch (error) {
    if (error instanceof At2qboError) return false; // settings that can't be read run nothing
    throw error;
  }
}

/** Without a terminal the name must be given; said before anything is sent. */
export function requireName(io: Io, given: string | undefined): void {
  if (given !== undefined || canAsk(io)) return;
  throw new UsageError(
    '--company is missing, and there is no terminal to ask for it: a probe only begins in a company that somebody named',
    'at2qbo probe --company "THE NAME IN QUICKBOOKS"',
  );
}

/** The company that is connected is the one that is meant, or nothing happens. */
export async function confirmCompany(io: Io, company: { readonly name: string }, given: string | undefined): Promise<void> {
  const meant =
    given ??
    (await askText(io, {
      message: `A probe makes customers, items and documents in the QuickBooks company "${company.name}", and takes them away again. Type its name to go on:`,
      missing: '--company NAME',
    }));
  refuseOther(company, meant);
}
