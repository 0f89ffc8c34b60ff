// The invoice that a person names on the command line.
import { UsageError } from '../../core/errors.ts';
import { invoiceId, type InvoiceId } from '../../core/model.ts';
import type { AutotaskPort, LedgerPort } from '../../core/ports.ts';
import type { Invocation } from '../program/spec.ts';

/** The id that was given; a UsageError where it can't be one. */
export function givenInvoiceId({ args, command }: Invocation): InvoiceId {
  const [text = ''] = args;
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (id < 1) throw new UsageError(`'${text}' is no Autotask invoice id: give a whole number`, `at2qbo ${command} --help`);
  return invoiceId(id);
}

/** Does anybody know the invoice? The ledger is asked first: it costs nothing. */
export async function isKnownInvoice(id: InvoiceId, ledger: LedgerPort, autotask: () => Promise<AutotaskPort>): Promise<boolean> {
  if ((await ledger.transfers([id])).has(id) || (await ledger.outcomes()).some((one) => one.invoiceId === id)) return true;
  return (await (await autotask()).invoices({ kind: 'ids', ids: [id] })).length > 0;
}
