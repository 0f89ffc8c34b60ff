// A stranger's first hour: the packed program installed into an empty HOME, then everything typed on a terminal of 60 and of 100 columns.
// What stands on the screen then is kept in screens/, for a reviewer to read. (npx vitest run test/ship/first-hour.test.ts -u)
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { hasTerminals } from '../support/terminal.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
const place = mkdtempSync(join(tmpdir(), 'at2qbo-hour-'));
const prefix = join(place, 'prefix');
/** What is in the package, but for what `npm pack` adds by itself. */
const PACKED = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'dist', 'docs'];

/** The services that `connect` is tried on; the trial brings its own. */
let own: Sandbox;

beforeAll(async () => {
  if (!hasTerminals()) return;
  const from = join(place, 'from');
  mkdirSync(from);
  for (const name of PACKED) cpSync(join(ROOT, name), join(from, name), { recursive: true });
  const options = { cwd: from, encoding: 'utf8' } as const;
  const out = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', place], options);
  const file = join(place, out.trim().split('\n').at(-1) ?? '');
  execFileSync(
    'npm',
    ['install', file, '--global', '--prefix', prefix, '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    options,
  );
  own = await startSandbox({ invoices: 1 });
}, 240_000);
afterAll(async () => {
  await own?.stop();
  rmSync(place, { recursive: true, force: true });
});

interface Screen {
  readonly code: number | null;
  readonly text: string;
}

/** One command on a terminal of its own; `until`: it is left running once this stands on the screen. */
class Desk {
  readonly #columns: number;
  readonly #env: Readonly<Record<string, string>>;
  readonly #home: string;
  readonly #running: (() => void)[] = [];

  constructor(columns: number) {
    this.#columns = columns;
    // Of the same length for each, so that lines break at the same place.
    this.#home = join(place, `home${String(columns).padStart(3, '0')}`);
    mkdirSync(this.#home);
    this.#env = {
      PATH: `${join(prefix, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: this.#home,
      TERM: 'xterm',
      SHELL: '/bin/sh',
      PAGER: 'cat',
      TZ: 'UTC',
      NO_COLOR: '1',
    };
  }

  async type(line: string, more: Readonly<Record<string, string>> = {}, until?: string): Promise<Screen> {
    const child = spawn('script', ['-qefc', `stty cols ${this.#columns} rows 45; ${line}`, '/dev/null'], {
      env: { ...this.#env, ...more },
      cwd: this.#home,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const terminal = new xterm.Terminal({ cols: this.#columns, rows: 45, scrollback: 5000, allowProposedApi: true });
    let raw = '';
    const code = await new Promise<number | null>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        raw += part;
        terminal.write(part);
        if (until !== undefined && raw.includes(until)) resolve(null);
      });
      child.on('close', resolve);
    });
    if (until !== undefined) this.#running.push(() => child.stdin.write('\u0003'));
    await new Promise<void>((resolve) => {
      terminal.write('', resolve);
    });
    return { code, text: this.#masked(linesOf(terminal)) };
  }

  leave(): void {
    for (const stop of this.#running) stop();
  }

  /** What differs from day to day and from machine to machine, each by something that says what it is. */
  #masked(lines: readonly string[]): string {
    return lines
      .map((line) =>
        line
          .replaceAll(this.#home, '/home/pat')
          .replaceAll(prefix, '/home/pat/.local')
          .replaceAll(process.execPath, '/usr/bin/node')
          .replaceAll(hostname(), 'desk')
          .replaceAll(VERSION, '1.0.0')
          .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
          .replaceAll(/\b01[0-9A-HJKMNP-TV-Z]{24}\b/g, 'RUN')
          .replaceAll(/\b20\d\d-\d\d-\d\d(?!-)/g, 'YYYY-MM-DD')
          .replaceAll(/\b\d\d:\d\d(?::\d\d(?:\.\d+Z?)?)?\b/g, 'HH:MM')
          .replaceAll(/\b10[345]\d\b/g, '10NN')
          .replaceAll(/\d+ of 500000|\d+ left,/g, (found) => found.replace(/^\d+/, 'N'))
          .replaceAll(/(?<=, )(?:just now|a minute ago|\d+ minutes? ago)/g, 'just now')
          .replaceAll(/^(?:\d+-59|\*)\/15 /g, 'M-59/15 '),
      )
      .flatMap((line) => broken(line, this.#columns))
      .join('\n')
      .trimEnd();
  }
}

/** The lines as they were written: those that the terminal broke are one again. */
function linesOf(terminal: InstanceType<typeof xterm.Terminal>): string[] {
  const lines: string[] = [];
  const { active } = terminal.buffer;
  for (let n = 0; n < active.length; n += 1) {
    const line = active.getLine(n);
    if (line?.isWrapped === true && lines.length > 0) lines.push(`${lines.pop() ?? ''}${line.translateToString(false)}`);
    else lines.push(line?.translateToString(false) ?? '');
  }
  return lines.map((line) => line.trimEnd());
}

/** As a terminal breaks it. */
function broken(line: string, columns: number): string[] {
  const parts = line.match(new RegExp(`.{1,${columns}}`, 'gu'));
  return parts ?? [''];
}

/** What is typed, and the exit code that it ends with. */
const HOUR: readonly (readonly [line: string, code: number])[] = [
  ['at2qbo --version', 0],
  ['at2qbo sync --profile trail', 2],
  ['at2qbo status --profile trial', 0],
  ['at2qbo sync --dry-run --profile trial', 1],
  ['at2qbo sync --profile trial', 1],
  ['at2qbo explain 5008 --profile trial', 0],
  ['at2qbo hold 5007 --why "asked the bookkeeper" --profile trial', 0],
  ['at2qbo sandbox rename vendor "Harborside Supply Co" "Harborside (vendor)" --profile trial', 0],
  ['at2qbo sync --profile trial', 1],
  ['at2qbo release 5007 --profile trial', 0],
  ['at2qbo sandbox pay 5015 --profile trial', 0],
  ['at2qbo sync-payments --profile trial', 0],
  ['at2qbo reconcile --from 2020-01-01 --to 2099-12-31 --profile trial', 3],
  ['at2qbo schedule cron --profile trial', 0],
];

describe.runIf(hasTerminals()).concurrent('the first hour', () => {
  test.for([60, 100])('on a terminal of %i columns', { timeout: 240_000 }, async (columns, { expect: expected }) => {
    const desk = new Desk(columns);
    try {
      const shown: string[] = [];
      const show = (line: string, { text }: Screen): void => void shown.push(`$ ${line}\n${text}\n`);
      const served = 'at2qbo sandbox --profile trial --invoices 12';
      show(served, await desk.type(served, {}, 'Ctrl-C stops'));
      // A terminal asks the registry now and then whether there is a newer version; not here.
      await desk.type('at2qbo settings set updates.check false --profile trial');
      for (const [line, code] of HOUR) {
        const screen = await desk.type(line);
        expect([line, screen.code, screen.code === code ? '' : screen.text]).toEqual([line, code, '']);
        show(line, screen);
      }
      const connected = await connectOwn(desk, columns);
      show(connected.line, connected.screen);
      expect(connected.screen.code).toBe(0);
      for (const line of shown.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(line.startsWith('$ ') ? 200 : columns);
      await expected(shown.join('\n')).toMatchFileSnapshot(`screens/first-hour-${columns}.txt`);
    } finally {
      desk.leave();
    }
  });
});

test('there was a terminal to try it on', () => {
  expect(hasTerminals() || process.platform !== 'linux').toBe(true);
  expect(existsSync(prefix) || process.platform !== 'linux').toBe(true);
});

/** A profile of one's own, with everything in environment and options: it asks nothing. */
async function connectOwn(desk: Desk, columns: number): Promise<{ readonly line: string; readonly screen: Screen }> {
  const {
    'autotask.username': username = '',
    'quickbooks.clientId': clientId = '',
    'quickbooks.realmId': realmId = '',
    ...settings
  } = own.settingsFor();
  const file = join(place, `settings-${columns}.json`);
  writeFileSync(file, JSON.stringify({ ...settings, 'updates.check': false }));
  const imported = await desk.type(`at2qbo settings import ${file} --create --profile mine`);
  expect(imported.code).toBe(0);
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = own.secretsFor();
  const line = `at2qbo connect --autotask-username ${username} --client-id ${clientId} --realm-id ${realmId} --profile mine`;
  const screen = await desk.type(line, { ...secrets, AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: join(place, `key-${columns}`) });
  return {
    line: line.replace(clientId, 'CLIENT-ID'),
    screen: { ...screen, text: screen.text.replaceAll(join(place, `key-${columns}`), '/home/pat/key') },
  };
}
