// Tickets in Autotask for what a person must settle: made once each, noted, completed.
// Trouble with a ticket never changes how the run ends: it is said in the log, and tried again by the next run.
import { MINUTE_MS } from '../dates.ts';
import { At2qboError, UnknownOutcomeError } from '../errors.ts';
import type { InvoiceId, SourceInvoice } from '../model.ts';
import { isUnsynced } from '../facts/marker.ts';
import type { RunContext } from '../run/context.ts';
import type { TicketChoice } from '../settings.ts';
import {
  planTickets,
  signatureOf,
  ticketKey,
  ticketText,
  ticketTitle,
  type Problem,
  type TicketRow,
  type TicketRows,
  type TicketStep,
} from './plan.ts';

const ROWS = 'tickets.rows';
/** As long as that Autotask may still be at work on a request that was killed. */
const UNDER_WAY_MS = 3 * MINUTE_MS;

/** The open tickets, by invoice. */
export async function readTicketRows(ledger: Pick<RunContext['ledger'], 'recall'>): Promise<TicketRows> {
  const kept = await ledger.recall(ROWS);
  return kept === null ? {} : (JSON.parse(kept) as TicketRows);
}

/** `seen`: every invoice that the run judged, with its problem or none. */
export async function syncTickets(
  part: RunContext,
  seen: ReadonlySet<InvoiceId>,
  problems: readonly Problem[],
  choice: TicketChoice,
): Promise<void> {
  const desk = new TicketDesk(part, choice);
  await desk.open();
  const rows = desk.rows;
  const missing = Object.keys(rows).map((key) => Number(key) as InvoiceId);
  const settled = await settledOf(
    missing.filter((id) => !problems.some((one) => one.invoiceId === id)),
    seen,
    part,
  );
  const steps = planTickets(problems, rows, settled);
  const opening = steps.flatMap((step) => (step.action === 'open' ? [step.problem.invoiceId] : []));
  const headers = opening.length === 0 ? [] : await part.autotask.invoices({ kind: 'ids', ids: opening });
  const companies = new Map(headers.map((one) => [one.id, one]));
  for (const step of steps) {
    if (part.brake.cause) return;
    try {
      await desk.take(step, companies);
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      part.events.log('warn', `notify.ticket: ${error.message}`, {
        invoice: step.action === 'close' ? step.invoiceId : step.problem.invoiceId,
      });
      // A missing right, or a queue that isn't there, is the same for each of them.
      if (error.disposition === 'stop' || error.kind === 'rejected' || error.kind === 'config') return;
    }
  }
}

/** Judged by this run and no problem any more; or through, voided or gone, as ledger and Autotask say. */
async function settledOf(ids: readonly InvoiceId[], seen: ReadonlySet<InvoiceId>, part: RunContext): Promise<Set<InvoiceId>> {
  const settled = new Set(ids.filter((id) => seen.has(id)));
  const rest = ids.filter((id) => !settled.has(id));
  if (rest.length === 0) return settled;
  const [transfers, headers] = await Promise.all([part.ledger.transfers(rest), part.autotask.invoices({ kind: 'ids', ids: rest })]);
  const shown = new Map<InvoiceId, SourceInvoice>(headers.map((one) => [one.id, one]));
  for (const id of rest) {
    const header = shown.get(id);
    const state = transfers.get(id)?.state;
    const isThrough = state === 'done' || state === 'voided';
    if (isThrough || header === undefined || header.isVoided || !isUnsynced(header, part.settings)) settled.add(id);
  }
  return settled;
}

class TicketDesk {
  rows: TicketRows = {};
  readonly #part: RunContext;
  readonly #choice: TicketChoice;

  constructor(part: RunContext, choice: TicketChoice) {
    this.#part = part;
    this.#choice = choice;
  }

  async open(): Promise<void> {
    this.rows = await readTicketRows(this.#part.ledger);
  }

  async take(step: TicketStep, companies: ReadonlyMap<InvoiceId, SourceInvoice>): Promise<void> {
    switch (step.action) {
      case 'open':
        return this.#openOne(step.problem, companies.get(step.problem.invoiceId));
      case 'note':
        return this.#note(step.problem, step.row);
      case 'close':
        return this.#close(step.invoiceId, step.row);
    }
  }

  async #openOne(problem: Problem, header: SourceInvoice | undefined): Promise<void> {
    if (header === undefined) return; // Autotask doesn't show it: there is no company to put it on
    const { autotask, profile, clock, assertMine } = this.#part;
    const key = ticketKey(profile, problem.invoiceId);
    const before = this.rows[String(problem.invoiceId)];
    const signature = signatureOf(problem);
    const there = await autotask.ticketWithKey(key);
    if (there !== null) {
      await this.#keep(problem.invoiceId, { state: 'open', ticketId: there, signature: before?.signature ?? '', at: this.#now() });
      return this.#note(problem, { state: 'open', ticketId: there, signature: before?.signature ?? '', at: this.#now() });
    }
    if (before !== undefined && clock.now() - Date.parse(before.at) < UNDER_WAY_MS) return; // it may still appear
    await this.#keep(problem.invoiceId, { state: 'intent', ticketId: null, signature, at: this.#now() });
    assertMine();
    try {
      const ticketId = await autotask.createTicket({
        companyId: header.companyId,
        title: ticketTitle(problem),
        description: ticketText(problem),
        key,
        ...this.#choice,
      });
      await this.#keep(problem.invoiceId, { state: 'open', ticketId, signature, at: this.#now() });
    } catch (error) {
      // A clear no: nothing is there, and nothing has to be looked for. Without an answer the intent stays.
      if (error instanceof At2qboError && !(error instanceof UnknownOutcomeError)) await this.#keep(problem.invoiceId, null);
      throw error;
    }
  }

  /** At most once: what is said is kept first. */
  async #note(problem: Problem, row: TicketRow): Promise<void> {
    const signature = signatureOf(problem);
    if (row.ticketId === null || row.signature === signature) return;
    await this.#keep(problem.invoiceId, { ...row, signature, at: this.#now() });
    this.#part.assertMine();
    try {
      await this.#part.autotask.noteTicket(row.ticketId, 'QuickBooks: it changed', ticketText(problem));
    } catch (error) {
      if (error instanceof At2qboError && !(error instanceof UnknownOutcomeError)) await this.#keep(problem.invoiceId, row);
      throw error;
    }
  }

  /** Completing twice is the same as once; the row goes when it is done. */
  async #close(id: InvoiceId, row: TicketRow): Promise<void> {
    const { autotask, profile, assertMine } = this.#part;
    const ticketId = row.ticketId ?? (await autotask.ticketWithKey(ticketKey(profile, id)));
    assertMine();
    if (ticketId !== null) await autotask.completeTicket(ticketId);
    await this.#keep(id, null);
  }

  #now(): string {
    return new Date(this.#part.clock.now()).toISOString();
  }

  async #keep(id: InvoiceId, row: TicketRow | null): Promise<void> {
    const { [String(id)]: _, ...others } = this.rows;
    this.rows = row === null ? others : { ...others, [String(id)]: row };
    await this.#part.ledger.remember(ROWS, JSON.stringify(this.rows));
  }
}
