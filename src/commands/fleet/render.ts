// What became of several profiles, for people: one line each, then why for those that need somebody.
import { paint } from '../terminal/paint.ts';
import { table } from '../format/table.ts';
import type { ProfileRun } from './summary.ts';

const COLUMNS = [
  { title: 'Profile', isFlexible: true },
  { title: 'Exit', isRight: true },
  { title: 'Seconds', isRight: true },
  { title: 'Result', isFlexible: true },
];

/** Everything a person reads after a call for several profiles. `isBrief`: nothing where nothing needs them, or where it was said before. */
export function renderFleet(command: string, runs: readonly ProfileRun[], width: number, isBrief: boolean): string[] {
  const needy = runs.filter((one) => one.exitCode !== 0);
  const told = isBrief ? runs.filter((one) => one.news?.isNew ?? one.exitCode !== 0) : needy;
  const shown = isBrief ? told : runs;
  if (runs.length === 0 && !isBrief) return ['No profile is in this share: nothing was done.'];
  if (shown.length === 0) return [];
  const rows = shown.map((one) => [one.profile, String(one.exitCode), one.seconds.toFixed(1), one.did === '' ? one.trouble : one.did]);
  const lines = table(COLUMNS, rows, width, (line, n) => colour(line, shown[n]?.exitCode ?? 0));
  for (const one of told) {
    const why = Object.entries(one.reasons).map(([code, count]) => `${count} ${code}`);
    lines.push(
      '',
      paint.bold(`${one.profile}: exit code ${one.exitCode}`),
      ...(one.trouble === '' ? [] : [`  ${one.trouble}`]),
      ...one.wrong.map((line) => `  ${line}${/ at2qbo /.test(line) ? ` (with --profile ${one.profile})` : ''}`),
      ...(one.fix === '' ? [] : [`  Fix: ${one.fix}${/at2qbo/.test(one.fix) ? ` (with --profile ${one.profile})` : ''}`]),
      ...(one.news?.settled ?? []).map((line) => `  ${paint.green('settled:')} ${line}`),
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
