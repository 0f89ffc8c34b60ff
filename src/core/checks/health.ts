// What `doctor` makes of the facts it was given: sign-in, preferences, quotas, clock, disk, runs, other integrations.
import { budgetOf, sayEnd } from '../fleet/budget.ts';
import { ok, problem, warning } from './line.ts';
import { remark, type DoctorLine } from './health-line.ts';
import type { Calendar } from '../calendar.ts';
import { DAY_MS, type Instant, type LocalDate } from '../dates.ts';
import { UNFINISHED_STATES, type RunRecord, type Transfer } from '../model/ledger.ts';
import type { InvoiceId, InvoiceStatus, Preferences, QuickBooksCompany, SourceInvoice } from '../model.ts';
import { waitingStatus } from '../rules/invoice-status.ts';
import type { Settings } from '../settings.ts';
import type { LostFields } from '../transfer/send/field-losses.ts';
import { counted } from '../words.ts';

/** A sign-in that ends sooner wants a date in the calendar. */
const FEW_DAYS = 14;
const RENEW = 'at2qbo connect quickbooks';

export interface TokenFacts {
  readonly issuedAt: number;
  readonly refreshExpiresAt: number;
  readonly hardExpiresAt: number | null;
  readonly realmId: string;
}

/** QuickBooks' sign-in: its age, when it ends unless a run renews it, and the end that no run moves. */
export function checkToken(token: TokenFacts, realmId: string | null, now: number, calendar: Calendar): DoctorLine[] {
  const days = (end: number): number => Math.floor((end - now) / DAY_MS);
  const left = days(token.refreshExpiresAt);
  const hard = token.hardExpiresAt === null ? null : days(token.hardExpiresAt);
  const lines: DoctorLine[] = [];
  if (left < 0) lines.push(problem('sign-in', `ended on ${calendar.dayAt(token.refreshExpiresAt)}`, RENEW));
  else if (left < FEW_DAYS) lines.push(warning('sign-in', `ends in ${left} days unless a run renews it`, 'at2qbo sync'));
  else lines.push(ok('sign-in', `last renewed ${calendar.dayAt(token.issuedAt)}, good for ${left} days, longer with each run`));
  if (hard !== null && hard < 60) {
    const message = hard < 0 ? 'its hard limit has passed' : `ends for good in ${hard} days, whatever runs`;
    lines.push(hard < FEW_DAYS ? problem('sign-in', message, RENEW) : warning('sign-in', message, RENEW));
  } else lines.push(ok('sign-in', hard === null ? 'Intuit named no hard limit' : `hard limit in ${hard} days`));
  if (token.realmId !== realmId)
    lines.push(problem('sign-in', `it is for company ${token.realmId}, quickbooks.realmId is ${realmId ?? 'not set'}`, RENEW));
  return lines;
}

/** QuickBooks' preferences that change what a document becomes. */
export function checkPreferences(company: QuickBooksCompany, preferences: Preferences): DoctorLine[] {
  const { classTracking, customFields, bookCloseDate, homeCurrency, usesMultiCurrency, autoAppliesCredits } = preferences;
  const fields = customFields.map((field) => `${field.id} "${field.name}"`).join(', ');
  return [
    ok('company', `"${company.name}", ${company.country}`),
    ok('classes', classTracking === 'off' ? 'not tracked' : `tracked by ${classTracking}`),
    ok('custom fields', fields === '' ? 'none active' : fields),
    ok('closing date', bookCloseDate === null ? 'none' : `books closed up to ${bookCloseDate}`),
    ok('currencies', `${homeCurrency}${usesMultiCurrency ? ', with others' : ' alone'}`),
    autoAppliesCredits
      ? remark(
          'credits',
          'QuickBooks applies credits by itself: a new invoice may be paid by an open credit as soon as it is made',
          'If that is not meant: QuickBooks, Account and settings, Advanced, Automation.',
        )
      : ok('credits', 'not applied by QuickBooks itself'),
  ];
}

/** Autotask's hour, all integrations of the database together. */
export function checkBudget({ used, limit }: { readonly used: number; readonly limit: number }): DoctorLine {
  const message = `${used} of ${limit} requests of this hour are used, by all integrations together`;
  const fix = 'Find what else uses the Autotask API, or lower limits.autotaskPerHour so that something is left for the others.';
  if (used >= limit * 0.9) return problem('quota Autotask', message, fix);
  return used >= limit * 0.6 ? warning('quota Autotask', message, fix) : ok('quota Autotask', message);
}

/** Reads of the calendar month that Intuit meters, of all profiles with one client id, as far as this program's hosts counted them. */
export function checkReads(
  { used, limit, month }: { readonly used: number; readonly limit: number; readonly month: string },
  now: number,
): DoctorLine {
  const budget = budgetOf({ used, limit, now });
  const message = `${used} of ${limit} metered reads of ${month} are used, by all profiles with this client id; ${budget.left} left, ${sayEnd(budget)}`;
  const fix = 'Run less often (at2qbo schedule), or take a larger plan at Intuit and set limits.meteredPerMonth to it.';
  if (used >= limit * 0.95) return problem('quota QuickBooks', `${message}: only what invoices need is still read`, fix);
  return used >= limit * 0.8 || budget.endsOn !== null ? warning('quota QuickBooks', message, fix) : ok('quota QuickBooks', message);
}

/** Our clock against the services' own, in milliseconds (ours less theirs). */
export function checkClock(offsets: ReadonlyMap<string, number>): DoctorLine[] {
  return [...offsets].map(([service, offset]) => {
    const seconds = Math.round(Math.abs(offset) / 1000);
    const message = `${seconds} seconds ${offset < 0 ? 'behind' : 'ahead of'} ${service}`;
    const fix = 'Set the clock (timedatectl set-ntp true).';
    if (seconds > 300) return problem('clock', `${message}: windows and sign-ins go wrong`, fix);
    return seconds > 60 ? warning('clock', message, fix) : ok('clock', `agrees with ${service}`);
  });
}

const MB = 1024 * 1024;

/** Room for ledger and log, in bytes. */
export function checkDisk(free: number, directory: string): DoctorLine {
  const message = `${Math.floor(free / MB).toLocaleString('en-US')} MB free for ${directory}`;
  if (free < 50 * MB)
    return problem('disk', `${message}: a run may stop in the middle`, 'Make room, or: at2qbo settings set logs.keepDays 30');
  return free < 500 * MB ? warning('disk', message, 'Make room, or: at2qbo settings set logs.keepDays 30') : ok('disk', message);
}

export interface RunFacts {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  readonly transfers: readonly Transfer[];
  /** Who holds the lock, for people; null: nobody left a name. */
  readonly holder: string | null;
  /** Does that process run? null: it is on another host. */
  readonly isAlive: boolean | null;
  readonly now: number;
}

/** The ledger's runs and what they left. */
export function checkRuns({ runs, transfers, holder, isAlive, now }: RunFacts): DoctorLine[] {
  const lines: DoctorLine[] = [];
  if (holder === null) lines.push(ok('lock', 'no run is active'));
  else if (isAlive === false)
    lines.push(
      warning('lock', `left by a run that ended suddenly: ${holder}`, 'at2qbo sync takes up what it left; or now: at2qbo clear-status'),
    );
  else lines.push(ok('lock', `a run is active: ${holder}`));
  const half = transfers.filter((one) => UNFINISHED_STATES.has(one.state)).length;
  if (half > 0 && isAlive !== true) lines.push(warning('ledger', `${half} transfers are half done`, 'at2qbo sync finishes them'));
  const held = transfers.filter((one) => one.state === 'held').length;
  if (held > 0) lines.push(warning('ledger', `${held} documents in QuickBooks wait for a decision`, 'at2qbo status'));
  if (half + held === 0) lines.push(ok('ledger', `${transfers.length} transfers, none half done`));
  const last = runs.find((one) => one.command === 'sync' && one.finishedAt !== null);
  if (last === undefined) lines.push(remark('runs', 'none yet', 'at2qbo sync --dry-run, then: at2qbo sync'));
  else {
    const days = Math.floor((now - Date.parse(last.startedAt)) / DAY_MS);
    const message = `the last sync was ${days === 0 ? 'within a day' : `${days} days ago`}, exit code ${last.exitCode ?? 'unknown'}`;
    lines.push(days > 3 ? warning('runs', message, 'at2qbo schedule') : ok('runs', message));
  }
  return lines;
}

export interface StampFacts {
  readonly invoices: readonly SourceInvoice[];
  readonly transfers: readonly Transfer[];
  readonly goLiveDate: LocalDate | null;
  readonly calendar: Calendar;
}

/** Stamped with a Web Service Date since we began, and not by us: another integration is still at work. */
export function checkOtherIntegration({ invoices, transfers, goLiveDate, calendar }: StampFacts): DoctorLine {
  const key = 'other integration';
  const own = new Map(transfers.map((one) => [one.invoiceId, one]));
  const first = transfers.reduce<Instant | null>((least, one) => (least === null || one.createdAt < least ? one.createdAt : least), null);
  const begin = [goLiveDate === null ? null : calendar.startOf(goLiveDate), first]
    .filter((one): one is Instant => one !== null)
    .toSorted()[0];
  if (begin === undefined) return ok(key, 'can be told from the first transfer on');
  const foreign = invoices
    .filter((one) => one.webServiceDate !== null && one.webServiceDate >= begin && !own.has(one.id))
    .map((one) => one.id);
  if (foreign.length === 0) return ok(key, `no Web Service Date since ${calendar.dayOf(begin)} that isn't ours`);
  return problem(
    key,
    `stamped by something else since ${calendar.dayOf(begin)}: ${counted(foreign.length, 'invoice')} (${idList(foreign)})`,
    'Turn the other integration off (or both send the same invoices), then: at2qbo adopt --dry-run',
  );
}

/** Lines that don't add up are what an API user without all lines of business sees. */
export function checkLinesSeen(ids: readonly InvoiceId[], looked: number, days: number): DoctorLine {
  const key = 'lines of business';
  if (ids.length === 0)
    return ok(key, `all lines of ${counted(looked, 'invoice')} of ${counted(days, 'day')} add up: Autotask shows the API user all of them`);
  return problem(
    key,
    `of ${counted(looked, 'invoice')}, ${ids.length} with lines that don't add up: ${idList(ids)}`,
    "In Autotask, give the API user every line of business (Resources, API user, Associations) and 'can view items with no assigned line of business'.",
  );
}

/** Whose days go-live date, windows and the screen count in. */
export function checkTimeZone({ zone }: Calendar): DoctorLine {
  return ok('time zone', `days are those of ${zone} (invoices.timeZone, else this computer's)`);
}

/** Invoices that Autotask holds back, and whether it leaves the tax to another system. */
export function checkReleases(invoices: readonly SourceInvoice[], statuses: readonly InvoiceStatus[]): DoctorLine[] {
  const key = 'invoice status';
  const waiting = new Map<string, InvoiceId[]>();
  for (const invoice of invoices) {
    const status = waitingStatus(invoice, statuses);
    if (status !== null && !invoice.isVoided) waiting.set(status, [...(waiting.get(status) ?? []), invoice.id]);
  }
  const lines = [...waiting].map(([status, ids]) =>
    warning(
      key,
      `not released by Autotask, in the status "${status}": ${counted(ids.length, 'invoice')} (${idList(ids)})`,
      'Autotask waits for another system to compute their tax (Smart Accounting Hub). Release them there; they are sent by the run after that.',
    ),
  );
  const codes = new Set(invoices.map(({ taxMethodCode }) => taxMethodCode).filter((code) => code !== ''));
  if (codes.size === 0) return lines;
  const message = `Autotask leaves the tax of invoices to another system (${[...codes].slice(0, 3).join(', ')})`;
  return [...lines, remark(key, message, 'Nothing to do: an invoice is sent when Autotask calls it finished.')];
}

/** Custom fields in which QuickBooks kept nothing of what was sent. */
export function checkLostFields(lost: LostFields, { poNumberField }: Settings['invoices'], calendar: Calendar): DoctorLine[] {
  return Object.values(lost)
    .filter(({ field }) => field === poNumberField)
    .map(({ field, document, at }) =>
      problem(
        'invoices.poNumberField',
        `QuickBooks drops what is sent in custom field ${field}, without a word: ${document}, ${calendar.dayOf(at)}`,
        'In QuickBooks, Custom fields, add the field to sales forms, or choose another: at2qbo settings edit',
      ),
    );
}

/** `4711, 4712 and 3 more`. */
export function idList(ids: readonly number[]): string {
  const shown = ids.slice(0, 5).join(', ');
  return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}
