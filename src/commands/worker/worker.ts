// `at2qbo worker`: runs the profiles of a shared ledger from a queue on its PostgreSQL, until it is stopped.
import { hostname } from 'node:os';
import { systemClock } from '../../clients/host/clock.ts';
import { openFleetLedger, type FleetLedger } from '../../clients/ledger/fleet.ts';
import { openRunQueue, requireServer, type RunQueue } from '../../clients/queue/run-queue.ts';
import { instantAt } from '../../core/dates.ts';
import { UsageError } from '../../core/errors.ts';
import { NEVER_RUN } from '../../core/fleet/state.ts';
import type { FleetView } from '../../core/fleet/view.ts';
import { DEFAULT_JOBS } from '../fleet/choice.ts';
import { EXIT } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { watchSignals } from '../terminal/signals.ts';
import { lookAround } from './look-around.ts';
import { printOfFiles, sharedLedger } from './profiles.ts';
import { createFleetMetrics } from './metrics.ts';
import { readView } from './read-view.ts';
import { parseListen, startFleetServer, type FleetServer } from './serve.ts';
import { createTurns, type Turns } from './turn.ts';

/** Profiles and settings are looked at so often: what changed is taken up within a minute. */
const LOOK_MS = 20_000;
const MINUTE_MS = 60_000;
/** Messages remembered; some have a number in them. */
const MOST_SAID = 100;
/** No look around succeeded for so long: `/healthz` says so. */
const UNWELL_MS = 90_000;
/** `pg-boss` needs it. */
const NEEDED_NODE = [22, 12] as const;

export async function run(invocation: Invocation): Promise<number> {
  checkNode(process.versions.node);
  const { io, globals } = invocation;
  const listen = typeof invocation.options['listen'] === 'string' ? parseListen(invocation.options['listen']) : null;
  const names = globals.profile === undefined ? null : globals.profile.split(',');
  const url = sharedLedger(names, io.env);
  const ledger = openFleetLedger(url, systemClock);
  const say = (text: string): void => {
    if (!globals.quiet) io.err(text);
  };
  let server: FleetServer | null = null;
  try {
    await ledger.probe();
    requireServer(await ledger.serverVersion());
    const health = createHealth();
    const sayOnce = onceAMinute((message) => io.err(`warn: the queue: ${message}`));
    const trouble = (message: string): void => {
      health.failed(message);
      sayOnce(message);
    };
    const metrics = listen === null ? null : await createFleetMetrics();
    const queue = await openRunQueue({ url, onTrouble: trouble });
    const counts = new Map<number, number>();
    const printOf = async (profile: string): Promise<string> => `${printOfFiles(profile, io.env)} ${await ledger.printOf(profile)}`;
    const turns = createTurns({
      jobs: globals.jobs ?? DEFAULT_JOBS,
      env: io.env,
      clock: systemClock,
      ledger,
      printOf,
      onEnd: ({ profile }, { ended }, next) => {
        const code = ended?.code ?? EXIT.done;
        counts.set(code, (counts.get(code) ?? 0) + 1);
        metrics?.count(code, ended?.seconds ?? 0);
        if (next.kind === 'person')
          io.err(`${profile}: exit code ${code}: ${ended?.trouble ?? ''} Fix: ${ended?.fix ?? ''} (with --profile ${profile})`);
        else if (globals.verbose || code !== EXIT.done) say(`${profile}: exit code ${code}${ended?.trouble ? `: ${ended.trouble}` : ''}`);
      },
      onLine: (profile, line) => {
        if (globals.verbose) io.err(`${profile}: ${line}`);
      },
    });
    const look = async (): Promise<void> => {
      await lookAround({ now: systemClock.now(), names, url, env: io.env, ledger, queue, printOf });
      health.worked();
    };
    const view = (): Promise<FleetView> => readView(ledger, io.env, systemClock.now());
    if (listen !== null && metrics !== null) {
      server = await startFleetServer({ ...listen, view, metrics, trouble: () => health.trouble() }).catch(async (error: unknown) => {
        await queue.stop();
        throw error;
      });
      say(`Listening on ${server.address}: /, /status.json, /metrics, /healthz`);
    }
    await work({ look, queue, turns, jobs: globals.jobs ?? DEFAULT_JOBS, ledger, say, trouble });
    if (globals.json) io.json({ host: hostname(), runs: Object.fromEntries(counts) });
    return EXIT.done;
  } finally {
    await server?.stop();
    await ledger.close();
  }
}

/** A database that is away is noticed by every question: the same words once a minute are enough. */
function onceAMinute(say: (message: string) => void): (message: string) => void {
  const said = new Map<string, number>();
  return (message) => {
    const now = performance.now();
    if (now - (said.get(message) ?? -Infinity) < MINUTE_MS) return;
    if (said.size > MOST_SAID) said.clear();
    said.set(message, now);
    say(message);
  };
}

/** Does the worker come to its work? By its last look around. */
function createHealth(): { worked(): void; failed(message: string): void; trouble(): string | null } {
  let workedAt = performance.now();
  let latest = 'the queue was not looked at yet';
  return {
    worked: () => void (workedAt = performance.now()),
    failed: (message) => void (latest = message),
    trouble: () => (performance.now() - workedAt < UNWELL_MS ? null : latest),
  };
}

interface Work {
  readonly look: () => Promise<void>;
  readonly queue: RunQueue;
  readonly turns: Turns;
  readonly jobs: number;
  readonly ledger: FleetLedger;
  readonly say: (text: string) => void;
  readonly trouble: (message: string) => void;
}

/** Works until a signal comes; a database that goes away meanwhile is waited for. */
async function work({ look, queue, turns, jobs, ledger, say, trouble }: Work): Promise<void> {
  const signals = watchSignals();
  try {
    await look();
    await queue.takeDead((profile) => park(profile, ledger));
    await queue.take(jobs, (turn) => turns.run(turn));
    say(`Working on ${hostname()}, ${jobs} at a time. Ctrl-C ends it.`);
    let isLooking = false;
    const timer = setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      void look()
        .catch((error: unknown) => trouble(error instanceof Error ? error.message : String(error)))
        .finally(() => (isLooking = false));
    }, LOOK_MS);
    const name = await signals.came;
    clearInterval(timer);
    say('Finishing what is in hand, then stopping (again to stop now).');
    turns.stop(name);
    await queue.stop();
  } finally {
    signals.end();
    await turns.end();
  }
}

/** Turns that failed again and again, although no service was down: whoever had them died of it. */
async function park(profile: string, ledger: FleetLedger): Promise<void> {
  const state = (await ledger.states()).get(profile) ?? NEVER_RUN;
  if (state.downs > 0 || state.parkedAt !== null) return;
  const at = instantAt(systemClock.now());
  const trouble = 'each worker that ran it ended before the run did';
  await ledger.saveState(profile, {
    ...state,
    ended: { at, code: EXIT.bug, seconds: 0, trouble, fix: 'at2qbo sync' },
    parkedAt: at,
    prints: {},
  });
}

function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needed, least] = NEEDED_NODE;
  if (major > needed || (major === needed && minor >= least)) return;
  throw new UsageError(
    `at2qbo worker needs Node ${needed}.${least} or newer (its queue, pg-boss, does), and this is ${version}; all other commands run on this one`,
    `install Node ${needed} or 24 and at2qbo again with it, or run at2qbo sync --all-profiles from a scheduler`,
  );
}
