// What became of several profiles, for people: one line each, then why for those that need somebody.
import { paint } from '../terminal/paint.ts';
import { table } from '../format/table.ts';

/** One profile's part of a call, short enough to be kept for hundreds of them. */
export interface ProfileRun {
  readonly profile: string;
  readonly exitCode: number;
  readonly seconds: number;
  /** What it did, in a few words. */
  readonly did: string;
  /** Why it ended early; '' if it didn't. */
  readonly trouble: string;
  readonly fix: string;
  /** Codes of what is held or failed, and how many of each. */
  readonly reasons: Readonly<Record<string, number>>;
}

const COLUMNS = [
  { title: 'Profile', isFlexible: true },
  { title: 'Exit', isRight: true },
  { title: 'Seconds', isRight: true },
  { title: 'Result', isFlexible: true },
];

type Body = Readonly<Record<string, unknown>>;
const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The few words that a command's document comes to. */
export function summaryOf(profile: string, exitCode: number, seconds: number, document: object): ProfileRun {
  const body = document as Body;
  const error = isBody(body['error']) ? body['error'] : {};
  const trouble = textOf(error['message']);
  const reasons: Record<string, number> = {};
  for (const one of ['invoices', 'voids', 'payments'].flatMap((part) => listOf(body[part])))
    if (one['outcome'] === 'held' || one['outcome'] === 'failed')
      for (const why of listOf(one['reasons'])) reasons[textOf(why['code'])] = (reasons[textOf(why['code'])] ?? 0) + 1;
  return { profile, exitCode, seconds, did: didOf(body, exitCode), trouble, fix: textOf(error['fix']), reasons };
}

function listOf(value: unknown): Body[] {
  return Array.isArray(value) ? value.filter(isBody) : [];
}

function didOf(body: Body, exitCode: number): string {
  const counts: [string, unknown][] = isBody(body['totals']) ? Object.entries(body['totals']) : [];
  const voided = listOf(body['voids']).filter((one) => one['outcome'] === 'voided').length;
  const marked = listOf(body['payments']).filter((one) => one['outcome'] === 'marked').length;
  const said = [...counts, ['voided', voided] as const, ['marked as paid', marked] as const]
    .filter(([, count]) => typeof count === 'number' && count > 0)
    .map(([name, count]) => `${String(count)} ${name === 'outsideWindow' ? 'outside the window' : name}`);
  if (said.length > 0) return said.join(', ');
  if ('value' in body) return typeof body['value'] === 'string' ? body['value'] : JSON.stringify(body['value']);
  return exitCode === 0 ? (counts.length > 0 ? 'nothing to do' : 'done') : '';
}

/** Everything a person reads after a call for several profiles. `isBrief`: nothing where nothing needs them. */
export function renderFleet(command: string, runs: readonly ProfileRun[], width: number, isBrief: boolean): string[] {
  const needy = runs.filter((one) => one.exitCode !== 0);
  const shown = isBrief ? needy : runs;
  if (runs.length === 0 && !isBrief) return ['No profile is in this share: nothing was done.'];
  if (shown.length === 0) return [];
  const rows = shown.map((one) => [one.profile, String(one.exitCode), one.seconds.toFixed(1), one.did === '' ? one.trouble : one.did]);
  const lines = table(COLUMNS, rows, width, (line, n) => colour(line, shown[n]?.exitCode ?? 0));
  for (const one of needy) {
    const why = Object.entries(one.reasons).map(([code, count]) => `${count} ${code}`);
    lines.push(
      '',
      paint.bold(`${one.profile}: exit code ${one.exitCode}`),
      ...(one.trouble === '' ? [] : [`  ${one.trouble}`]),
      ...(one.fix === '' ? [] : [`  Fix: ${one.fix}${/at2qbo/.test(one.fix) ? ` (with --profile ${one.profile})` : ''}`]),
      ...(why.length === 0 ? [] : [`  ${why.join(', ')}. More: at2qbo status --profile ${one.profile}`]),
    );
  }
  const verdict = needy.length === 0 ? paint.green('none needs anybody') : paint.yellow(`${needy.length} to look at`);
  return [...lines, '', `${command} of ${runs.length} ${runs.length === 1 ? 'profile' : 'profiles'}: ${verdict}.`];
}

function colour(line: string, exitCode: number): string {
  if (exitCode === 0) return line;
  return exitCode === 1 || exitCode === 3 || exitCode === 6 ? paint.yellow(line) : paint.red(line);
}
