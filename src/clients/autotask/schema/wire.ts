// Autotask's JSON as it comes: numbers or numeric texts, null and '' for "none", dates with or without a designator.
import { z } from 'zod';
import { dayOf, instantOf } from '../../../core/dates.ts';
import type { Instant, LocalDate } from '../../../core/dates.ts';
import { money, ZERO } from '../../../core/money.ts';
import type { Money } from '../../../core/money.ts';
import { unexpected } from '../errors.ts';
import type { Asked } from '../errors.ts';

/** JSON numbers keep the digits they were written with: `String` gives the shortest text that reads back the same. */
const decimalText = z.union([z.number(), z.string().regex(/^-?\d+(?:\.\d+)?$/)]).transform(String);
const MOST_SHARED = 4096;
const shared = new Map<string, Money>([['0', ZERO]]);

/** Rates, quantities and prices repeat: a hundred thousand lines share their decimals (which nothing ever changes). */
function toMoney(text: string): Money {
  const known = shared.get(text);
  if (known !== undefined) return known;
  const amount = money(text);
  if (shared.size < MOST_SHARED) shared.set(text, amount);
  return amount;
}

const blankAsNull = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

export const decimal = decimalText.transform(toMoney);
export const maybeDecimal = z.preprocess(
  blankAsNull,
  decimalText.nullable().transform((text) => (text === null ? null : toMoney(text))),
);
/** The key must be there; null is no amount. */
export const decimalOrZero = decimalText.nullable().transform((text) => (text === null ? ZERO : toMoney(text)));

export const integer = z.union([z.number().int(), z.string().regex(/^-?\d+$/)]).transform(Number);
export const maybeInteger = z.preprocess(blankAsNull, integer.nullable());
/** A reference that Autotask renders as null or 0 when there is none. Not for companies: 0 is one. */
export const reference = maybeInteger.transform((id) => (id === 0 ? null : id));

/** true, 1, `"1"`: Contacts.isActive and BillingItems.nonBillable are integers, most others booleans. */
export const flag = z
  .union([z.boolean(), z.literal([0, 1]), z.literal(['0', '1'])])
  .transform((value) => value === true || Number(value) === 1);
export const flagOrFalse = z.preprocess((value) => blankAsNull(value) ?? false, flag);

/** Some texts come as numbers (postal codes, external numbers, names that are one): their digits are the text. */
export const wireTextOf = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
export const textOrEmpty = z.preprocess((value) => wireTextOf(value) ?? '', z.string());
export const textOrNull = z.preprocess((value) => blankAsNull(wireTextOf(value)), z.string().nullable());
/** The key must be there, with a text. */
export const someText = z.preprocess(wireTextOf, z.string());

/** First ten characters of a date-only field; never shifted. */
export const day = z.string().transform((wire, context): LocalDate => read(wire, dayOf, context));
export const maybeDay = z.preprocess(blankAsNull, day.nullable());
export const instant = z.string().transform((wire, context): Instant => read(wire, instantOf, context));
export const maybeInstant = z.preprocess(blankAsNull, instant.nullable());

interface Issues {
  readonly issues: z.core.$ZodRawIssue[];
}

function read<T>(wire: string, parse: (wire: string) => T, context: Issues): T {
  try {
    return parse(wire);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.issues.push({ code: 'custom', message: error.message, input: wire });
    return z.NEVER;
  }
}

/** Reads one row, or throws an error that names entity, id and field. */
export function readRow<T>(schema: z.ZodType<T>, row: unknown, asked: Asked): T {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const named = { ...asked, kind: asked.entity, id: asked.id ?? idIn(row) };
  const field = path.join('.') || 'the whole answer';
  throw unexpected(
    named,
    `the field ${field} ${isMissing(row, path) ? 'is missing' : `can't be read (${issue?.message ?? 'unknown'})`}`,
    field,
  );
}

function idIn(row: unknown): number | null {
  return typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'number' ? row.id : null;
}

function isMissing(row: unknown, path: readonly string[]): boolean {
  let at: unknown = row;
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  return at === undefined;
}
