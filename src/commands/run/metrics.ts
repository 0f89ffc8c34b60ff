// `--metrics FILE`: what a run came to, for Prometheus. Written whole or not at all; it never changes how the run ends.
import { DAY_MS } from '../../core/dates.ts';
import { join, dirname, basename } from 'node:path';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { z } from 'zod';
import { At2qboError } from '../../core/errors.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { Context } from '../context/context.ts';
import { checkOutFile, writeOutFile } from '../files/output-file.ts';
import type { Environment } from '../terminal/io.ts';
import { mergeMetrics, metricsText, type MetricName, type Sample } from './render-metrics.ts';

const COUNTED = 'metrics.counted';
const countedSchema = z.object({ runs: z.record(z.string(), z.number()), documents: z.record(z.string(), z.number()) });
type Counted = z.infer<typeof countedSchema>;
const RUNS = 20;

/** Refuses a file that can't be written, before anything is done. */
export function checkMetricsFile(context: Context): void {
  if (context.metricsFile !== null) checkOutFile(context.metricsFile, 'replace', context.env);
}

/** Writes the file if one was asked for. `result` is null where the run had none. */
export async function writeMetrics(
  context: Context,
  command: string,
  startedAt: number,
  exitCode: number,
  result: RunResult | null,
): Promise<void> {
  const file = context.metricsFile;
  if (file === null || result?.dryRun === true) return;
  try {
    const samples = await samplesOf(context, command, startedAt, exitCode, result);
    writeOutFile(file, metricsText(samples), 'replace', context.env, modeFor(file));
  } catch (cause) {
    if (!(cause instanceof At2qboError)) throw cause;
    context.events.log('warn', `The metrics could not be written: ${cause.message}. Fix: ${cause.remedy}`);
  }
}

async function samplesOf(
  context: Context,
  command: string,
  startedAt: number,
  exitCode: number,
  result: RunResult | null,
): Promise<Sample[]> {
  const base = { profile: context.profile };
  const samples: Sample[] = [];
  const put = (name: MetricName, value: number, labels: Readonly<Record<string, string>> = {}): void =>
    void samples.push({ name, value, labels: { ...base, ...labels } });
  const documents = documentsOf(result);
  const counted = await count(context, exitCode, documents);
  for (const [code, runs] of Object.entries(counted?.runs ?? {})) put('at2qbo_runs_total', runs, { exit_code: code });
  for (const [outcome, sum] of Object.entries(counted?.documents ?? {})) put('at2qbo_documents_total', sum, { outcome });
  const now = context.clock.now();
  put('at2qbo_last_run_timestamp_seconds', Math.round(now / 1000), { command });
  put('at2qbo_last_run_seconds', Math.round(now - startedAt) / 1000, { command });
  put('at2qbo_last_run_exit_code', exitCode, { command });
  for (const [outcome, sum] of Object.entries(documents)) put('at2qbo_last_run_documents', sum, { outcome });
  const { autotask, quickbooksReads, quickbooksWrites } = context.counts;
  put('at2qbo_last_run_calls', autotask, { service: 'autotask', kind: 'all' });
  put('at2qbo_last_run_calls', quickbooksReads, { service: 'quickbooks', kind: 'read' });
  put('at2qbo_last_run_calls', quickbooksWrites, { service: 'quickbooks', kind: 'write' });
  await standing(context, put);
  const left = context.quotaLeft;
  if (left !== null) put('at2qbo_autotask_quota_left', left);
  const token = await signInEnd(context);
  if (token !== null) put('at2qbo_token_days_left', Math.floor((token - now) / DAY_MS));
  return samples;
}

/** Every outcome there can be, so that a rule on one never meets a gap. */
function documentsOf(result: RunResult | null): Record<string, number> {
  const { outsideWindow: _, planned: __, ...invoices } = result?.totals ?? { created: 0, adopted: 0, skipped: 0, held: 0, failed: 0 };
  return {
    ...invoices,
    voided: result?.voids.filter((one) => one.outcome === 'voided').length ?? 0,
    marked_paid: result?.payments.filter((one) => one.outcome === 'marked').length ?? 0,
  };
}

async function standing(context: Context, put: (name: MetricName, value: number) => void): Promise<void> {
  await unlessDown(async () => {
    const ledger = context.ledger();
    const outcomes = await ledger.outcomes();
    put('at2qbo_held', outcomes.filter((one) => one.outcome === 'held').length);
    put('at2qbo_failed', outcomes.filter((one) => one.outcome === 'failed').length);
    const last = (await ledger.runs(RUNS)).find((one) => one.command === 'sync' && one.totals !== null);
    if (last?.totals?.['outsideWindow'] !== undefined) put('at2qbo_outside_window', last.totals['outsideWindow']);
    return null;
  });
}

/** The counters live in the ledger: a file that is lost takes none of them along. */
function count(context: Context, exitCode: number, documents: Readonly<Record<string, number>>): Promise<Counted | null> {
  return unlessDown(async () => {
    const ledger = context.ledger();
    const before = parsed(await ledger.recall(COUNTED));
    const after: Counted = {
      runs: plus(before.runs, { [exitCode]: 1 }),
      documents: plus(before.documents, documents),
    };
    await ledger.remember(COUNTED, JSON.stringify(after));
    return after;
  });
}

function parsed(text: string | null): Counted {
  try {
    return countedSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return { runs: {}, documents: {} }; // the first run, or a mark that nobody can read: counting begins anew, as after a restart
  }
}

function plus(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...one };
  for (const [key, value] of Object.entries(other)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
}

/** When the sign-in ends unless a run renews it, in milliseconds; null: unknown. */
export function signInEnd(context: Context): Promise<number | null> {
  return unlessDown(async () => {
    const token = (await context.vault.exists()) ? (await context.vault.read())['quickbooks.token'] : undefined;
    return token?.refreshExpiresAt ?? null;
  });
}

/** What the ledger or the secrets can't tell is left out: that they can't is the run's own trouble, and in its exit code. */
export async function unlessDown<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof At2qboError) return null;
    throw cause;
  }
}

/** Where one of several profiles writes its part. */
export function partFile(file: string, profile: string): string {
  return join(dirname(file), `.${basename(file)}.${profile}.part`);
}

/** One file of all their parts; a profile that wrote none is missing from it. */
export function joinParts(file: string, profiles: readonly string[], env: Environment): void {
  const parts = profiles.map((profile) => partFile(file, profile));
  const texts = parts.flatMap((part) => {
    try {
      return [readFileSync(part, 'utf8')];
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw cause;
    }
  });
  // A command that has no numbers takes nobody else's away.
  if (texts.length > 0) writeOutFile(file, mergeMetrics(texts), 'replace', env, modeFor(file));
  for (const part of parts) rmSync(part, { force: true });
}

/** Whoever was let read the file (the exporter is another user) still may: there is nothing about a customer in it. */
function modeFor(file: string): number {
  return 0o600 | ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o044);
}
