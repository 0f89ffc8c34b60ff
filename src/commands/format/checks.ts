// Checks for people: a mark, what was looked at, how it stands, and the fix below.
import type { CheckLine } from '../../core/checks/line.ts';
import { paint } from '../terminal/paint.ts';
import { padTo, widthOf } from './width.ts';

const MARKS = {
  ok: () => paint.green('ok     '),
  warning: () => paint.yellow('warning'),
  problem: () => paint.red('problem'),
} as const;

/** `isBrief`: only problems (`--quiet`). */
export function renderChecks(lines: readonly CheckLine[], isBrief: boolean): string[] {
  const shown = isBrief ? lines.filter(({ level }) => level === 'problem') : lines;
  const width = Math.max(0, ...shown.map(({ key }) => widthOf(key)));
  const out = shown.flatMap(({ key, level, message, fix }) => [
    `${MARKS[level]()}  ${padTo(key, width)}  ${message}`,
    ...(fix === '' ? [] : [`         ${' '.repeat(width)}  ${paint.cyan('fix:')} ${fix}`]),
  ]);
  if (isBrief) return out;
  const count = (level: CheckLine['level']): number => lines.filter((line) => line.level === level).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const stops = lines.some(({ stopsSync }) => stopsSync) ? ' With these settings sync refuses to start.' : '';
  const words = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  const sum = problems + warnings === 0 ? 'everything fits' : `${words(problems, 'problem')}, ${words(warnings, 'warning')}`;
  return [...out, '', `${words(lines.length, 'check')}: ${sum}.${stops}`];
}
