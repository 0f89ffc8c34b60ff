// What was reported before, by mail or by a quiet run: kept in the ledger, or in a file where the ledger fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../../clients/host/durable.ts';
import { DAY_MS } from '../../../core/dates.ts';
import { At2qboError } from '../../../core/errors.ts';
import { invoiceId, type InvoiceId } from '../../../core/model.ts';
import type { Transfer } from '../../../core/model/ledger.ts';
import { Calendar } from '../../../core/calendar.ts';
import { fateOf, type Fate } from '../../../core/report/fate.ts';
import type { RunResult } from '../../../core/report/run-result.ts';
import type { KnownProblems } from '../../../core/report/known-problems.ts';
import type { Context } from '../../context/context.ts';

/** To whom: each is told everything once. */
export type Told = 'mail.told' | 'quiet.told';
const SPARE: Readonly<Record<Told, string>> = { 'mail.told': 'told', 'quiet.told': 'told-quiet' };
const toldSchema = z.record(z.string(), z.object({ why: z.string(), title: z.string(), seen: z.string() }));

/** What the ledger and Autotask know of invoices that were told. */
export interface ToldFacts {
  readonly transfers: ReadonlyMap<number, Transfer>;
  readonly fates: ReadonlyMap<number, Fate>;
}

export const NOTHING_KNOWN: ToldFacts = { transfers: new Map(), fates: new Map() };

/** Autotask is asked about those alone that a run which saw all didn't meet. */
export async function factsOf(context: Context, told: KnownProblems, result: RunResult): Promise<ToldFacts> {
  const transfers = await transfersOf(context, told);
  const met = new Set(result.invoices.map((one) => one.invoiceId));
  const unmet = toldIds(told).filter((id) => !met.has(id));
  if (unmet.length === 0 || result.trouble !== null || result.dryRun) return { transfers, fates: new Map() };
  const { settings, clock } = context;
  const facts = { settings, calendar: new Calendar(settings.invoices.timeZone), now: clock.now() };
  try {
    const found = new Map((await (await context.autotask()).invoices({ kind: 'ids', ids: unmet })).map((one) => [one.id, one]));
    return { transfers, fates: new Map(unmet.map((id) => [id, fateOf(found.get(id), facts)])) };
  } catch (cause) {
    // Not known now: it stays as it was told, and the next run asks.
    if (cause instanceof At2qboError) return { transfers, fates: new Map() };
    throw cause;
  }
}

function toldIds(told: KnownProblems): InvoiceId[] {
  return Object.keys(told).flatMap((key) => (key.startsWith('invoice ') ? [invoiceId(Number(key.slice('invoice '.length)))] : []));
}

async function transfersOf(context: Context, told: KnownProblems): ReturnType<ReturnType<Context['ledger']>['transfers']> {
  const ids = toldIds(told);
  return ids.length === 0 ? new Map() : context.ledger().transfers(ids);
}

export async function readTold(context: Context, which: Told): Promise<KnownProblems> {
  const text = await withLedgerOr(
    () => context.ledger().recall(which),
    () => readSpare(context, which),
  );
  if (text === null) return {};
  try {
    return toldSchema.parse(JSON.parse(text)) as KnownProblems;
  } catch (cause) {
    // Told twice is better than never.
    if (cause instanceof SyntaxError || cause instanceof z.ZodError) return {};
    throw cause;
  }
}

export async function writeTold(context: Context, which: Told, before: KnownProblems, after: KnownProblems): Promise<void> {
  if (isSame(before, after)) return;
  const text = JSON.stringify(after);
  await withLedgerOr(
    () => context.ledger().remember(which, text),
    () => Promise.resolve(replaceFile(spareOf(context, which), text)),
  );
}

/** When a problem was last seen is for forgetting it after months: the day will do, and a run that has nothing new writes nothing. */
function isSame(before: KnownProblems, after: KnownProblems): boolean {
  const keys = Object.keys(after);
  return (
    keys.length === Object.keys(before).length &&
    keys.every((key) => {
      const [was, is] = [before[key], after[key]];
      return was !== undefined && is !== undefined && was.why === is.why && Date.parse(is.seen) - Date.parse(was.seen) < DAY_MS;
    })
  );
}

/** Where the ledger is what fails, a file remembers. */
async function withLedgerOr<T>(work: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof At2qboError) return otherwise();
    throw cause;
  }
}

const spareOf = (context: Context, which: Told): string => join(context.paths.directory, 'outbox', SPARE[which]);

function readSpare(context: Context, which: Told): Promise<string | null> {
  try {
    return Promise.resolve(readFileSync(spareOf(context, which), 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return Promise.resolve(null);
    throw cause;
  }
}
