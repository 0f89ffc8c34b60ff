// The invoice that a person names on the command line.
import { UsageError } from '../../core/errors.ts';
import { invoiceId, type InvoiceId } from '../../core/model.ts';
import { reason } from '../../core/reasons.ts';
import { isUnknownInvoice } from '../../core/run/waiting-outcomes.ts';
import type { Context } from '../context/context.ts';
import type { Invocation } from '../program/spec.ts';

/** The id that was given; a UsageError where it can't be one. */
export function givenInvoiceId({ args, command }: Invocation): InvoiceId {
  const [text = ''] = args;
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (id < 1) throw new UsageError(`'${text}' is no Autotask invoice id: give a whole number`, `at2qbo ${command} --help`);
  return invoiceId(id);
}

/**
 * Throws a UsageError that names the ids of which nobody knows: neither the ledger, which is asked first, for it costs nothing, nor Autotask. Nothing
 * is written about them.
 */
export async function requireInvoices(ids: readonly InvoiceId[], context: Context): Promise<void> {
  const ledger = context.ledger('look');
  const [transfers, outcomes, holds] = await Promise.all([ledger.transfers(ids), ledger.outcomes(), ledger.personHolds()]);
  const seen = new Set(outcomes.filter((one) => !isUnknownInvoice(one)).map((one) => one.invoiceId));
  const asked = ids.filter((id) => !transfers.has(id) && !seen.has(id) && !holds.has(id));
  if (asked.length === 0) return;
  await context.requireConnection();
  const found = new Set((await (await context.autotask()).invoices({ kind: 'ids', ids: asked })).map((one) => one.id));
  const unknown = asked.filter((id) => !found.has(id));
  if (unknown.length === 0) return;
  const { message, fix } = reason('not-found', { id: unknown.join(', ') });
  throw new UsageError(message, fix);
}
