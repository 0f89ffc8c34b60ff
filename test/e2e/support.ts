// What the end-to-end tests share: the built program as a child process, and a profile of its own connected to a sandbox of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as IoModuleOf from '../../src/commands/terminal/io.ts';
import type * as MainOf from '../../src/commands/main.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts';

/** The built program. */
export const BIN = fileURLToPath(new URL('../../dist/bin/at2qbo.js', import.meta.url));

const executable = process.env['AT2QBO_TEST_EXECUTABLE'];
/** What is run: Node with the built program, or the single executable (AT2QBO_TEST_EXECUTABLE: its absolute path). */
export const PROGRAM: readonly [string, ...string[]] = executable === undefined ? [process.execPath, BIN] : [executable];

/** How a call of the program ended. */
export interface Finished {
  /** Null: killed by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** stdout as one JSON document; fails with everything that was written if it isn't one. */
  json<T = SyncDocument>(): T;
}

/** `sync --json` as scripts read it. */
export interface SyncDocument {
  readonly run: string;
  readonly profile: string;
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly exitCode: number;
  readonly invoices: readonly {
    readonly autotaskId: number;
    readonly autotaskNumber: string | null;
    readonly company: string;
    readonly outcome: 'created' | 'adopted' | 'planned' | 'skipped' | 'held' | 'failed';
    readonly quickbooks?: {
      readonly type: string;
      readonly id: string | null;
      readonly docNumber: string | null;
      readonly total: string;
      readonly tax: string;
    };
    readonly autotaskTotal: string;
    readonly emailed: boolean;
    readonly reasons: readonly { readonly code: string; readonly message: string; readonly fix: string }[];
  }[];
  readonly voids: readonly Record<string, unknown>[];
  readonly payments: readonly Record<string, unknown>[];
  readonly created: { readonly customers: readonly unknown[]; readonly items: readonly unknown[] };
  readonly totals: Readonly<Record<string, number>>;
  readonly calls: { readonly autotask: number; readonly quickbooksReads: number; readonly quickbooksWrites: number };
  readonly error?: { readonly kind: string; readonly message: string; readonly fix: string; readonly code: string | null };
}

/** How the program is called; `env` is all it gets besides PATH. */
export interface CallOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another Node, and another built program, than this one's. */
  readonly program?: readonly [node: string, bin: string];
  /** Milliseconds after which it is killed; 60,000 unless given. */
  readonly timeoutMs?: number;
  /** Gets the child as soon as it runs: to kill it, or to look at it. */
  readonly onStart?: (child: { readonly pid: number; kill(signal: NodeJS.Signals): boolean }) => void;
  /** Gets all of stdout so far whenever more comes: to kill it at a known point. */
  readonly onOut?: (out: string, child: { kill(signal: NodeJS.Signals): boolean }) => void;
}

/** Runs the built program to its end, stdin closed. */
export function runBin(args: readonly string[], options: CallOptions = {}): Promise<Finished> {
  const [file, ...own] = options.program ?? PROGRAM;
  const child = spawn(file, [...own, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 60_000,
    killSignal: 'SIGKILL',
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    options.onOut?.(out, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.on('spawn', () => options.onStart?.({ pid: child.pid ?? -1, kill: (signal) => child.kill(signal) }));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code,
        signal,
        out,
        err,
        json: <T = SyncDocument>(): T => {
          try {
            return JSON.parse(out) as T;
          } catch {
            throw new Error(`not one JSON document (code ${code}, ${signal ?? 'no signal'}):\n${out}\n${err}`);
          }
        },
      }),
    );
  });
}

/** The set-up of a world runs in this process: the built program all the same, without the half second that starting it takes. */
async function runHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const load = async <T>(path: string): Promise<T> => (await import(new URL(`../../dist/src/commands/${path}`, import.meta.url).href)) as T;
  const { main } = await load<typeof MainOf>('main.js');
  const { memoryIo } = await load<typeof IoModuleOf>('terminal/io.js');
  const before = process.umask(0o077);
  try {
    const io = memoryIo({ env });
    const code = await main(args, io);
    if (code !== 0) throw new Error(`at2qbo ${args.join(' ')}: ${code}\n${io.stdout()}${io.stderr()}`);
  } finally {
    process.umask(before);
  }
}

/** A temp AT2QBO_HOME and HOME with the environment that leads there; nothing is connected yet. */
export interface Home {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

export function makeHome(): Home {
  const directory = mkdtempSync(join(tmpdir(), 'at2qbo-e2e-'));
  return {
    directory,
    env: { HOME: directory, AT2QBO_HOME: join(directory, 'at2qbo'), AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: '5a'.repeat(32) },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A profile that is connected to a sandbox of its own. */
export interface World {
  readonly sandbox: Sandbox;
  readonly home: Home;
  /** Runs any command; `env` comes on top of the profile's. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>, more?: Omit<CallOptions, 'env'>): Promise<Finished>;
  /** `sync --json` with these arguments. */
  sync(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** `settings set`; fails if it is refused. */
  set(key: string, value: string): Promise<void>;
  close(): Promise<void>;
}

/** What a world may be made with besides the sandbox's own options. */
export interface WorldOptions extends SandboxOptions {
  /** Settings on top of the sandbox's. */
  readonly settings?: Readonly<Record<string, string | number | boolean | object>>;
  /** False: the settings are there, the connection is not. */
  readonly connect?: boolean;
}

/** The unattended set-up, as a script would do it: settings, Autotask, QuickBooks. */
export async function connectedWorld(options: WorldOptions = {}): Promise<World> {
  const { settings = {}, connect = true, ...sandboxOptions } = options;
  // Wide limits unless a test is about them: the client keeps its own, and a busy machine's jitter would cost a minute of waiting.
  const sandbox = await startSandbox({ limits: { perSecond: 1000, perMinute: 100_000, concurrent: 100 }, ...sandboxOptions });
  const home = makeHome();
  const run: World['run'] = (args, env = {}, more = {}) => runBin(args, { ...more, env: { ...home.env, ...env } });
  const mustPass = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> =>
    runHere(args, { ...home.env, ...env });
  const world: World = {
    sandbox,
    home,
    run,
    sync: (args = [], env = {}) => run(['sync', '--json', ...args], env),
    set: (key, value) => mustPass(['settings', 'set', key, '--', value]),
    close: async () => {
      await sandbox.stop();
      home.remove();
    },
  };
  try {
    const file = join(home.directory, 'settings.json');
    const given = sandbox.settingsFor();
    const {
      'autotask.username': username = '',
      'quickbooks.clientId': clientId = '',
      'quickbooks.realmId': realmId = '',
      ...others
    } = given;
    writeFileSync(file, JSON.stringify({ ...others, 'limits.quickbooksPerSecond': 10, ...settings }));
    await mustPass(['settings', 'import', file]);
    if (connect) {
      const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = sandbox.secretsFor();
      await mustPass(['connect', 'autotask', '--autotask-username', username], secrets);
      await mustPass(['connect', 'quickbooks', '--client-id', clientId, '--realm-id', realmId], secrets);
    }
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}
