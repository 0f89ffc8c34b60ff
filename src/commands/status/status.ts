// `at2qbo status`: one screen, from local facts alone: it costs no request and works while both sides are down.
import { Calendar } from '../../core/calendar.ts';
import { type Context, withContext } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { renderStatus } from './render.ts';
import type { Status } from './types.ts';
import { print } from '../terminal/print.ts';
import { DAY_MS, instantAt } from '../../core/dates.ts';
import { budgetOf } from '../../core/fleet/budget.ts';
import { At2qboError } from '../../core/errors.ts';
import { nextRun, readSchedule, SCHEDULE } from '../../core/schedule/timetable.ts';
import { summaryOf } from '../../core/status/summary.ts';

/** At most this many runs are searched for the last one that counted. */
const RUNS = 50;

export async function run(invocation: Invocation): Promise<number> {
  return withContext(invocation, async (context) => {
    const status = await readStatus(context);
    if (invocation.globals.json) invocation.io.json(statusJson(status));
    else print(invocation.io, renderStatus(status, context.clock.now(), invocation.io.width));
    return EXIT.done;
  });
}

async function readStatus(context: Context): Promise<Status> {
  const { settings } = context;
  const ledger = context.ledger();
  const [runs, outcomes, personHolds, transfers, remembered] = await Promise.all([
    ledger.runs(RUNS),
    ledger.outcomes(),
    ledger.personHolds(),
    ledger.allTransfers(),
    ledger.recall(SCHEDULE),
  ]);
  const schedule = readSchedule(remembered);
  const now = context.clock.now();
  const { secrets, problem } = await readSecrets(context);
  const token = secrets?.['quickbooks.token'];
  const daysLeft = (end: number | null | undefined): number | null =>
    end === null || end === undefined ? null : Math.floor((end - context.clock.now()) / DAY_MS);
  const hasAutotask =
    settings.autotask.username !== null && secrets?.['autotask.secret'] !== undefined && secrets['autotask.integrationCode'] !== undefined;
  const hasQuickBooks = settings.quickbooks.realmId !== null && settings.quickbooks.clientId !== null && token !== undefined;
  return {
    profile: context.profile,
    autotask: { isConnected: hasAutotask, name: settings.autotask.username ?? '', problem: hasAutotask ? '' : problem },
    quickbooks: {
      isConnected: hasQuickBooks,
      name: settings.quickbooks.realmId === null ? '' : `company ${settings.quickbooks.realmId} (${settings.quickbooks.environment})`,
      problem: hasQuickBooks ? '' : problem,
      tokenDaysLeft: daysLeft(token?.refreshExpiresAt),
      hardDaysLeft: daysLeft(token?.hardExpiresAt),
    },
    sync: settings.invoices.sync,
    goLiveDate: settings.invoices.goLiveDate,
    lookBackDays: settings.invoices.lookBackDays,
    timeZone: new Calendar(settings.invoices.timeZone).zone,
    schedule,
    nextRun: schedule === null ? null : instantAt(nextRun(schedule, now, (instant) => -new Date(instant).getTimezoneOffset())),
    meteredReads: settings.quickbooks.clientId === null ? null : budgetOf({ ...(await (await context.services()).readsThisMonth()), now }),
    standing: summaryOf({ runs, outcomes, personHolds: [...personHolds.values()], transfers }),
  };
}

/** Secrets that can't be read are what `status` is asked about, not a reason to end. */
async function readSecrets(context: Context): Promise<{ secrets: Awaited<ReturnType<Context['secrets']>> | null; problem: string }> {
  if (!(await context.vault.exists())) return { secrets: null, problem: 'never connected' };
  try {
    return { secrets: await context.secrets(), problem: 'its credentials are not stored' };
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    return { secrets: null, problem: error.message };
  }
}

function statusJson({ standing, ...status }: Status): Record<string, unknown> {
  return { ...status, ...standing };
}
