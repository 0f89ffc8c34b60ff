// `at2qbo settings check` and `settings edit` as child processes, against both live systems.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BIN, connectedWorld, makeHome, runBin, type World } from './support.ts';

interface Checks {
  readonly exitCode: number;
  readonly checks: readonly {
    readonly key: string;
    readonly level: string;
    readonly message: string;
    readonly fix: string;
    readonly stopsSync: boolean;
  }[];
}

// Several whole runs of the program a test, on machines that do other things too.
vi.setConfig({ testTimeout: 180_000 });

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 1 });
}, 240_000);
afterAll(() => world.close(), 120_000);

describe('settings set of what QuickBooks lists', () => {
  const set = (key: string, value: string) => world.run(['settings', 'set', key, value]);

  test('a name is stored as its Id; without regard to case where only one fits', async () => {
    const { out, code } = await set('items.incomeAccount', 'sales of services');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^items\.incomeAccount: 79: Sales of Services \(Id 79\), as it was\n$/) as string,
    ]);
    expect((await world.run(['settings', 'get', 'items.incomeAccount'])).out).toBe('79\n');
  });

  test.each([
    ['items.incomeAccount', '84', 'has no income account with that Id or name'],
    ['items.incomeAccount', 'Sails of Services', 'Sales of Services (Id 79)'],
    ['items.roundingItem', '9999', 'has no item with that Id or name'],
    ['invoices.defaultClass', 'No such class', 'has no class'],
  ])('%s %s is refused, and the file stays as it was', async (key, value, said) => {
    const before = (await world.run(['settings', 'get', key])).out;
    const refused = await set(key, value);
    expect([refused.code, refused.out, refused.err]).toEqual([2, '', expect.stringContaining(said) as string]);
    expect(refused.err).toMatch(new RegExp(`fix: (for example: at2qbo settings set ${key} \\d+|make one in QuickBooks first)`));
    expect((await world.run(['settings', 'get', key])).out).toBe(before);
  });

  test('before a connection an Id is taken as it is, a name is not', async () => {
    const home = makeHome();
    try {
      expect((await runBin(['settings', 'set', 'items.incomeAccount', '79'], { env: home.env })).code).toBe(0);
      const named = await runBin(['settings', 'set', 'items.incomeAccount', 'Sales'], { env: home.env });
      expect([named.code, named.err]).toEqual([2, expect.stringContaining('QuickBooks is not connected') as string]);
    } finally {
      home.remove();
    }
  });

  test('with QuickBooks down an Id is stored, and it is said that nobody looked', async () => {
    world.sandbox.quickbooks.faults.add({ match: ({ service }) => service === 'quickbooks', times: 40, action: 503 });
    const done = await set('items.incomeAccount', '79');
    world.sandbox.quickbooks.faults.clear();
    expect([done.code, done.err]).toEqual([0, expect.stringContaining('not looked up in QuickBooks') as string]);
  });
});

describe('settings check', () => {
  const check = async (env: Record<string, string> = {}) => {
    const done = await world.run(['settings', 'check', '--json'], env);
    return { ...done.json<Checks>(), code: done.code };
  };

  test('of settings that fit: 0, and every line ok', async () => {
    const { code, exitCode, checks } = await check();
    expect([code, exitCode]).toEqual([0, 0]);
    expect(checks.map(({ level }) => level)).toEqual(checks.map(() => 'ok'));
  });

  test('of settings that sync refuses: 2, with sync’s own words', async () => {
    for (const env of [
      { AT2QBO_QUICKBOOKS__EDITION: 'non-us' },
      { AT2QBO_INVOICES__NUMBERING: 'autotask-number' },
      { AT2QBO_ITEMS__INCOME_ACCOUNT: '84' },
      { AT2QBO_ITEMS__ROUNDING_ITEM: '9999' },
    ]) {
      const { code, checks } = await check(env);
      expect(code).toBe(2);
      const refused = checks.find(({ stopsSync }) => stopsSync);
      const sync = await world.sync(['--dry-run'], env);
      expect(sync.code).toBe(2);
      expect(refused?.message).toBe(sync.json<{ error: { message: string } }>().error.message);
    }
  });

  test('of settings that hold invoices: 3', async () => {
    const { code, checks } = await check({ AT2QBO_CUSTOMERS__MAP: '{"300":"999999"}' });
    expect(code).toBe(3);
    expect(checks.find(({ level }) => level === 'problem')).toMatchObject({
      key: 'customers.map',
      fix: expect.stringContaining('company 300'),
    });
  });

  test('writes nothing, and ends with 5 or 4 where a side can’t be read', async () => {
    expect(world.sandbox.autotask.writes).toEqual([]);
    world.sandbox.autotask.faults.add({ match: ({ service }) => service === 'autotask', times: 50, action: 503 });
    expect((await world.run(['settings', 'check'])).code).toBe(5);
    world.sandbox.autotask.faults.clear();
    const fresh = { ...world.home.env, AT2QBO_HOME: `${world.home.directory}/fresh` };
    expect((await runBin(['settings', 'check'], { env: fresh })).code).toBe(4);
  });
});

describe('settings edit', () => {
  test('without a terminal: 2, and the other way is named', async () => {
    for (const args of [
      ['settings', 'edit'],
      ['settings', 'edit', '--json'],
    ]) {
      const done = await world.run(args);
      expect(done.code).toBe(2);
      expect(done.out + done.err).toContain('settings set KEY VALUE');
    }
  });

  /** Answers on a real terminal: each text of the screen that is waited for, and the keys typed then. */
  // Not the blocking one: the sandbox answers from this very process.
  const onTerminal = async (steps: readonly (readonly [string, string])[]): Promise<string> =>
    (
      await promisify(execFile)(
        'python3',
        ['-c', DRIVER, JSON.stringify([process.execPath, BIN, 'settings', 'edit']), JSON.stringify(steps)],
        {
          env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', NO_COLOR: '1', ...world.home.env },
          encoding: 'utf8',
          timeout: 60_000,
        },
      )
    ).stdout;
  const hasPython = (() => {
    try {
      execFileSync('python3', ['-c', 'import pty']);
      return true;
    } catch {
      return false;
    }
  })();

  test.skipIf(!hasPython)('on a terminal offers what QuickBooks has, stores the answer at once, and Ctrl-C ends it', async () => {
    const down = '\u001b[B';
    const shown = await onTerminal([
      ['Which settings?', `${down.repeat(4)}\r`],
      ['items:', `${down.repeat(7)}\r`], // to items.defaultItem
      ['items.defaultItem: ', '\r'],
      ['items.defaultItem: was unset', '\u0003'],
    ]);
    expect(shown).toMatch(/\(Service, Id \d+\)/);
    expect(shown).toContain('exit 130');
    const { out } = await world.run(['settings', 'get', 'items.defaultItem']);
    expect(out).toMatch(/^\d+\n$/);
  });
});

const DRIVER = `
import json, os, pty, select, sys, time
command, steps = json.loads(sys.argv[1]), json.loads(sys.argv[2])
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
import fcntl, struct, termios
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 140, 0, 0))
seen, at = '', 0
def read(seconds):
    global seen
    ready, _, _ = select.select([fd], [], [], seconds)
    if not ready: return True
    try: chunk = os.read(fd, 65536)
    except OSError: return False
    if not chunk: return False
    seen += chunk.decode('utf8', 'replace')
    return True
for text, keys in steps:
    end = time.time() + 15
    while text not in seen[at:]:
        if not read(0.1) or time.time() > end: print(seen); sys.exit('never saw ' + text)
    at = len(seen)
    read(0.2)
    os.write(fd, keys.encode())
while read(1) and select.select([fd], [], [], 0.5)[0]: pass
_, status = os.waitpid(pid, 0)
print(seen + '\\nexit ' + str(os.waitstatus_to_exitcode(status)))
`;
