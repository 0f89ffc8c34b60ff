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

/** An invoice that is held: its company's name is a vendor's. */
export function heldInvoice(bench: Bench): number[] {
  const ids = bench.work(1);
  const { Vendor } = bench.world.sandbox.quickbooks.tables;
  for (const id of ids)
    Vendor.set(`9${id}`, { ...[...Vendor.values()][0], Id: `9${id}`, DisplayName: `Company ${id}`, Active: true } as never);
  return ids;
}

/** Killed anywhere: one ticket, never two; and when it is settled, it is complete and the invoice arrives. */
export async function oneTicket(bench: Bench, ids: readonly number[]): Promise<void> {
  const { autotask, quickbooks } = bench.world.sandbox;
  const mine = (id: number): unknown[] =>
    [...autotask.tables.Tickets.values()].filter((row) => String(row['externalID']).endsWith(` ${id}`)).map((row) => row['status']);
  // Later: a ticket that was on its way when the program was killed would be there by now.
  const again = await bench.world.sync(['--yes'], seam({ speed: 20, jumps: [1_200_000] }));
  for (const id of ids) claim(JSON.stringify(mine(id)) === '[1]', `${id}: tickets ${JSON.stringify(mine(id))} ${told(again)}`);
  for (const id of ids) quickbooks.tables.Vendor.delete(`9${id}`);
  const through = await bench.world.sync(['--yes'], FAST);
  claim(through.code === 0, told(through));
  for (const id of ids) claim(JSON.stringify(mine(id)) === '[5]', `${id}: tickets ${JSON.stringify(mine(id))} after it was settled`);
}
