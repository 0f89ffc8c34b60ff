// The fleet in numbers, for Prometheus: ages and what is left, by profile and by app, and what this worker did.
import type { FleetView } from '../../core/fleet/view.ts';

/** What `/metrics` answers. */
export interface FleetMetrics {
  /** A run of this worker has ended. */
  count(code: number, seconds: number): void;
  text(view: FleetView): Promise<{ readonly type: string; readonly body: string }>;
}

const RUN_SECONDS = [0.5, 1, 2, 5, 10, 30, 60, 300, 1800];

/** Loads prom-client: only a worker that listens needs it. */
export async function createFleetMetrics(): Promise<FleetMetrics> {
  const { Counter, Gauge, Histogram, Registry } = (await import('prom-client')).default;
  const registers = [new Registry()];
  const [register] = registers;
  const gauge = (name: string, help: string, label: 'profile' | 'client_id' = 'profile') =>
    new Gauge({ name, help, labelNames: [label], registers });
  const runs = new Counter({
    name: 'at2qbo_worker_runs_total',
    help: 'Runs that this worker did, by exit code',
    labelNames: ['exit_code'],
    registers,
  });
  const seconds = new Histogram({ name: 'at2qbo_worker_run_seconds', help: 'How long they took', buckets: RUN_SECONDS, registers });
  const success = gauge('at2qbo_fleet_last_success_timestamp_seconds', 'When a sync last ended with 0, 1 or 3');
  const age = gauge('at2qbo_fleet_last_success_age_seconds', 'How long ago that was');
  const next = gauge('at2qbo_fleet_next_run_timestamp_seconds', 'When the queue starts the next run');
  const needs = gauge('at2qbo_fleet_needs_person', '1: not tried again until a person changed something');
  const since = gauge('at2qbo_fleet_needs_person_since_timestamp_seconds', 'Since when');
  const code = gauge('at2qbo_fleet_last_exit_code', 'Exit code of the last run');
  const held = gauge('at2qbo_fleet_held', 'Documents held');
  const failed = gauge('at2qbo_fleet_failed', 'Documents failed');
  const token = gauge('at2qbo_fleet_token_days_left', 'Days until the QuickBooks sign-in ends unless a run renews it');
  const quota = gauge('at2qbo_fleet_autotask_quota_left', 'Requests that Autotask allowed for the rest of the hour, by the last run');
  const used = gauge('at2qbo_metered_reads', 'Reads of this calendar month (UTC) that Intuit meters', 'client_id');
  const left = gauge('at2qbo_metered_reads_left', 'What limits.meteredPerMonth leaves of them', 'client_id');
  return {
    count: (exitCode, took) => {
      runs.inc({ exit_code: String(exitCode) });
      seconds.observe(took);
    },
    text: async (view) => {
      // Profiles and apps that are gone must not stay.
      for (const one of [success, age, next, needs, since, code, held, failed, token, quota, used, left]) one.reset();
      for (const row of view.profiles) {
        const labels = { profile: row.profile };
        const put = (metric: typeof success, value: number | null): void => {
          if (value !== null) metric.set(labels, value);
        };
        put(success, secondsOf(row.lastSuccessAt));
        put(age, row.lastSuccessAt === null ? null : (Date.parse(view.at) - Date.parse(row.lastSuccessAt)) / 1000);
        put(next, secondsOf(row.nextAt));
        put(needs, row.standing === 'needs-person' ? 1 : 0);
        put(since, secondsOf(row.since));
        put(code, row.exitCode);
        put(held, row.held);
        put(failed, row.failed);
        put(token, row.tokenDaysLeft);
        put(quota, row.autotaskLeft);
      }
      for (const one of view.budgets) {
        used.set({ client_id: one.clientId }, one.used);
        left.set({ client_id: one.clientId }, one.left);
      }
      return { type: register?.contentType ?? 'text/plain', body: (await register?.metrics()) ?? '' };
    },
  };
}

const secondsOf = (at: string | null): number | null => (at === null ? null : Date.parse(at) / 1000);
