// `at2qbo demo`: a month from a built-in Autotask to a built-in QuickBooks, by the code of a real run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSettings } from '../../config/store/save.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { connect } from '../connect/command.ts';
import { checkAccounts, type BookedDocument, type Claim } from './accounts.ts';
import { EXIT } from '../program/exit.ts';
import type { Environment, Io } from '../terminal/io.ts';
import { renderDemo } from './render.ts';
import { connectionOf } from './trial.ts';
import { outcomesOf, type RunDocument } from '../run/render-json.ts';
import { renderRun } from '../run/render.ts';
import { type Signal, SIGNAL_EXIT } from '../terminal/ending.ts';
import { watchSignals } from '../terminal/signals.ts';
import type { Invocation } from '../program/spec.ts';
import { ownCommand } from '../version/own-command.ts';
import { run as sync } from '../sync/sync.ts';

// The pace is the client's own affair here; nothing is gained by punishing a busy machine with a minute of waiting.
const PATIENT = { perSecond: 1000, perMinute: 100_000, concurrent: 100 };

/** Exit code 0 when everything went as it should: invoices that are held are part of the month. */
export async function run(invocation: Invocation): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'at2qbo-demo-'));
  let watch = watchSignals();
  try {
    const sandbox = await startSandbox({ limits: PATIENT });
    try {
      const story = renderDemo(invocation.io.width, ownCommand(invocation.io.env));
      const say = (lines: readonly string[]): void => {
        if (!invocation.globals.json && !invocation.globals.quiet) for (const line of lines) invocation.io.out(line);
      };
      const inner = innerInvocation(invocation, sandbox, home);
      say(story.begin(sandbox.month.expectations.invoices.length, sandbox.autotask.tables.Companies.size));
      await connectDemo(inner);
      say(story.connected(companyName(sandbox)));
      const runs: RunDocument[] = [];
      for (const isFirst of [true, false]) {
        if (watch.name() !== null) return stopped(watch.name());
        say(isFirst ? story.first() : story.second());
        const document = await syncOnce(inner);
        watch = watchSignals(); // the run had the signals to itself
        if (document.exitCode !== EXIT.done && document.exitCode !== EXIT.needsPerson) return failed(invocation, document);
        runs.push(document);
        const shown = {
          ...document,
          invoices: outcomesOf(document),
          voids: [],
          payments: [],
          remarks: document.remarks ?? [],
          books: null,
          trouble: null,
        };
        say(isFirst ? [...renderRun(shown, invocation.io.width, false), ...story.skipped(shown.invoices)] : story.repeated(document));
      }
      const [first, second] = runs;
      if (first === undefined || second === undefined) throw new Error('the demo ended before its two runs');
      const claims = checkAccounts(first, second, [...sandbox.autotask.tables.Invoices.keys()], documentsIn(sandbox));
      say(story.end(claims, first));
      if (invocation.globals.json) invocation.io.json({ first, second, check: claims });
      return exitCodeOf(claims, invocation.io);
    } finally {
      await sandbox.stop();
    }
  } finally {
    watch.end();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The program's own code, in the home that is thrown away: nothing of the person's settings, secrets or environment reaches it. */
function innerInvocation(outer: Invocation, sandbox: Sandbox, home: string): Invocation {
  const env: Record<string, string> = { ...ownEnvironment(outer.io.env), ...sandbox.secretsFor(), AT2QBO_HOME: home };
  const { options, settings } = connectionOf(sandbox);
  importSettings({ profile: 'default', env }, JSON.stringify({ ...settings, 'limits.quickbooksPerSecond': 10 }), 'the demo');
  return {
    ...outer,
    command: 'sync',
    globals: { ...outer.globals, profile: 'default', json: true, verbose: false },
    options,
    args: [],
    io: { ...outer.io, env, terminal: null, stdinIsTty: false },
  };
}

function ownEnvironment(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || name.startsWith('AT2QBO_') ? [] : [[name, value]])),
  );
}

async function connectDemo(inner: Invocation): Promise<void> {
  const quiet = { ...inner.io, out: () => {}, json: () => {} };
  await connect({ ...inner, command: 'connect', globals: { ...inner.globals, quiet: true }, io: quiet });
}

/** One run, as `sync --json` gives it. */
async function syncOnce(inner: Invocation): Promise<RunDocument> {
  let document: RunDocument | null = null;
  const io: Io = { ...inner.io, json: (value) => (document = value as RunDocument) };
  await sync({ ...inner, options: {}, io });
  if (document === null) throw new Error('sync --json gave no document');
  return document;
}

/** As the built-in QuickBooks calls itself. */
export function companyName({ quickbooks }: Sandbox): string {
  const name = quickbooks.company['CompanyName'];
  return typeof name === 'string' ? name : quickbooks.realmId;
}

function documentsIn(sandbox: Sandbox): BookedDocument[] {
  return (['Invoice', 'CreditMemo'] as const).flatMap((type) =>
    [...sandbox.quickbooks.tables[type].values()].map((form) => ({
      type,
      id: form.Id,
      privateNote: form.PrivateNote ?? '',
      total: form.TotalAmt.toFixed(2),
    })),
  );
}

function stopped(name: Signal | null): number {
  return SIGNAL_EXIT[name ?? 'SIGINT'];
}

/** A run of the demo that didn't reach its end: what it said is handed on. */
function failed({ io, globals }: Invocation, document: RunDocument): number {
  if (globals.json) io.json({ first: document });
  if (document.error !== undefined) io.err(`error: ${document.error.message}`);
  return document.exitCode;
}

function exitCodeOf(claims: readonly Claim[], io: Io): number {
  const broken = claims.filter((claim) => !claim.holds);
  for (const claim of broken) io.err(`error: not so: ${claim.text}`);
  return broken.length === 0 ? EXIT.done : EXIT.integrity;
}
