// Several profiles in one call: each on its own, one that fails leaves the others alone.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedArgs } from '../../src/commands/fleet/args.ts';
import { chosenProfiles } from '../../src/commands/fleet/choice.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { makeHome, runBin, type Home, type SyncDocument } from '../e2e/support.ts';
import { startSmtp, type SmtpServer } from '../support/smtp.ts';
import { connectProfile, copiesIn, inHome, smallMonth, wideSandbox } from './support.ts';

const NAMES = ['acme', 'beta', 'gamma'] as const;
let home: Home;
let sandboxes: Sandbox[] = [];
let smtp: SmtpServer;
const run: ReturnType<typeof inHome> = (args, env) => inHome(home)(args, env);

beforeAll(async () => {
  home = makeHome();
  smtp = await startSmtp();
  sandboxes = await Promise.all(NAMES.map((_, n) => wideSandbox({ month: smallMonth(3, n + 1) })));
  for (const [n, name] of NAMES.entries())
    await connectProfile(home, name, sandboxes[n]!, { 'mail.host': '127.0.0.1', 'mail.port': smtp.port, 'mail.to': 'books@example.com' });
}, 60_000);
afterAll(async () => {
  await Promise.all(sandboxes.map((one) => one.stop()));
  await smtp.stop();
  home.remove();
});

type Run = SyncDocument & { readonly error?: { readonly message: string } };

test('a dry run of all profiles shows each of them and writes nothing', async () => {
  const done = await run(['sync', '--all-profiles', '--dry-run', '--jobs', '2']);
  expect({ code: done.code, err: done.err }).toEqual({ code: 0, err: '' });
  for (const name of NAMES) expect(done.out).toMatch(new RegExp(`^${name} +0 +[\\d.]+ +3 planned`, 'm'));
  expect(done.out).toContain('sync of 3 profiles: none needs anybody.');
  for (const one of sandboxes) expect([...copiesIn(one).values()]).toEqual([0, 0, 0]);
});

test('one profile is broken: the others send theirs, and the exit code is the worst', async () => {
  const secrets = join(home.env['AT2QBO_HOME'] ?? '', 'profiles', 'beta', 'secrets.enc');
  const kept = readFileSync(secrets);
  rmSync(secrets);
  const done = await run(['--json', 'sync', '--profile', 'acme,beta,gamma']);
  expect(done.code).toBe(4);
  const runs = done.json<Run[]>();
  expect(runs.map((one) => [one.profile, one.exitCode, one.totals?.['created']])).toEqual([
    ['acme', 0, 3],
    ['beta', 4, undefined],
    ['gamma', 0, 3],
  ]);
  expect(runs[1]?.error?.message).toContain('not connected');
  writeFileSync(secrets, kept, { mode: 0o600 });
  // What two of them have to tell goes to the same person: as one mail.
  expect(smtp.mails.map((mail) => [mail.to, /^Subject: .*reports of 3 profiles/m.test(mail.raw)])).toEqual([[['books@example.com'], true]]);
  const lines = await run(['sync', '--all-profiles']);
  expect(lines.code).toBe(0);
  const subjects = smtp.mails.map((mail) => /^Subject: (.*)/m.exec(mail.raw)?.[1] ?? '');
  expect([subjects[0], subjects.slice(1).every((subject) => subject.startsWith('at2qbo, Northwind Managed Services (beta): '))]).toEqual([
    'at2qbo: reports of 3 profiles',
    true,
  ]);
  expect(lines.out).toMatch(/^beta +0 +[\d.]+ +3 created/m);
  for (const one of sandboxes) expect([...copiesIn(one).values()]).toEqual([1, 1, 1]);
});

test('status and doctor of all profiles tell what is wrong with each, and end with the worst', async () => {
  expect((await run(['status', '--all-profiles'])).code).toBe(0);
  const secrets = join(home.env['AT2QBO_HOME'] ?? '', 'profiles', 'beta', 'secrets.enc');
  const kept = readFileSync(secrets);
  rmSync(secrets);
  for (const command of ['status', 'doctor']) {
    const done = await run([command, '--all-profiles']);
    expect([command, done.code]).toEqual([command, 4]);
    expect(done.out).toMatch(/^beta: exit code 4\n(.*\n)*? .*(never connected|not connected).*Fix: at2qbo connect.*--profile beta/m);
  }
  const documents = (await run(['status', '--all-profiles', '--json'])).json<{ profile: string; exitCode: number }[]>();
  expect(documents.map((one) => one.exitCode)).toEqual([0, 4, 0]);
  writeFileSync(secrets, kept, { mode: 0o600 });
});

test('Ctrl-C is passed on once, and what had not begun is told', async () => {
  // At the first request of the first profile: by then the signal is listened to, and the others haven't begun.
  let interrupt: (() => void) | null = null;
  const match = (): boolean => {
    interrupt?.();
    interrupt = null;
    return true;
  };
  for (const one of sandboxes) one.autotask.faults.add({ match, action: { slow: 1000 }, times: 1 });
  const done = await runBin(['sync', '--all-profiles', '--jobs', '1', '--json'], {
    env: home.env,
    onStart: (child) => (interrupt = () => void child.kill('SIGINT')),
  });
  for (const one of sandboxes) one.autotask.faults.clear();
  expect(done.code).toBe(130);
  const codes = done.json<Run[]>().map((one) => one.exitCode);
  expect(codes).toHaveLength(3);
  expect(codes.slice(1)).toEqual([130, 130]);
});

test('calls that are cut short after their first profile come round to each of them', async () => {
  const begun: string[] = [];
  for (let call = 0; call < 3; call += 1) {
    let interrupt: (() => void) | null = null;
    for (const [n, one] of sandboxes.entries()) {
      const match = (): boolean => {
        if (interrupt !== null) begun.push(NAMES[n] ?? '');
        interrupt?.();
        interrupt = null;
        return true;
      };
      one.autotask.faults.add({ match, action: { slow: 300 }, times: 1 });
    }
    const done = await runBin(['sync', '--all-profiles', '--jobs', '1', '--quiet'], {
      env: home.env,
      onStart: (child) => (interrupt = () => void child.kill('SIGINT')),
    });
    for (const one of sandboxes) one.autotask.faults.clear();
    expect(done.code).toBe(130);
  }
  expect(begun.toSorted()).toEqual([...NAMES]);
});

test('a profile that brings its thread down is told as failed, and the thread of the next one is a new one', async () => {
  const preload = join(home.directory, 'preload.mjs');
  writeFileSync(
    preload,
    `import fs from 'node:fs';
     import { syncBuiltinESMExports } from 'node:module';
     import { isMainThread } from 'node:worker_threads';
     const { readFileSync } = fs;
     let isDue = !isMainThread;
     fs.readFileSync = (path, ...more) => {
       const isBeta = /beta[^/]*\\/secrets\\.enc$/.test(String(path));
       if (isDue && isBeta) setTimeout(() => { throw new Error('nobody catches this'); }, 300);
       if (isBeta) isDue = false;
       return readFileSync(path, ...more);
     };
     syncBuiltinESMExports();`,
  );
  // Once the run of beta is under way.
  for (const one of sandboxes) one.autotask.faults.add({ match: () => true, action: { slow: 500 }, times: 1 });
  const done = await run(['sync', '--all-profiles', '--jobs', '1', '--json'], { NODE_OPTIONS: `--import ${preload}` });
  for (const one of sandboxes) one.autotask.faults.clear();
  const runs = done.json<Run[]>();
  expect([done.code, runs.map((one) => [one.profile, one.exitCode])]).toEqual([
    70,
    [
      ['acme', 0],
      ['beta', 70],
      ['gamma', 0],
    ],
  ]);
  expect(runs[1]?.error?.message).toContain('nobody catches this');
  expect((await run(['sync', '--profile', 'beta', '--json'])).code).toBe(0);
});

test('profiles are listed, added, copied without their connection, renamed with all they know, and removed', async () => {
  expect((await run(['profiles'])).out).toMatch(/^acme .*yes$/m);
  await run(['settings', 'set', 'customers.map', '{"173":"58"}', '--profile', 'acme']);
  expect((await run(['profiles', 'copy', 'acme', 'delta'])).out).toContain('customers.map');
  const copied = (await run(['settings', 'list', '--profile', 'delta', '--json'])).json<Record<string, unknown>>();
  expect(JSON.stringify(copied)).toContain('"79"');
  expect(existsSync(join(home.env['AT2QBO_HOME'] ?? '', 'profiles', 'delta', 'secrets.enc'))).toBe(false);
  expect((await run(['sync', '--profile', 'delta'])).code).toBe(4);
  expect((await run(['profiles', 'add', 'delta'])).code).toBe(2);
  expect((await run(['profiles', 'remove', 'delta'])).code).toBe(0);

  expect((await run(['profiles', 'rename', 'acme', 'acme-us'])).code).toBe(0);
  const again = await run(['sync', '--profile', 'acme-us', '--json']);
  expect([again.code, again.json().totals['created']]).toEqual([0, 0]);
  const standing = (await run(['status', '--profile', 'acme-us', '--json'])).json<{ transfers: { done: number } }>();
  expect(standing.transfers.done).toBe(3);
  // As a kill between the ledger's rows and the folder leaves it: the same command goes on, and no other profile can take the name.
  const folder = (name: string): string => join(home.env['AT2QBO_HOME'] ?? '', 'profiles', name);
  renameSync(folder('acme-us'), folder('acme'));
  expect((await run(['profiles', 'rename', 'acme', 'acme-us'])).code).toBe(0);
  const kept = (await run(['status', '--profile', 'acme-us', '--json'])).json<{ transfers: { done: number } }>();
  expect(kept.transfers.done).toBe(3);
  expect((await run(['check-invoices', '--profile', 'acme-us'])).code).toBe(0);
  expect((await run(['status', '--profile', 'acme,beta'])).code).toBe(2);

  const refused = await run(['profiles', 'remove', 'acme-us']);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--yes')]);
  expect((await run(['profiles', 'remove', 'acme-us', '--yes'])).code).toBe(0);
  expect((await run(['profiles', '--json'])).json<{ profile: string }[]>().map((one) => one.profile)).toEqual(['beta', 'gamma']);
});

test.each([
  [['profiles', 'add', 'a b'], /can't be the name/],
  [['profiles', 'add', '../x'], /can't be the name/],
  [['profiles', 'list', 'extra'], /too many arguments/],
  [['profiles', 'copy', 'nobody', 'x'], /there is no profile nobody/],
  [['profiles', 'rename', 'beta', 'gamma'], /there is a profile gamma/],
  [['profiles', 'rename', 'beta', 'a b'], /can't be the name/],
  [['profiles', 'remove', 'nobody'], /there is no profile nobody/],
  [['sync', '--profile', ','], /names no profile/],
  [['sync', '--profile', 'beta,nobody'], /there is no profile nobody/],
  [['sync', '--all-profiles', '--profile', 'beta'], /contradict/],
  [['sync', '--jobs', '2'], /--jobs is for several profiles/],
  [['sync', '--all-profiles', '--jobs', '0'], /whole number from 1/],
  [['sync', '--all-profiles', '--share', '3/3'], /Give I\/N/],
  [['explain', '5', '--all-profiles'], /one profile at a time/],
  [['ledger', 'move'], /--to is missing/],
  [['ledger', 'move', '--to', 'mysql://me:Tr0ub4dor@x/y', '--profile', 'beta'], /--to can't be/],
  [['ledger', 'move', '--to', 'sqlite', '--profile', 'beta'], /there already/],
  [['settings', 'set', 'secrets.store', 'cloud', '--profile', 'beta'], /allowed: file, ledger/],
])('refused with the reason and a fix, nothing done: %j', async (args, why) => {
  const done = await run(args);
  expect([done.code, done.out]).toEqual([2, '']);
  expect(done.err).toMatch(why);
  expect(done.err).toMatch(/^fix: \S/m);
  expect(done.err).not.toContain('Tr0ub4dor');
});

test('a share without a profile does nothing, and says so', async () => {
  const done = await run(['sync', '--all-profiles', '--share', '5/9']);
  expect([done.code, done.out]).toEqual([0, expect.stringContaining('No profile is in this share')]);
  expect((await run(['sync', '--all-profiles', '--share', '5/9', '--json'])).json<unknown[]>()).toEqual([]);
});

test('shares of the profiles are disjoint and together all', () => {
  const names = [0, 1].flatMap((index) => chosenProfiles({ names: null, jobs: 1, share: { index, of: 2 } }, home.env));
  expect(names.toSorted()).toEqual(['beta', 'gamma']);
});

test('what can only be meant for one profile is refused, and a file a profile is not', () => {
  expect(() => sharedArgs(['sync', '--only', '7'])).toThrow(/one Autotask/);
  expect(() => sharedArgs(['reconcile', '--csv', 'july.csv'])).toThrow(/several profiles/);
  expect(sharedArgs(['sync', '--profile', 'a,b', '--json', '--csv={profile}.csv', '--jobs', '2', '--max', '3'])).toEqual([
    'sync',
    '--csv={profile}.csv',
    '--max',
    '3',
  ]);
});
