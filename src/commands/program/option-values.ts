// The texts of options and their checks: an option that can't be right is refused before anything is done.
import { InvalidArgumentError } from 'commander';
import { isLocalDate } from '../../core/dates.ts';
import type { OptionSpec } from './spec.ts';

type Parse = (text: string, previous: unknown) => unknown;

const collect = (previous: unknown, more: readonly unknown[]): unknown[] => [
  ...(Array.isArray(previous) ? (previous as unknown[]) : []),
  ...more,
];
const listed = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `--csv --json`: the value was left out, and the next option isn't it. */
export function refuseOption(text: string): void {
  if (/^--?[a-z]/i.test(text) && !/\s/.test(text)) throw new InvalidArgumentError(`Its value is missing: ${text} is an option.`);
}

/** How the text of each kind of option is read. */
export const PARSE: Readonly<Record<NonNullable<OptionSpec['value']> | 'jobs' | 'share', Parse>> = {
  jobs: (text) => whole(text, 1, 64),
  share: (text) => {
    const [index = '', of = ''] = /^\d+\/\d+$/.test(text) ? text.split('/') : [];
    const share = { index: Number(index), of: Number(of) };
    if (index === '' || share.of < 1 || share.index >= share.of) throw new InvalidArgumentError('Give I/N with I from 0 to N-1: 0/3.');
    return share;
  },
  text: (text) => {
    refuseOption(text);
    if (text === '') throw new InvalidArgumentError('It can’t be empty.');
    return text;
  },
  texts: (text, previous) => {
    refuseOption(text);
    return collect(previous, [text]);
  },
  port: (text) => whole(text, 1, 65_534),
  count: (text) => whole(text, 1, 1_000_000),
  days: (text) => whole(text, 1, 3650),
  id: (text) => whole(text, 1, Number.MAX_SAFE_INTEGER),
  ids: (text, previous) => {
    const ids = listed(text).map((part) => whole(part, 1, Number.MAX_SAFE_INTEGER));
    if (ids.length === 0) throw new InvalidArgumentError('Give Autotask invoice ids.');
    return collect(previous, ids);
  },
  emails: (text, previous) => {
    const addresses = listed(text);
    const wrong = addresses.find((address) => !/^[^\s@<>",;:]+@[^\s@<>",;:]+\.[^\s@<>",;:]+$/.test(address));
    if (wrong !== undefined || addresses.length === 0) throw new InvalidArgumentError('It isn’t an e-mail address.');
    return collect(previous, addresses);
  },
  date: (text) => {
    if (!isLocalDate(text)) throw new InvalidArgumentError('Give a date YYYY-MM-DD that exists.');
    return text;
  },
};

function whole(text: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  return value;
}
