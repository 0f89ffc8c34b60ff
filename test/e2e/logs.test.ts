// `at2qbo logs` as a child process: filters, one invoice's life, following beside a run, and an archive without secrets and addresses.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BIN, connectedWorld, makeHome, runBin, type World } from './support.ts';

interface Line {
  readonly type?: string;
  readonly at: string;
  readonly level?: string;
  readonly message?: string;
  readonly run?: string;
  readonly invoice?: number | null;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly call?: { readonly traceId: string | null };
}

// Several whole runs of the program a test, on machines that do other things too.
vi.setConfig({ testTimeout: 180_000 });

let world: World;
let invoice = 0;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 1, settings: { 'invoices.email': true, 'limits.quickbooksPerSecond': 10 } });
  const refusal = {
    Fault: { Error: [{ Message: 'Business Validation Error', Detail: 'Not today', code: '6000' }], type: 'ValidationFault' },
  };
  world.sandbox.quickbooks.faults.add({
    match: ({ kind }) => kind === 'invoice.create',
    action: { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify(refusal) },
  });
  const first = await world.sync();
  invoice = first.json().invoices.find(({ outcome }) => outcome === 'created')?.autotaskId ?? 0;
}, 240_000);
afterAll(() => world.close(), 120_000);

const lines = (out: string): Line[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
const logs = async (...args: string[]) => lines((await world.run(['logs', '--json', ...args])).out);

describe('the log', () => {
  test('as JSON has one object a line, oldest first', async () => {
    const all = await logs();
    expect(all.length).toBeGreaterThan(50);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort());
    expect(all[0]).toMatchObject({
      at: expect.any(String),
      level: expect.any(String),
      message: expect.any(String),
      run: expect.any(String),
    });
  });

  test('is narrowed by level, run and time', async () => {
    const errors = await logs('--errors');
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors.map(({ level }) => level))).toEqual(new Set(['error']));
    const [{ run = '' } = {}] = errors;
    expect(new Set((await logs('--run', run)).map((line) => line.run))).toEqual(new Set([run]));
    expect((await logs('--run', 'last')).length).toBeGreaterThan(0);
    expect((await logs('--since', '1h')).length).toBeGreaterThan(50);
    expect(await logs('--since', '2999-01-01')).toEqual([]);
  });

  test('for people has the time, the level, the message, and who ran', async () => {
    const { out, code } = await world.run(['logs', '--since', '1h', '--verbose'], { TZ: 'Asia/Tokyo' });
    expect(code).toBe(0);
    expect(out).toMatch(/^Times of Asia\/Tokyo\.\n/);
    expect(out.match(/Asia\/Tokyo/g)).toHaveLength(1);
    expect(out).toMatch(/^run \w+.*\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}info/m);
    const [first] = (await logs('--since', '1h')).map(({ at }) => at);
    const tokyo = new Date(Date.parse(first ?? '') + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    expect(out).toContain(tokyo);
  });

  test('for people tells what each run came to first, and calls that went well only with --verbose', async () => {
    const brief = await world.run(['logs', '--run', 'last']);
    expect(brief.out).toMatch(
      new RegExp(`^run \\w+: sync on .*\\d+ created.*\\n(?:  .*\\n)*  sent as \\S.*: invoice ${invoice}, \\w`, 'm'),
    );
    expect(brief.out).not.toMatch(/: 200 \(/);
    expect(brief.out).toContain(': 400 (');
    const whole = await world.run(['logs', '--run', 'last', '--verbose']);
    expect(whole.out).toMatch(/: 200 \(/);
    expect(whole.out.length).toBeGreaterThan(brief.out.length * 3);
  });

  test.each([[['--since', 'yesterday']], [['--run', 'nosuchrun']], [['--invoice', 'no such number']], [['--follow', '--invoice', '1']]])(
    '%j is refused with 2 and a fix',
    async (args) => {
      expect(await world.run(['logs', ...args])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: .+\nfix: .+/) });
    },
  );

  test('of a profile that never ran is empty, and that is no error', async () => {
    const home = makeHome();
    try {
      expect(await runBin(['logs'], { env: home.env })).toMatchObject({ code: 0, out: '', err: expect.stringContaining('empty') });
      expect(await runBin(['logs', '--json'], { env: home.env })).toMatchObject({ code: 0, out: '', err: '' });
    } finally {
      home.remove();
    }
  });
});

describe('the life of an invoice', () => {
  test('tells what was sent and answered, what the ledger wrote, and by which run', async () => {
    const life = await logs('--invoice', String(invoice));
    expect(life[0]).toMatchObject({ type: 'transfer', invoiceId: invoice, state: 'done' });
    const create = life.find((line) => line.type === 'log' && line.message?.includes('.create'));
    expect(create?.facts?.['request']).toContain(`Autotask invoice id ${invoice}`);
    expect(create?.call?.traceId).toMatch(/\S/);
    expect(life.filter((line) => line.type === 'ledger').length).toBeGreaterThanOrEqual(3);
    const { out } = await world.run(['logs', '--invoice', String(invoice), '--verbose']);
    expect(out).toContain(`Invoice ${invoice}, `);
    expect(out).toMatch(/run \w+: sync on .+exit code 1/);
    expect(out).toMatch(/sent: \{/);
    expect(out).toContain('intuit_tid');
  });

  test('that is held shows why and the fix; that nobody knows says so', async () => {
    const held = (await world.sync()).json().invoices.find(({ outcome }) => outcome === 'held')?.autotaskId;
    expect((await world.run(['logs', '--invoice', String(held)])).out).toMatch(/never sent[\s\S]*held \(first on[\s\S]*fix: /);
    expect(await world.run(['logs', '--invoice', '999999'])).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is known') });
  });
});

describe('following', () => {
  const follow = (...args: string[]) => {
    const child = spawn(process.execPath, [BIN, 'logs', '--follow', ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...world.home.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const seen = { text: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (seen.text += text));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { child, seen, ended };
  };
  const until = async (isSo: () => boolean) => {
    for (let tries = 0; !isSo(); tries += 1) {
      if (tries > 200) throw new Error('it never came');
      await delay(50);
    }
  };

  test('shows what a run beside it writes, until Ctrl-C', async () => {
    const { child, seen, ended } = follow('--json');
    await until(() => seen.text.includes('\n'));
    const run = (await world.sync(['--only', String(invoice)])).json().run;
    await until(() => seen.text.includes(run));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(lines(seen.text).length).toBeGreaterThan(10);
  });

  test('ends when its reader has gone away', async () => {
    const { child, seen, ended } = follow();
    await until(() => seen.text.includes('\n'));
    child.stdout.destroy();
    await world.sync(['--only', String(invoice)]);
    expect(await ended).toBe(0);
  });
});

test('the archive can be read, and holds no secret and nobody’s address', async () => {
  const address = 'jane.doe+billing@customer-of-ours.example';
  const path = join(world.home.directory, 'support.tgz');
  await world.set('mail.to', address);
  await world.set('notify.healthcheckUrl', 'https://hc.example/0c8b1e0e-secret-capability');
  await world.set('notify.webhookUrl', 'https://hooks.slack.com/services/T0/B0/0c8b1e0e-secret-capability');
  const done = await world.run(['logs', '--bundle', path]);
  expect(done).toMatchObject({ code: 0, err: '', out: expect.stringContaining(path) });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const folder = join(world.home.directory, 'unpacked');
  mkdirSync(folder);
  execFileSync('tar', ['xzf', path, '-C', folder]);
  const names = readdirSync(join(folder, 'at2qbo-support'));
  expect(names).toEqual(
    expect.arrayContaining(['README.txt', 'versions.json', 'settings.json', 'runs.json', 'transfers.ndjson', 'log.ndjson']),
  );
  const all = names.map((name) => readFileSync(join(folder, 'at2qbo-support', name), 'utf8')).join('\n');
  expect(all).toContain('"traceId":"');
  expect(all).toContain(`"invoiceId":${invoice}`);

  const { autotask, quickbooks, month } = world.sandbox;
  const secrets = [
    autotask.credentials.secret,
    autotask.credentials.integrationCode,
    quickbooks.clientSecret,
    world.home.env['AT2QBO_SECRETS_KEY'] ?? '',
    'secret-capability',
  ];
  for (const secret of secrets) {
    expect(secret).not.toBe('');
    expect(all).not.toContain(secret);
    expect(all).not.toContain(encodeURIComponent(secret));
  }
  const contacts = [...autotask.tables.Contacts.values()].map((row) => String(row['emailAddress']));
  const addresses = [
    address,
    autotask.credentials.username,
    ...contacts,
    ...month.quickbooks.customers.flatMap(({ email }) => email ?? []),
  ];
  expect(addresses.length).toBeGreaterThan(10);
  for (const one of addresses.filter(Boolean)) expect(all).not.toContain(one);
  expect(all).not.toMatch(/[\w.]@[\w-]+\.\w/);

  expect(await world.run(['logs', '--bundle', path])).toMatchObject({ code: 2, err: expect.stringContaining(path) });
});
