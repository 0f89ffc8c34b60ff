// The command line: what is taken, what is refused and how.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryIo } from '../../src/commands/terminal/io.ts';
import { main } from '../../src/commands/main.ts';
import type { Invocation, Loader, Run } from '../../src/commands/program/spec.ts';
import { SPECS } from '../../src/commands/program/specs.ts';

let home = '';
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'at2qbo-commands-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function at2qbo(
  args: readonly string[],
  more: { env?: Record<string, string>; stdin?: string; commands?: Record<string, Loader> } = {},
) {
  const io = memoryIo({ env: { AT2QBO_HOME: home, ...more.env }, stdin: more.stdin ?? '' });
  const code = await main(args, io, more.commands);
  return { code, out: io.stdout(), err: io.stderr(), json: () => JSON.parse(io.stdout()) as Record<string, unknown> };
}

/** Every command, each answered by `run`. */
const all = (run: Run) => Object.fromEntries(SPECS.map(({ name }): [string, Loader] => [name, () => Promise.resolve({ run })]));

async function parsed(...args: string[]): Promise<Invocation> {
  await at2qbo(['profiles', 'add', 'a']);
  let seen: Invocation | null = null;
  const { code, err } = await at2qbo(args, { commands: all((invocation) => ((seen = invocation), Promise.resolve(0))) });
  if (seen === null || code !== 0) throw new Error(`exit ${code}: ${err}`);
  return seen;
}

describe('the command line', () => {
  test('global options are taken before and after the command', async () => {
    for (const args of [
      ['--profile', 'a', '--json', 'sync'],
      ['sync', '--profile', 'a', '--json'],
      ['--json', 'sync', '--profile', 'a'],
    ])
      expect((await parsed(...args)).globals).toEqual({ profile: 'a', json: true, quiet: false, verbose: false, color: true });
    expect((await parsed('settings', 'get', 'mail.host', '--no-color')).globals.color).toBe(false);
  });

  test('options arrive checked and converted', async () => {
    const { options } = await parsed('sync', '--only', '1', '2,3', '--max', '5', '--dry-run', '--email', 'a@x.example', 'b@x.example');
    expect(options).toEqual({ only: [1, 2, 3], max: 5, dryRun: true, email: ['a@x.example', 'b@x.example'], pager: true });
    expect((await parsed('sync', '--no-pager')).options).toEqual({ pager: false });
    expect((await parsed('mark-paid', '2026.1', '--date', '2026-02-28')).args).toEqual(['2026.1']);
    expect((await parsed('connect')).args).toEqual([undefined]);
  });

  test.each([
    [['--profile', '--quiet', 'status']],
    [['sync', '--dry-run', '--plan', '--quiet']],
    [['hold', '1', '--why', '--quiet']],
    [['sync', '--max', '0']],
    [['sync', '--only', 'x']],
    [['sync', '--email', 'nobody']],
    [['sync', '--dryrun']],
    [['sync', 'now']],
    [['mark-paid', '1', '--date', '2026-02-30']],
    [['mark-paid']],
    [['compare-items', '--match-by', 'colour']],
    [['schedule', 'launchd']],
    [['settings', 'gett', 'x']],
    [['synk']],
    [['--profile', '', 'settings']],
  ])('%j is refused with code 2 and a fix, before anything runs', async (args) => {
    const { code, out, err } = await at2qbo(args, {
      commands: { ...all(() => Promise.reject(new Error('it ran'))), settings: () => import('../../src/commands/settings/list.ts') },
    });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^error: .+\nfix: .+\n$/s);
  });

  test('a mistyped command gets the one that was meant', async () => {
    const calls = ['setings', 'snyc', 'rec', 'settings gett', 'help settings gett', 'sync --dryrun', 'settings --jsn'];
    const screens: string[] = [];
    for (const call of calls) screens.push(`$ at2qbo ${call}\n${(await at2qbo(call.split(' '))).err}`);
    await expect(screens.join('\n')).toMatchFileSnapshot('screens/mistyped.txt');
  });

  test.each([
    ['dump'],
    ['list'],
    ['invoices'],
    ['start'],
    ['stat', '--hlp-me-please'],
    ['settings', 'dump'],
    ['help', 'push'],
    ['push', '--help'],
  ])('nothing is suggested that isn’t near: %s', async (...args) => {
    const { code, err, out } = await at2qbo(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/fix: at2qbo (settings )?--help\n$|did you mean status\?\n$/);
  });

  test.each([
    [['-q', 'sync'], { quiet: true }],
    [['sync', '-v'], { verbose: true }],
    [['sync', '-qv'], { quiet: true, verbose: true }],
  ])('the short forms: %j', async (args, wanted) => {
    expect((await parsed(...args)).globals).toMatchObject(wanted);
  });

  test('-h is the help, -V the version, wherever they stand', async () => {
    expect((await at2qbo(['-h'])).out).toBe((await at2qbo(['--help'])).out);
    expect((await at2qbo(['settings', 'set', '-h'])).out).toBe((await at2qbo(['settings', 'set', '--help'])).out);
    for (const args of [['-V'], ['sync', '-V']])
      expect(await at2qbo(args)).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+/) });
  });

  test('help names a command, one of a group, itself or nothing: 0 and what --help says', async () => {
    for (const path of [[], ['sync'], ['settings'], ['settings', 'set'], ['help']])
      expect(await at2qbo(['help', ...path])).toEqual({ ...(await at2qbo([...path, '--help'])), json: expect.any(Function) });
  });

  test.each([
    [['status', '--profile', 'acmee']],
    [['sync', '--profile', 'acmee']],
    [['settings', 'get', 'mail.host', '--profile', 'acmee']],
    [['settings', 'set', 'mail.host', 'x.example', '--profile', 'acmee']],
    [['schedule', '--profile', 'acmee']],
    [['disconnect', '--yes', '--profile', 'acmee']],
  ])('a profile that isn’t there is refused with the names there are, and leaves nothing: %j', async (args) => {
    await at2qbo(['profiles', 'add', 'acme']);
    await at2qbo(['profiles', 'add', 'beta']);
    const { code, out, err } = await at2qbo(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('there is no profile acmee; there are: default, acme, beta');
    expect(err).toContain('did you mean --profile acme?');
    expect(readdirSync(join(home, 'profiles')).sort()).toEqual(['acme', 'beta']);
    expect((await at2qbo(args.slice(0, -2), { env: { AT2QBO_PROFILE: 'acmee' } })).err).toContain('there is no profile acmee');
  });

  test('a fix names the profile that was given, once', async () => {
    await at2qbo(['profiles', 'add', 'acme']);
    const { err } = await at2qbo(['sync', '--profile', 'acme']);
    expect(err).toContain('fix: at2qbo --profile acme connect autotask');
    expect((await at2qbo(['sync', '--profile', 'default'])).err).toContain('fix: at2qbo connect autotask');
    const refused = await at2qbo(['settings', 'set', 'invoices.sync', 'maybe', '--profile', 'acme']);
    expect(refused.err).toContain('fix: at2qbo --profile acme settings set invoices.sync VALUE');
  });

  test.each([
    ['mail.to', 'a@x.example b@x.example', 'b@x.example and a@x.example have no comma between them'],
    ['mail.cc', 'a@x.example, Jane <j@x.example> k@x.example', 'k@x.example and j@x.example have no comma'],
    ['mail.from', 'a@x.example, b@x.example', 'one sender'],
    ['mail.to', '@', 'it isn’t an e-mail address'],
  ])('settings set %s %j is refused, and said why', async (key, value, why) => {
    const refused = await at2qbo(['settings', 'set', key, value]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(why)]);
    expect((await at2qbo(['settings', 'get', key])).out).toBe('unset\n');
    expect((await at2qbo(['settings', 'set', key, 'Jane Doe <j@x.example>'])).code).toBe(0);
  });

  test('settings set makes the profile where --create says so', async () => {
    expect((await at2qbo(['settings', 'set', 'mail.host', 'x.example', '--profile', 'new', '--create'])).code).toBe(0);
    expect((await at2qbo(['settings', 'get', 'mail.host', '--profile', 'new'])).out).toBe('x.example\n');
  });

  test('help is asked for: 0 on stdout; no command at all: 2 on stderr', async () => {
    expect(await at2qbo(['--help'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('completion') });
    expect(await at2qbo(['settings', 'set', '--help'])).toMatchObject({ code: 0, out: expect.stringContaining('items.incomeAccount 79') });
    expect(await at2qbo([])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage: at2qbo') });
    expect((await at2qbo(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('every command has examples that begin with its own name, and help of its own', async () => {
    const commands = all(() => Promise.resolve(0));
    for (const { name, examples } of SPECS) {
      expect(examples.every(([line]) => line.includes(`at2qbo ${name}`))).toBe(true);
      expect(await at2qbo([...name.split(' '), '--help'], { commands })).toMatchObject({
        code: 0,
        out: expect.stringContaining('Examples:'),
      });
    }
  });

  test('a command without a module isn’t offered', async () => {
    expect((await at2qbo(['sync'], { commands: {} })).code).toBe(2);
    expect((await at2qbo(['--help'], { commands: {} })).out).not.toContain('sync-voids');
  });
});

describe('errors', () => {
  test('with --json an error is one document on stdout', async () => {
    const { code, json, err } = await at2qbo(['settings', 'set', 'invoices.sync', 'maybe', '--json']);
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(json()).toEqual({
      error: {
        kind: 'config',
        code: null,
        fix: 'at2qbo settings set invoices.sync VALUE',
        message: 'invoices.sync can\'t be "maybe"; allowed: on, off, next-batch',
      },
      exitCode: 2,
    });
    expect((await at2qbo(['--nonsense', '--json'])).json()).toMatchObject({ error: { kind: 'usage' }, exitCode: 2 });
  });

  test('a bug ends with 70 and leaves a report without secrets', async () => {
    const commands = all(() =>
      Promise.reject(new TypeError('no Bearer abc.def with hush-hush', { cause: new Error('client_secret=xyz') })),
    );
    const { code, err } = await at2qbo(['sync'], { commands, env: { AT2QBO_AUTOTASK_SECRET: 'hush-hush' } });
    expect(code).toBe(70);
    const [name = ''] = readdirSync(join(home, 'logs'));
    expect(err).toContain(join(home, 'logs', name));
    const report = readFileSync(join(home, 'logs', name), 'utf8');
    expect(report).toContain('TypeError');
    for (const secret of ['abc.def', 'hush-hush', 'xyz']) expect(report + err).not.toContain(secret);
    expect(statSync(join(home, 'logs', name)).mode & 0o777).toBe(0o600);
  });

  test('a bug is told even where no report can be written', async () => {
    writeFileSync(join(home, 'logs'), 'a file in the way');
    const { code, err } = await at2qbo(['sync'], { commands: all(() => Promise.reject(new TypeError('broken'))) });
    expect(code).toBe(70);
    expect(err).toContain('TypeError: broken');
  });
});
