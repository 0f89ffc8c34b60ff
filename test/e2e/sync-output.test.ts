// What `sync` says and leaves alone: pipes, --quiet, --only, --max, --dry-run, and the refusals that come before anything is written.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connectedWorld, runBin, type World, type WorldOptions } from './support.ts';

let open: World[] = [];
afterEach(async () => {
  await Promise.all(open.map((world) => world.close()));
  open = [];
});
const made = async (options: WorldOptions = {}): Promise<World> => {
  const world = await connectedWorld({ invoices: 20, ...options });
  open.push(world);
  return world;
};
const documentsIn = ({ sandbox }: World): number => sandbox.quickbooks.tables.Invoice.size + sandbox.quickbooks.tables.CreditMemo.size;
const writesIn = (world: World): number => world.sandbox.autotask.writes.length + documentsIn(world);

test('a dry run writes nothing anywhere, and says what would be sent', async () => {
  const world = await made();
  const customers = world.sandbox.quickbooks.tables.Customer.size;
  const done = await world.sync(['--dry-run']);
  const document = done.json();
  expect(document.dryRun).toBe(true);
  expect(document.totals['planned']).toBeGreaterThan(0);
  expect(document.totals['created']).toBe(0);
  expect(document.calls.quickbooksWrites).toBe(0);
  expect(writesIn(world)).toBe(0);
  expect(world.sandbox.quickbooks.tables.Customer.size).toBe(customers);
});

test('in a pipe the text has no colours and no progress, and names the fix of what is held', async () => {
  const world = await made();
  const done = await world.run(['sync']);
  expect(done.code).toBe(1);
  expect(done.out + done.err).not.toContain('\u001b');
  expect(done.out).toMatch(/: held\n/);
  expect(done.out).toMatch(/\n {2}fix: /);
  expect(done.out).toMatch(/\d+ created \(/);
  expect(done.err).toBe('');
});

test('--quiet says only what needs a person, and nothing when nothing does', async () => {
  const world = await made();
  const loud = await world.run(['sync', '--quiet']);
  expect(loud.out).toMatch(/: held/);
  expect(loud.out).not.toMatch(/ created {2}invoice/);
  const calm = await world.run(['sync', '--quiet', '--only', '5012']);
  expect(calm).toMatchObject({ code: 0, out: '', err: '' });
});

test('--only sends the invoices named, --max no more than so many', async () => {
  const world = await made();
  const only = (await world.sync(['--only', '5012', '5013'])).json();
  expect(only.invoices.filter((one) => one.outcome === 'created').map((one) => one.autotaskId)).toEqual([5012, 5013]);
  expect(documentsIn(world)).toBe(2);
  const most = (await world.sync(['--max', '3'])).json();
  expect(most.totals['created']).toBe(3);
  expect(documentsIn(world)).toBe(5);
  expect(most.invoices.some((one) => one.outcome === 'skipped' && one.reasons[0]?.code === 'run-stopped')).toBe(true);
});

test('a first run of more invoices than limits.firstRun wants --yes', async () => {
  const world = await made({ settings: { 'limits.firstRun': 3 } });
  const refused = await world.sync();
  expect(refused.code).toBe(2);
  expect(refused.out + refused.err).toContain('--yes');
  expect(writesIn(world)).toBe(0);
  expect((await world.sync(['--yes'])).json().totals['created']).toBeGreaterThan(3);
});

test('a profile that was never connected ends with 4', async () => {
  const world = await made({ connect: false });
  const done = await world.sync();
  expect(done.code).toBe(4);
  expect(JSON.parse(done.out)).toMatchObject({ exitCode: 4, error: { fix: expect.stringContaining('at2qbo connect') as string } });
});

test.each<[string, WorldOptions, string]>([
  ['numbers from Autotask while QuickBooks gives its own', { settings: { 'invoices.numbering': 'autotask-id' } }, 'invoices.numbering'],
  ['the edition of another country', { settings: { 'quickbooks.edition': 'non-us' } }, 'quickbooks.edition'],
  ['an income account that isn’t there', { settings: { 'items.incomeAccount': '99999' } }, 'items.incomeAccount'],
])('refused before anything is written: %s', async (_, options, named) => {
  const world = await made(options);
  const done = await world.run(['sync']);
  expect(done.code).toBe(2);
  expect(done.err).toContain(named);
  expect(done.err).toContain('fix: ');
  expect(writesIn(world)).toBe(0);
});

test('refused before anything is written: numbers from QuickBooks while it takes custom ones', async () => {
  const world = await made();
  Object.assign(world.sandbox.quickbooks.preferences.SalesFormsPrefs, { CustomTxnNumbers: true });
  const done = await world.run(['sync']);
  expect(done.code).toBe(2);
  expect(done.err).toContain('invoices.numbering');
  expect(writesIn(world)).toBe(0);
});

test('a key file that others can read is refused with 2, and the key isn’t shown', async () => {
  const world = await made({ connect: false });
  const key = 'c4'.repeat(32);
  const file = join(world.home.directory, 'at2qbo.key');
  writeFileSync(file, key);
  chmodSync(file, 0o644);
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = world.sandbox.secretsFor();
  const { AT2QBO_SECRETS_KEY: _own, ...env } = world.home.env;
  const done = await runBin(['connect', 'autotask', '--autotask-username', 'at2qbo@sandbox.example'], {
    env: { ...env, ...secrets, AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: file },
  });
  expect(done.code).toBe(2);
  expect(done.err).toContain(file);
  expect(done.out + done.err).not.toContain(key);
});

test('Autotask’s hour ends between two invoices: what was sent is told, the rest waits with the reason, and the next hour finishes', async () => {
  const world = await made({ invoices: 60, settings: { 'limits.autotaskPerHour': 80 } });
  const first = await world.sync();
  const { error, totals } = first.json();
  expect([first.code, error?.message]).toEqual([5, expect.stringContaining("Autotask's requests of this hour are nearly used up")]);
  expect([totals['created'], totals['skipped']]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(totals['created']).toBeGreaterThan(10);
  expect(totals['failed']).toBe(0);
  const told = [...world.sandbox.autotask.tables.Invoices.values()].filter((row) => (row['webServiceDate'] ?? null) !== null);
  expect(told).toHaveLength(documentsIn(world));

  await world.set('limits.autotaskPerHour', '9000');
  const next = await world.sync();
  expect([next.code, next.json().totals['skipped'], next.json().totals['failed']]).toEqual([1, expect.any(Number), 0]);
  expect(next.json().invoices.flatMap((one) => one.reasons.map((reason) => reason.code))).not.toContain('run-stopped');
});
