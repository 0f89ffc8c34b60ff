// What needs a person after a run, and its ticket: one a problem, noted when it changes, closed at the end.
import type { InvoiceId } from '../model.ts';
import type { Reason } from '../reasons.ts';
import { PASSING_FAILURES } from '../reasons/passing.ts';

/** An invoice that waits for a person. */
export interface Problem {
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string | null;
  readonly company: string;
  /** Decimal text. */
  readonly total: string;
  readonly outcome: 'held' | 'failed';
  readonly reasons: readonly Reason[];
}

/** What the ledger knows of a problem's ticket. intent: about to be made, or made without an answer yet. */
export interface TicketRow {
  readonly state: 'intent' | 'open';
  /** null: not known yet. */
  readonly ticketId: number | null;
  /** What was said last. */
  readonly signature: string;
  readonly at: string;
}
export type TicketRows = Readonly<Record<string, TicketRow>>;

export type TicketStep =
  | { readonly action: 'open'; readonly problem: Problem }
  | { readonly action: 'note'; readonly problem: Problem; readonly row: TicketRow }
  | { readonly action: 'close'; readonly invoiceId: InvoiceId; readonly row: TicketRow };

interface Judged {
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string | null;
  readonly company: string;
  readonly autotaskTotal: string;
  readonly outcome: string;
  readonly reasons: readonly Reason[];
}

/** Holds and lasting failures; what a person put on hold, and what passes by itself, is nobody's task. */
export function problemsOf(outcomes: readonly Judged[]): Problem[] {
  return outcomes.flatMap(({ invoiceId, invoiceNumber, company, autotaskTotal, outcome, reasons }): Problem[] => {
    if (outcome !== 'held' && outcome !== 'failed') return [];
    const lasting = reasons.filter(({ code }) => code !== 'held-by-person' && code !== 'customer-on-hold' && !PASSING_FAILURES.has(code));
    return lasting.length === 0 ? [] : [{ invoiceId, invoiceNumber, company, total: autotaskTotal, outcome, reasons: lasting }];
  });
}

/** Equal signatures: nothing new to say. */
export function signatureOf({ outcome, reasons }: Pick<Problem, 'outcome' | 'reasons'>): string {
  return [outcome, ...reasons.map(({ message }) => message)].join('\n');
}

/** `settled`: of the open ones that the run no longer shows, those that are known to be through or gone. */
export function planTickets(problems: readonly Problem[], rows: TicketRows, settled: ReadonlySet<InvoiceId>): TicketStep[] {
  const steps: TicketStep[] = [];
  for (const problem of problems) {
    const row = rows[String(problem.invoiceId)];
    if (row === undefined || row.state === 'intent') steps.push({ action: 'open', problem });
    else if (row.signature !== signatureOf(problem)) steps.push({ action: 'note', problem, row });
  }
  const open = new Set(problems.map((one) => one.invoiceId));
  for (const [key, row] of Object.entries(rows)) {
    const invoiceId = Number(key) as InvoiceId;
    if (!open.has(invoiceId) && settled.has(invoiceId)) steps.push({ action: 'close', invoiceId, row });
  }
  return steps;
}

export function ticketTitle({ invoiceId, invoiceNumber, outcome, reasons }: Problem): string {
  const [first] = reasons;
  return `QuickBooks: invoice ${invoiceNumber ?? invoiceId} ${outcome === 'held' ? 'is held' : 'failed'} (${first?.code ?? ''})`.slice(
    0,
    250,
  );
}

/** Reason and fix, for whoever opens the ticket. */
export function ticketText({ invoiceId, company, total, reasons }: Problem): string {
  const said = reasons.map(({ message, fix }) => `${message}${fix === 'Nothing to do.' ? '' : `\nTo do: ${fix}`}`);
  return [
    `Invoice ${invoiceId} of ${company}, ${total}, is not in QuickBooks as it should be.`,
    ...said,
    `More: at2qbo explain ${invoiceId}`,
  ]
    .join('\n\n')
    .slice(0, 7900);
}

/** Names the problem in Autotask, so that a ticket is found again without the ledger. At most 50 characters. */
export function ticketKey(profile: string, invoiceId: InvoiceId): string {
  const end = ` ${invoiceId}`;
  return `${`at2qbo ${profile}`.slice(0, 50 - end.length)}${end}`;
}
