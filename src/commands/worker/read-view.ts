// The fleet as the shared ledger knows it now, for the screen, the page, JSON and the metrics.
import type { FleetLedger } from '../../clients/ledger/fleet.ts';
import { loadSettings } from '../../config/store/load.ts';
import { instantAt } from '../../core/dates.ts';
import { At2qboError } from '../../core/errors.ts';
import { fleetView, type FleetView } from '../../core/fleet/view.ts';
import type { Environment } from '../terminal/io.ts';

/** Intuit's free tier, for an app whose profiles lie on other hosts. */
const FREE_READS = 500_000;

export async function readView(ledger: FleetLedger, env: Environment, now: number): Promise<FleetView> {
  const [rows, metered] = await Promise.all([ledger.rows(), ledger.metered(instantAt(now).slice(0, 7))]);
  const limits = limitsOf(
    rows.map(({ profile }) => profile),
    env,
  );
  return fleetView({
    now,
    profiles: rows.map(({ facts, lastRun, ...row }) => ({
      ...row,
      tokenEndsAt: facts?.tokenEndsAt ?? null,
      autotaskLeft: facts?.autotaskLeft ?? null,
      lastExitCode: lastRun?.exitCode ?? null,
    })),
    metered: metered.map(({ clientId, reads }) => ({ clientId, reads, limit: limits.get(clientId) ?? FREE_READS })),
  });
}

/** By client id: the smallest that any profile here is set to. */
function limitsOf(profiles: readonly string[], env: Environment): Map<string, number> {
  const limits = new Map<string, number>();
  for (const profile of profiles) {
    try {
      const { quickbooks, limits: own } = loadSettings({ profile, env }).settings;
      if (quickbooks.clientId !== null)
        limits.set(quickbooks.clientId, Math.min(limits.get(quickbooks.clientId) ?? Infinity, own.meteredPerMonth));
    } catch (cause) {
      if (!(cause instanceof At2qboError)) throw cause; // its own run says what is wrong with its settings
    }
  }
  return limits;
}
