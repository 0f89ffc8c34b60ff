// The other profiles of this Autotask database, whose invoices must never be sent here too, whatever the filters say.
import { existsSync } from 'node:fs';
import { openPostgresLedger } from '../../clients/ledger/postgres/postgres.ts';
import { openSqliteLedger } from '../../clients/ledger/sqlite/sqlite.ts';
import { loadSettings } from '../../config/store/load.ts';
import { profileNames, profilePaths } from '../../config/paths.ts';
import { isNeighbour } from '../../core/companies/plan.ts';
import type { Neighbour } from '../../core/companies/read.ts';
import { At2qboError } from '../../core/errors.ts';
import type { InvoiceId } from '../../core/model.ts';
import { documentName } from '../../core/model/document.ts';
import type { Transfer } from '../../core/model/ledger.ts';
import type { Clock } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import type { Environment } from '../terminal/io.ts';

/** None, and no file of another profile is read, unless this one chooses its companies: a fleet has a thousand of them. */
export function neighboursOf(profile: string, mine: Settings, env: Environment, clock: Clock): Neighbour[] {
  if (mine.companies.only === null) return [];
  return profileNames(env).flatMap((name): Neighbour[] => {
    const settings = name === profile ? null : settingsOf(name, env);
    if (settings === null || !isNeighbour(mine, settings)) return [];
    return [{ profile: name, only: settings.companies.only, claims: (ids) => claimsOf(name, settings, ids, env, clock) }];
  });
}

/** One whose settings can't be read runs as little as it is asked. */
function settingsOf(name: string, env: Environment): Settings | null {
  if (!existsSync(profilePaths(name, env).config)) return null;
  try {
    return loadSettings({ profile: name, env }).settings;
  } catch (error) {
    if (error instanceof At2qboError) return null;
    throw error;
  }
}

async function claimsOf(
  name: string,
  settings: Settings,
  ids: readonly InvoiceId[],
  env: Environment,
  clock: Clock,
): Promise<Map<InvoiceId, string>> {
  const { ledger: path } = profilePaths(name, env);
  const { url } = settings.ledger;
  if (url === null && !existsSync(path)) return new Map();
  const options = { profile: name, clock };
  const ledger = url === null ? openSqliteLedger(path, { ...options, purpose: 'look' }) : openPostgresLedger(url, options);
  try {
    const transfers = await ledger.transfers(ids);
    return new Map([...transfers.values()].filter(isClaim).map((one) => [one.invoiceId, documentName(one)]));
  } finally {
    await ledger.close();
  }
}

/** What was voided to its end, or refused, is free for another company. */
function isClaim({ state, voiding }: Transfer): boolean {
  return state !== 'rejected' && (state !== 'voided' || voiding === 'intent');
}
