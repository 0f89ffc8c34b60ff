// The kind of `customers.overrides`: what one customer has otherwise than the rest.
import { z } from 'zod';
import type { CustomerOverride } from '../core/settings.ts';
import { readJson } from './kinds.ts';
import type { Kind } from './kinds.ts';

const id = z.union([z.string(), z.number().int().transform(String)]).pipe(z.string().regex(/^\S+$/));

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

/** A program and its arguments, or unset. */
export function command(): Kind<readonly string[] | null> {
  return {
    schema: z.array(z.string().min(1).max(4096)).min(1).max(100).nullable(),
    allowed: 'a JSON list: the program and its arguments, like ["pass","show","at2qbo"]; empty: unset',
    read: (text) => (text === '' ? null : readJson(text)),
    isObject: true,
  };
}
