// What people do around a run that is killed: invoices sent before, a payment, an undo with its release; and what is looked at on both sides.
import type { Finished } from '../e2e/support.ts';
import { claim, seam, type Bench } from './world.ts';

/** Pauses and windows of limits pass twenty times as fast. */
export const FAST = seam({ speed: 20 });

export const rowOf = (bench: Bench, id: number): Record<string, unknown> => bench.world.sandbox.autotask.tables.Invoices.get(id) ?? {};
export const documentsOf = (bench: Bench, id: number): { readonly Id: string; readonly TotalAmt?: unknown }[] =>
  [...bench.world.sandbox.quickbooks.tables.Invoice.values()].filter((one) => JSON.stringify(one).includes(String(id)));
export const documentOf = (bench: Bench, id: number): { readonly Id: string; readonly TotalAmt?: unknown } | undefined =>
  documentsOf(bench, id)[0];
/** The run that sent what `transferred` gave. */
export const lastRun = new WeakMap<Bench, string>();

/** Invoices that have arrived. */
export async function transferred(bench: Bench): Promise<number[]> {
  const ids = bench.work(1);
  const done = await bench.world.sync(['--yes'], FAST);
  claim(done.code === 0, done.out + done.err);
  lastRun.set(bench, done.json().run);
  return ids;
}

/** An invoice that has arrived, and its company, which moved since. */
export async function movedCompany(bench: Bench): Promise<number[]> {
  const ids = await transferred(bench);
  for (const id of ids) Object.assign(bench.world.sandbox.autotask.tables.Companies.get(id) ?? {}, { phone: `512-555-${id % 10_000}` });
  return ids;
}

/** The customer has what Autotask has, once, whatever was killed before. */
export async function customerIsCurrent(bench: Bench, ids: readonly number[]): Promise<void> {
  const again = await bench.world.run(['sync-customers', '--json'], FAST);
  claim(again.code === 0, told(again));
  const customers = [...bench.world.sandbox.quickbooks.tables.Customer.values()] as unknown as {
    readonly DisplayName: string;
    readonly PrimaryPhone?: { readonly FreeFormNumber: string };
  }[];
  for (const id of ids) {
    const mine = customers.filter((one) => one.DisplayName === `Company ${id}`);
    claim(
      mine.length === 1 && mine[0]?.PrimaryPhone?.FreeFormNumber === `512-555-${id % 10_000}`,
      `${id}: ${JSON.stringify(mine)} ${told(again)}`,
    );
  }
}

/** Wherever it was killed: it is as before on both sides, or gone from both and held. Then it is undone to its end, released, and sent once more. */
export async function undoneThenReleased(bench: Bench, ids: readonly number[]): Promise<void> {
  const { world } = bench;
  const lives = (id: number): number => documentsOf(bench, id).filter((one) => Number(one.TotalAmt) !== 0).length;
  const isMarked = (id: number): boolean => (rowOf(bench, id)['webServiceDate'] ?? null) !== null;
  for (const id of ids) claim(lives(id) === (isMarked(id) ? 1 : 0), `${id}: ${lives(id)} live, Autotask marked: ${isMarked(id)}`);
  const again = await world.run(['undo', lastRun.get(bench) ?? '', '--yes', '--json'], FAST);
  claim(again.code === 0, told(again));
  for (const id of ids) {
    claim(lives(id) === 0 && !isMarked(id), `${id} is not undone: ${told(again)}`);
    const held = await world.sync(['--only', String(id)], FAST);
    claim(held.json().totals['created'] === 0, `${id} was sent again before it was released`);
    const released = await world.run(['release', String(id)], FAST);
    claim(released.code === 0, told(released));
  }
  const sent = await world.sync(['--yes'], FAST);
  claim(sent.code === 0 && sent.json().totals['created'] === ids.length, told(sent));
  for (const id of ids) claim(lives(id) === 1 && isMarked(id), `${id}: ${lives(id)} live after it was sent again`);
}

export const told = (done: Finished): string => `${done.signal ?? ''}${done.out}${done.err}`.slice(0, 2000);
