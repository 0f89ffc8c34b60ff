// One command for several profiles side by side, in a few threads.
// What fails, hangs or runs out of memory in one leaves the other profiles alone.
import { createThread, type Thread } from '../../clients/host/thread.ts';
import { At2qboError, UsageError } from '../../core/errors.ts';
import { worst } from '../program/exit.ts';
import { argsOf, sharedArgs } from './args.ts';
import { KEEP_MAIL, mailTogether } from './mail.ts';
import { chosenProfiles, type FleetWish } from './choice.ts';
import type { Io } from '../terminal/io.ts';
import { joinParts, partFile } from '../run/metrics.ts';
import { checkOutFile } from '../files/output-file.ts';
import { startProgress } from '../terminal/progress.ts';
import { inTurn, noteTurn } from './turns.ts';
import { heapOf, ownProgram } from './lanes.ts';
import { renderFleet } from './render.ts';
import { endOf, notStarted, type Ended, type ProfileRun } from './summary.ts';
import { SIGNAL_EXIT } from '../terminal/ending.ts';
import { passSignals } from '../terminal/signals.ts';
import type { Invocation } from '../program/spec.ts';

/** Commands that make sense for several profiles; the others ask, or are about one pair. */
export const FOR_SEVERAL: ReadonlySet<string> = new Set([
  'sync',
  'sync-voids',
  'sync-payments',
  'check-invoices',
  'compare-items',
  'reconcile',
  'doctor',
  'status',
  'settings check',
  'settings get',
  'settings set',
  'settings unset',
]);

/** Those whose turn is kept. */
const RUNS: ReadonlySet<string> = new Set(['sync', 'sync-voids', 'sync-payments']);

const LONGEST_END_MS = 8000;

/** Runs the command for every profile that is asked for; the exit code is the worst of theirs. */
export async function runFleet(invocation: Invocation, wish: FleetWish, argv: readonly string[]): Promise<number> {
  const { io, globals, command } = invocation;
  if (!FOR_SEVERAL.has(command)) throw new UsageError(`${command} works on one profile at a time`, 'give --profile NAME');
  const shared = sharedArgs(argv);
  const profiles = chosenProfiles(wish, io.env);
  const isRun = RUNS.has(command) && !argv.includes('--dry-run');
  const { metrics } = globals;
  if (metrics !== undefined) checkOutFile(metrics, 'replace', io.env);
  const progress = startProgress(io, globals);
  const active = new Map<string, Thread>();
  const endAll = (name: string): void => active.forEach((thread) => void thread.end(`ended by ${name}`));
  const signals = passSignals(io, (name, isFirst) => {
    if (!isFirst) return endAll(name);
    for (const thread of active.values()) thread.signal(name);
    // Whoever sends it kills what isn't gone after ten seconds.
    if (name === 'SIGTERM') setTimeout(() => endAll(name), LONGEST_END_MS).unref();
  });
  const ended: Ended[] = [];
  const show = (): void => {
    if (active.size > 0) progress.show(`${ended.length} of ${profiles.length} profiles done; at work: ${[...active.keys()].join(', ')}`);
  };
  const attempt = async (profile: string, thread: Thread): Promise<void> => {
    if (signals.name() !== null) {
      ended.push(notStarted({ command, profile, seconds: 0, isKept: true }));
      return;
    }
    const startedAt = performance.now();
    const onLine = (line: string): void => {
      if (!globals.quiet || globals.verbose) progress.note(`${profile}: ${line}`);
    };
    if (isRun) noteTurn(profile, io.env, Date.now());
    active.set(profile, thread);
    show();
    const end = await thread.call({
      args: argsOf(profile, shared, metrics === undefined ? [] : ['--metrics', partFile(metrics, profile)]),
      env: { ...io.env, [KEEP_MAIL]: '1' },
      onLine: globals.json && !globals.verbose ? () => undefined : onLine,
    });
    active.delete(profile);
    ended.push(endOf({ command, profile, seconds: (performance.now() - startedAt) / 1000, isKept: globals.json }, end));
    show();
  };
  try {
    await sideBySide(isRun ? await inTurn(profiles, io.env) : profiles, wish.jobs, attempt);
  } finally {
    signals.end();
    progress.end();
  }
  if (metrics !== undefined) joinMetrics(metrics, profiles, invocation);
  await mailTogether(invocation, profiles);
  const order = new Map(profiles.map((name, index) => [name, index]));
  ended.sort((a, b) => (order.get(a.run.profile) ?? 0) - (order.get(b.run.profile) ?? 0));
  const runs = ended.map((one) => one.run);
  print(io, invocation, ended, runs);
  const stopped = signals.name();
  if (stopped !== null) return SIGNAL_EXIT[stopped];
  return worst(runs.map((one) => one.exitCode));
}

/** Like one profile's own: numbers that can't be written don't change how the call ends, nor keep its summary back. */
function joinMetrics(file: string, profiles: readonly string[], { io }: Invocation): void {
  try {
    joinParts(file, profiles, io.env);
  } catch (cause) {
    if (!(cause instanceof At2qboError)) throw cause;
    io.err(`warn: The metrics could not be written: ${cause.message}. Fix: ${cause.remedy}`);
  }
}

function print(io: Io, { globals, command }: Invocation, ended: readonly Ended[], runs: readonly ProfileRun[]): void {
  if (globals.json) {
    io.json(ended.map((one) => one.document));
    return;
  }
  for (const line of renderFleet(command, runs, io.width, globals.quiet)) io.out(line);
}

/** At most this many at a time, the next one as soon as one has ended, each lane in a thread of its own. */
async function sideBySide<T>(list: readonly T[], most: number, work: (one: T, thread: Thread) => Promise<void>): Promise<void> {
  const waiting = [...list];
  const lanes = Math.min(most, list.length);
  const lane = async (): Promise<void> => {
    const thread = createThread({ ...ownProgram(), heapMb: heapOf(lanes) });
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next, thread);
    await thread.end('done');
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
