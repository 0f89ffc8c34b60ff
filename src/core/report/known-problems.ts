// What was reported already: a lasting problem is mailed when it is new, when it changes, and when it is solved.
import { DAY_MS, instantAt, type Instant } from '../dates.ts';
import type { At2qboError } from '../errors.ts';
import type { Outcome } from '../run/outcome.ts';
import type { Reason } from '../reasons.ts';
import { NOT_TRIED, PASSING_FAILURES } from '../reasons/passing.ts';

/** One problem: an invoice, a void or a payment that waits, or what ended a run. */
export interface Problem {
  /** `invoice 4711`, `void 4711`, `payment 4711`, `run sync`. */
  readonly key: string;
  /** Changes when the problem becomes another one. */
  readonly why: string;
  /** Passes by itself: it never replaces a problem that needs a person. */
  readonly isPassing: boolean;
  /** How to name it once it is solved. */
  readonly title: string;
}

/** By the key of the problem. */
export type KnownProblems = Readonly<Record<string, { readonly why: string; readonly title: string; readonly seen: Instant }>>;

const FORGOTTEN_AFTER_DAYS = 90;

/** The problem behind these reasons. */
export function problemOf(key: string, title: string, outcome: string, reasons: readonly Reason[]): Problem {
  const isPassing = reasons.length > 0 && reasons.every((why) => PASSING_FAILURES.has(why.code));
  // QuickBooks' code is part of what is wrong; the rest of a message may change from run to run (amounts, times).
  const codes = reasons.map(({ code, serviceCode = '' }) => `${code} ${serviceCode}`.trim());
  return { key, title, isPassing, why: isPassing ? 'passing' : [outcome, ...new Set(codes)].sort().join(' ') };
}

/** The problem of a run that ended early. */
export function troubleOf(command: string, trouble: At2qboError): Problem {
  const why = [trouble.kind, trouble.service ?? '', trouble.kind === 'temporary' ? '' : (trouble.code ?? '')].join(' ').trim();
  return { key: runKey(command), title: `The run of ${command}`, isPassing: false, why };
}

export function runKey(command: string): string {
  return `run ${command}`;
}

/** Was it said before, as it is now? */
export function isKnownProblem(problem: Problem, told: KnownProblems): boolean {
  const before = told[problem.key];
  return before !== undefined && (before.why === problem.why || problem.isPassing);
}

/** Does this outcome end a problem? One that wasn't tried doesn't. */
export function isSolved(outcome: Outcome): boolean {
  if (outcome.outcome === 'created' || outcome.outcome === 'adopted') return true;
  return outcome.outcome === 'skipped' && !outcome.reasons.some((why) => NOT_TRIED.has(why.code));
}

/** What is known after this run: its problems, those that it didn't look at, without the solved ones and those long out of sight. */
export function rememberProblems(
  told: KnownProblems,
  problems: readonly Problem[],
  solved: ReadonlySet<string>,
  now: number,
): KnownProblems {
  const at = instantAt(now);
  const oldest = instantAt(now - FORGOTTEN_AFTER_DAYS * DAY_MS);
  const kept = Object.entries(told).filter(([key, one]) => !solved.has(key) && one.seen >= oldest);
  const fresh = problems.map((problem) => {
    const before = told[problem.key];
    const why = before !== undefined && problem.isPassing ? before.why : problem.why;
    return [problem.key, { why, title: problem.title, seen: at }] as const;
  });
  return Object.fromEntries([...kept, ...fresh]);
}

/** Without what an older version kept of mistyped ids: Autotask never had such an invoice, so nothing about it gets solved. */
export function withoutUnknownIds(known: KnownProblems): KnownProblems {
  return Object.fromEntries(Object.entries(known).filter(([, { why }]) => why !== 'failed not-found'));
}
