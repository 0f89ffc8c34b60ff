// `at2qbo probe` as a person runs it: the built program against a sandbox that answers otherwise, refused where it could do harm, killed and cleaned up.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openSqliteLedger } from '../../src/clients/ledger/sqlite/sqlite.ts';
import { systemClock } from '../../src/clients/host/clock.ts';
import { EARLIER_KEY, readKeptRequest } from '../../src/core/probe/journal.ts';
import { readFacts } from '../../src/sandbox/facts.ts';
import { hasTerminals, onTerminal } from '../support/terminal.ts';
import { BIN, connectedWorld, type World } from './support.ts';

interface ProbeDocument {
  readonly exitCode: number;
  readonly questions: readonly {
    readonly service: string;
    readonly id: string;
    readonly outcome: string;
    readonly here: string | null;
    readonly sandbox: string | null;
    readonly detail: string;
    readonly requests: readonly string[];
  }[];
  readonly totals: { readonly asExpected: number; readonly otherwise: number; readonly notAsked: number };
  readonly left: readonly unknown[];
  readonly isToBeCleaned: boolean;
}

const NAME = 'Northwind Managed Services';
const isWhole = process.env['MODE'] === 'all';
vi.setConfig({ testTimeout: 240_000 });

let world: World;
beforeAll(async () => {
  world = await connectedWorld({
    invoices: 12,
    facts: { 'void-mark': 'after', 'send-changes-version': 'yes', 'number-like-texts': 'number' },
  });
}, 120_000);
afterAll(() => world.close());

const requests = (): number => world.sandbox.quickbooks.requests.length;
const writes = (): number =>
  world.sandbox.quickbooks.requests.filter((one) => one.method === 'POST' && !one.kind.startsWith('oauth')).length;

function left(): readonly string[] {
  const { Customer, Item, Invoice, CreditMemo, Payment } = world.sandbox.quickbooks.tables;
  const customers = [...Customer.values()].filter((one) => /^at2qbo probe/i.test(one.DisplayName ?? ''));
  const ids = new Set(customers.map((one) => one.Id));
  return [
    ...[...Invoice.values(), ...CreditMemo.values(), ...Payment.values()]
      .filter((one) => ids.has(one.CustomerRef.value))
      .map((one) => one.Id),
    ...[...customers, ...Item.values()]
      .filter((one) => one.Active !== false && /at2qbo probe/i.test(one.DisplayName ?? one.Name ?? ''))
      .map((one) => one.Id),
  ];
}

describe('refused before anything is made', () => {
  test.each([
    [
      'a production company',
      { AT2QBO_QUICKBOOKS__ENVIRONMENT: 'production' },
      ['--company', NAME],
      'never runs in a production company',
      0,
    ],
    [
      'the address of production companies',
      { AT2QBO_ENDPOINTS__QUICKBOOKS: 'https://quickbooks.api.intuit.com' },
      ['--company', NAME],
      'address of production companies',
      0,
    ],
    ['no name and no terminal', {}, [], '--company is missing', 0],
    ['another name', {}, ['--company', 'Northwind'], 'isn\'t named "Northwind"', null],
    ['an invoice that isn’t there', {}, ['--company', NAME, '--invoice', '99999999'], 'no invoice 99999999', null],
    [
      '--invoice with QuickBooks alone',
      {},
      ['quickbooks', '--company', NAME, '--invoice', '5003'],
      '--invoice names an Autotask invoice',
      0,
    ],
    ['--company with Autotask alone', {}, ['autotask', '--company', NAME], '--company names a QuickBooks company', 0],
    ['--clean without a journal and a name', {}, ['--clean'], '--company is missing', 0],
    ['a report over the profile’s own file', {}, ['--company', NAME, '--report', 'OWN'], 'file of at2qbo itself', 0],
  ] as const)('%s', async (_, env, args, words, asked) => {
    const before = [requests(), writes()];
    const own = args.map((one) => (one === 'OWN' ? join(world.home.directory, 'at2qbo', 'config.json') : one));
    const done = await world.run(['probe', ...own], env);
    expect([done.code, done.err]).toEqual([2, expect.stringContaining(words)]);
    expect(writes()).toBe(before[1]);
    if (asked === 0) expect(requests()).toBe(before[0]);
  });

  test('production keys: another profile uses them for a real company', async () => {
    const clientId = world.sandbox.quickbooks.clientId;
    await world.run(['profiles', 'add', 'real']);
    await world.run(['settings', 'set', 'quickbooks.clientId', clientId, '--profile', 'real']);
    const before = requests();
    const done = await world.run(['probe', '--company', NAME]);
    expect([done.code, done.err]).toEqual([2, expect.stringContaining('profile real uses it for a production company')]);
    expect(requests()).toBe(before);
    expect((await world.run(['settings', 'set', 'quickbooks.environment', 'sandbox', '--profile', 'real'])).code).toBe(0);
  });

  test('nothing connected: 4, with the command', async () => {
    const other = await connectedWorld({ invoices: 3, connect: false });
    try {
      const done = await other.run(['probe', '--company', NAME]);
      expect([done.code, done.err]).toEqual([4, expect.stringContaining('at2qbo connect')]);
    } finally {
      await other.close();
    }
  });
});

test('Autotask alone: read, and the one named invoice changed and put back; the report says which switch', async () => {
  const { autotask } = world.sandbox;
  const [row] = [...autotask.tables.Invoices.values()];
  const before = structuredClone(row);
  const report = join(world.home.directory, 'report.json');
  const done = await world.run(['probe', 'autotask', '--invoice', String(row?.['id']), '--json', '--report', report]);
  const document = done.json<ProbeDocument>();
  const otherwise = document.questions.filter((one) => one.outcome === 'otherwise').map((one) => one.id);
  expect([done.code, otherwise, document.isToBeCleaned]).toEqual([3, ['number-like-texts'], false]);
  expect(document.questions.find((one) => one.id === 'paid-date-time')?.here).toBe('dropped');
  expect(autotask.tables.Invoices.get(Number(row?.['id']))).toEqual({ paidDate: null, webServiceDate: null, ...before });
  expect(new Set(autotask.writes.map((one) => one.id))).toEqual(new Set([row?.['id']]));
  const written = JSON.parse(readFileSync(report, 'utf8')) as unknown;
  expect(readFacts(written)).toMatchObject({ 'number-like-texts': 'number', 'invoice-status': 'ready-or-pending-tax' });
  expect(statSync(report).mode & 0o777).toBe(0o600);
});

test('QuickBooks: what is otherwise is shown with both answers, nothing is left, and the report names nobody', async () => {
  const [report, page] = [join(world.home.directory, 'quickbooks.json'), join(world.home.directory, 'quickbooks.html')];
  const before = world.sandbox.quickbooks.tables.Customer.size;
  const done = await world.run(['probe', 'quickbooks', '--company', NAME, '--report', report, '--html', page], {}, { timeoutMs: 200_000 });
  expect([done.code, done.err]).toEqual([3, '']);
  expect(done.out).toMatch(/^! {2}void-mark +after +before$/m);
  expect(done.out).toMatch(/^! {2}send-changes-version +yes +no$/m);
  expect(done.out).toMatch(/^= {2}sort-by-id +ignored +ignored$/m);
  expect(done.out).toMatch(/^- {2}.*rate-omitted.*: the company has one currency alone$/m);
  expect(done.out).toContain('2 otherwise (!)');
  expect(world.sandbox.quickbooks.tables.Customer.size).toBeGreaterThan(before);
  expect(left()).toEqual([]);
  const text = readFileSync(report, 'utf8');
  expect(readFacts(JSON.parse(text))).toMatchObject({ 'void-mark': 'after', 'send-changes-version': 'yes', 'sort-by-id': 'ignored' });
  const { quickbooks } = world.sandbox;
  const secrets = [
    NAME,
    quickbooks.realmId,
    quickbooks.clientId,
    'at2qbo probe',
    'example.com',
    ...[...quickbooks.tables.Customer.values()].map((one) => one.DisplayName ?? ''),
  ];
  expect(secrets.filter((one) => one !== '' && text.includes(one))).toEqual([]);
  expect(text).not.toMatch(/\d{5,}/);
  expect(readFileSync(page, 'utf8')).toContain('Where does a void put its mark in a memo that is there?');
  const doctor = await world.run(['doctor']);
  expect(doctor.out).toMatch(
    /^ok +probe +QuickBooks: \d+ questions asked on \d{4}-\d\d-\d\d by at2qbo .*otherwise than the built-in sandbox: send-changes-version, void-mark; facts: sort-by-id ignored/m,
  );
  expect((await world.run(['probe', '--clean', '--company', NAME])).out).toContain('No probe has left anything.');
  // A later probe asks for this one again.
  const ledger = openSqliteLedger(join(world.home.directory, 'at2qbo', 'ledger.db'), {
    profile: 'default',
    clock: systemClock,
    purpose: 'look',
  });
  const kept = readKeptRequest(await ledger.recall(EARLIER_KEY));
  await ledger.close();
  expect(kept).toMatchObject({ realmId: quickbooks.realmId, requestId: expect.stringContaining('at2qbo-probe-') as string });
});

describe.runIf(hasTerminals())('on a terminal', () => {
  test('the company’s name is typed; another one ends it, and nothing was made', async () => {
    const before = writes();
    const terminal = onTerminal([BIN, 'probe', 'quickbooks'], world.home.env, 100);
    try {
      await terminal.see('Type its name to go on:');
      terminal.answer('Sandbox Company');
      expect(await terminal.ended).toBe(2);
      expect(terminal.screen()).toContain('nothing was made in it');
    } finally {
      terminal.close();
    }
    expect(writes()).toBe(before);
  });
});

/** Runs a probe that gets this signal once it has sent so many requests. */
async function struck(
  signal: NodeJS.Signals,
  after: number,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const begin = requests();
  let timer: NodeJS.Timeout | undefined;
  const done = await world.run(
    ['probe', 'quickbooks', '--company', NAME],
    {},
    {
      timeoutMs: 120_000,
      onStart: (child) => {
        timer = setInterval(() => {
          if (requests() - begin < after) return;
          clearInterval(timer);
          child.kill(signal);
        }, 5);
      },
    },
  );
  clearInterval(timer);
  return done;
}

describe('interrupted', () => {
  test.each(isWhole ? [7, 12, 20, 33, 47, 60, 85, 120, 150, 180, 210] : [31])(
    'killed after %i requests: --clean leaves nothing',
    async (after) => {
      const killed = await struck('SIGKILL', after);
      expect(killed.code).toBeNull();
      expect(left().length).toBeGreaterThan(0);
      expect((await world.run(['doctor'])).out).toMatch(/problem +probe +an interrupted probe may have left \d+ things? in QuickBooks/);
      const cleaned = await world.run(['probe', '--clean']);
      expect([cleaned.code, cleaned.out]).toEqual([0, expect.stringMatching(/^\d+ things? taken away; nothing is left\.\n$/)]);
      expect(left()).toEqual([]);
      expect((await world.run(['probe', '--clean', '--company', NAME])).out).toContain('No probe has left anything.');
    },
  );

  test('what is left in QuickBooks stays written down while Autotask alone is asked; the next probe cleans it first', async () => {
    await struck('SIGKILL', 12);
    const [row] = [...world.sandbox.autotask.tables.Invoices.values()];
    const autotask = await world.run(['probe', 'autotask', '--invoice', String(row?.['id']), '--json']);
    expect(autotask.json<ProbeDocument>()).toMatchObject({ isToBeCleaned: true, exitCode: 1 });
    expect(left().length).toBeGreaterThan(0);
    const other = await world.run(['probe', 'quickbooks', '--company', NAME], { AT2QBO_QUICKBOOKS__REALM_ID: '1' });
    expect(other.code).not.toBe(0);
    expect(left().length).toBeGreaterThan(0);
    await struck('SIGINT', 15);
    expect(left()).toEqual([]);
  });

  test('Ctrl-C: what was made is taken away, 130', async () => {
    const stopped = await struck('SIGINT', 25);
    expect(stopped.code).toBe(130);
    expect(left()).toEqual([]);
  });

  test('SIGTERM: ends at once and says what to do, 143; the next --clean does it', async () => {
    const stopped = await struck('SIGTERM', 25);
    expect([stopped.code, stopped.out]).toEqual([143, expect.stringContaining('fix: at2qbo probe --clean')]);
    expect(left().length).toBeGreaterThan(0);
    expect((await world.run(['probe', '--clean', '--json'])).json<{ exitCode: number; left: unknown[] }>()).toMatchObject({
      exitCode: 0,
      left: [],
    });
    expect(left()).toEqual([]);
  });
});
