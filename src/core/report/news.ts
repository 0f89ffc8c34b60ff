// What a run has to report: problems that are new or changed, and those that are settled.
import type { Transfer } from '../model/ledger.ts';
import { MoneyWords } from './by-currency.ts';
import type { Outcome } from '../run/outcome.ts';
import {
  isKnownProblem,
  isSolved,
  problemOf,
  rememberProblems,
  runKey,
  troubleOf,
  type KnownProblems,
  type Problem,
} from './known-problems.ts';
import type { Fate } from './fate.ts';
import { NOT_TRIED } from '../reasons/passing.ts';
import type { ReportRow } from './report.ts';
import { autotaskName, paymentRow, voidRow, waitingRow, type QuickBooksEnvironment } from './rows.ts';
import type { RunResult } from './run-result.ts';

/** A run, and what was told before it. */
export interface RunFacts {
  readonly result: RunResult;
  readonly command: string;
  readonly told: KnownProblems;
  /** Every invoice that Autotask calls unsynced was looked at: one that is missing waits no more. */
  readonly sawAll: boolean;
  /** What the ledger knows of invoices that were reported. */
  readonly transfers: ReadonlyMap<number, Transfer>;
  /** What became of those that the run didn't meet; one that isn't here wasn't asked about. */
  readonly fates: ReadonlyMap<number, Fate>;
  readonly environment: QuickBooksEnvironment;
  readonly now: number;
}

/** What a person hasn't been told yet. */
export interface News {
  /** Keys of problems that are new or changed. */
  readonly fresh: ReadonlySet<string>;
  readonly settled: readonly { readonly title: string; readonly detail: string }[];
  /** What ended the run is new. */
  readonly isTroubleNew: boolean;
  /** How many were told before and still wait. */
  readonly old: number;
  /** What people know once this is said. */
  readonly told: KnownProblems;
}

/** Something that waits for a person, as it is told. */
export interface Waiting {
  readonly problem: Problem;
  readonly outcome: 'held' | 'failed';
  readonly row: ReportRow;
}

/** A problem that was told and is none any more. */
export interface Solved {
  readonly key: string;
  readonly row: ReportRow;
}

/** What is new since the last run that said it. */
export function newsOf(asked: RunFacts): News {
  const { waiting, fresh, solved, trouble, known } = compareRun(asked);
  return {
    fresh: new Set(fresh.map((one) => one.problem.key)),
    settled: solved.map(({ row }) => ({ title: row.title, detail: row.details.join(' ') })),
    isTroubleNew: asked.result.trouble !== null && (trouble === null || !isKnownProblem(trouble, asked.told)),
    old: waiting.length - fresh.length,
    told: known,
  };
}

export interface Compared {
  readonly waiting: readonly Waiting[];
  readonly fresh: readonly Waiting[];
  readonly solved: readonly Solved[];
  readonly trouble: Problem | null;
  readonly known: KnownProblems;
}

/** A run beside what was told before it. */
export function compareRun(facts: RunFacts): Compared {
  const { result, told } = facts;
  const waiting = [...waitingOf(facts), ...unmetOf(facts)];
  const trouble = result.trouble !== null && result.trouble.kind !== 'stopped' ? troubleOf(facts.command, result.trouble) : null;
  const solved = solvedOf(facts);
  const problems = [...waiting.map((one) => one.problem), ...(trouble ? [trouble] : [])];
  const known = rememberProblems(told, problems, new Set(solved.map((one) => one.key)), facts.now);
  return { waiting, fresh: waiting.filter((one) => !isKnownProblem(one.problem, told)), solved, trouble, known };
}

function waitingOf({ result, environment }: RunFacts): Waiting[] {
  const words = new MoneyWords(result.invoices, { home: result.books?.currency ?? null });
  const waits = <T extends { readonly outcome: string }>(one: T): one is T & { readonly outcome: 'held' | 'failed' } =>
    one.outcome === 'held' || one.outcome === 'failed';
  return [
    ...result.invoices.filter(waits).map((one) => {
      const row = waitingRow(one, environment, words);
      const title = `${one.company === '' ? '' : `${one.company}, `}${autotaskName(one)}, ${words.total(one)}`;
      return { row, outcome: one.outcome, problem: problemOf(`invoice ${one.invoiceId}`, title, one.outcome, one.reasons) };
    }),
    ...result.voids.filter(waits).map((one) => {
      const row = voidRow(one, environment);
      const title = `Void of invoice ${one.docNumber ?? one.invoiceId}`;
      return { row: { ...row, title }, outcome: one.outcome, problem: problemOf(`void ${one.invoiceId}`, title, one.outcome, one.reasons) };
    }),
    ...result.payments.filter(waits).map((one) => {
      const title = `Payment of invoice ${one.invoiceNumber ?? one.invoiceId}`;
      const problem = problemOf(`payment ${one.invoiceId}`, title, one.outcome, one.reasons);
      return { row: { ...paymentRow(one), title }, outcome: one.outcome, problem };
    }),
  ];
}

/** Told before, never sent, and no longer looked at: it still waits. */
function unmetOf({ told, fates, result }: RunFacts): Waiting[] {
  const met = new Set(result.invoices.map((one) => Number(one.invoiceId)));
  return Object.entries(told).flatMap(([key, { title }]): Waiting[] => {
    const id = invoiceOf(key);
    const fate = id === null || met.has(id) ? undefined : fates.get(id);
    if (fate === undefined || !('waits' in fate)) return [];
    const row: ReportRow = { title, link: null, amount: '', details: ['No run looks at it any more.'], reasons: [fate.waits] };
    return [{ row, outcome: 'held', problem: problemOf(key, title, 'held', [fate.waits]) }];
  });
}

function invoiceOf(key: string): number | null {
  return key.startsWith('invoice ') ? Number(key.slice('invoice '.length)) : null;
}

function solvedOf(facts: RunFacts): Solved[] {
  const { result, told, command } = facts;
  const outcomes = new Map(result.invoices.map((one) => [`invoice ${one.invoiceId}`, one]));
  const others = new Map<string, Pick<Outcome, 'reasons'> & { readonly outcome: string }>([
    ...result.voids.map((one) => [`void ${one.invoiceId}`, one] as const),
    ...result.payments.map((one) => [`payment ${one.invoiceId}`, one] as const),
  ]);
  return Object.entries(told).flatMap(([key, { title }]): Solved[] => {
    if (result.dryRun) return [];
    const solved = (detail: string): Solved[] => [{ key, row: { title, link: null, amount: '', details: [detail], reasons: [] } }];
    if (key === runKey(command)) return result.trouble === null ? solved('It went to its end again.') : [];
    const outcome = outcomes.get(key);
    if (outcome) return isSolved(outcome) ? solved(howSolved(outcome)) : [];
    const other = others.get(key);
    if (other !== undefined) {
      const isOpen = other.outcome === 'held' || other.outcome === 'failed' || other.reasons.some((why) => NOT_TRIED.has(why.code));
      const words = other.outcome === 'skipped' ? other.reasons.map((why) => why.message).join(' ') : `It is ${other.outcome} now.`;
      return isOpen ? [] : solved(words);
    }
    const id = invoiceOf(key);
    if (!facts.sawAll || result.trouble !== null || id === null) return [];
    const transfer = facts.transfers.get(id);
    // What the ledger holds back is said by every run that meets it, and isn't settled by one that doesn't.
    if (transfer?.state === 'held' || transfer?.state === 'intent') return [];
    if (transfer?.quickBooksId != null)
      return solved(`It is in QuickBooks${transfer.docNumber === null ? '' : ` as ${transfer.docNumber}`}.`);
    const fate = facts.fates.get(id);
    return fate !== undefined && 'settled' in fate ? solved(fate.settled) : [];
  });
}

function howSolved(one: Outcome): string {
  const number = one.quickbooks?.docNumber ?? null;
  if (one.outcome === 'created') return `It was sent now${number === null ? '' : ` as ${number}`}.`;
  if (one.outcome === 'adopted') return `It was found in QuickBooks${number === null ? '' : ` as ${number}`}.`;
  return one.reasons.map((why) => why.message).join(' ');
}
