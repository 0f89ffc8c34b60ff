#!/usr/bin/env node
// The program. If it ends without having said how, that is a bug.
import { homedir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { endOnSignal } from '../src/commands/terminal/ending.ts';
import { isExecutable, KEYCHAIN_CALL } from '../src/clients/host/executable.ts';

/** A short one is over before it has anything worth collecting. */
const LONG_RUN_MS = 2000;
/** What the scripts of `completion` call: see src/commands/program/completion.ts. */
const COMPLETE_CALL = '--complete';
const HELP = new Set(['-h', '--help', 'help']);
/** They go through whole books: what they need is to be little, however large the books are. */
const THROUGH_THE_BOOKS: ReadonlySet<string> = new Set(['reconcile', 'adopt']);

keepWarnings();
if (isMainThread) {
  process.exitCode = 70;
  endOnSignal();
}
try {
  homedir();
} catch {
  // A user without name and HOME (a container's): packages that ask for a home folder, which we don't use, would fail to load.
  process.env['HOME'] = process.env['AT2QBO_HOME'] ?? '/';
}
void start(process.argv.slice(2));

async function start(argv: readonly string[]): Promise<void> {
  if (!isMainThread) {
    const { serveCalls } = await import('../src/commands/fleet/lane.ts');
    serveCalls();
  } else if (argv[0] === '--version' || argv[0] === '-V') {
    const { readVersion } = await import('../src/commands/version/number.ts');
    process.stdout.write(`${readVersion()}\n`);
    process.exitCode = 0;
  } else if (argv[0] === KEYCHAIN_CALL && isExecutable()) {
    const { serveKeychainCall } = await import('../src/clients/secrets/key/keychain-child.ts');
    serveKeychainCall();
    process.exitCode = 0;
  } else if (argv[0] === COMPLETE_CALL) {
    await answerShell(argv.slice(1));
  } else if (argv.length !== 1 || !HELP.has(argv[0] ?? '') || !(await showHelp())) {
    if (argv.some((word) => THROUGH_THE_BOOKS.has(word))) setV8('--semi-space-growth-factor=1');
    setTimeout(setV8, LONG_RUN_MS, '--heap-growing-percent=40').unref();
    // What it writes is about customers: for this user's eyes alone.
    process.umask(0o077);
    const [{ main }, { systemIo }] = await Promise.all([import('../src/commands/main.ts'), import('../src/commands/terminal/io.ts')]);
    process.exitCode = await main(argv, systemIo());
  }
}

/** What Node and packages say of themselves (deprecated, experimental) is for those who build this, not for cron's mail: with --verbose alone. */
function keepWarnings(): void {
  const isWanted = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((option) => /--trace-(warnings|deprecation)/.test(option));
  if (isWanted) return;
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (process.argv.some((word) => word === '--verbose' || word === '-v')) process.stderr.write(`warn: ${name}: ${message}\n`);
  });
}

/**
 * So that memory stays flat (docs/decisions/0010): by itself V8 lets the heap of a machine with much memory grow fourfold before it collects, and what is
 * new by tens of megabytes. A flag that V8 doesn't know it complains of: newer versions than were tried are left alone.
 */
function setV8(flag: string): void {
  const newestTried = 24;
  if (Number.parseInt(process.versions.node, 10) <= newestTried) setFlagsFromString(flag);
}

/** `=so-far`, then the words before it. A completion is never in the way: what can't be read offers nothing. */
async function answerShell([current = '', ...before]: readonly string[]): Promise<void> {
  process.exitCode = 0;
  try {
    const { complete } = await import('../src/commands/program/complete.ts');
    for (const one of await complete(before, current.slice(1), process.env)) process.stdout.write(`${one}\n`);
  } catch {
    // Damaged settings, say: every command tells of them; the press of a key doesn't.
  }
}

/** The whole help, without loading what it is made of; false: it has to be made. */
async function showHelp(): Promise<boolean> {
  const { readHelp } = await import('../src/commands/program/help-text.ts');
  const text = readHelp(process.stdout.columns);
  if (text === null) return false;
  process.stdout.on('error', () => {}); // `| head` went away
  process.stdout.write(text);
  process.exitCode = 0;
  return true;
}
