// What `doctor` says of the probe: which facts of this company were asked when, and what an interrupted one has left.
import type { Journal } from '../probe/journal.ts';
import type { KeptFindings } from '../probe/report.ts';
import type { ProbedService } from '../probe/types.ts';
import { counted } from '../words.ts';
import { ok, problem, type CheckLine } from './line.ts';

export interface ProbeFacts {
  readonly journal: Journal | null;
  /** The last findings of each service that was ever asked. */
  readonly kept: readonly (readonly [ProbedService, KeptFindings])[];
  /** What the profile is connected to now: the realm id, Autotask's user. */
  readonly of: Readonly<Record<ProbedService, string | null>>;
  readonly isSandbox: boolean;
}

const NAMES = { quickbooks: 'QuickBooks', autotask: 'Autotask' } as const;

/** Nothing for a production company that was never asked. */
export function checkProbe({ journal, kept, of, isSandbox }: ProbeFacts): CheckLine[] {
  const own = kept.filter(([service, found]) => found.of === of[service]);
  return [
    ...(journal === null ? [] : [problem('probe', leftBy(journal), 'at2qbo probe --clean')]),
    ...own.map(([service, found]) => ok('probe', told(service, found))),
    ...(own.length === 0 && isSandbox ? [ok('probe', 'this sandbox company was never asked what no paper settles (at2qbo probe)')] : []),
  ];
}

function leftBy({ made, changed }: Journal): string {
  const things = [
    ...(made.length > 0 ? [counted(made.length, 'thing') + ' in QuickBooks'] : []),
    ...(changed === null ? [] : [`invoice ${changed.invoiceId} in Autotask`]),
  ];
  return `an interrupted probe may have left ${things.join(' and ') || 'something'}`;
}

function told(service: ProbedService, { at, version, answers }: KeptFindings): string {
  const asked = answers.filter((one) => one.here !== null);
  const facts = asked.flatMap(({ fact, here }) => (fact === null ? [] : [`${fact} ${here ?? ''}`]));
  const otherwise = asked.filter((one) => one.outcome === 'otherwise').map((one) => one.id);
  const rest = otherwise.length === 0 ? 'all as expected' : `otherwise than the built-in sandbox: ${otherwise.join(', ')}`;
  const list = facts.length === 0 ? '' : `; facts: ${facts.join(', ')}`;
  return `${NAMES[service]}: ${counted(asked.length, 'question')} asked on ${at.slice(0, 10)} by at2qbo ${version}: ${rest}${list}`;
}
