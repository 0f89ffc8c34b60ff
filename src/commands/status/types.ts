// What the status screen shows, and `status --json` prints.
import type { Instant } from '../../core/dates.ts';
import type { Budget } from '../../core/fleet/budget.ts';
import type { Schedule } from '../../core/schedule/timetable.ts';
import type { StatusSummary } from '../../core/status/summary.ts';

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
  /** IANA name: the zone of the days above and below. */
  readonly timeZone: string;
  /** As `schedule --install` left it; null: nothing was installed by it. */
  readonly schedule: Schedule | null;
  /** When that starts the next run; another scheduler may start one earlier. */
  readonly nextRun: Instant | null;
  /** Reads of this calendar month that Intuit meters, of all profiles with this client id; null: not connected. */
  readonly meteredReads: Budget | null;
  readonly standing: StatusSummary;
}
