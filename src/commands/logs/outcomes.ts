// What a run came to, invoice by invoice, by the ledger: for the top of its part of the log.
import type { InvoiceId } from '../../core/model.ts';
import type { TransferEvent } from '../../core/model/ledger.ts';
import type { OpenLedger } from '../context/context.ts';

export interface RunOutcome {
  readonly invoiceId: InvoiceId;
  /** '': not known. */
  readonly company: string;
  /** `done as invoice 1040`, `held [customer-inactive]`. */
  readonly what: string;
}

const ORDER = ['failed', 'held', 'skipped'];

/** The last thing that the run did to each invoice, and what it left waiting; those that wait first. */
export async function outcomesOfRun(ledger: OpenLedger, runId: string): Promise<RunOutcome[]> {
  const [events, waiting] = await Promise.all([ledger.eventsOfRun(runId), ledger.outcomes()]);
  const last = new Map<InvoiceId, TransferEvent>(events.map((event) => [event.invoiceId, event]));
  const transfers = await ledger.transfers([...last.keys()]);
  const left = waiting
    .filter((one) => one.runId === runId && one.reasons[0]?.code !== 'run-stopped')
    .sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome) || a.invoiceId - b.invoiceId);
  return [
    ...left.map(({ invoiceId, company, outcome, reasons }) => ({
      invoiceId,
      company,
      what: reasons[0] === undefined ? outcome : `${outcome} [${reasons[0].code}]`,
    })),
    ...[...last.values()]
      .filter((event) => !left.some((one) => one.invoiceId === event.invoiceId))
      .map((event): RunOutcome => {
        const transfer = transfers.get(event.invoiceId);
        const type = transfer?.documentType === 'CreditMemo' ? 'credit memo' : 'invoice';
        const number = transfer?.docNumber ?? null;
        return {
          invoiceId: event.invoiceId,
          company: transfer?.company ?? '',
          what: event.state === 'done' ? `sent${number === null ? '' : ` as ${type} ${number}`}` : event.what,
        };
      }),
  ];
}
