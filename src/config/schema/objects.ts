// The kinds of settings that hold an object or a list of a shape of their own.
// Exceptions of customers, companies served, a ticket, a command.
import { z } from 'zod';
import type { CompanyFilter, CustomerOverride, TicketChoice } from '../../core/settings.ts';
import { orUnset, readJson } from './kinds.ts';
import type { Kind } from './kinds.ts';

const text = z.union([z.string(), z.number().int().transform(String)]).pipe(
  z
    .string()
    .max(500)
    .regex(/^\S(?:.*\S)?$/u),
);
const id = text.pipe(z.string().regex(/^\S+$/));
const digits = text.pipe(z.string().regex(/^\d+$/));

/** One value or a list of them, kept as a list. */
const oneOrMore = <T extends z.ZodType<string>>(one: T) => z.union([one.transform((value) => [value]), z.array(one).min(1)]);

const override = z.strictObject({
  email: z.boolean().optional(),
  card: z.boolean().optional(),
  ach: z.boolean().optional(),
  class: id.optional(),
  terms: id.optional(),
  hold: z.boolean().optional(),
}) satisfies z.ZodType<CustomerOverride>;

/** Autotask company id -> the exceptions of that customer. */
export function overrides(): Kind<Readonly<Record<string, CustomerOverride>>> {
  return {
    schema: z.record(z.string().regex(/^\d+$/), override),
    allowed:
      'a JSON object: Autotask company id -> {"email","card","ach","hold": true or false, "class","terms": a QuickBooks Id}, each optional',
    read: readJson,
    isObject: true,
  };
}

const filter = z
  .strictObject({
    classification: oneOrMore(text).optional(),
    type: oneOrMore(text).optional(),
    country: oneOrMore(text).optional(),
    currency: oneOrMore(text).optional(),
    lineOfBusiness: oneOrMore(text).optional(),
    udf: z.record(z.string().regex(/\S/), oneOrMore(text)).optional(),
    ids: oneOrMore(digits).optional(),
  })
  .refine((chosen) => Object.keys(chosen).length > 0) satisfies z.ZodType<CompanyFilter>;

/** Which Autotask companies a profile serves, or unset. */
export function companies(): Kind<CompanyFilter | null> {
  return orUnset({
    schema: filter,
    allowed:
      'a JSON object with at least one of "classification", "type", "country", "currency", "lineOfBusiness", "ids": a value or a list, and "udf": {field: a value or a list}',
    read: readJson,
    isObject: true,
  });
}

const ticketChoice = z.strictObject({ queue: text, priority: text, status: text.optional() }) satisfies z.ZodType<TicketChoice>;

/** Where an Autotask ticket goes, or unset. */
export function ticket(): Kind<TicketChoice | null> {
  return orUnset({
    schema: ticketChoice,
    allowed: 'a JSON object {"queue","priority"} and, if you like, "status": each an id or a label of Autotask',
    read: readJson,
    isObject: true,
  });
}

/** A program and its arguments, or unset. */
export function command(): Kind<readonly string[] | null> {
  return {
    schema: z.array(z.string().min(1).max(4096)).min(1).max(100).nullable(),
    allowed: 'a JSON list: the program and its arguments, like ["pass","show","at2qbo"]; empty: unset',
    read: (given) => (given === '' ? null : readJson(given)),
    isObject: true,
  };
}
