// `at2qbo worker`: runs the profiles of a shared ledger from a queue on its PostgreSQL, until it is stopped.
import { hostname } from 'node:os';
import { systemClock } from '../../clients/clock.ts';
import { openFleetLedger, type FleetLedger } from '../../clients/ledger/fleet.ts';
import { openRunQueue, type Planned, type RunQueue } from '../../clients/queue/run-queue.ts';
import { instantAt } from '../../core/dates.ts';
import { UsageError } from '../../core/errors.ts';
import { NEVER_RUN, type FleetSeen, type FleetState } from '../../core/fleet/state.ts';
import { DEFAULT_JOBS } from '../fleet/choice.ts';
import { EXIT, exitCodeOf } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { watchSignals } from '../terminal/signals.ts';
import { printOfFiles, readFleet, sharedLedger } from './profiles.ts';
import { createTurns, type Turns } from './turn.ts';

/** Profiles and settings are looked at so often: what changed is taken up within a minute. */
const LOOK_MS = 20_000;
/** A profile that no worker had among its own for so long is gone. */
const GONE_MS = 180_000;
/** What hasn't changed is said again so often: well before others take the profile for gone. */
const SAID_MS = 50_000;
/** `pg-boss` needs it. */
const NEEDED_NODE = [22, 12] as const;

export interface WorkerFlags {
  readonly listen?: string;
}

export async function run(invocation: Invocation): Promise<number> {
  checkNode(process.versions.node);
  const { io, globals } = invocation;
  const names = globals.profile === undefined ? null : globals.profile.split(',');
  const url = sharedLedger(names, io.env);
  const ledger = openFleetLedger(url, systemClock);
  const say = (text: string): void => {
    if (!globals.quiet) io.err(text);
  };
  try {
    await ledger.probe();
    const trouble = (message: string): void => io.err(`warn: the queue: ${message}`);
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
        if (next.kind === 'person')
          io.err(`${profile}: exit code ${code}: ${ended?.trouble ?? ''} Fix: ${ended?.fix ?? ''} (with --profile ${profile})`);
        else if (globals.verbose || code !== EXIT.done) say(`${profile}: exit code ${code}${ended?.trouble ? `: ${ended.trouble}` : ''}`);
      },
      onLine: (profile, line) => {
        if (globals.verbose) io.err(`${profile}: ${line}`);
      },
    });
    const look = (): Promise<void> => lookAround({ names, url, env: io.env, ledger, queue, printOf });
    await serve({ look, queue, turns, jobs: globals.jobs ?? DEFAULT_JOBS, ledger, say, trouble });
    if (globals.json) io.json({ host: hostname(), runs: Object.fromEntries(counts) });
    return EXIT.done;
  } finally {
    await ledger.close();
  }
}

interface Serving {
  readonly look: () => Promise<void>;
  readonly queue: RunQueue;
  readonly turns: Turns;
  readonly jobs: number;
  readonly ledger: FleetLedger;
  readonly say: (text: string) => void;
  readonly trouble: (message: string) => void;
}

/** Works until a signal comes; a database that goes away meanwhile is waited for. */
async function serve({ look, queue, turns, jobs, ledger, say, trouble }: Serving): Promise<void> {
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

interface Around {
  readonly names: readonly string[] | null;
  readonly url: string;
  readonly env: Invocation['io']['env'];
  readonly ledger: FleetLedger;
  readonly queue: RunQueue;
  readonly printOf: (profile: string) => Promise<string>;
}

/** What came, went or was changed: the schedule follows, and who waited for a person goes on once something was done. */
async function lookAround({ names, url, env, ledger, queue, printOf }: Around): Promise<void> {
  const now = systemClock.now();
  const [states, seen] = await Promise.all([ledger.states(), ledger.seen()]);
  const { planned, broken } = readFleet(names, url, env);
  const active: Planned[] = [];
  for (const one of planned) {
    const state = states.get(one.profile) ?? NEVER_RUN;
    const isParked = state.parkedAt !== null && !(await goesOn(one.profile, state, { ledger, printOf }));
    if (!isParked) active.push(one);
    // A new one, and one that waited for a person, needn't wait for its minute.
    if (!isParked && (state.parkedAt !== null || !seen.has(one.profile))) await queue.add(one);
  }
  for (const { profile, error } of broken) {
    const state = states.get(profile) ?? NEVER_RUN;
    const at = state.parkedAt ?? instantAt(now);
    if (state.ended?.trouble === error.message) continue;
    const ended = { at: instantAt(now), code: exitCodeOf(error), seconds: 0, trouble: error.message, fix: error.remedy };
    await ledger.saveState(profile, { ...state, ended, parkedAt: at, prints: { [hostname()]: '' } });
  }
  const here = new Set([...planned, ...broken].map(({ profile }) => profile));
  // Profiles of other hosts stay in the schedule as long as somebody has them.
  const next = await queue.plan(active, (profile) => here.has(profile) || now - Date.parse(seen.get(profile)?.seenAt ?? '') > GONE_MS);
  const news = [...here].flatMap((profile): [string, FleetSeen][] => {
    const at = next.get(profile);
    const one = { host: hostname(), seenAt: instantAt(now), nextAt: at === undefined ? null : instantAt(at.getTime()) };
    const was = seen.get(profile);
    const isSame = was !== undefined && was.nextAt === one.nextAt && now - Date.parse(was.seenAt) < SAID_MS;
    return isSame ? [] : [[profile, one]];
  });
  await ledger.saveSeen(new Map(news));
}

/** Does a profile that waited for a person go on? When its settings, its secrets or its holds aren't any more what they were. */
async function goesOn(profile: string, state: FleetState, { ledger, printOf }: Pick<Around, 'ledger' | 'printOf'>): Promise<boolean> {
  const [host, print] = [hostname(), await printOf(profile)];
  const was = state.prints[host];
  if (was === print) return false;
  // Another host parked it: from now on this one would see a change too.
  if (was === undefined) await ledger.saveState(profile, { ...state, prints: { ...state.prints, [host]: print } });
  else await ledger.saveState(profile, { ...state, parkedAt: null, prints: {} });
  return was !== undefined;
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
