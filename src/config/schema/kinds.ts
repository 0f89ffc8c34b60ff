// The kinds of values a setting can have: how each is checked (zod), read from text, and described in a refusal.
import { z } from 'zod';
import { isLocalDate } from '../../core/dates.ts';
import type { LocalDate } from '../../core/dates.ts';
import { money } from '../../core/money.ts';
import type { Money } from '../../core/money.ts';
import { parseQuietHours } from '../../core/schedule/cadence.ts';
import { EVERY_MINUTES } from '../../core/schedule/timetable.ts';
import { endpointProblem } from '../endpoint.ts';

/** A value as `config.json` holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One kind of value. `schema` takes the stored JSON and gives the typed value; a text that `read` can't make sense of is passed to it as it is. */
export interface Kind<T> {
  readonly schema: z.ZodType<T>;
  /** What is allowed, to follow the words "allowed:". */
  readonly allowed: string;
  readonly read: (text: string) => Json;
  /** Given to `settings set` as JSON. */
  readonly isObject?: boolean;
  readonly choices?: readonly string[];
}

/** One of a few words. */
export function choice<const C extends string>(...choices: readonly C[]): Kind<C> {
  return { schema: z.enum(choices), allowed: choices.join(', '), read: (text) => text, choices };
}

/** `true` or `false`. */
export function flag(): Kind<boolean> {
  const read = (text: string) => (text === 'true' ? true : text === 'false' ? false : text);
  return { schema: z.boolean(), allowed: 'true, false', read, choices: ['true', 'false'] };
}

/** `true`, `false`, or the one word of a third way. */
export function flagOr<const C extends string>(word: C): Kind<boolean | C> {
  const { read } = flag();
  return { schema: z.union([z.literal(word), z.boolean()]), allowed: `${word}, true, false`, read, choices: [word, 'true', 'false'] };
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Kind<number> {
  const read = (text: string) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);
  return { schema: z.number().int().min(least).max(most), allowed: `a whole number from ${least} to ${most}`, read };
}

/** Minutes that divide the day, so that every day looks the same. */
export function divisor(): Kind<number> {
  const { schema, read } = whole(EVERY_MINUTES[0], 1440);
  const divides = schema.refine((value) => EVERY_MINUTES.some((one) => one === value));
  return { schema: divides, allowed: `minutes that divide the day: ${EVERY_MINUTES.join(', ')}`, read };
}

/** `22-6`: from one full hour to another. */
export function hours(): Kind<string | null> {
  const schema = z.string().refine((text) => parseQuietHours(text) !== null);
  return orUnset({ schema, allowed: 'two different hours of the day: 22-6', read: (text) => text });
}

/** A decimal amount with at most two decimals; `config.json` holds it as text, and a number that a person wrote there is taken too. */
export function amount(least: string, most: string): Kind<Money> {
  const isAmount = (value: string) =>
    /^\d{1,9}(\.\d{1,2})?$/.test(value) && money(value).gte(money(least)) && money(value).lte(money(most));
  const schema = z
    .union([z.string(), z.number().transform(String)])
    .refine(isAmount)
    .transform(money);
  return { schema, allowed: `an amount from ${least} to ${most} with at most two decimals`, read: (text) => text };
}

const hasNoControls = (value: string) => !/\p{Cc}/u.test(value);

/** A line of text; an empty one is allowed. */
export function line(most: number): Kind<string> {
  return {
    schema: z.string().max(most).refine(hasNoControls),
    allowed: `one line of text, at most ${most} characters; may be empty`,
    read: (text) => text,
  };
}

/** Text of several lines; an empty one is allowed. `\n` in an argument is a line break. */
export function lines(most: number): Kind<string> {
  const schema = z
    .string()
    .max(most)
    .refine((value) => hasNoControls(value.replaceAll(/[\n\t]/g, '')));
  return { schema, allowed: `text, at most ${most} characters; \\n breaks the line`, read: (text) => text.replaceAll('\\n', '\n') };
}

/** Text of several lines with `{placeholders}`; one that isn't among `names` is refused, and named. */
export function template(most: number, names: readonly string[]): Kind<string> {
  const { schema, read } = lines(most);
  const known = schema.superRefine((value, context) => {
    const unknown = value.match(/\{[^{}]*\}/g)?.find((one) => !names.includes(one.slice(1, -1)));
    if (unknown !== undefined) context.addIssue({ code: 'custom', path: [unknown] });
  });
  const listed = names.map((name) => `{${name}}`).join(' ');
  return { schema: known, allowed: `text, at most ${most} characters, with ${listed}; \\n breaks the line`, read };
}

/** A time zone by its name in the IANA database, or unset. */
export function timeZone(): Kind<string | null> {
  const schema = z.string().refine(isTimeZone);
  return orUnset({ schema, allowed: 'the IANA name of a time zone, like Europe/Berlin or America/New_York', read: (text) => text });
}

/** Is it the name of a time zone? An offset like +01:00, which Intl takes too, knows no summer time and is none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A line of text that says something, or unset. `what` names it: `an account Id of QuickBooks`. */
export function named(what: string, pattern = /^\S(?:.*\S)?$/u): Kind<string | null> {
  const plain = z.union([z.string(), z.number().int().transform(String)]);
  return orUnset({ schema: plain.pipe(z.string().max(500).regex(pattern).refine(hasNoControls)), allowed: what, read: (text) => text });
}

/** A calendar date, or unset. */
export function date(): Kind<LocalDate | null> {
  const schema = z.string().refine(isLocalDate, { abort: true });
  return orUnset<LocalDate>({ schema, allowed: 'a date YYYY-MM-DD that exists', read: (text) => text });
}

/** The root of a service: https, or http on a loopback address. A slash at the end is dropped. */
export function endpoint(): Kind<string> {
  const schema = z
    .string()
    .refine((value) => endpointProblem(value) === null)
    .transform((value) => value.replace(/\/+$/, ''));
  return { schema, allowed: 'an https:// address without a password in it (http:// only for a loopback address)', read: (text) => text };
}

/** An address that figures are sent to: as an endpoint, but it may have a query, and is called exactly as it stands. */
export function webhook(): Kind<string> {
  const isGood = (value: string) => endpointProblem(value.replace(/[?#].*$/s, '')) === null && !/\s/.test(value);
  const { allowed } = endpoint();
  return { schema: z.string().max(2000).refine(isGood), allowed, read: (text) => text };
}

/** An object of text to text: ids to ids, names to ids. `what` says which. */
export function map(what: string, key: RegExp, value: RegExp): Kind<Readonly<Record<string, string>>> {
  const id = z.union([z.string(), z.number().int().transform(String)]).pipe(z.string().regex(value));
  return { schema: z.record(z.string().regex(key), id), allowed: `a JSON object: ${what}`, read: readJson, isObject: true };
}

/** Reads JSON text; text that isn't JSON is passed on, and refused as such by the schema. */
export function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The same kind, or unset: the empty text and `null` clear it. */
export function orUnset<T>(kind: Kind<T>): Kind<T | null> {
  return {
    ...kind,
    schema: kind.schema.nullable(),
    allowed: `${kind.allowed}; empty: unset`,
    read: (text) => (text === '' ? null : kind.read(text)),
  };
}
