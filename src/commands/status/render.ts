// `status` for people: one screen.
import { Calendar } from '../../core/calendar.ts';
import { sayEnd, type Budget } from '../../core/fleet/budget.ts';
import { counted, withFix } from '../../core/words.ts';
import type { OutcomeRecord, RunRecord } from '../../core/model/ledger.ts';
import { sayTimes } from '../../core/schedule/timetable.ts';
import { paint } from '../terminal/paint.ts';
import type { Connection, Status } from './types.ts';
import { codesLine } from '../format/codes.ts';

/** At most this many of each kind are named; the rest is counted. */
const MOST = 8;
/** A sign-in that ends sooner is worth a colour. */
const FEW_DAYS = 14;

export function renderStatus(status: Status, now: number, width: number): string[] {
  const { standing } = status;
  const calendar = new Calendar(status.timeZone);
  const { transfers } = standing;
  const line = (name: string, is: string): string => `${paint.dim(name.padEnd(13))}${is}`;
  return [
    line('Profile', status.profile),
    line('Autotask', connection(status.autotask, 'at2qbo connect autotask')),
    line('QuickBooks', connection(status.quickbooks, 'at2qbo connect quickbooks') + token(status)),
    line(
      'Invoices',
      `sync ${status.sync}, look-back ${status.lookBackDays} days, go-live date ${status.goLiveDate ?? 'not set'}; days and times in ${status.timeZone}`,
    ),
    line('Last run', lastRun(standing.lastRun, now, calendar)),
    ...(standing.openRun
      ? [line('Under way', `${openRun(standing.openRun, now)}; if it isn't running any more: at2qbo clear-status`)]
      : []),
    line('Next run', nextRunOf(status, now, calendar)),
    line(
      'Transferred',
      `${transfers.done} (${transfers.adopted} of them found in QuickBooks), ${transfers.voided} voided, ${transfers.unfinished} half done`,
    ),
    line(
      'Outside',
      standing.outsideWindow === null
        ? 'not counted yet'
        : `${counted(standing.outsideWindow, 'unsynced invoice is', 'unsynced invoices are')} older than the look-back window`,
    ),
    ...(status.meteredReads === null ? [] : [line('Reads', reads(status.meteredReads))]),
    ...block('Held', standing.held, paint.yellow, width, calendar),
    ...block('Failed', standing.failed, paint.red, width, calendar),
    ...block('Waiting', standing.waiting, (text) => text, width, calendar),
    ...(standing.personHolds.length === 0
      ? []
      : [
          '',
          paint.bold(`On hold by a person: ${standing.personHolds.length}`),
          ...standing.personHolds.slice(0, MOST).map((one) => `  ${one.invoiceId}  ${one.why} (since ${calendar.dayOf(one.at)})`),
        ]),
    ...codes(status),
  ];
}

function reads(budget: Budget): string {
  const { used, limit, left, endsOn } = budget;
  const said = `${used} of ${limit} metered reads of this month, all profiles of this app together; ${left} left, ${sayEnd(budget)}`;
  return endsOn === null ? said : paint.yellow(said);
}

function codes({ standing: { held, failed, waiting } }: Status): string[] {
  const shown = [held, failed, waiting].flatMap((list) =>
    list
      .filter((one) => one.reasons[0]?.code !== 'run-stopped')
      .slice(0, MOST)
      .flatMap((one) => one.reasons.slice(0, 1)),
  );
  return codesLine(shown).flatMap((line) => ['', paint.dim(line)]);
}

function connection(one: Connection, fix: string): string {
  return one.isConnected ? `${paint.green('connected')}, ${one.name}` : `${paint.red('not connected')} (${one.problem}): ${fix}`;
}

function token({ quickbooks }: Status): string {
  const { tokenDaysLeft, hardDaysLeft } = quickbooks;
  if (tokenDaysLeft === null) return '';
  const days =
    tokenDaysLeft < 0 ? 'the sign-in has ended: at2qbo connect quickbooks' : `sign-in good for ${tokenDaysLeft} days, longer with each run`;
  const hard = hardDaysLeft === null ? '' : `; ends for good in ${hardDaysLeft} days`;
  return `; ${tokenDaysLeft < FEW_DAYS ? paint.yellow(days) : days}${hard}`;
}

function lastRun(run: RunRecord | null, now: number, calendar: Calendar): string {
  if (!run) return 'none yet: at2qbo sync --dry-run';
  const totals = run.totals ?? {};
  const parts = ['created', 'adopted', 'held', 'failed', 'skipped'].flatMap((name) =>
    (totals[name] ?? 0) > 0 ? [`${totals[name] ?? 0} ${name}`] : [],
  );
  return `${run.command}, ${ago(run.startedAt, now)} (${calendar.minuteOf(run.startedAt)}), exit code ${run.exitCode ?? '?'}: ${parts.length === 0 ? 'nothing to do' : parts.join(', ')}`;
}

function nextRunOf({ schedule, nextRun }: Status, now: number, calendar: Calendar): string {
  if (schedule === null || nextRun === null) return 'none was scheduled by at2qbo: at2qbo schedule --install';
  const minutes = Math.max(1, Math.ceil((Date.parse(nextRun) - now) / 60_000));
  const [count, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.round(minutes / 60), 'hour'];
  return `in ${count} ${unit}${count === 1 ? '' : 's'} (${calendar.minuteOf(nextRun)}), by ${schedule.kind} on ${schedule.host}, ${sayTimes(schedule)}`;
}

function openRun(run: RunRecord, now: number): string {
  return `${run.command} since ${ago(run.startedAt, now)} on ${run.host} (process ${run.pid})`;
}

/** `3 hours ago`. */
export function ago(at: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
  if (minutes < 1) return 'just now';
  const [count, unit] =
    minutes < 60 ? [minutes, 'minute'] : minutes < 2880 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 1440), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

function block(
  title: string,
  outcomes: readonly OutcomeRecord[],
  colour: (text: string) => string,
  width: number,
  calendar: Calendar,
): string[] {
  if (outcomes.length === 0) return [];
  const untried = outcomes.filter((one) => one.reasons[0]?.code === 'run-stopped');
  const named = outcomes.filter((one) => !untried.includes(one));
  const rows = named.slice(0, MOST).flatMap((one) => {
    const [why] = one.reasons;
    const head = `  ${one.invoiceId}  ${one.company}  ${one.total}  since ${calendar.dayOf(one.firstSeen)}${why ? `  [${why.code}]` : ''}`;
    return [colour(head), ...(why ? [`      ${withFix({ ...why, message: cut(why.message, Math.max(40, width * 2 - 8)) })}`] : [])];
  });
  const more = [
    ...(named.length > MOST ? [`  and ${named.length - MOST} more`] : []),
    ...(untried.length === 0
      ? []
      : [`  ${untried.length} not tried, taken by the next run. ${untried[0]?.reasons[0]?.message.replace('Not tried: ', 'Why: ') ?? ''}`]),
  ];
  return ['', paint.bold(`${title}: ${outcomes.length}`), ...rows, ...more];
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
