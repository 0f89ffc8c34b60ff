// Files and names given on the command line: what they could be made to point at is refused, and nothing is touched.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryIo } from '../../src/commands/terminal/io.ts';
import { main } from '../../src/commands/main.ts';
import { checkOutFile, writeOutFile } from '../../src/commands/files/output-file.ts';

let folder = '';
let home = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'at2qbo-paths-'));
  home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function at2qbo(args: readonly string[], stdin = ''): Promise<{ code: number; said: string }> {
  const io = memoryIo({ env: { AT2QBO_HOME: home }, stdin });
  return { code: await main(args, io), said: io.stdout() + io.stderr() };
}

describe('a file to be written', () => {
  const env = (): Record<string, string> => ({ AT2QBO_HOME: home });
  test('is made for this user alone, also where one that others could read was there', () => {
    const path = join(folder, 'out.csv');
    writeOutFile(path, 'a', 'replace', env());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    writeOutFile(path, 'b', 'replace', env());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe('b');
  });

  test('is never written through a link, into a device or a directory, or over a file of ours', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    symlinkSync(home, join(folder, 'other-name-of-home'));
    mkdirSync(join(folder, 'directory'));
    mkdirSync(join(home, 'profiles', 'acme'), { recursive: true });
    const refused = [
      'link',
      'dangling',
      'directory',
      'missing/out.csv',
      'victim/out.csv',
      'other-name-of-home/ledger.db',
      'home/profiles/acme/config.json',
    ];
    for (const name of [...refused.map((one) => join(folder, one)), '/dev/null', '/dev/stdout', '/dev/full', '/'])
      expect(() => writeOutFile(name, 'x', 'replace', env()), name).toThrow(expect.objectContaining({ kind: 'usage' }));
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(() => checkOutFile(join(home, 'report.csv'), 'replace', env())).not.toThrow();
  });

  test('settings export obeys this', async () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, 'link'));
    for (const path of [join(folder, 'link'), '/dev/null', home, join(home, 'config.json'), join(home, 'secrets.enc')])
      expect((await at2qbo(['settings', 'export', path])).code).toBe(2);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect((await at2qbo(['settings', 'export', join(folder, 'ok.json')])).code).toBe(0);
  });
});

describe('a name of a profile', () => {
  test.each(['../x', '..', '.', 'a/../../b', '/etc', 'a\u0000b', 'a\nb', '%2e%2e', '~root', 'x/y', 'a\\b'])(
    '%j is refused',
    async (name) => {
      const { code, said } = await at2qbo(['settings', 'set', 'invoices.lookBackDays', '3', '--profile', name]);
      expect(code).toBe(2);
      expect(said).toContain('--profile');
      expect(existsSync(join(home, 'profiles'))).toBe(false);
      expect(existsSync(join(home, 'config.json'))).toBe(false);
    },
  );
});

describe('an import', () => {
  const importText = (text: string): ReturnType<typeof at2qbo> => {
    writeFileSync(join(folder, 'in.json'), text);
    return at2qbo(['settings', 'import', join(folder, 'in.json')]);
  };
  test.each([
    ['nested half a million deep', `{"customers":{"map":${'{"1":'.repeat(500_000)}1${'}'.repeat(500_000)}}}`],
    ['half a million open brackets', '['.repeat(500_000)],
    ['a prototype', '{"__proto__":{"polluted":"yes"}}'],
    ['a prototype in a group', '{"invoices":{"__proto__":{"polluted":"yes"}}}'],
    ['a constructor', '{"constructor":{"prototype":{"polluted":"yes"}}}'],
    ['a method of objects as a key', '{"toString":"x"}'],
    ['fifty megabytes', `{"mail":{"host":"${'x'.repeat(50 * 1024 * 1024)}"}}`],
    ['a string of ten megabytes where a number belongs', `{"invoices":{"lookBackDays":"${'9'.repeat(10 * 1024 * 1024)}"}}`],
    ['an array', '[]'],
    ['a secret', '{"mail":{"password":"hunter2-hunter2"}}'],
    ['another way in', '{"endpoints":{"quickbooks":"http://evil.example"}}'],
    ['nothing', ''],
  ])('of %s is refused with 2 and changes nothing', async (_, text) => {
    const { code, said } = await importText(text);
    expect(code).toBe(2);
    expect(said.length).toBeLessThan(2000);
    expect(said).not.toContain('hunter2');
    expect(existsSync(join(home, 'config.json'))).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('of something that has no end is given up', async () => {
    const { code, said } = await at2qbo(['settings', 'import', '/dev/zero']);
    expect(code).toBe(2);
    expect(said).toContain('more than 16 MB');
  });

  test('of a map with a prototype in it takes nothing from there', async () => {
    const { code } = await importText('{"customers":{"map":{"173":"58"}},"tax":{"codes":{"__proto__":"1","constructor":"2"}}}');
    expect([0, 2]).toContain(code);
    expect(({} as Record<string, unknown>)['173']).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test('deep or odd JSON given to settings set is refused too', async () => {
    for (const value of [`${'['.repeat(300_000)}${']'.repeat(300_000)}`, '{"__proto__":{"x":1},"a":1}', `{"1":"${'x'.repeat(1_000_000)}"}`])
      expect((await at2qbo(['settings', 'set', 'customers.map', value])).code).toBe(2);
  });
});
