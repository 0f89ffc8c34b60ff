// `at2qbo logs`: the log, the life of one invoice, an archive for support.
import { UsageError } from '../../core/errors.ts';
import { historyOf, type InvoiceHistory } from '../../core/status/invoice-history.ts';
import type { LogEntry, LogFilter } from '../../core/model/log.ts';
import { invoiceId, type InvoiceId } from '../../core/model.ts';

import { writeBundle } from './support-bundle.ts';
import { withContext, type Context, type OpenLedger } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { checkOutFile } from '../files/output-file.ts';
import { mailLog } from './mail.ts';
import { page } from '../terminal/page.ts';
import { print } from '../terminal/print.ts';
import { outcomesOfRun } from './outcomes.ts';
import { entryJson, entryLines, isPlainCall, lifeJson, lifeLines, outcomeLines, runLine, zoneLine, type Runs } from './render.ts';
import { SIGNAL_EXIT } from '../terminal/ending.ts';
import { watchSignals } from '../terminal/signals.ts';
import { Calendar } from '../../core/calendar.ts';
import { readSince } from './since.ts';
import type { Invocation } from '../program/spec.ts';

interface LogFlags {
  readonly errors?: boolean;
  readonly invoice?: string;
  readonly run?: string;
  readonly since?: string;
  readonly follow?: boolean;
  readonly bundle?: string;
  readonly email?: readonly string[];
}

const PAGE = 1000;
/** What is shown where nothing narrows it: people want the end of it. */
const TAIL = 200;
/** Most of these are calls, which aren't shown. */
const TAIL_WITH_CALLS = 2000;
/** Of each run, unless it is the one that was asked for. */
const MOST_OUTCOMES = 20;
const LOOK_EVERY_MS = 300;

export async function run(invocation: Invocation): Promise<number> {
  const flags: LogFlags = invocation.options;
  if (flags.bundle !== undefined) checkOutFile(flags.bundle, 'refuse', invocation.io.env);
  if (flags.follow === true && (flags.bundle ?? flags.invoice) !== undefined)
    throw new UsageError(`--follow can't go with ${flags.bundle === undefined ? '--invoice' : '--bundle'}`, 'give one of the two');
  return withContext(invocation, async (context) => {
    const ledger = context.ledger();
    const calendar = new Calendar(context.settings.invoices.timeZone);
    const since = flags.since === undefined ? null : readSince(flags.since, context.clock.now(), calendar);
    if (flags.bundle !== undefined) return writeBundle(invocation, context, flags.bundle, since);
    const runs: Runs = new Map((await ledger.runs(PAGE)).map((one) => [one.id, one]));
    if (flags.email !== undefined && flags.invoice !== undefined)
      await mailLog(context, { invoiceId: await invoiceOf(ledger, flags.invoice) }, flags.email);
    if (flags.invoice !== undefined) return showLife(invocation, await readLife(ledger, flags.invoice, since ?? undefined), runs, calendar);
    const filter: LogFilter = {
      ...(flags.errors === true ? { errorsOnly: true } : {}),
      ...(flags.run === undefined ? {} : { runId: await runIdOf(ledger, flags.run, runs) }),
      ...(since === null ? {} : { since }),
    };
    if (flags.email !== undefined) await mailLog(context, filter, flags.email);
    return showLog(invocation, context, filter, runs, flags.follow === true);
  });
}

async function showLog(invocation: Invocation, context: Context, filter: LogFilter, runs: Runs, isFollowing: boolean): Promise<number> {
  const { io, globals } = invocation;
  const ledger = context.ledger();
  const isNarrow = filter.runId !== undefined || filter.since !== undefined;
  const isWithOutcomes = !isFollowing && !globals.verbose && filter.errorsOnly !== true;
  const shown: string[] = [];
  const put = (lines: readonly string[]): void => (isFollowing || !io.stdoutIsTty ? print(io, lines) : void shown.push(...lines));
  const show = printer(invocation, {
    runs,
    calendar: new Calendar(context.settings.invoices.timeZone),
    put,
    outcomes: async (runId) =>
      isWithOutcomes ? outcomeLines(await outcomesOfRun(ledger, runId), filter.runId === undefined ? MOST_OUTCOMES : Infinity) : [],
  });
  let last = 0;
  if (isNarrow || (globals.json && !isFollowing)) {
    for (let isMore = true; isMore && !io.isReaderGone();) {
      const entries = await ledger.read({ ...filter, afterId: last, limit: PAGE });
      await show(entries);
      last = entries.at(-1)?.id ?? last;
      isMore = entries.length === PAGE;
    }
  } else {
    const [newest] = await ledger.read({ limit: 1 });
    const most = isWithOutcomes ? TAIL_WITH_CALLS : TAIL;
    const tail = await ledger.read({ ...filter, limit: isFollowing ? 10 : most });
    await show(tail);
    last = Math.max(newest?.id ?? 0, tail.at(-1)?.id ?? 0);
    if (tail.length === most && !globals.quiet) io.err('note: the end of the log; for more: --since 7d, --run ID, or --json for all');
  }
  if (!isFollowing) {
    if (shown.length > 0) await page(invocation, shown);
    if (last === 0 && !globals.json && !globals.quiet) io.err('The log is empty: no run was made yet, or nothing of this kind happened.');
    return EXIT.done;
  }
  const stop = watchSignals();
  try {
    while (stop.name() === null && !io.isReaderGone()) {
      const entries = await ledger.read({ ...filter, afterId: last, limit: PAGE });
      await show(entries);
      last = entries.at(-1)?.id ?? last;
      if (entries.length < PAGE) await Promise.race([context.clock.sleep(LOOK_EVERY_MS), stop.came]);
    }
    const name = stop.name();
    return name === null ? EXIT.done : SIGNAL_EXIT[name];
  } finally {
    stop.end();
  }
}

interface Printing {
  readonly runs: Runs;
  readonly calendar: Calendar;
  readonly put: (lines: readonly string[]) => void;
  /** What a run came to, to stand above its entries. */
  readonly outcomes: (runId: string) => Promise<string[]>;
}

/** Prints entries; for people the zone once, and above those of each run who it was and what it came to. Calls that went well only with `--verbose`. */
function printer(
  { io, globals }: Invocation,
  { runs, calendar, put, outcomes }: Printing,
): (entries: readonly LogEntry[]) => Promise<void> {
  let lastRun = '';
  return async (entries) => {
    for (const entry of entries) {
      if (globals.json) {
        io.out(entryJson(entry));
        continue;
      }
      if (entry.runId !== lastRun) {
        if (lastRun === '') put([zoneLine(calendar)]);
        put([runLine(entry.runId, runs), ...(await outcomes(entry.runId))]);
      }
      lastRun = entry.runId;
      if (globals.verbose || !isPlainCall(entry)) put(entryLines(entry, globals.verbose, calendar));
    }
  };
}

function showLife({ io, globals }: Invocation, life: InvoiceHistory, runs: Runs, calendar: Calendar): number {
  if (life.transfer === null && life.steps.length === 0) {
    if (!globals.json)
      io.out(`Nothing is known here of invoice ${life.invoiceId}: no run has met it, or its log is older than logs.keepDays.`);
    return EXIT.done;
  }
  if (globals.json) for (const line of lifeJson(life)) io.out(line);
  else print(io, lifeLines(life, { runs, calendar, isWhole: globals.verbose }));
  return EXIT.done;
}

async function readLife(ledger: OpenLedger, wanted: string, since: LogFilter['since']): Promise<InvoiceHistory> {
  const id = await invoiceOf(ledger, wanted);
  const [transfers, events, outcomes, holds, entries] = await Promise.all([
    ledger.transfers([id]),
    ledger.history(id),
    ledger.outcomes(),
    ledger.personHolds(),
    ledger.read({ invoiceId: id }),
  ]);
  const life = historyOf({
    invoiceId: id,
    transfer: transfers.get(id),
    events,
    entries,
    outcome: outcomes.find((one) => one.invoiceId === id),
    hold: holds.get(id),
  });
  return since === undefined ? life : { ...life, steps: life.steps.filter(({ at }) => at >= since) };
}

/** Autotask's id; else the number under which it went, or waits. */
async function invoiceOf(ledger: OpenLedger, wanted: string): Promise<InvoiceId> {
  if (/^\d{1,15}$/.test(wanted)) return invoiceId(Number(wanted));
  const waiting = (await ledger.outcomes()).find((one) => one.invoiceNumber === wanted);
  const sent = waiting ?? (await ledger.allTransfers()).find((one) => one.docNumber === wanted);
  if (sent) return sent.invoiceId;
  throw new UsageError(
    `--invoice: no invoice with the number "${wanted}" is known here`,
    'give Autotask’s invoice id: at2qbo logs --invoice 4711',
  );
}

/** A run's id, the beginning or the end of one, or `last`. */
async function runIdOf(ledger: OpenLedger, wanted: string, runs: Runs): Promise<string> {
  const ids = [...runs.keys()];
  if (wanted === 'last' && ids[0] !== undefined) return ids[0];
  const fitting = ids.filter((id) => id.startsWith(wanted) || id.endsWith(wanted));
  if (ids.includes(wanted) || (await ledger.read({ runId: wanted, limit: 1 })).length > 0) return wanted;
  if (fitting.length === 1 && fitting[0] !== undefined) return fitting[0];
  const why = fitting.length === 0 ? 'there is no such run' : `${fitting.length} runs fit`;
  throw new UsageError(`--run ${wanted}: ${why}`, 'at2qbo logs --since 7d names each run; --run last is the latest');
}
