// `worker status` for people: a line a company, the one with the most trouble first, then what each needs.
import { sayEnd } from '../../core/fleet/budget.ts';
import type { FleetBudget, FleetRow, FleetView, Standing } from '../../core/fleet/view.ts';
import { counted } from '../../core/words.ts';
import { table } from '../format/table.ts';
import { paint } from '../terminal/paint.ts';

const WORDS: Readonly<Record<Standing, string>> = {
  'needs-person': 'needs a person',
  failing: 'fails',
  late: 'overdue',
  failed: 'failed documents',
  held: 'held',
  new: 'never ran',
  ok: 'ok',
};
const COLUMNS = [
  { title: 'Company', isFlexible: true },
  { title: 'State' },
  { title: 'Last success', isRight: true },
  { title: 'Next run', isRight: true },
  { title: 'Held', isRight: true },
  { title: 'Failed', isRight: true },
  { title: 'Sign-in', isRight: true },
  { title: 'Autotask', isRight: true },
];

/** The state in words. */
export const standingWords = (standing: Standing): string => WORDS[standing];

/** `isBrief`: only those with trouble. */
export function renderFleetStatus(view: FleetView, width: number, isBrief: boolean): string[] {
  const now = Date.parse(view.at);
  const shown = isBrief ? view.profiles.filter((row) => row.standing !== 'ok') : view.profiles;
  if (view.profiles.length === 0) return ['No profile was run by a worker yet. Start one: at2qbo worker'];
  const lines =
    shown.length === 0
      ? []
      : table(
          COLUMNS,
          shown.map((row) => cells(row, now)),
          width,
          (line, n) => colour(line, shown[n]),
        );
  const needy = shown.filter((row) => row.trouble !== '');
  for (const row of needy)
    lines.push(
      '',
      paint.bold(`${row.profile}: ${WORDS[row.standing]}${row.since === null ? '' : ` since ${moment(row.since)}`}`),
      `  ${row.trouble}`,
      ...(row.fix === '' ? [] : [`  Fix: ${row.fix}${row.fix.includes('at2qbo') ? ` (with --profile ${row.profile})` : ''}`]),
    );
  return [...lines, ...(lines.length === 0 ? [] : ['']), headline(view), ...view.budgets.map(budgetLine)];
}

/** `12 companies: 1 needs a person, 2 held, 9 ok.` */
export function headline({ profiles }: FleetView): string {
  const standings = [...new Set(profiles.map((row) => row.standing))];
  const parts = standings.map((one) => `${profiles.filter((row) => row.standing === one).length} ${WORDS[one]}`);
  return `${counted(profiles.length, 'company', 'companies')}: ${parts.join(', ')}.`;
}

/** `Metered reads of app ABC: 120000 of 500000 used, 380000 left; they last.` */
export function budgetLine(budget: FleetBudget): string {
  const { clientId, used, limit, left } = budget;
  return `Metered reads of this month, app ${clientId}: ${used} of ${limit} used, ${left} left; ${sayEnd(budget)}.`;
}

function cells(row: FleetRow, now: number): string[] {
  return [
    row.profile,
    row.runningOn === null ? WORDS[row.standing] : `${WORDS[row.standing]}, runs now`,
    ageOf(row),
    nextOf(row, now),
    String(row.held),
    String(row.failed),
    row.tokenDaysLeft === null ? '-' : `${row.tokenDaysLeft} d`,
    row.autotaskLeft === null ? '-' : String(row.autotaskLeft),
  ];
}

/** `3 min ago`, `2 h ago`, `4 d ago`, `never`. */
export function ageOf({ ageMinutes }: FleetRow): string {
  return ageMinutes === null ? 'never' : `${span(ageMinutes)} ago`;
}

/** `in 7 min`, `now`, `-` where it isn't scheduled. */
export function nextOf({ nextAt }: FleetRow, now: number): string {
  if (nextAt === null) return '-';
  const minutes = Math.round((Date.parse(nextAt) - now) / 60_000);
  return minutes > 0 ? `in ${span(minutes)}` : minutes > -10 ? 'now' : `${span(-minutes)} late`;
}

function span(minutes: number): string {
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}

/** `2026-07-31 14:05Z`. */
export const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}Z`;

function colour(line: string, row: FleetRow | undefined): string {
  if (row === undefined || row.standing === 'ok' || row.standing === 'new') return line;
  return row.standing === 'held' || row.standing === 'late' ? paint.yellow(line) : paint.red(line);
}
