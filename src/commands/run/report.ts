// Mails the report of a run, and remembers what was reported so that nothing is mailed twice.
import { Calendar } from '../../core/calendar.ts';
import { digestRun } from '../../core/report/run-report.ts';
import { At2qboError, type ErrorKind } from '../../core/errors.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { KnownProblems } from '../../core/report/known-problems.ts';
import type { Context } from '../context/context.ts';
import { endedBy } from './news/news.ts';
import { factsOf, NOTHING_KNOWN, readTold, writeTold } from './news/told.ts';
import { rememberBooks } from '../mail/books.ts';
import { flushReports, guarded, isMailOn, keepReport, sendOnce } from '../mail/send.ts';

/** What a command says about its report. */
export interface ReportWishes {
  /** Addresses of `--email`; with any, the report is sent whatever it says. */
  readonly extra?: readonly string[];
  /** The run looked at every unsynced invoice of the window. */
  readonly sawAll?: boolean;
  /** An answer to a person, mailed as a success is: its refusals are no lasting problems. */
  readonly isAnswer?: boolean;
}

const TOLD = 'mail.told';
/** Refused before anything was attempted, by a person's own doing or by a run that is at work already: not worth a mail. */
const NOT_MAILED: ReadonlySet<ErrorKind> = new Set(['usage', 'busy', 'stopped']);

/** Mails what this run has to tell, and what was kept before. Never fails the command. */
export async function reportRun(context: Context, command: string, result: RunResult, wishes: ReportWishes = {}): Promise<void> {
  const { extra = [], sawAll = false, isAnswer = false } = wishes;
  if (result.dryRun && extra.length === 0 && !isAnswer) return;
  await guarded(context, async () => {
    if (!result.dryRun && result.books !== null) await rememberBooks(context, result.books);
    const { settings } = context;
    const told = await readTold(context, TOLD);
    const digest = digestRun({
      result,
      command,
      told,
      sawAll,
      ...(sawAll ? await factsOf(context, told, result) : NOTHING_KNOWN),
      when: settings.mail,
      environment: settings.quickbooks.environment,
      calendar: new Calendar(settings.invoices.timeZone),
      isAsked: extra.length > 0 || (isAnswer && settings.mail.onSuccess),
      now: context.clock.now(),
    });
    if (result.dryRun && !isAnswer) {
      if (digest.report) await sendOnce(context, digest.report, extra);
      return;
    }
    if (!isMailOn(context, digest.report, extra)) return;
    if (digest.report) await keepReport(context, digest.report, extra);
    await writeTold(context, TOLD, told, isAnswer ? withoutNew(digest.told, told) : digest.told);
    // Whoever stopped the run waits for its end: the next one sends it.
    if (result.trouble?.kind !== 'stopped') await flushReports(context);
  });
}

/** What was reported before and still holds. */
function withoutNew(after: KnownProblems, before: KnownProblems): KnownProblems {
  return Object.fromEntries(Object.entries(after).filter(([key]) => before[key] !== undefined));
}

/** Mails an error that ended a command before it had a result. */
export async function reportTrouble(context: Context, command: string, error: unknown, wishes: ReportWishes = {}): Promise<void> {
  if (!(error instanceof At2qboError) || NOT_MAILED.has(error.kind)) return;
  await reportRun(context, command, endedBy(error, context), { ...wishes, sawAll: false });
}
