// `status`, `explain`, `hold` and `release` as a person meets them.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screenOf } from '../support/screen.ts';
import { connectedWorld, type World } from './support.ts';

describe('status, explain, hold and release', () => {
  let world: World;
  const explain = async (
    asked: string,
  ): Promise<{ ledger: { docNumber: string } | null; rules: { rule: string; verdict: string; codes: string[] }[]; history: unknown[] }[]> =>
    (await world.run(['explain', asked, '--json'])).json<{ invoices: never[] }>().invoices;
  beforeAll(async () => {
    world = await connectedWorld({ invoices: 6, limits: { perSecond: 1000, perMinute: 100_000, concurrent: 100 } });
  });
  afterAll(() => world.close());

  it('status before the first run says so and asks nobody', async () => {
    const before = world.sandbox.autotask.requests.length + world.sandbox.quickbooks.requests.length;
    const done = await world.run(['status']);
    expect(done.code).toBe(0);
    expect(world.sandbox.autotask.requests.length + world.sandbox.quickbooks.requests.length).toBe(before);
  });

  it('a held invoice is not sent until it is released', async () => {
    expect((await world.run(['hold', '5006', '--why', 'price in dispute'])).code).toBe(0);
    const run = (await world.sync()).json();
    const held = run.invoices.find((one) => one.autotaskId === 5006);
    expect(held?.outcome).toBe('held');
    expect(held?.reasons[0]).toMatchObject({ code: 'held-by-person', message: 'On hold: price in dispute' });
    const status = (await world.run(['status', '--json'])).json<{
      personHolds: unknown[];
      lastRun: { exitCode: number };
      transfers: { done: number };
    }>();
    expect(status.personHolds).toHaveLength(1);
    expect(status.lastRun.exitCode).toBe(1);
    expect(status.transfers.done).toBe(run.totals['created']);
    const [why] = await explain('5006');
    expect(why?.rules.find((one) => one.rule === 'hold')?.verdict).toBe('stop');

    expect((await world.run(['release', '5006'])).code).toBe(0);
    const after = (await world.sync()).json().invoices.find((one) => one.autotaskId === 5006);
    expect(after?.outcome).toBe('created');
  });

  it('explain finds a sent invoice by its number, with its history', async () => {
    const [byId] = await explain('5006');
    expect(byId?.ledger).toMatchObject({ state: 'done', docNumber: expect.stringMatching(/^\d+$/) });
    expect(byId?.history.length).toBeGreaterThanOrEqual(4);
    expect((await explain(byId?.ledger?.docNumber ?? ''))[0]).toEqual(byId);
  });

  it('explain names the rule that stops an invoice', async () => {
    const [voided] = await explain('5004');
    expect(voided?.rules.find((one) => one.rule === 'voided')?.verdict).toBe('stop');
    const [inactive] = await explain('5007');
    expect(inactive?.rules.find((one) => one.rule === 'customer')).toMatchObject({ verdict: 'stop', codes: ['customer-inactive'] });
  });

  it('each printed reason has its code, and the end says how to look it up', async () => {
    const pointer = 'at2qbo explain CODE';
    const run = await world.run(['sync']);
    expect(run.out).toContain('[customer-inactive]');
    expect(run.out).toContain('[customer-name-held]');
    expect(run.out).toContain(pointer);
    const status = (await world.run(['status'])).out;
    expect(status).toMatch(/5007 .*\[customer-inactive\]/);
    expect(status).toContain(pointer);
    const life = (await world.run(['logs', '--invoice', '5007'])).out;
    expect(life).toContain('[customer-inactive]');
    expect(life).toContain('at2qbo explain customer-inactive');
  });

  it('explain CODE needs no connection, and a mistyped code is refused with the one that was meant', async () => {
    const home = { AT2QBO_HOME: join(world.home.directory, 'nowhere') };
    const about = await world.run(['explain', '[customer-inactive]'], home);
    expect(about.code).toBe(0);
    expect((await world.run(['explain', 'busy', '--json'], home)).json()).toMatchObject({ code: 'busy', kind: 'ended', exitCode: 0 });
    const wrong = await world.run(['explain', 'customer-inactiv'], home);
    expect(wrong.code).toBe(2);
  });

  it('an error that ends a command says where its kind is explained; a mistyped command doesn’t need it', async () => {
    const auth = await world.run(['explain', '5007'], { AT2QBO_HOME: join(world.home.directory, 'nowhere') });
    expect(auth.code).toBe(4);
    expect(auth.err).toContain('at2qbo explain auth');
    expect((await world.run(['statsu'])).err).not.toContain('more:');
  });

  it('bad and unknown ids are refused with 2, and a release of nothing says so', async () => {
    expect((await world.run(['hold', 'abc', '--why', 'x'])).code).toBe(2);
    expect((await world.run(['hold', '5006'])).code).toBe(2);
    expect((await world.run(['hold', '99', '--why', 'x'])).code).toBe(2);
    expect((await world.run(['release', '0'])).code).toBe(2);
    expect((await world.run(['release', '99'])).code).toBe(2);
    expect((await world.run(['explain', 'nope'])).code).toBe(2);
    const nothing = await world.run(['release', '5007']);
    expect(nothing.code).toBe(0);
    expect((await world.run(['release', '5007', '--accept'])).code).toBe(1);
    const done = await world.run(['hold', '5006', '--why', 'too late']);
    expect(done.code).toBe(1);
  });

  it('a release says what really comes next', async () => {
    const release = async (env: Readonly<Record<string, string>>): Promise<{ message: string; fix: string }> => {
      await world.run(['hold', '5007', '--why', 'a look']);
      return (await world.run(['release', '5007', '--json'], env)).json<{ message: string; fix: string }>();
    };
    expect(await release({ AT2QBO_INVOICES__SYNC: 'off' })).toMatchObject({
      message: 'Released. But invoices.sync is off: no run takes it by itself.',
      fix: 'at2qbo sync --only 5007 --now',
    });
    expect(await release({ AT2QBO_INVOICES__LOOK_BACK_DAYS: '1' })).toMatchObject({
      message: expect.stringMatching(/^Released\. But no run takes it by itself: Created on .* before the look-back window/),
      fix: 'at2qbo sync --only 5007',
    });
    const companyId = String(world.sandbox.autotask.tables.Invoices.get(5007)?.companyID);
    expect((await release({ AT2QBO_CUSTOMERS__OVERRIDES: `{"${companyId}": {"hold": true}}` })).message).toMatch(
      /^Released\. But the next run still doesn't send it: .*on hold/,
    );
    expect((await release({})).message).toBe('Released: the next run looks at invoice 5007 again.');
  });

  it('a document that differs is held; accepted by a person, the next run tells Autotask without comparing again', async () => {
    const { autotask } = world.sandbox;
    const home = world.home.env['AT2QBO_HOME'] ?? '';
    for (const name of readdirSync(home).filter((one) => one.startsWith('ledger'))) rmSync(join(home, name));
    const line = [...autotask.tables.BillingItems.values()].find((one) => one['invoiceID'] === 5006);
    const header = autotask.tables.Invoices.get(5006);
    if (!line || !header) throw new Error('the sandbox has no such invoice');
    line['totalAmount'] = Number(line['totalAmount']) + 5;
    header['invoiceTotal'] = Number(header['invoiceTotal']) + 5;
    autotask.ui.clearNumber(5006);
    autotask.ui.clearWebServiceDate(5006);
    const state = async (): Promise<string | undefined> =>
      (await world.sync(['--only', '5006'])).json().invoices.find((one) => one.autotaskId === 5006)?.outcome;
    expect(await state()).toBe('held');

    expect((await world.run(['release', '5006'])).code).toBe(0);
    expect(await state()).toBe('held');

    await expect(await screenOf(world, ['release', '5006', '--accept'])).toMatchFileSnapshot('screens/release-accept.txt');
    await expect(await screenOf(world, ['explain', '5006'])).toMatchFileSnapshot('screens/explain-accepted.txt');
    expect(await state()).toBe('adopted');
    expect(autotask.tables.Invoices.get(5006)?.['invoiceNumber']).toMatch(/^\d+$/);
  });

  it('a sign-in that Autotask refuses ends explain with 4; status needs nobody and still answers', async () => {
    world.sandbox.autotask.faults.add({ match: () => true, times: 50, action: { status: 401 } });
    const done = await world.run(['explain', '5006']);
    expect(done.code).toBe(4);
    expect(done.err).toContain('at2qbo connect autotask');
    expect((await world.run(['status'])).code).toBe(0);
  });
});
