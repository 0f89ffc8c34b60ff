// A probe for people: each question with both answers side by side, what couldn't be asked and why, and what is left.
import type { ProbeTotals } from '../../core/probe/plan.ts';
import type { Finding, LeftBehind, ProbedCompany } from '../../core/probe/types.ts';
import type { At2qboError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import { table } from '../format/table.ts';
import { paint } from '../terminal/paint.ts';

export interface ProbeView {
  readonly profile: string;
  /** null: QuickBooks wasn't asked. */
  readonly company: ProbedCompany | null;
  readonly findings: readonly Finding[];
  readonly totals: ProbeTotals;
  readonly left: readonly LeftBehind[];
  readonly trouble: At2qboError | null;
  /** Something that was made is still to be taken away. */
  readonly isToBeCleaned: boolean;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly version: string;
}

export interface HowToRender {
  readonly width: number;
  /** What is otherwise, and what is left, alone. */
  readonly isBrief: boolean;
  /** The files that were written. */
  readonly files: readonly (string | undefined)[];
}

/** As expected, otherwise, not asked. */
export const MARKS: Readonly<Record<Finding['outcome'], string>> = { 'as-expected': '=', otherwise: '!', 'not-asked': '-' };
const SERVICES = { quickbooks: 'QuickBooks', autotask: 'Autotask' } as const;

export function renderProbe(view: ProbeView, how: HowToRender): string[] {
  const { findings, totals, left, isToBeCleaned } = view;
  const otherwise = findings.filter((one) => one.outcome === 'otherwise');
  return [
    ...(how.isBrief ? [] : tables(view, how.width)),
    ...otherwise.flatMap(detail),
    ...(otherwise.length > 0 ? [''] : []),
    ...renderLeft(left, isToBeCleaned),
    ...(how.isBrief ? [] : [sum(totals), ...how.files.flatMap((file) => (file === undefined ? [] : [`Written: ${file}`]))]),
  ];
}

/** `109 questions: 101 as expected, 3 otherwise, 5 not asked.` */
export function sum({ asExpected, otherwise, notAsked }: ProbeTotals): string {
  const all = asExpected + otherwise + notAsked;
  return `${counted(all, 'question')}: ${asExpected} as expected (=), ${otherwise} otherwise (!), ${notAsked} not asked (-).`;
}

function tables({ findings, company }: ProbeView, width: number): string[] {
  return (['quickbooks', 'autotask'] as const).flatMap((service) => {
    const own = findings.filter((one) => one.service === service);
    if (own.length === 0) return [];
    const of = service === 'quickbooks' && company !== null ? ` company "${company.name}"` : '';
    return [paint.bold(`${SERVICES[service]}${of}`), ...questions(own.filter(isAsked), width), ...unasked(own), ''];
  });
}

const isAsked = ({ outcome }: Finding): boolean => outcome !== 'not-asked';

function questions(findings: readonly Finding[], width: number): string[] {
  return table(
    [{ title: '' }, { title: 'question' }, { title: 'here', isFlexible: true }, { title: 'built-in sandbox', isFlexible: true }],
    findings.map(({ outcome, id, here, sandbox }) => [MARKS[outcome], id, here ?? '', sandbox ?? '']),
    width,
    (line, row) => (findings[row]?.outcome === 'otherwise' ? paint.yellow(line) : line),
  );
}

/** By reason, with the questions that it kept from being asked. */
function unasked(findings: readonly Finding[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { id, detail: why } of findings.filter((one) => !isAsked(one))) reasons.set(why, [...(reasons.get(why) ?? []), id]);
  return [...reasons].map(([why, ids]) => paint.dim(`${MARKS['not-asked']}  ${ids.join(', ')}: ${why}`));
}

function detail({ id, asks, here, sandbox, program, detail: seen }: Finding): string[] {
  return [
    `${paint.yellow(id)}: ${asks}`,
    `  here:             ${here ?? ''}${seen === '' ? '' : ` (${seen})`}`,
    `  built-in sandbox: ${sandbox ?? ''}`,
    `  the program:      ${program}`,
  ];
}

function renderLeft(left: readonly LeftBehind[], isToBeCleaned: boolean): string[] {
  if (left.length === 0 && !isToBeCleaned) return [];
  return [
    paint.red(left.length === 0 ? 'What was made is still there.' : 'Still there:'),
    ...left.map(({ service, what, why }) => `  ${SERVICES[service]}: ${what} (${why})`),
    '  fix: at2qbo probe --clean',
    '',
  ];
}

export function renderCleaned({
  hadJournal,
  gone,
  left,
}: {
  readonly hadJournal: boolean;
  readonly gone: number;
  readonly left: readonly LeftBehind[];
}): string[] {
  if (left.length > 0) return [`${counted(gone, 'thing')} taken away.`, ...renderLeft(left, true)];
  if (gone === 0) return [hadJournal ? 'Nothing of the interrupted probe is left.' : 'No probe has left anything.'];
  return [`${counted(gone, 'thing')} taken away; nothing is left.`];
}
