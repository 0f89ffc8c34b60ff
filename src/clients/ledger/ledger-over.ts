// The ledger over any database: which rows a question needs and which belong into one transaction. No SQL dialect here.
import type { Instant } from '../../core/dates.ts';
import { instantAt } from '../../core/dates.ts';
import type { MadeRecord, OutcomeRecord, PersonHold, RunRecord, Tie, Transfer, TransferEvent } from '../../core/model/ledger.ts';
import type { DocumentType, InvoiceId, QuickBooksId } from '../../core/model.ts';
import type { Clock, LedgerPort } from '../../core/ports.ts';
import { text, whole } from './rows/columns.ts';
import {
  eventOf,
  eventRow,
  madeOf,
  madeRow,
  outcomeOf,
  outcomeRow,
  personHoldOf,
  personHoldRow,
  runOf,
  runRow,
  tieOf,
  tieRow,
  transferOf,
  transferRow,
} from './rows/rows.ts';
import { chunks, insert, placeholders, type Row, type SqlValue, type Store, upsert } from './store.ts';

export interface LedgerOptions {
  /** Only rows of this profile are seen and written. */
  readonly profile: string;
  readonly clock: Pick<Clock, 'now'>;
}

const OF_INVOICE = ['profile', 'invoice_id'] as const;
const OF_TIE = ['profile', 'kind', 'autotask_id'] as const;
const OLDEST_FIRST = 'order by created_at, invoice_id';
/** An invoice that was held in March and is held again today has waited since March. */
const EARLIEST = 'case when outcomes.first_seen < excluded.first_seen then outcomes.first_seen else excluded.first_seen end';

/** The ledger of one profile in this database; closing is the database's own matter. */
export function ledgerOver(store: Store, { profile, clock }: LedgerOptions): Omit<LedgerPort, 'close'> {
  const now = (): Instant => instantAt(clock.now());
  const rowsWhere = (table: string, rest: string, values: readonly SqlValue[] = []): Promise<Row[]> =>
    store.all({ sql: `select * from ${table} where profile = $1 ${rest}`, values: [profile, ...values] });
  const removeInvoice = (table: string, id: InvoiceId) => ({
    sql: `delete from ${table} where profile = $1 and invoice_id = $2`,
    values: [profile, id],
  });

  return {
    async transfers(ids: readonly InvoiceId[]): Promise<Map<InvoiceId, Transfer>> {
      const found = new Map<InvoiceId, Transfer>();
      for (const some of chunks(ids)) {
        for (const row of await rowsWhere('transfers', `and invoice_id in (${placeholders(some.length, 2)})`, some)) {
          const transfer = transferOf(row);
          found.set(transfer.invoiceId, transfer);
        }
      }
      return found;
    },

    async transfersOfDocuments(type: DocumentType, ids: readonly QuickBooksId[]): Promise<Transfer[]> {
      const found: Transfer[] = [];
      for (const some of chunks(ids)) {
        const rest = `and document_type = $2 and quickbooks_id in (${placeholders(some.length, 3)}) ${OLDEST_FIRST}`;
        found.push(...(await rowsWhere('transfers', rest, [type, ...some])).map(transferOf));
      }
      return found;
    },

    async unfinished(): Promise<Transfer[]> {
      const rest = `and (state in ('intent', 'created', 'accepted', 'written', 'held') or voiding = 'intent'
        or (state = 'done' and (email in ('wanted', 'intent') or pdf in ('wanted', 'intent')))) ${OLDEST_FIRST}`;
      return (await rowsWhere('transfers', rest)).map(transferOf);
    },

    async allTransfers(): Promise<Transfer[]> {
      return (await rowsWhere('transfers', OLDEST_FIRST)).map(transferOf);
    },

    async save(transfer, event, how): Promise<void> {
      const { invoiceId, runId, state } = transfer;
      const happened: TransferEvent = { invoiceId, runId, state, at: now(), what: event.what, detail: event.detail ?? '' };
      const rows = [upsert('transfers', OF_INVOICE, transferRow(profile, transfer)), insert('history', eventRow(profile, happened))];
      await store.write(rows, how?.isPatient === true ? 'patient' : 'now');
    },

    async history(id: InvoiceId): Promise<TransferEvent[]> {
      return (await rowsWhere('history', 'and invoice_id = $2 order by seq', [id])).map(eventOf);
    },

    async ties(): Promise<Tie[]> {
      return (await rowsWhere('ties', 'order by kind, autotask_id')).map(tieOf);
    },

    async saveTies(ties: readonly Tie[]): Promise<void> {
      if (ties.length > 0) await store.write(ties.map((tie) => upsert('ties', OF_TIE, tieRow(profile, tie))));
    },

    async removeTie(kind: Tie['kind'], autotaskId: number): Promise<boolean> {
      const sql = 'delete from ties where profile = $1 and kind = $2 and autotask_id = $3';
      return (await store.write([{ sql, values: [profile, kind, autotaskId] }])) > 0;
    },

    async eventsOfRun(runId: string): Promise<TransferEvent[]> {
      return (await rowsWhere('history', 'and run_id = $2 order by seq', [runId])).map(eventOf);
    },

    async saveMade(made: MadeRecord): Promise<void> {
      await store.write([upsert('made', ['profile', 'run_id', 'kind', 'quickbooks_id'], madeRow(profile, made))]);
    },

    async madeInRun(runId: string): Promise<MadeRecord[]> {
      return (await rowsWhere('made', 'and run_id = $2 order by kind, name, quickbooks_id', [runId])).map(madeOf);
    },

    async transferredCount(): Promise<number> {
      const sql = 'select count(*) as transferred from transfers where profile = $1 and quickbooks_id is not null';
      const [row] = await store.all({ sql, values: [profile] });
      return row === undefined ? 0 : whole(row, 'transferred');
    },

    async personHolds(): Promise<Map<InvoiceId, PersonHold>> {
      const holds = (await rowsWhere('person_holds', 'order by at, invoice_id')).map(personHoldOf);
      return new Map(holds.map((hold) => [hold.invoiceId, hold]));
    },

    async setPersonHold(hold: PersonHold): Promise<void> {
      await store.write([upsert('person_holds', OF_INVOICE, personHoldRow(profile, hold))]);
    },

    async clearPersonHold(id: InvoiceId): Promise<boolean> {
      return (await store.write([removeInvoice('person_holds', id)])) > 0;
    },

    async outcomes(): Promise<OutcomeRecord[]> {
      return (await rowsWhere('outcomes', 'order by first_seen, invoice_id')).map(outcomeOf);
    },

    async saveOutcomes(outcomes: readonly OutcomeRecord[]): Promise<void> {
      const rows = outcomes.map((outcome) => outcomeRow(profile, outcome));
      if (rows.length > 0) await store.write(rows.map((row) => upsert('outcomes', OF_INVOICE, row, { first_seen: EARLIEST })));
    },

    async clearOutcomes(ids: readonly InvoiceId[]): Promise<void> {
      if (ids.length > 0) await store.write(ids.map((id) => removeInvoice('outcomes', id)));
    },

    async startRun(run: RunRecord): Promise<void> {
      await store.write([upsert('runs', ['profile', 'id'], runRow(profile, run))]);
    },

    // Upsert here too: where the ledger was put aside during the run, its end is still worth keeping.
    async finishRun(run: RunRecord): Promise<void> {
      await store.write([upsert('runs', ['profile', 'id'], runRow(profile, run))]);
    },

    async runs(limit: number): Promise<RunRecord[]> {
      return (await rowsWhere('runs', 'order by started_at desc, id desc limit $2', [limit])).map(runOf);
    },

    async recall(key: string): Promise<string | null> {
      const [row] = await rowsWhere('marks', 'and name = $2', [key]);
      return row === undefined ? null : text(row, 'content');
    },

    async remember(key: string, value: string | null): Promise<void> {
      await store.write([
        value === null
          ? { sql: 'delete from marks where profile = $1 and name = $2', values: [profile, key] }
          : upsert('marks', ['profile', 'name'], { profile, name: key, content: value }),
      ]);
    },
  };
}
