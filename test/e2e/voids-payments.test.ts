// Voids, payments and the single-invoice tools, as a person runs them: the built program against the sandbox.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screenOf } from '../support/screen.ts';
import { connectedWorld, type World } from './support.ts';

let world: World;
let sent: { readonly id: number; readonly number: string; readonly document: string; readonly type: string }[];

beforeAll(async () => {
  world = await connectedWorld({ invoices: 14, companies: 5, seed: 3 });
  const first = await world.sync(['--yes']);
  sent = first
    .json()
    .invoices.filter((one) => one.outcome === 'created' && Number(one.quickbooks?.total) > 0)
    .map((one) => ({
      id: one.autotaskId,
      number: one.quickbooks?.docNumber ?? '',
      document: one.quickbooks?.id ?? '',
      type: one.quickbooks?.type ?? '',
    }));
}, 120_000);
afterAll(() => world.close());

const invoices = (): (typeof sent)[number][] => sent.filter((one) => one.type === 'Invoice');
const pick = (n: number): (typeof sent)[number] => {
  const one = invoices()[n];
  if (!one) throw new Error(`the sandbox has no invoice ${n}`);
  return one;
};
const paidDate = (id: number): unknown => world.sandbox.autotask.tables.Invoices.get(id)?.['paidDate'];

describe('sync-payments', () => {
  test('a paid invoice gets the day of its payment, and a second run has nothing to do', async () => {
    const one = pick(0);
    world.sandbox.quickbooks.ui.pay(one.document, undefined, '2026-01-15');
    const first = await world.run(['sync-payments']);
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`Payment of Autotask invoice ${one.number}, \\S.*: paid 2026-01-15`)),
    ]);
    expect(String(paidDate(one.id))).toContain('2026-01-15');
    const second = await world.run(['sync-payments']);
    expect([second.code, second.out.trim()]).toEqual([0, 'No invoice was paid in QuickBooks since the last look.']);
  });
  test('a dry run says what it would mark and writes nothing', async () => {
    const one = pick(1);
    world.sandbox.quickbooks.ui.pay(one.document, undefined, '2026-01-16');
    const dry = await world.run(['sync-payments', '--dry-run', '--json']);
    expect(dry.json().payments).toMatchObject([{ autotaskId: one.id, outcome: 'marked', paidDate: '2026-01-16' }]);
    expect(paidDate(one.id) ?? null).toBeNull();
  });
  test('a partly paid invoice is shown and not marked', async () => {
    const one = pick(2);
    world.sandbox.quickbooks.ui.pay(one.document, '0.01');
    const run = await world.run(['sync-payments', '--json']);
    const found = run.json().payments.find((each) => each['autotaskId'] === one.id);
    expect(found).toMatchObject({ outcome: 'skipped', reasons: [{ code: 'partly-paid' }] });
    expect(run.code).toBe(0);
  });
  test('days that are no number are refused', async () => {
    const run = await world.run(['sync-payments', '--days', 'many']);
    expect([run.code, run.err]).toEqual([2, expect.stringContaining('whole number')]);
  });
  test('a service that is down ends with code 5 and loses nothing', async () => {
    const one = pick(3);
    world.sandbox.quickbooks.ui.pay(one.document, undefined, '2026-01-17');
    world.sandbox.autotask.faults.add({ match: (call) => call.kind === 'Invoices.patch', action: { status: 503 }, times: 20 });
    const down = await world.run(['sync-payments', '--json']);
    world.sandbox.autotask.faults.clear();
    expect(down.code).toBe(5);
    const next = await world.run(['sync-payments', '--json']);
    expect([next.code, next.json().payments]).toMatchObject([0, [{ autotaskId: one.id, outcome: 'marked' }]]);
  });
});

describe('sync-voids', () => {
  test('nothing voided: nothing to do', async () => {
    await expect(await screenOf(world, ['sync-voids'])).toMatchFileSnapshot('screens/sync-voids-nothing.txt');
  });
  test('an invoice voided in Autotask is voided in QuickBooks, once; a paid one is held', async () => {
    const [open, paid] = [pick(4), pick(0)];
    world.sandbox.autotask.ui.voidInvoice(open.id);
    world.sandbox.autotask.ui.voidInvoice(paid.id);
    const dry = await world.run(['sync-voids', '--dry-run', '--json']);
    const live = world.sandbox.quickbooks.tables.Invoice.get(open.document);
    expect([dry.json().dryRun, Number(live?.TotalAmt) > 0]).toEqual([true, true]);
    expect(dry.json().voids.find((each) => each['autotaskId'] === open.id)).toMatchObject({ outcome: 'voided' });
    const run = await world.run(['sync-voids', '--json']);
    const of = (id: number): Record<string, unknown> | undefined => run.json().voids.find((each) => each['autotaskId'] === id);
    expect(of(open.id)).toMatchObject({ outcome: 'voided', quickbooksId: open.document, reasons: [] });
    expect(of(paid.id)).toMatchObject({ outcome: 'held', reasons: [{ code: 'has-payments' }] });
    expect(run.code).toBe(1);
    const voids = world.sandbox.quickbooks.requests.filter((request) => request.kind === 'invoice.void').length;
    await world.run(['sync-voids']);
    expect(world.sandbox.quickbooks.requests.filter((request) => request.kind === 'invoice.void').length).toBe(voids);
  });
  test('a document voided in QuickBooks is told and never made again', async () => {
    const one = pick(5);
    world.sandbox.quickbooks.ui.void(one.document);
    const run = await world.sync(['--yes']);
    expect(run.json().voids.find((each) => each['autotaskId'] === one.id)).toMatchObject({
      outcome: 'held',
      reasons: [{ code: 'voided-in-quickbooks' }],
    });
    expect(run.json().totals['created']).toBe(0);
  });
});

describe('mark-paid', () => {
  test('sets the date and reads it back', async () => {
    const one = pick(6);
    const run = await world.run(['mark-paid', one.number, '--date', '2026-02-03', '--yes']);
    expect([run.code, run.out.trim()]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^Payment of Autotask invoice ${one.number}, \\S.*: paid 2026-02-03$`)),
    ]);
    expect(String(paidDate(one.id))).toContain('2026-02-03');
  });
  test('an unknown number and a voided invoice are said plainly, and nothing is saved', async () => {
    const unknown = await world.run(['mark-paid', 'no-such-number']);
    expect([unknown.code, unknown.out]).toEqual([1, expect.stringContaining('has no invoice with the number no-such-number')]);
    const voided = await world.run(['mark-paid', pick(4).number, '--json']);
    expect([voided.code, voided.json().payments]).toMatchObject([1, [{ outcome: 'failed', reasons: [{ code: 'voided-not-marked' }] }]]);
    expect(paidDate(pick(4).id) ?? null).toBeNull();
  });
  test('a day to come, and one before the invoice, need --yes where nobody can be asked; nothing is saved', async () => {
    const { number, id } = pick(6);
    const before = paidDate(id);
    for (const [date, why] of [
      ['2099-01-01', 'in the future'],
      ['2001-01-01', 'before the invoice'],
    ] as const) {
      const run = await world.run(['mark-paid', number, '--date', date]);
      expect([run.code, run.err]).toEqual([2, expect.stringContaining(why)]);
      expect(run.err).toContain(`fix: at2qbo mark-paid ${number} --date ${date} --yes`);
    }
    expect(paidDate(id)).toEqual(before);
    expect((await world.run(['mark-paid', number, '--date', '2099-01-01', '--yes'])).code).toBe(0);
  });
  test('a date that is no calendar date is refused', async () => {
    const run = await world.run(['mark-paid', pick(6).number, '--date', '2026-02-30']);
    expect([run.code, run.err]).toEqual([2, expect.stringContaining('YYYY-MM-DD')]);
  });
});

describe('copy-invoice', () => {
  test('what QuickBooks has is named and not saved again', async () => {
    const one = pick(7);
    const run = await world.run(['copy-invoice', String(one.id), '--json']);
    expect([run.code, run.json().invoices]).toMatchObject([1, [{ outcome: 'failed', reasons: [{ code: 'exists-in-quickbooks' }] }]]);
  });
  test('--overwrite of what QuickBooks has needs --yes where nobody can be asked; nothing is saved', async () => {
    const one = pick(7);
    const count = world.sandbox.quickbooks.tables.Invoice.size;
    const run = await world.run(['copy-invoice', String(one.id), '--overwrite', '--void-old']);
    expect([run.code, run.err]).toEqual([2, expect.stringContaining(`QuickBooks has invoice ${one.id} as invoice ${one.number}`)]);
    expect(run.err).toContain(`fix: at2qbo copy-invoice ${one.id} --overwrite --void-old --yes`);
    expect(world.sandbox.quickbooks.tables.Invoice.size).toBe(count);
  });
  test('--overwrite --void-old makes a new copy and voids the older one', async () => {
    const one = pick(7);
    const run = await world.run(['copy-invoice', String(one.id), '--overwrite', '--void-old', '--yes', '--json']);
    const [outcome] = run.json().invoices;
    expect(run.code).toBe(0);
    expect(outcome?.quickbooks?.id).not.toBe(one.document);
    expect(outcome?.reasons.map((why) => why.code)).toContain('old-copy-voided');
    const next = await world.sync();
    expect(next.json().invoices.filter((each) => each.autotaskId === one.id)).toEqual([]);
  });
  test('a voided invoice, an unknown id and a text are refused', async () => {
    expect((await world.run(['copy-invoice', String(pick(4).id)])).code).toBe(1);
    expect((await world.run(['copy-invoice', '99999999'])).code).toBe(1);
    const text = await world.run(['copy-invoice', 'INV-1']);
    expect([text.code, text.err]).toEqual([2, expect.stringContaining('is no Autotask invoice id')]);
  });
});

describe('clear-status', () => {
  test('with nothing half done it says so', async () => {
    const run = await world.run(['clear-status']);
    expect([run.code, run.out.trim()]).toEqual([0, 'No run is active.\nNothing was left half done.']);
  });
});
