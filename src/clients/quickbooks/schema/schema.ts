// The border: what every shape of QuickBooks shares, and the error when an answer has another one.
// Objects are loose (QuickBooks adds properties at will); what we use is checked to the last field.
import { z } from 'zod';
import { dayOf, instantOf, type Instant, type LocalDate } from '../../../core/dates.ts';
import { UnexpectedAnswerError } from '../../../core/errors.ts';
import { quickBooksId, type Address } from '../../../core/model.ts';
import { money, ZERO, type Money } from '../../../core/money.ts';

export const id = z.union([z.string().min(1), z.number()]).transform((value) => quickBooksId(String(value)));

/** A JSON number (or its text) as a decimal: through its shortest text, so that 0.1 stays 0.1. */
export const decimal = z
  .union([z.number(), z.string().regex(/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i)])
  .transform((value) => money(String(value)));

/** An amount that QuickBooks leaves out when it is nothing. */
export const amount = decimal.nullish().transform((value): Money => value ?? ZERO);

export const decimalOrNull = decimal.nullish().transform((value): Money | null => value ?? null);

/** A text that is left out when it is empty. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** A text that some answers give as a number; '' when it is left out. */
export const numberOrText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? '');

/** Lists leave out `Active` where everything is active. */
export const active = z
  .boolean()
  .nullish()
  .transform((value) => value !== false);

/** Counts the changes of one object; recorded as text, once as a number. An answer without one can't be written over. */
export const version = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? ''));

export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);

/** null: not in the answer. */
export const flagOrNull = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);

export const reference = z.looseObject({ value: id, name: z.string().nullish() });

/** The id of a reference that may be missing. */
export const refId = reference.nullish().transform((value) => value?.value ?? null);

export const localDate = z.string().transform((value, context): LocalDate => {
  try {
    return dayOf(value);
  } catch {
    context.addIssue({ code: 'custom', message: `not a calendar date: ${value.slice(0, 30)}` });
    return z.NEVER;
  }
});

export const instant = z.string().transform((value, context): Instant => {
  try {
    return instantOf(value);
  } catch {
    context.addIssue({ code: 'custom', message: `not a time: ${value.slice(0, 40)}` });
    return z.NEVER;
  }
});

export const metaData = z.looseObject({ CreateTime: instant, LastUpdatedTime: instant });

export const address = z
  .looseObject({
    Line1: numberOrText,
    Line2: numberOrText,
    Line3: numberOrText,
    Line4: numberOrText,
    Line5: numberOrText,
    City: text,
    CountrySubDivisionCode: text,
    PostalCode: numberOrText,
    Country: text,
  })
  .nullish()
  .transform((value): Address | null => {
    if (!value) return null;
    const lines = [value.Line1, value.Line2, value.Line3, value.Line4, value.Line5].filter((line) => line !== '');
    return { lines, city: value.City, state: value.CountrySubDivisionCode, postalCode: value.PostalCode, country: value.Country };
  });

/** The value in its shape, or an error that names entity, id and field. */
export function readShape<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const which = isObject(value) && (typeof value['Id'] === 'string' || typeof value['Id'] === 'number') ? ` ${value['Id']}` : '';
  const field = issue === undefined || issue.path.length === 0 ? 'the answer itself' : issue.path.map(String).join('.');
  throw new UnexpectedAnswerError(
    `QuickBooks answered in an unexpected shape: ${what}${which}, ${field}: ${issue?.message ?? 'invalid'}.`,
    {
      service: 'QuickBooks',
      remedy: 'Make a report with `at2qbo logs --bundle at2qbo-report.zip`; an update of at2qbo may know the new shape.',
      cause: result.error,
    },
  );
}

/** `{"Invoice": {…}}` -> the inner object. */
export function unwrap(answer: unknown, type: string): unknown {
  return readShape(z.looseObject({ [type]: z.looseObject({}) }), answer, `answer for ${type}`)[type];
}

const queryAnswer = z.looseObject({ QueryResponse: z.looseObject({}), time: instant.nullish() });

/** Rows of a query; an empty result has no list at all. */
export function rowsOf(answer: unknown, type: string): { readonly rows: readonly unknown[]; readonly time: Instant | null } {
  const parsed = readShape(queryAnswer, answer, `query of ${type}`);
  const rows = readShape(z.array(z.unknown()).nullish(), parsed.QueryResponse[type], `rows of ${type}`);
  return { rows: rows ?? [], time: parsed.time ?? null };
}

/** Inactive names end in ` (deleted)`, or ` (deleted 2)` when there are several; so do the names on the way to a child. */
export function withoutDeleted(name: string, isActive: boolean): string {
  if (isActive) return name;
  return name
    .split(':')
    .map((part) => part.replace(/ \(deleted(?: \d+)?\)$/, ''))
    .join(':');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
