// The invoices that wait (held, failed, skipped), as the ledger remembers them from run to run for status and mails.
import { instantAt } from '../dates.ts';
import type { OutcomeRecord } from '../model/ledger.ts';
import type { LedgerPort } from '../ports.ts';
import type { Outcome } from './outcome.ts';

/** Of an id that Autotask doesn't have: nothing to wait for. */
export function isUnknownInvoice({ reasons }: Pick<OutcomeRecord, 'reasons'>): boolean {
  return reasons.some(({ code }) => code === 'not-found');
}

/** Keeps the outcomes of what waits (for status, mail and names), and forgets those of what went through. Gives those that are held or failed for another reason than before, or for the first time: each is a turn in the invoice's life. */
export async function rememberOutcomes(
  ledger: LedgerPort,
  run: { readonly outcomes: readonly Outcome[] },
  runId: string,
  now: number,
): Promise<readonly OutcomeRecord[]> {
  const at = instantAt(now);
  const sign = ({ outcome, reasons }: Pick<OutcomeRecord, 'outcome' | 'reasons'>): string =>
    [outcome, ...reasons.map(({ message }) => message)].join('\n');
  const known = await ledger.outcomes();
  const before = new Map(known.map((one) => [one.invoiceId, sign(one)]));
  const waiting = run.outcomes.flatMap((one): OutcomeRecord[] =>
    (one.outcome === 'held' || one.outcome === 'failed' || one.outcome === 'skipped') && !isUnknownInvoice(one)
      ? [
          {
            invoiceId: one.invoiceId,
            invoiceNumber: one.invoiceNumber,
            company: one.company,
            total: one.autotaskTotal,
            outcome: one.outcome,
            reasons: one.reasons,
            firstSeen: at,
            lastSeen: at,
            runId,
          },
        ]
      : [],
  );
  const through = run.outcomes.filter((one) => one.outcome === 'created' || one.outcome === 'adopted');
  const gone = [...through, ...known.filter(isUnknownInvoice)].map((one) => one.invoiceId);
  if (waiting.length > 0) await ledger.saveOutcomes(waiting);
  if (gone.length > 0) await ledger.clearOutcomes(gone);
  return waiting.filter((one) => one.outcome !== 'skipped' && before.get(one.invoiceId) !== sign(one));
}
