// Every command, talkative and with services that fail and repeat what they know: no secret in any output or any file, and no file that
// others can read. The list of commands is the program's own, so that a new one joins by being there. `npm run test:faults` tries every command with
// every fault, `npm test` every command with one of them.
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SPECS } from '../../src/commands/program/specs.ts';
import { COMMANDS } from '../../src/commands/registry.ts';
import type { CommandSpec } from '../../src/commands/program/spec.ts';
import type { FaultAction } from '../../src/sandbox/faults.ts';
import { connectedWorld, type Finished, type World } from '../e2e/support.ts';

// They serve until they are stopped, against a pair of their own.
const NOT_RUN = new Set(['sandbox', 'demo', 'connect', 'disconnect', 'settings import']);
const isWhole = process.env['MODE'] === 'all';
const KEY = '5a'.repeat(32);
const MAIL_PASSWORD = 'm4il-p4ssword-0f-test';

let world: World;
let umask = 0;
let told: string[] = [];

beforeEach(async () => {
  told = [];
  umask = process.umask(0o000);
  world = await connectedWorld({ invoices: 4, companies: 3 });
});
afterEach(async () => {
  process.umask(umask);
  await world.close();
});

function secrets(): string[] {
  const { autotask, quickbooks } = world.sandbox;
  const { secret, integrationCode } = autotask.credentials;
  return [secret, integrationCode, quickbooks.clientSecret, ...quickbooks.issuedTokens(), KEY, MAIL_PASSWORD];
}

/** A text with all secrets in it, as a careless service would answer. */
function careless(): string {
  const all = secrets().map((secret) => `${secret} / ${Buffer.from(secret).toString('base64')}`);
  const said = `You sent ${all.join(', ')}`;
  return JSON.stringify({ errors: [said], Fault: { Error: [{ Message: said, Detail: said, code: '6000' }], type: 'ValidationFault' } });
}

/** Options that make a command write a file: all of it is looked through. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'compare-items': ['--csv'],
  reconcile: ['--csv', '--html'],
  logs: ['--bundle'],
};

const argumentsOf = (spec: CommandSpec): string[] => {
  const known: Record<string, string> = {
    id: String([...world.sandbox.autotask.tables.Invoices.keys()][0] ?? 4711),
    number: '20260731.0001',
    key: 'invoices.lookBackDays',
    value: '14',
    file: join(world.home.directory, 'exported.json'),
    shell: 'bash',
  };
  return (spec.args ?? []).filter(({ name }) => !name.startsWith('[')).map(({ name, choices }) => choices?.[0] ?? known[name] ?? 'x');
};

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const done = await world.run([...args, '--verbose'], { AT2QBO_MAIL_PASSWORD: MAIL_PASSWORD, ...env }, { timeoutMs: 60_000 });
  told.push(done.out, done.err);
  return done;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name));
}

function expectNoSecret(where: string, text: string): void {
  for (const secret of secrets()) {
    for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      expect(text.includes(spelling), `${where} holds ${secret.slice(0, 4)}…`).toBe(false);
  }
}

test('no command, with no fault, tells a secret or leaves one in a file', { timeout: isWhole ? 3_600_000 : 240_000 }, async () => {
  const faults: FaultAction[] = [400, 401, 403, 500].map((status) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: careless(),
  }));
  const others: FaultAction[] = ['reset-after', 'malformed-json', 'truncated', 'fault-in-200', 502];
  const actions = [...faults, ...others];
  const mail = {
    'mail.host': '127.0.0.1',
    'mail.port': '9',
    'mail.user': 'reports',
    'mail.from': 'a@example.com',
    'mail.to': 'b@example.com',
  };
  for (const [key, value] of Object.entries(mail)) await world.set(key, value);
  const commands = SPECS.filter(({ name }) => COMMANDS[name] !== undefined && !NOT_RUN.has(name));
  expect(commands.length).toBeGreaterThan(5);
  const rounds = isWhole ? actions.length : 1;
  const tries = commands.flatMap((spec, n) => Array.from({ length: rounds }, (_, round) => ({ spec, n: n + round })));
  for (const { spec, n } of tries) {
    const action = actions[n % actions.length] ?? 500;
    for (const faultList of [world.sandbox.autotask.faults, world.sandbox.quickbooks.faults]) {
      faultList.clear();
      faultList.add({ match: (request) => request.service !== 'oauth', action, after: n % 3 });
    }
    if (n % 2 === 0) world.sandbox.quickbooks.expireAccessTokens();
    await run([...spec.name.split(' '), ...argumentsOf(spec), ...(n % 3 === 0 ? ['--json'] : [])]);
  }
  for (const faultList of [world.sandbox.autotask.faults, world.sandbox.quickbooks.faults]) faultList.clear();

  // What is written to a file, after all that; the reports wait in files too, for nobody takes them.
  const home = world.home.env['AT2QBO_HOME'] ?? '';
  for (const [name, options] of Object.entries(FILES))
    await run([name, ...options.flatMap((option) => [option, join(home, `${name}${option}.out`)])]);
  // A probe takes refusals for answers, and writes down what it saw.
  const careless500 = { match: () => true, action: faults[3] ?? 500, times: 12, after: 2 };
  world.sandbox.autotask.faults.add(careless500);
  await run(['probe', 'autotask', '--report', join(home, 'probe.out'), '--html', join(home, 'probe.html')]);
  world.sandbox.autotask.faults.clear();
  await run(['settings', 'export', join(home, 'settings.out')]);
  await run(['settings', 'import', join(home, 'settings.out')]);
  await run(['sync', '--dry-run', '--plan', join(home, 'plan.out'), '--csv', join(home, 'plan.csv'), '--html', join(home, 'plan.html')]);
  const written = filesUnder(home).map((path) => relative(home, path));
  const wanted = [
    'reconcile--csv.out',
    'reconcile--html.out',
    'logs--bundle.out',
    'compare-items--csv.out',
    'settings.out',
    'plan.out',
    'probe.html',
  ];
  expect(wanted.filter((name) => !written.includes(name))).toEqual([]);
  expect(written.filter((name) => /outbox/.test(name)).length).toBeGreaterThan(0);

  // The sign-in, refused and repeated back.
  for (const status of [400, 401, 500]) {
    world.sandbox.quickbooks.faults.add({ match: (request) => request.service === 'oauth', action: { status, body: careless() } });
    const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...fresh } = world.sandbox.secretsFor();
    await run(
      ['connect', 'quickbooks', '--client-id', world.sandbox.quickbooks.clientId, '--realm-id', world.sandbox.quickbooks.realmId],
      fresh,
    );
    world.sandbox.quickbooks.faults.clear();
  }
  // What is wrong on the command line is not repeated either.
  await run(['settings', 'set', 'mail.password', MAIL_PASSWORD]);
  await run(['settings', 'set', 'ledger.url', `postgres://me:${MAIL_PASSWORD}@db/books`]);
  await run(['settings', 'unset', 'ledger.url']);
  await run(['sync'], { AT2QBO_SECRETS_KEY: `${KEY}00` });
  await run(['sync'], { AT2QBO_SECRETS_KEY: 'b7'.repeat(32) });
  world.sandbox.quickbooks.faults.add({ match: (request) => request.service === 'oauth', action: { status: 500, body: careless() } });
  await run(['disconnect', '--yes']);

  process.stdout.write(`leaks: commands ${commands.length}, with a fault ${tries.length}, outputs ${told.length}\n`);
  expectNoSecret('output', told.join('\n'));
  for (const path of filesUnder(world.home.env['AT2QBO_HOME'] ?? '').filter((one) => statSync(one).isFile())) {
    const bytes = readFileSync(path);
    // The archive for support is packed.
    const content = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1');
    expectNoSecret(path, path.endsWith('config.json') ? content.replaceAll(`:${MAIL_PASSWORD}@`, '') : content);
  }
});

test(
  'every file is 0600 and every directory 0700, with umask 000 and directories that were open before',
  { timeout: 120_000 },
  async () => {
    const root = world.home.env['AT2QBO_HOME'] ?? '';
    chmodSync(root, 0o755);
    await run(['sync', '--now']);
    await run(['settings', 'set', 'invoices.lookBackDays', '20', '--profile', 'second', '--create']);
    await run(['sync', '--profile', 'second']);
    const modes = [root, ...filesUnder(root)].map((path) => ({
      path,
      mode: (statSync(path).mode & 0o777).toString(8),
      isFolder: statSync(path).isDirectory(),
    }));
    expect(modes.length).toBeGreaterThan(5);
    expect(modes.filter(({ mode, isFolder }) => mode !== (isFolder ? '700' : '600'))).toEqual([]);
  },
);

test('names with terminal escapes, line breaks and reordering marks reach no terminal as they are', { timeout: 120_000 }, async () => {
  const nasty = 'Evil\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eCo\u2066\u0008\u000d';
  const { tables } = world.sandbox.autotask;
  let renamed = 0;
  for (const row of tables.Companies.values()) {
    row['companyName'] = `${nasty} ${String(row['id'])}`;
    renamed += 1;
  }
  expect(renamed).toBeGreaterThan(0);
  world.sandbox.quickbooks.faults.add({
    match: (request) => request.kind === 'invoice.create',
    action: {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Fault: { Error: [{ Message: nasty, Detail: nasty, code: '6000' }], type: 'ValidationFault' } }),
    },
    times: 50,
  });
  const outputs: string[] = [];
  for (const args of [
    ['sync', '--dry-run'],
    ['sync', '--dry-run', '--json'],
    ['sync', '--verbose'],
    ['sync', '--json'],
  ]) {
    const { out, err } = await world.run(args, { FORCE_COLOR: '0' });
    outputs.push(out, err);
  }
  world.sandbox.quickbooks.faults.clear();
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  for (const text of outputs) expect(raw.exec(text)?.[0] ?? null).toBeNull();
  expect(outputs.join('')).toContain('Evil');
});
