// Settings: the file, export and import, variables, profiles.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { variableOf } from '../../src/config/env.ts';
import { loadSettings } from '../../src/config/store/load.ts';
import { migrate } from '../../src/config/store/migrate.ts';
import { chooseProfile, homeDirectory, makeDirectory, profileNames, profilePaths } from '../../src/config/paths.ts';
import { exportSettings, importSettings, saveSettings, saveText, unsetSetting } from '../../src/config/store/save.ts';

let home = '';
let env: Record<string, string> = {};
let whose = { profile: 'default', env };
const config = () => join(home, 'config.json');
const write = (content: unknown) => writeFileSync(config(), typeof content === 'string' ? content : JSON.stringify(content));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'at2qbo-config-'));
  env = { AT2QBO_HOME: home };
  whose = { profile: 'default', env };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the file', () => {
  test('a set value is stored for this user alone and read back frozen', () => {
    expect(saveText(whose, 'invoices.lookBackDays', '30')).toMatchObject({ before: 14, after: 30 });
    const { settings, source } = loadSettings(whose);
    expect(settings.invoices.lookBackDays).toBe(30);
    expect(source['invoices.lookBackDays']).toBe('file');
    expect(Object.isFrozen(settings.invoices) && Object.isFrozen(settings)).toBe(true);
    expect(JSON.parse(readFileSync(config(), 'utf8'))).toEqual({ version: 1, invoices: { lookBackDays: 30 } });
    expect(statSync(config()).mode & 0o777).toBe(0o600);
  });

  test('a contradiction is refused from either side and the file stays as it was', () => {
    expect(() => saveText(whose, 'payments.creditCardOnlyWithDefaultMethod', 'true')).toThrow(/payments\.creditCard /);
    expect(existsSync(config())).toBe(false);
    saveText(whose, 'payments.creditCard', 'true');
    saveText(whose, 'payments.creditCardOnlyWithDefaultMethod', 'true');
    const before = readFileSync(config(), 'utf8');
    expect(() => unsetSetting(whose, 'payments.creditCard')).toThrow(/payments\.creditCard /);
    expect(() => saveText(whose, 'payments.creditCard', 'false')).toThrow(/payments\.creditCard /);
    expect(() => saveText(whose, 'payments.creditCard', 'company')).toThrow(/payments\.creditCard is company/);
    expect(readFileSync(config(), 'utf8')).toBe(before);
  });

  test('one custom field isn’t filled from two places', () => {
    saveText(whose, 'invoices.poNumberField', '2');
    expect(() => saveText(whose, 'customFields.map', '{"2":"invoice.comments"}')).toThrow(/custom field 2/);
    saveText(whose, 'customFields.map', '{"3":"invoice.comments"}');
    expect(() => saveText(whose, 'invoices.poNumberField', '3')).toThrow(/custom field 3/);
  });

  test('an unknown key or a refused value in the file stops a run, and can be mended with the commands', () => {
    write({ version: 1, invoices: { lookBackDay: 3, settleMinutes: -1 } });
    expect(() => loadSettings(whose)).toThrow(/lookBackDay/);
    expect(unsetSetting(whose, 'invoices.lookBackDay')).toBeNull();
    expect(() => loadSettings(whose)).toThrow(/settleMinutes/);
    saveText(whose, 'invoices.settleMinutes', '5');
    expect(loadSettings(whose).settings.invoices.settleMinutes).toBe(5);
  });

  test('a file that isn’t JSON is named and left alone', () => {
    write('{"invoices": ');
    expect(() => loadSettings(whose)).toThrow(expect.objectContaining({ kind: 'config', message: expect.stringContaining(config()) }));
    expect(() => saveText(whose, 'invoices.lookBackDays', '3')).toThrow(/not valid JSON/);
    expect(readFileSync(config(), 'utf8')).toBe('{"invoices": ');
  });

  test('reading creates nothing', () => {
    loadSettings({ profile: 'other', env });
    expect(existsSync(join(home, 'profiles'))).toBe(false);
  });

  test('an older version’s names are read under today’s; a newer version is refused', () => {
    write({ sync: { lookBackDays: 21 } });
    expect(loadSettings(whose).settings.invoices.lookBackDays).toBe(21);
    saveText(whose, 'invoices.settleMinutes', '5');
    expect(JSON.parse(readFileSync(config(), 'utf8'))).toEqual({ version: 1, invoices: { lookBackDays: 21, settleMinutes: 5 } });
    write({ version: 2 });
    expect(() => loadSettings(whose)).toThrow(/newer at2qbo/);
    const renames = [{ to: 3, renamed: { 'a.b': 'c.d' } }];
    expect([...migrate(new Map([['a.b', 1]]), 2, renames, 3)]).toEqual([['c.d', 1]]);
    expect([...migrate(new Map([['a.b', 1]]), 3, renames, 3)]).toEqual([['a.b', 1]]);
  });

  test('several settings are saved in one step or not at all', () => {
    const both = new Map([
      ['payments.creditCardOnlyWithDefaultMethod', true],
      ['payments.creditCard', true],
    ] as const);
    saveSettings(whose, both);
    expect(loadSettings(whose).settings.payments.creditCardOnlyWithDefaultMethod).toBe(true);
  });
});

describe('export and import', () => {
  test('what was exported is imported by another profile as it was, without the password', () => {
    saveText(whose, 'customers.map', '{"173":"58"}');
    saveText(whose, 'invoices.roundingLimit', '0.05');
    saveText(whose, 'ledger.url', 'postgres://me:hush@db/books');
    const { text, withoutPassword } = exportSettings(whose);
    expect(text).not.toContain('hush');
    expect(withoutPassword).toEqual(['ledger.url']);
    const other = { profile: 'other', env };
    const changed = importSettings(other, text, 'x.json').map(({ key }) => key);
    expect(changed).toEqual(['invoices.roundingLimit', 'customers.map', 'ledger.url']);
    expect(loadSettings(other).settings.customers.map).toEqual({ '173': '58' });
    expect(importSettings(other, text, 'x.json')).toEqual([]);
  });

  test('one wrong setting and nothing is imported', () => {
    expect(() => importSettings(whose, '{"invoices":{"lookBackDays":3,"sync":"maybe"}}', 'x.json')).toThrow(
      /x\.json: invoices\.sync can't be "maybe"/,
    );
    expect(() => importSettings(whose, '{', 'x.json')).toThrow(/not valid JSON/);
    expect(existsSync(config())).toBe(false);
  });
});

describe('the environment', () => {
  test('overrides a key for one run without storing it', () => {
    saveText(whose, 'invoices.lookBackDays', '30');
    const loaded = loadSettings({ profile: 'default', env: { ...env, AT2QBO_INVOICES__LOOK_BACK_DAYS: '60' } });
    expect(loaded.settings.invoices.lookBackDays).toBe(60);
    expect(loaded.source['invoices.lookBackDays']).toBe('environment');
    expect(loaded.stored['invoices.lookBackDays']).toBe(30);
  });

  test('a refused value or a mistyped name is refused with the variable', () => {
    expect(() => loadSettings({ profile: 'default', env: { ...env, AT2QBO_INVOICES__SYNC: 'maybe' } })).toThrow(/AT2QBO_INVOICES__SYNC/);
    expect(() => loadSettings({ profile: 'default', env: { ...env, AT2QBO_INVOICES__SINC: 'on' } })).toThrow(
      expect.objectContaining({ kind: 'config', remedy: expect.stringContaining('AT2QBO_INVOICES__SYNC') }),
    );
  });

  test('names follow the key’s humps, and both readings of OAuth are taken', () => {
    expect(variableOf('limits.quickbooksPerMinute')).toBe('AT2QBO_LIMITS__QUICKBOOKS_PER_MINUTE');
    expect(variableOf('linesOfBusiness.filter')).toBe('AT2QBO_LINES_OF_BUSINESS__FILTER');
    for (const name of ['AT2QBO_ENDPOINTS__INTUIT_OAUTH', 'AT2QBO_ENDPOINTS__INTUIT_O_AUTH'])
      expect(loadSettings({ profile: 'default', env: { ...env, [name]: 'https://x.example' } }).settings.endpoints.intuitOAuth).toBe(
        'https://x.example',
      );
  });

  test('the program’s other variables are no settings', () => {
    const more = { AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: 'ab', AT2QBO_AUTOTASK_SECRET: 'x' };
    expect(loadSettings({ profile: 'default', env: { ...env, ...more } }).settings.invoices.sync).toBe('on');
  });
});

describe('profiles', () => {
  test('default lies in the root, others under profiles', () => {
    expect(profilePaths('default', env).config).toBe(config());
    expect(profilePaths('acme', env).ledger).toBe(join(home, 'profiles', 'acme', 'ledger.db'));
    expect(profileNames(env)).toEqual(['default']);
    saveText({ profile: 'acme', env }, 'invoices.lookBackDays', '3');
    expect(profileNames(env)).toEqual(['default', 'acme']);
  });

  test.each(['../x', '.hidden', '--json', '-q', 'a/b', 'a\\b', '', 'x'.repeat(65), 'a b'])('the name %j is refused', (name) => {
    expect(() => chooseProfile(name, env)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  test('the option wins over the variable', () => {
    expect(chooseProfile(undefined, { AT2QBO_PROFILE: 'a' })).toBe('a');
    expect(chooseProfile('b', { AT2QBO_PROFILE: 'a' })).toBe('b');
    expect(chooseProfile(undefined, {})).toBe('default');
  });

  test('without AT2QBO_HOME the platform’s place is used', () => {
    expect(homeDirectory({ HOME: '/home/me' }, 'linux')).toBe('/home/me/.config/at2qbo');
    expect(homeDirectory({ HOME: '/home/me', XDG_CONFIG_HOME: '/cfg' }, 'linux')).toBe('/cfg/at2qbo');
    expect(homeDirectory({ HOME: '/Users/me' }, 'darwin')).toBe('/Users/me/Library/Preferences/at2qbo');
  });

  test('directories are for this user alone, also one that was open before', () => {
    const paths = profilePaths('acme', env);
    makeDirectory(paths.logs, paths);
    chmodSync(paths.logs, 0o755);
    makeDirectory(paths.logs, paths);
    expect(statSync(paths.logs).mode & 0o777).toBe(0o700);
    expect(statSync(paths.directory).mode & 0o777).toBe(0o700);
    expect(statSync(paths.root).mode & 0o777).toBe(0o700);
  });

  test('a root that holds other directories, or that everybody shares, stays as it is', () => {
    const paths = profilePaths('acme', env);
    for (const [mode, other] of [
      [0o1777, null],
      [0o755, join(home, 'somebody')],
    ] as const) {
      if (other !== null) mkdirSync(other);
      chmodSync(home, mode);
      makeDirectory(paths.logs, paths);
      expect(statSync(home).mode & 0o7777).toBe(mode);
      expect(statSync(paths.directory).mode & 0o777).toBe(0o700);
    }
  });

  test('a file that others may write is refused; one that they may only read is closed to them', () => {
    saveText({ profile: 'default', env }, 'invoices.lookBackDays', '3');
    chmodSync(config(), 0o644);
    expect(loadSettings({ profile: 'default', env }).settings.invoices.lookBackDays).toBe(3);
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    chmodSync(config(), 0o622);
    expect(() => loadSettings({ profile: 'default', env })).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringContaining('others may write it') as string }),
    );
  });
});
