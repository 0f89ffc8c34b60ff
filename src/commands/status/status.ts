// `at2qbo status`: one screen, from local facts alone: it costs no request and works while both sides are down.
import { instantAt, type Instant } from '../../core/dates.ts';
import { At2qboError } from '../../core/errors.ts';
import { standingOf, type Standing } from '../../core/status/summary.ts';
import { nextRun, readSchedule, SCHEDULE, type Schedule } from '../../core/schedule/timetable.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { renderStatus } from './render.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

/** One side of the connection. `problem`: why it isn't usable; '' when it is. */
export interface Connection {
  readonly isConnected: boolean;
  readonly name: string;
  readonly problem: string;
}

export interface Status {
  readonly profile: string;
  readonly autotask: Connection;
  readonly quickbooks: Connection & {
    /** Whole days until the sign-in ends unless a run renews it; null: none, or unknown. */
    readonly tokenDaysLeft: number | null;
    /** Whole days until the end that no renewal moves; null where Intuit doesn't say. */
    readonly hardDaysLeft: number | null;
  };
  readonly sync: string;
  readonly goLiveDate: string | null;
  readonly lookBackDays: number;
  /** As `schedule --install` left it; null: nothing was installed by it. */
  readonly schedule: Schedule | null;
  /** When that starts the next run; another scheduler may start one earlier. */
  readonly nextRun: Instant | null;
  readonly standing: Standing;
}

const DAY_MS = 86_400_000;
/** So many runs are looked through for the last one that counted. */
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
    schedule,
    nextRun: schedule === null ? null : instantAt(nextRun(schedule, now, -new Date(now).getTimezoneOffset())),
    standing: standingOf({ runs, outcomes, personHolds: [...personHolds.values()], transfers }),
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
