// The tables, as steps that only ever grow: a released step is never changed, the next one goes below.
// SQL that SQLite and PostgreSQL share.
// Every table but one has the profile in its key, because several profiles may share one database. Booleans are 0/1; moments, days and money are text.

/** What the two databases spell differently. */
export interface Dialect {
  /** A key that the database counts up and never gives twice, not even after the newest rows were removed. */
  readonly serial: string;
}

export const SQLITE: Dialect = { serial: 'integer primary key autoincrement' };
export const POSTGRES: Dialect = { serial: 'bigserial primary key' };

/** The table of the steps done. Made before step 1. */
export const SCHEMA_VERSIONS = 'create table if not exists schema_versions (version bigint primary key, applied_at text not null)';

/** Step n is at index n - 1. */
const STEPS: readonly ((dialect: Dialect) => readonly string[])[] = [
  ({ serial }) => [
    `create table transfers (
      profile text not null, invoice_id bigint not null, state text not null, generation bigint not null, request_id text not null,
      draft_hash text not null, document_type text not null, quickbooks_id text, doc_number text, customer_id text, company text not null,
      document_date text not null, total text, tax text, autotask_total text not null, sync_token text, was_adopted bigint not null,
      reasons text not null, email text, pdf text, voiding text, paid_date text, run_id text not null, created_at text not null,
      updated_at text not null, primary key (profile, invoice_id))`,
    'create index transfers_by_document on transfers (profile, document_type, quickbooks_id)',
    `create table history (
      seq ${serial}, profile text not null, invoice_id bigint not null, at text not null, run_id text not null, state text not null,
      what text not null, detail text not null)`,
    'create index history_by_invoice on history (profile, invoice_id)',
    `create table person_holds (
      profile text not null, invoice_id bigint not null, why text not null, at text not null, primary key (profile, invoice_id))`,
    `create table outcomes (
      profile text not null, invoice_id bigint not null, invoice_number text, company text not null, total text not null,
      outcome text not null, reasons text not null, first_seen text not null, last_seen text not null, run_id text not null,
      primary key (profile, invoice_id))`,
    `create table runs (
      profile text not null, id text not null, command text not null, started_at text not null, finished_at text, exit_code bigint,
      totals text, host text not null, pid bigint not null, primary key (profile, id))`,
    'create index runs_by_start on runs (profile, started_at)',
    'create table marks (profile text not null, name text not null, content text not null, primary key (profile, name))',
    `create table log (
      id ${serial}, profile text not null, at text not null, run_id text not null, level text not null, message text not null,
      invoice_id bigint, facts text not null, service_call text)`,
    'create index log_by_order on log (profile, id)',
    'create index log_by_time on log (profile, at)',
    'create index log_by_invoice on log (profile, invoice_id)',
    'create index log_by_run on log (profile, run_id)',
  ],
  // For several hosts: who runs a profile (seconds of the database's own clock), and the sealed secrets where they live here.
  () => [
    `create table leases (
      profile text not null primary key, holder text not null, host text not null, pid bigint not null, command text not null,
      since text not null, beat_at double precision not null)`,
    'create table sealed (profile text not null primary key, content text not null, updated_at text not null)',
  ],
  // Where the pid of a lease means something.
  () => ["alter table leases add column origin text not null default ''"],
  // What companies and billing codes are in QuickBooks, by id.
  () => [
    `create table ties (
      profile text not null, kind text not null, autotask_id bigint not null, quickbooks_id text not null, autotask_name text not null,
      quickbooks_name text not null, tied_by text not null, at text not null, primary key (profile, kind, autotask_id))`,
  ],
  // Customers and items that a run created: what `undo` lists.
  () => [
    `create table made (
      profile text not null, run_id text not null, kind text not null, quickbooks_id text not null, name text not null,
      primary key (profile, run_id, kind, quickbooks_id))`,
  ],
  // Rows that older versions kept of a stranger's document, which only has the invoice's number: the invoice is looked for anew, and what was done
  // to the document in its name stays in the history. `state = 'voided'`: their void of it.
  () => {
    const untied = `state = 'held' and reasons like '%"code":"number-taken"%'`;
    const history = (rest: string): string =>
      `select 1 from history h where h.profile = transfers.profile and h.invoice_id = transfers.invoice_id and ${rest}`;
    const voided = `state = 'voided' and was_adopted = 1 and exists (${history("h.what = 'held: number-taken'")})
      and not exists (${history("h.state in ('accepted', 'done')")})`;
    const event = (where: string, what: string): string =>
      `insert into history (profile, invoice_id, at, run_id, state, what, detail)
       select profile, invoice_id, updated_at, run_id, 'rejected', '${what} ' || coalesce(quickbooks_id, '') || ': it only has the same number', ''
       from transfers where ${where}`;
    return [
      event(untied, 'no longer tied to QuickBooks document Id'),
      event(voided, 'not its own, and voided in its name by an older version: QuickBooks document Id'),
      `update transfers set state = 'rejected', quickbooks_id = null, doc_number = null, customer_id = null, total = null, tax = null,
        sync_token = null, reasons = '[]', voiding = null where (${untied}) or (${voided})`,
    ];
  },
  // Reads that Intuit meters, of all profiles with one client id: the one table without a profile. One host counts in a file of its own.
  () => [
    `create table metered_reads (
      client_id text not null, month text not null, reads bigint not null, primary key (client_id, month))`,
  ],
];

/** The version of the tables that this program writes. */
export const LATEST = STEPS.length;

/** The statements that lead from `version` to the latest, step by step. */
export function stepsAfter(version: number, dialect: Dialect): { readonly version: number; readonly statements: readonly string[] }[] {
  return STEPS.map((step, index) => ({ version: index + 1, statements: step(dialect) })).slice(version);
}
