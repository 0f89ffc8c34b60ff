// Settings and the shells' completion as typed.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryIo } from '../../src/commands/terminal/io.ts';
import { parseSetting } from '../../src/config/schema/values.ts';
import { exampleOf } from '../../src/commands/settings/describe.ts';
import { settingKeys } from '../../src/config/schema/schema.ts';
import { complete } from '../../src/commands/program/complete.ts';
import { main } from '../../src/commands/main.ts';
import { SPECS } from '../../src/commands/program/specs.ts';

let home = '';
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'at2qbo-commands-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function at2qbo(args: readonly string[], more: { env?: Record<string, string>; stdin?: string } = {}) {
  const io = memoryIo({ env: { AT2QBO_HOME: home, ...more.env }, stdin: more.stdin ?? '' });
  const code = await main(args, io);
  return { code, out: io.stdout(), err: io.stderr(), json: () => JSON.parse(io.stdout()) as Record<string, unknown> };
}

describe('settings', () => {
  test('describe: meaning, allowed values, default, where it is set, an example that is accepted', async () => {
    await at2qbo(['settings', 'set', 'tax.mode', 'autotask']);
    const { out } = await at2qbo(['settings', 'describe', 'tax.mode'], { env: { AT2QBO_TAX__MODE: 'quickbooks' } });
    expect(out).toMatch(
      /^tax\.mode\n {2}Meaning .+\n {2}Allowed +auto, quickbooks, autotask\n {2}Default +auto\n {2}Now +quickbooks\n {2}Set in +AT2QBO_TAX__MODE\n/s,
    );
    expect((await at2qbo(['settings', 'describe', 'tax.mode'])).out).toContain(join(home, 'config.json'));
    expect((await at2qbo(['settings', 'describe', 'mail.host', '--json'])).json()).toMatchObject({
      key: 'mail.host',
      source: 'default',
      example: 'smtp.example.com',
    });
    expect((await at2qbo(['settings', 'describe', 'tax.mood'])).err).toContain('did you mean tax.mode?');
  });

  test.each(settingKeys)('the example of %s is one that it may be', (key) => {
    expect(exampleOf(key)).not.toBe('unset');
    expect(() => parseSetting(key, exampleOf(key))).not.toThrow();
  });

  test('a change says what it was and is, and the list marks it', async () => {
    expect(await at2qbo(['settings', 'set', 'invoices.lookBackDays', '30'])).toMatchObject({
      code: 0,
      out: 'invoices.lookBackDays: was 14, is 30\n',
    });
    expect((await at2qbo(['settings'])).out).toContain('* invoices.lookBackDays = 30   (default 14)\n');
    expect((await at2qbo(['settings', 'get', 'invoices.lookBackDays'])).out).toBe('30\n');
    expect((await at2qbo(['settings', 'unset', 'invoices.lookBackDays'])).out).toBe('invoices.lookBackDays: was 30, is 14\n');
    expect((await at2qbo(['settings', 'get', 'invoices.goLiveDate'])).out).toBe('unset\n');
  });

  test('--json lists value, default, help, group and source of each', async () => {
    const { json } = await at2qbo(['settings', '--json'], { env: { AT2QBO_INVOICES__SYNC: 'off' } });
    expect(json()['invoices.sync']).toMatchObject({
      value: 'off',
      default: 'on',
      group: 'invoices',
      source: 'environment',
      help: expect.any(String),
    });
    expect(json()['invoices.roundingLimit']).toMatchObject({ value: '0.00', default: '0.00' });
  });

  test('a profile’s settings are its own', async () => {
    await at2qbo(['settings', 'set', 'items.incomeAccount', '79', '--create', '--profile', 'acme']);
    expect((await at2qbo(['settings', 'get', 'items.incomeAccount'])).out).toBe('unset\n');
    expect((await at2qbo(['settings', 'get', 'items.incomeAccount'], { env: { AT2QBO_PROFILE: 'acme' } })).out).toBe('79\n');
  });

  test('export and import carry the settings over', async () => {
    const file = join(home, 'out.json');
    await at2qbo(['settings', 'set', 'invoices.numberPrefix', 'AT-']);
    expect((await at2qbo(['settings', 'export', file])).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { out } = await at2qbo(['settings', 'import', '-', '--create', '--profile', 'b'], { stdin: readFileSync(file, 'utf8') });
    expect(out).toBe('invoices.numberPrefix: was "", is AT-\n1 setting changed\n');
    expect(await at2qbo(['settings', 'import', join(home, 'none.json')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('ENOENT'),
    });
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish', 'powershell'])('%s: the script asks the program itself', async (shell) => {
    const { code, out } = await at2qbo(['completion', shell]);
    expect([code, out]).toEqual([0, expect.stringContaining(' --complete "=')]);
  });

  test('every command and every setting is offered where it may stand', async () => {
    const env = { AT2QBO_HOME: home };
    const top = await complete([], '', env);
    for (const { name } of SPECS) {
      const [group = '', sub] = name.split(' ');
      expect(top).toContain(group);
      if (sub !== undefined) expect(await complete([group], '', env)).toContain(sub);
    }
    expect(await complete(['settings', 'get'], '', env)).toEqual(settingKeys);
  });

  test.each<[string, string, string[]]>([
    ['', 'se', ['settings']],
    ['--profile acme settings', 'un', ['unset']],
    ['settings get', 'invoices.look', ['invoices.lookBackDays']],
    ['completion', 'f', ['fish']],
    ['settings set invoices.numbering', '', ['quickbooks', 'autotask-id', 'autotask-number']],
    ['settings set quickbooks.edition', 'n', ['non-us']],
    ['compare-items --match-by', '', ['settings', 'name', 'external-number', 'external-number-or-name']],
    ['sync --only 1 2 --quiet', '--dry', ['--dry-run']],
    ['sync --dry-run', '--dry', []],
    ['sync --max 3', '--pl', ['--plan']],
    ['help', 'settin', ['settings']],
    ['help settings', 'exp', ['export']],
    ['sync --profile', '', ['default', 'acme', 'beta']],
    ['--profile', 'a', ['acme']],
    ['profiles copy', 'b', ['beta']],
    ['profiles add', '', []],
    ['connect --autotask-username x', 'q', ['quickbooks']],
  ])('at2qbo %s [%s]', async (before, current, wanted) => {
    await at2qbo(['profiles', 'add', 'acme']);
    await at2qbo(['profiles', 'add', 'beta']);
    expect(await complete(before.split(' ').filter(Boolean), current, { AT2QBO_HOME: home })).toEqual(wanted);
  });
});
