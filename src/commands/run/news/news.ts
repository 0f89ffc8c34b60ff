// `--quiet`: a run without a person says a thing once: when it is new, when it changes, and when it is settled.
// `status` shows all that is open.
import { instantAt } from '../../../core/dates.ts';
import { At2qboError, type ErrorKind } from '../../../core/errors.ts';
import { newsOf, type News } from '../../../core/report/news.ts';
import { totalsOf, type RunResult } from '../../../core/report/run-result.ts';
import type { Context } from '../../context/context.ts';
import { KEEP_MAIL } from '../../fleet/mail.ts';
import { exitCodeOf } from '../../program/exit.ts';
import type { Invocation } from '../../program/spec.ts';
import { factsOf, NOTHING_KNOWN, readTold, writeTold } from './told.ts';

const TOLD = 'quiet.told';
/** A person's own doing, said as often as it is done. */
const ALWAYS_SAID: ReadonlySet<ErrorKind> = new Set(['usage', 'stopped']);

/** What a quiet run says, and the note that it was said: to be kept once it is on the screen. */
export interface QuietNews extends News {
  keep(): Promise<void>;
}

/** Null: it isn't quiet, or writes nothing: then everything is said. Of several profiles' runs, each is a part of what the call says. */
export async function newsOfRun(
  { globals, io }: Invocation,
  context: Context,
  command: string,
  { result, sawAll }: { readonly result: RunResult; readonly sawAll: boolean },
): Promise<QuietNews | null> {
  const isSaid = !globals.json || io.env[KEEP_MAIL] === '1';
  if (!globals.quiet || !isSaid || result.dryRun) return null;
  const told = await readTold(context, TOLD);
  const { environment } = context.settings.quickbooks;
  const known = sawAll ? await factsOf(context, told, result) : NOTHING_KNOWN;
  const news = newsOf({ result, command, told, sawAll, ...known, environment, now: context.clock.now() });
  return { ...news, keep: () => writeTold(context, TOLD, told, news.told) };
}

/** Runs it; what ends it before there is a result is said once too. */
export async function sayOnce(invocation: Invocation, context: Context, command: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof At2qboError) || ALWAYS_SAID.has(error.kind) || invocation.options['dryRun'] === true) throw error;
    const news = await newsOfRun(invocation, context, command, { result: endedBy(error, context), sawAll: false });
    if (news === null) throw error;
    await news.keep();
    if (news.isTroubleNew) throw error;
    const { message, remedy, kind, code } = error;
    const exitCode = exitCodeOf(error);
    if (invocation.globals.json) invocation.io.json({ error: { kind, message, fix: remedy, code }, exitCode, news: newsJson(news) });
    return exitCode;
  }
}

/** For the call that runs several profiles. */
export function newsJson({ fresh, settled, isTroubleNew }: News): Record<string, unknown> {
  return { fresh: fresh.size, settled: settled.map(({ title, detail }) => `${title}: ${detail}`), isTroubleNew };
}

/** A run that had no result, as one. */
export function endedBy(trouble: At2qboError, { runId, profile, clock }: Context): RunResult {
  const now = instantAt(clock.now());
  const nothing = { invoices: [], voids: [], payments: [], created: { customers: [], items: [] }, remarks: [], totals: totalsOf([], 0) };
  return { run: runId, profile, books: null, dryRun: false, startedAt: now, finishedAt: now, trouble, ...nothing };
}
