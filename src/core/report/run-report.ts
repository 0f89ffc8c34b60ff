// A run as a report by mail: what arrived, what waits and what to do, what is solved.
// And whether there is anything to say at all.
import type { Calendar } from '../calendar.ts';
import { MoneyWords, sumsByCurrency } from './by-currency.ts';
import { isZero } from '../money.ts';
import type { Outcome, OutcomeKind } from '../run/outcome.ts';
import { type Report, type ReportRow, type ReportSection, type Tone } from './report.ts';
import { counted } from '../words.ts';
import { arrivedRow, paymentRow, voidRow, waitingRow, type QuickBooksEnvironment } from './rows.ts';
import type { Reason } from '../reasons.ts';
import { runSheet } from './sheet.ts';
import type { RunResult } from './run-result.ts';
import type { Settings } from '../settings.ts';
import { compareRun, type RunFacts, type Solved, type Waiting } from './news.ts';
import { isKnownProblem, withoutUnknownIds, type KnownProblems, type Problem } from './known-problems.ts';

export interface DigestFacts extends RunFacts {
  readonly when: Pick<Settings['mail'], 'onSuccess' | 'onError' | 'onHold'>;
  /** Of the days and times in it. */
  readonly calendar: Calendar;
  /** Somebody asked for the report of this run: it is sent whatever it says. */
  readonly isAsked: boolean;
}

export interface RunDigest {
  /** Null: nothing to say. */
  readonly report: Report | null;
  /** What people know once the report is on its way. */
  readonly told: KnownProblems;
}

/** What to mail after a run, and what is then known. */
export function digestRun(asked: DigestFacts): RunDigest {
  const facts = { ...asked, told: withoutUnknownIds(asked.told) };
  const { result, told, when } = facts;
  const { waiting, fresh, solved, trouble, known } = compareRun(facts);
  const hasSent = [...result.invoices, ...result.voids, ...result.payments].some((one) => DONE.has(one.outcome));
  const isDue =
    facts.isAsked ||
    solved.length > 0 ||
    (when.onSuccess && hasSent) ||
    (when.onHold && fresh.some((one) => one.outcome === 'held')) ||
    (when.onError && (fresh.some((one) => one.outcome === 'failed') || (trouble !== null && !isKnownProblem(trouble, told))));
  if (!isDue) return { report: null, told: unsaid(known, told, fresh, trouble) };
  return { report: reportOf(facts, waiting, fresh, solved), told: known };
}

const DONE = new Set<string>(['created', 'adopted', 'voided', 'marked']);

/** What isn't mailed doesn't count as reported: a setting that is turned on later brings it. */
function unsaid(known: KnownProblems, told: KnownProblems, fresh: readonly Waiting[], trouble: Problem | null): KnownProblems {
  const unsaidKeys = new Set([...fresh.map((one) => one.problem.key), ...(trouble && !isKnownProblem(trouble, told) ? [trouble.key] : [])]);
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, one]) => {
      const before = told[key];
      return unsaidKeys.has(key) ? (before === undefined ? [] : [[key, before]]) : [[key, one]];
    }),
  );
}

function reportOf(facts: DigestFacts, waiting: readonly Waiting[], fresh: readonly Waiting[], solved: readonly Solved[]): Report {
  const { result, environment, command, calendar } = facts;
  const of = (...kinds: OutcomeKind[]): readonly Outcome[] => result.invoices.filter((one) => kinds.includes(one.outcome));
  const words = new MoneyWords(result.invoices, { home: result.books?.currency ?? null });
  const old = waiting.filter((one) => !fresh.includes(one));
  const rows = (list: readonly Waiting[], outcome: 'held' | 'failed'): ReportRow[] =>
    list.filter((one) => one.outcome === outcome).map((one) => one.row);
  const voided = result.voids.filter((one) => one.outcome === 'voided').map((one) => voidRow(one, environment));
  const paid = result.payments.filter((one) => one.outcome === 'marked').map(paymentRow);
  const arrived = (kind: OutcomeKind): ReportRow[] => of(kind).map((one) => arrivedRow(one, environment, words));
  const sections = [
    section('The run ended early', 'bad', 'What was finished is safe; the next run takes up the rest.', troubleRows(result)),
    section('Failed', 'bad', '', rows(fresh, 'failed')),
    section('Held for you', 'attention', 'Not sent until this is settled. Each says why, and what to do.', rows(fresh, 'held')),
    section(
      'Solved',
      'good',
      'Reported before; nothing is left to do.',
      solved.map((one) => one.row),
    ),
    section('Sent to QuickBooks', 'good', '', arrived('created')),
    section('Already in QuickBooks', 'good', 'Number, customer and total agree; it was written back to Autotask.', arrived('adopted')),
    section('Would be sent', 'quiet', 'A dry run: nothing was written.', arrived('planned')),
    section('Voided in QuickBooks', 'good', '', voided),
    section('Marked as paid in Autotask', 'good', '', paid),
    section('Worth a look', 'quiet', 'Said of the whole run.', result.remarks.map(remarkRow)),
    section('Left out', 'quiet', 'Rightly not sent, each with its reason.', facts.command === 'sync' ? [] : leftRows(result, environment)),
    section('New in QuickBooks', 'quiet', '', madeRows(result)),
    section('Outside the window', 'quiet', '', outsideRows(result)),
    section(
      'Still waiting',
      'attention',
      'These were reported before; they are not mailed again until something changes.',
      old.map((one) => one.row),
    ),
  ];
  return {
    books: result.books,
    headline: headline(facts, fresh, old, solved),
    tone: toneOf(result, waiting),
    facts: totals(result, of),
    sections: sections.filter((one) => one.rows.length > 0),
    footer: [
      `at2qbo ${command}${result.dryRun ? ' --dry-run' : ''}, profile ${result.profile}, ${calendar.minuteOf(result.startedAt)} to ${calendar.minuteOf(result.finishedAt)} ${calendar.zone}, run ${result.run}`,
    ],
    sheet: runSheet(result, command, environment),
  };
}

function section(heading: string, tone: Tone, note: string, rows: readonly ReportRow[]): ReportSection {
  return { heading, tone, note, rows };
}

function troubleRows({ trouble }: RunResult): ReportRow[] {
  if (trouble === null) return [];
  return [
    {
      title: trouble.message,
      link: null,
      amount: '',
      details: [`More: at2qbo explain ${trouble.kind}`],
      reasons: trouble.remedy === '' ? [] : [{ message: '', fix: trouble.remedy }],
    },
  ];
}

function remarkRow({ message, fix, code }: Reason): ReportRow {
  return { title: message, link: null, amount: '', details: [], reasons: [{ message: '', fix, code }] };
}

function toneOf(result: RunResult, waiting: readonly Waiting[]): Tone {
  if (result.trouble !== null || waiting.some((one) => one.outcome === 'failed')) return 'bad';
  return waiting.length > 0 ? 'attention' : 'good';
}

function headline({ result, command }: DigestFacts, fresh: readonly Waiting[], old: readonly Waiting[], solved: readonly Solved[]): string {
  const { totals: all } = result;
  const count = (list: readonly { readonly outcome: string }[], outcome: string): number =>
    list.filter((one) => one.outcome === outcome).length;
  const part = (n: number, words: string): string[] => (n === 0 ? [] : [words]);
  const parts = [
    ...part(result.trouble === null ? 0 : 1, 'the run ended early'),
    ...part(all.created, `${counted(all.created, 'invoice')} sent`),
    ...part(all.adopted, `${all.adopted} found in QuickBooks`),
    ...part(all.planned, `${counted(all.planned, 'invoice')} would be sent`),
    ...part(count(result.voids, 'voided'), `${count(result.voids, 'voided')} voided`),
    ...part(count(result.payments, 'marked'), `${count(result.payments, 'marked')} marked as paid`),
    ...part(count(fresh, 'failed'), `${count(fresh, 'failed')} failed`),
    ...part(count(fresh, 'held'), `${count(fresh, 'held')} held for you`),
    ...part(solved.length, `${solved.length} solved`),
    ...part(old.length, `${old.length} still waiting`),
  ];
  const line = parts.length === 0 ? `nothing to do (${command})` : parts.join(', ');
  return line.charAt(0).toUpperCase() + line.slice(1);
}

function leftRows({ invoices, books }: RunResult, environment: QuickBooksEnvironment): ReportRow[] {
  const words = new MoneyWords(invoices, { home: books?.currency ?? null });
  return invoices.filter((one) => one.outcome === 'skipped').map((one) => waitingRow(one, environment, words));
}

function madeRows({ created }: RunResult): ReportRow[] {
  const row = (list: readonly { readonly name: string }[], one: string): ReportRow[] =>
    list.length === 0
      ? []
      : [{ title: counted(list.length, one), link: null, amount: '', details: [list.map(({ name }) => name).join(', ')], reasons: [] }];
  return [...row(created.customers, 'customer'), ...row(created.items, 'item')];
}

function outsideRows({ totals: { outsideWindow } }: RunResult): ReportRow[] {
  if (outsideWindow === 0) return [];
  const title = `${counted(outsideWindow, 'unsynced invoice is', 'unsynced invoices are')} too old for the look-back window`;
  const fix = 'To see them: at2qbo check-invoices --max-age 365';
  return [{ title, link: null, amount: '', details: [], reasons: [{ message: '', fix }] }];
}

/** Totals against Autotask. */
function totals(result: RunResult, of: (...kinds: OutcomeKind[]) => readonly Outcome[]): Report['facts'] {
  const words = new MoneyWords(result.invoices, { home: result.books?.currency ?? null });
  const line = (label: string, kind: OutcomeKind): Report['facts'][number][] => {
    const list = of(kind);
    const amount = words.sum(list);
    return list.length === 0 ? [] : [{ label, value: `${counted(list.length, 'invoice')}${amount === '' ? '' : `, ${amount}`}` }];
  };
  return [
    ...sumsByCurrency(result.invoices).flatMap(({ currency, arrived, autotask, quickbooks, difference }) =>
      arrived === 0
        ? []
        : [
            { label: 'In Autotask', value: words.amount(autotask, currency) },
            { label: 'In QuickBooks', value: words.amount(quickbooks, currency) },
            { label: 'Difference', value: `${words.amount(difference, currency)}${isZero(difference) ? ', the same to the cent' : ''}` },
          ],
    ),
    ...line('Held', 'held'),
    ...line('Failed', 'failed'),
  ];
}
