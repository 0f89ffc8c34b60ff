// Several legal entities behind one Autotask: two profiles, two QuickBooks companies, and each invoice in one of them only.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startQuickBooksSandbox, type QuickBooksSandbox } from '../../src/sandbox/quickbooks/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { makeHome, runBin, type Finished, type Home, type SyncDocument } from '../e2e/support.ts';
import { connectProfile, smallMonth, wideSandbox } from './support.ts';

let east: Sandbox;
let second: QuickBooksSandbox;
let home: Home;

beforeAll(async () => {
  const month = smallMonth(8);
  east = await wideSandbox({ month });
  second = await startQuickBooksSandbox({ realmId: '9341452718281829', limits: { perSecond: 1000, perMinute: 100_000, concurrent: 100 } });
  second.seed(month.quickbooks);
  const north: Sandbox = {
    ...east,
    quickbooks: second,
    settingsFor: () => ({
      ...east.settingsFor(),
      'endpoints.quickbooks': second.url,
      'endpoints.intuitOAuth': second.url,
      'quickbooks.realmId': second.realmId,
      'quickbooks.clientId': second.clientId,
    }),
    secretsFor: () => ({
      ...east.secretsFor(),
      AT2QBO_QUICKBOOKS_CLIENT_SECRET: second.clientSecret,
      AT2QBO_QUICKBOOKS_REFRESH_TOKEN: second.issueRefreshToken(),
    }),
  };
  home = makeHome();
  await connectProfile(home, 'east', east);
  await connectProfile(home, 'north', north);
}, 120_000);
afterAll(async () => {
  await east.stop();
  await second.stop();
  home.remove();
});

const run = (profile: string, ...args: string[]): Promise<Finished> => runBin([...args, '--profile', profile], { env: home.env });
const sync = async (profile: string): Promise<SyncDocument> => (await run(profile, 'sync', '--json', '--yes')).json();
const invoices = (): { id: number; company: number }[] =>
  [...east.autotask.tables.Invoices.values()].map((row) => ({ id: Number(row['id']), company: Number(row['companyID']) }));
const copies = (id: number): number[] =>
  [east.quickbooks, second].map(
    (one) => [...one.tables.Invoice.values()].filter((form) => new RegExp(`\\b${id}\\b`).test(String(form.PrivateNote))).length,
  );
const entity = (company: number, value: string): void => east.autotask.ui.setUserDefined('Companies', company, 'Legal entity', value);
const only = (value: string): string => JSON.stringify({ udf: { 'Legal entity': value } });

test('bad input: a filter without a condition is refused, and nothing changes', async () => {
  const refused = await run('east', 'settings', 'set', 'companies.only', '{}');
  expect(refused.code).toBe(2);
  const nothing = await runBin(['profiles', 'check'], { env: home.env });
  expect([nothing.code, nothing.out.trim()]).toEqual([0, 'No profile chooses its companies (companies.only): there is nothing to prove.']);
});

test('the proof names what overlaps and what is left out; while they overlap nothing is sent', async () => {
  const [first] = invoices();
  entity(first?.company ?? 0, 'East');
  await run('east', 'settings', 'set', 'companies.only', only('East'));
  const both = await runBin(['profiles', 'check'], { env: home.env });
  expect([both.code, both.out]).toEqual([3, expect.stringContaining('served by more than one profile')]);
  const held = (await sync('east')).invoices.find((one) => one.autotaskId === first?.id);
  expect(held).toMatchObject({ outcome: 'held', reasons: [{ code: 'company-of-several-profiles' }] });
  await run('north', 'settings', 'set', 'companies.only', only('North'));
  const left = await runBin(['profiles', 'check', '--json'], { env: home.env });
  const [group] = left.json<{ groups: { overlaps: unknown[]; leftOut: unknown[] }[] }>().groups;
  expect([left.code, group?.overlaps.length, (group?.leftOut.length ?? 0) > 0]).toEqual([3, 0, true]);
  expect((await run('east', 'doctor')).out).toContain('served by no profile');
});

test('each invoice reaches the one company that its profile serves', async () => {
  for (const row of east.autotask.tables.Companies.values()) {
    const id = Number(row['id']);
    entity(id, id % 2 === 0 ? 'East' : 'North');
  }
  expect((await runBin(['profiles', 'check'], { env: home.env })).code).toBe(0);
  const [mine, theirs] = [await sync('east'), await sync('north')];
  expect(mine.invoices.some((one) => one.reasons.some((why) => why.code === 'company-not-served'))).toBe(true);
  for (const { id, company } of invoices()) expect([id, ...copies(id)]).toEqual([id, ...(company % 2 === 0 ? [1, 0] : [0, 1])]);
  expect(theirs.totals['created']).toBeGreaterThan(0);
});

test('when the filter changes, what was sent stays where it is, although Autotask’s mark was cleared', async () => {
  const moved = invoices().find((one) => one.company % 2 === 0);
  if (!moved) throw new Error('no invoice of an even company');
  entity(moved.company, 'North');
  east.autotask.ui.clearNumber(moved.id);
  east.autotask.ui.clearWebServiceDate(moved.id);
  const held = (await sync('north')).invoices.find((one) => one.autotaskId === moved.id);
  expect(held).toMatchObject({ outcome: 'held', reasons: [{ code: 'sent-by-other-profile' }] });
  expect(copies(moved.id)).toEqual([1, 0]);
  expect((await run('north', 'explain', String(moved.id))).out).toContain('The profile east has');
});
