// A connected profile that gets new work for every point of a sweep, and the verdict: nothing twice, nothing lost, nothing half-told.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row } from '../../src/sandbox/autotask/rows.ts';
import type { FaultAction, FaultRequest } from '../../src/sandbox/faults.ts';
import { believableMonth, type Month } from '../../src/sandbox/month.ts';
import { connectedWorld, type Finished, type World } from '../e2e/support.ts';

export type Numbering = 'quickbooks' | 'autotask-id' | 'autotask-number';

const PRELOAD = fileURLToPath(new URL('preload.mjs', import.meta.url));
const FIRST = 600_001;
const HOUR = 3_600_000;
/** Settings and secrets; a kill may have left the newest token under the second name. */
const KEPT = new Set(['config.json', 'secrets.enc', 'secrets.enc.next']);

/** Environment that loads the seam into the program. */
export function seam(options: {
  kill?: string;
  count?: string;
  speed?: number;
  jumps?: readonly number[];
  postgres?: boolean;
}): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    ...(options.kill === undefined ? {} : { AT2QBO_TEST_KILL: options.kill }),
    ...(options.count === undefined ? {} : { AT2QBO_TEST_COUNT: options.count }),
    ...(options.postgres === true ? { AT2QBO_TEST_POSTGRES: '1' } : {}),
    ...(options.jumps === undefined ? {} : { AT2QBO_TEST_JUMPS: options.jumps.join() }),
    ...(options.speed === undefined ? {} : { AT2QBO_TEST_SPEED: String(options.speed) }),
  };
}

/** A month with customers, codes and terms, and no invoice. */
function emptyMonth(): {
  readonly month: Month;
  readonly header: Row;
  readonly items: readonly Row[];
  readonly code: Row;
  readonly company: Row;
} {
  const month = believableMonth({ now: Date.now(), taxWorld: 'automated' });
  const rows = (table: 'Invoices' | 'BillingItems' | 'BillingCodes' | 'Companies'): Row[] =>
    [...(month.autotask[table] ?? [])].map((row) => ({ ...row }));
  const plain =
    month.expectations.invoices.find((one) => one.kind === 'plain' && one.lines >= 2 && one.tax === '0.00') ??
    month.expectations.invoices.find((one) => one.kind === 'plain');
  if (!plain) throw new Error('the month has no plain invoice');
  const header = rows('Invoices').find((row) => row['id'] === plain.id);
  const items = rows('BillingItems').filter((row) => row['invoiceID'] === plain.id);
  const code = rows('BillingCodes').find((row) => row['id'] === items[0]?.['billingCodeID']);
  const company = rows('Companies').find((row) => row['id'] === plain.companyID);
  if (!header || !code || !company) throw new Error('the plain invoice is not whole');
  return { month: { ...month, autotask: { ...month.autotask, Invoices: [], BillingItems: [] } }, header, items, code, company };
}

export interface Bench {
  readonly world: World;
  /** Adds so many invoices, the first one of a new company with a new billing code; their ids. */
  work(count: number): number[];
  /** What happens around the n-th request from now on (counted over both services and the sign-in). */
  strikeAt(n: number, action: FaultAction, meanwhile?: () => void): { readonly kind: string | null };
  /** Faults for every request that `match` picks. */
  strike(match: (request: FaultRequest) => boolean, action: FaultAction, times: number): void;
  /** Requests since the last call. */
  requestCount(): number;
  calm(): void;
  /** Everything but settings and secrets is gone, from the home and from a shared ledger. */
  forget(): void;
  verdict(ids: readonly number[]): Verdict;
  close(): Promise<void>;
}

export interface Verdict {
  readonly duplicates: readonly number[];
  readonly lost: readonly number[];
  /** In QuickBooks, but Autotask doesn't show it (or the reverse). */
  readonly untold: readonly number[];
}

/** `lose` empties a ledger that isn't in the home. */
export async function openBench(
  numbering: Numbering,
  settings: Record<string, string | number | boolean | object> = {},
  lose: () => void = () => undefined,
): Promise<Bench> {
  const { month, header, items, code, company } = emptyMonth();
  const world = await connectedWorld({
    month,
    numbering: numbering === 'quickbooks' ? 'blank' : 'numbered',
    limits: { perSecond: 1000, perMinute: 100_000, concurrent: 100 },
    settings: { 'invoices.numbering': numbering, 'limits.quickbooksPerSecond': 10, 'limits.quickbooksPerMinute': 500, ...settings },
  });
  const { autotask, quickbooks } = world.sandbox;
  let next = FIRST;
  let seen = 0;
  const lists = [autotask.faults, quickbooks.faults];

  return {
    world,
    work(count) {
      const ids = Array.from({ length: count }, () => (next += 1));
      const [first = next] = ids;
      const createdAt = new Date(Date.now() - 30 * HOUR).toISOString();
      autotask.seed({
        Companies: [{ ...company, id: first, companyName: `Company ${first}` }],
        Contacts: [
          {
            id: first,
            companyID: first,
            firstName: 'Pat',
            lastName: 'Keller',
            emailAddress: `ap${first}@example.com`,
            isActive: 1,
            primaryContact: true,
          },
        ],
        BillingCodes: [{ ...code, id: first, name: `Code ${first}` }],
        Invoices: ids.map((id) => ({
          ...header,
          id,
          createDateTime: createdAt,
          companyID: id === first ? first : (header['companyID'] ?? null),
          invoiceNumber: numbering === 'autotask-number' ? `N${id}` : null,
          webServiceDate: null,
        })),
        BillingItems: ids.flatMap((id) =>
          items.map((item, n) => ({
            ...item,
            id: id * 100 + n,
            invoiceID: id,
            ...(id === first && n === 0 ? { billingCodeID: first } : {}),
          })),
        ),
      });
      return ids;
    },
    strikeAt(n, action, meanwhile) {
      const shot: { kind: string | null } = { kind: null };
      let count = 0;
      const match = (request: FaultRequest): boolean => {
        count += 1;
        if (count !== n) return false;
        shot.kind = `${request.service} ${request.kind}`;
        meanwhile?.();
        return true;
      };
      for (const list of lists) list.add({ match, action });
      return shot;
    },
    strike(match, action, times) {
      let left = times;
      for (const list of lists) list.add({ match: (request) => match(request) && left-- > 0, action, times });
    },
    requestCount() {
      const now = autotask.requests.length + quickbooks.requests.length;
      const count = now - seen;
      seen = now;
      return count;
    },
    calm() {
      for (const list of lists) list.clear();
    },
    forget() {
      const directory = world.home.env['AT2QBO_HOME'] ?? '';
      for (const name of existsSync(directory) ? readdirSync(directory) : [])
        if (!KEPT.has(name)) rmSync(join(directory, name), { recursive: true, force: true });
      lose();
    },
    verdict(ids) {
      const documents = [...quickbooks.tables.Invoice.values(), ...quickbooks.tables.CreditMemo.values()] as unknown as readonly {
        readonly PrivateNote?: string;
        readonly DocNumber?: string;
        readonly TotalAmt?: unknown;
      }[];
      const duplicates: number[] = [];
      const lost: number[] = [];
      const untold: number[] = [];
      for (const id of ids) {
        const all = documents.filter((one) => new RegExp(`\\b${id}\\b`).test(one.PrivateNote ?? ''));
        // What was taken back on purpose stays behind void, beside the one that was sent again.
        const live = all.filter((one) => Number(one.TotalAmt) !== 0);
        const mine = live.length > 0 ? live : all;
        const row = autotask.tables.Invoices.get(id) ?? {};
        if (mine.length > 1) duplicates.push(id);
        if (mine.length === 0) lost.push(id);
        const isTold =
          (row['webServiceDate'] ?? null) !== null && (numbering !== 'quickbooks' || row['invoiceNumber'] === mine[0]?.DocNumber);
        if (isTold !== mine.length > 0) untold.push(id);
      }
      return { duplicates, lost, untold };
    },
    close: () => world.close(),
  };
}

/** `created` outcomes of a run. */
export function createdBy(done: Finished): number {
  return done.json().totals['created'] ?? 0;
}

/** Throws with what was seen where the claim doesn't hold. */
export function claim(holds: boolean, seen: unknown): void {
  if (!holds) throw new Error(typeof seen === 'string' ? seen : JSON.stringify(seen, null, 1));
}

/**
 * All of them, so many at a time (each in a lane of its own), whatever fails on the way; then everything that failed.
 * AT2QBO_PROGRESS=1 tells each one as it goes.
 */
export async function throughAll<T>(points: readonly T[], attempt: (point: T, lane: number) => Promise<void>, lanes = 1): Promise<void> {
  const failures: string[] = [];
  const waiting = [...points];
  const through = async (lane: number): Promise<void> => {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
      try {
        await attempt(point, lane);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
        if (process.env['AT2QBO_PROGRESS']) process.stdout.write(`x ${JSON.stringify(point)} ${failures.at(-1) ?? ''}\n`);
      }
      if (process.env['AT2QBO_PROGRESS']) process.stdout.write(`. ${JSON.stringify(point)}\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => through(lane)));
  if (failures.length > 0) throw new Error(`${failures.length} of ${points.length} points failed:\n${failures.join('\n\n')}`);
}
