// `at2qbo compare-items` as a child process: the comparison, its files, and the copy that makes nothing twice.
import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { screenOf } from '../support/screen.ts';
import { readWorkbook } from '../support/workbook.ts';
import { connectedWorld, runBin, type World } from './support.ts';

interface Compared {
  readonly exitCode: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly codes: readonly {
    readonly billingCode: string;
    readonly state: string;
    readonly differences: readonly { readonly field: string }[];
  }[];
  readonly copied: readonly { readonly billingCode: string; readonly outcome: string; readonly item: { readonly name: string } | null }[];
}

// Several whole runs of the program a test, on machines that do other things too.
vi.setConfig({ testTimeout: 180_000 });

let world: World;
beforeAll(async () => {
  world = await connectedWorld();
  const rows = [...world.sandbox.autotask.tables.BillingCodes.values()];
  const [first] = rows;
  world.sandbox.autotask.seed({
    BillingCodes: [
      { ...first, id: 901, name: '=HYPERLINK("x")', externalNumber: '', description: '' },
      { ...first, id: 902, name: 'Hardware:Racks', externalNumber: 'HW-RACK', description: '' },
      { ...first, id: 903, name: 'Nowhere:Racks', externalNumber: '', description: '' },
      { ...first, id: 904, name: 'ONBOARDING SETUP', externalNumber: '', description: '' },
      { ...first, id: 905, name: 'Hardware', externalNumber: '', description: '' },
    ],
  });
}, 240_000);
afterAll(() => world.close(), 120_000);

const stateOf = (document: Compared, name: string) => document.codes.find((one) => one.billingCode === name)?.state;

describe('the comparison', () => {
  test('as JSON names each code’s state, and 3 says that there are differences', async () => {
    const done = await world.run(['compare-items', '--json']);
    expect(done).toMatchObject({ code: 3, err: '' });
    const document = done.json<Compared>();
    expect(document.exitCode).toBe(3);
    expect(stateOf(document, 'Remote Support')).toBe('matched');
    expect(stateOf(document, 'Onboarding Setup')).toBe('missing');
    expect(stateOf(document, 'Hardware')).toBe('category');
  });

  test('by external number holds other things missing', async () => {
    const { codes } = (await world.run(['compare-items', '--json', '--match-by', 'external-number'])).json<Compared>();
    expect(codes.find((one) => one.billingCode === 'Block Hours')).toMatchObject({
      state: 'missing',
      note: expect.stringContaining('no external number'),
    });
  });

  test('on the screen is a table with the next step', async () => {
    await expect(await screenOf(world, ['compare-items'])).toMatchFileSnapshot('screens/compare-items-differences.txt');
  });

  test('as CSV opens as text, for this user alone', async () => {
    const path = join(world.home.directory, 'items.csv');
    expect((await world.run(['compare-items', '--csv', path])).out).toContain(path);
    expect(readFileSync(path, 'utf8')).toMatch(/^\ufeffBilling code,/);
    expect(readFileSync(path, 'utf8')).toContain(`"'=HYPERLINK(""x"")",901,`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const workbook = join(world.home.directory, 'items.xlsx');
    expect((await world.run(['compare-items', '--csv', workbook])).out).toContain(workbook);
    expect(readWorkbook(readFileSync(workbook))).toContainEqual(
      expect.arrayContaining(['=HYPERLINK("x")', { number: '901', format: '0' }]),
    );
    expect(statSync(workbook).mode & 0o777).toBe(0o600);
  });

  test('writes over no link and into no device, before anything is asked of the systems', async () => {
    const link = join(world.home.directory, 'link.csv');
    symlinkSync(join(world.home.directory, 'elsewhere'), link);
    const before = world.sandbox.quickbooks.requests.length;
    for (const path of [link, '/dev/null']) {
      const done = await world.run(['compare-items', '--csv', path]);
      expect(done.code).toBe(2);
      expect(done.err).toContain(path);
    }
    expect(world.sandbox.quickbooks.requests).toHaveLength(before);
  });

  test('of a field that there isn’t is refused', async () => {
    const done = await world.run(['compare-items', '--match-by', 'colour']);
    expect(done).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/colour[\s\S]*fix: /) });
  });

  test('ends with 5 where QuickBooks is down, with 4 where nothing is connected', async () => {
    world.sandbox.quickbooks.faults.add({ match: ({ kind }) => kind === 'query.Item', times: 50, action: 503 });
    const done = await world.run(['compare-items']);
    world.sandbox.quickbooks.faults.clear();
    expect(done).toMatchObject({ code: 5, out: '' });
    const elsewhere = { ...world.home.env, AT2QBO_HOME: join(world.home.directory, 'empty') };
    expect(await runBin(['compare-items'], { env: elsewhere })).toMatchObject({ code: 4, err: expect.stringContaining('at2qbo connect') });
  });
});

describe('the copy', () => {
  const writes = () => world.sandbox.quickbooks.requests.filter(({ kind }) => kind === 'item.create').length;

  test('asks first: without a terminal and --yes nothing is made', async () => {
    expect(await world.run(['compare-items', '--copy'])).toMatchObject({ code: 2, err: expect.stringContaining('--copy --yes') });
    expect(writes()).toBe(0);
  });

  test('needs the income account, and says so before it makes anything', async () => {
    const done = await world.run(['compare-items', '--copy', '--yes'], { AT2QBO_ITEMS__INCOME_ACCOUNT: '' });
    expect(done).toMatchObject({ code: 2, err: expect.stringContaining('items.incomeAccount') });
    const wrong = await world.run(['compare-items', '--copy', '--yes'], { AT2QBO_ITEMS__INCOME_ACCOUNT: '84' });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('Accounts Receivable') });
    expect(writes()).toBe(0);
  });

  test('makes each missing item once, sub-items under their parents', async () => {
    const { code, copied } = { ...(await world.run(['compare-items', '--copy', '--yes', '--json'])).json<Compared>(), code: 3 };
    expect(code).toBe(3); // a category in the way, and two codes that lead to one item, are left
    const made = Object.fromEntries(copied.map((one) => [one.billingCode, [one.outcome, one.item?.name]]));
    expect(made).toMatchObject({
      'Hardware:Racks': ['created', 'Hardware:Racks'],
      'Nowhere:Racks': ['created', 'Nowhere-Racks'],
      'Onboarding Setup': ['created', 'Onboarding Setup'],
      'ONBOARDING SETUP': ['exists', 'Onboarding Setup'],
      '=HYPERLINK("x")': ['created', '=HYPERLINK("x")'],
    });
    const racks = [...world.sandbox.quickbooks.tables.Item.values()].find(({ Name }) => Name === 'Racks');
    expect(racks).toMatchObject({ FullyQualifiedName: 'Hardware:Racks', SubItem: true });
  });

  test('done again makes nothing', async () => {
    const before = writes();
    const document = (await world.run(['compare-items', '--copy', '--yes', '--json'])).json<Compared>();
    expect(document.copied).toEqual([]);
    expect(document.counts['missing']).toBe(0);
    expect(writes()).toBe(before);
  });
});

test('where everything matches: 0', async () => {
  const small = await connectedWorld();
  try {
    await small.run(['compare-items', '--copy', '--yes']);
    expect(await small.run(['compare-items', '--quiet'])).toMatchObject({ code: 0, out: '', err: '' });
  } finally {
    await small.close();
  }
});
