// One turn of the queue: a run of the profile in a thread, and what is kept of how it ended.
import { hostname } from 'node:os';
import { createThread, type Thread, type ThreadEnd } from '../../clients/host/thread.ts';
import type { FleetLedger } from '../../clients/ledger/fleet.ts';
import type { Turn } from '../../clients/queue/run-queue.ts';
import { instantAt } from '../../core/dates.ts';
import { NEVER_RUN, nextOf, type FleetState, type Next } from '../../core/fleet/state.ts';
import type { Clock } from '../../core/ports.ts';
import { argsOf } from '../fleet/args.ts';
import { heapOf, ownProgram } from '../fleet/lanes.ts';
import { isBody, listOf, textOf, type Body } from '../fleet/wrong.ts';
import type { Environment } from '../terminal/io.ts';
import { EXIT } from '../program/exit.ts';

/** Documents of one turn: whoever has more goes on after all others had theirs. */
const MOST_DOCUMENTS = 200;
/** Whoever sends SIGTERM kills what isn't gone after ten seconds. */
const LONGEST_END_MS = 8000;

export interface TurnsOptions {
  readonly jobs: number;
  readonly env: Environment;
  readonly clock: Clock;
  readonly ledger: FleetLedger;
  readonly printOf: (profile: string) => Promise<string>;
  /** Told after each turn. */
  readonly onEnd: (turn: Turn, state: FleetState, next: Next) => void;
  /** A line of a run. */
  readonly onLine: (profile: string, line: string) => void;
}

export interface Turns {
  run(turn: Turn): Promise<Next>;
  /** The runs in hand finish their document; what isn't done in time is ended, and taken up by the next run. */
  stop(name: NodeJS.Signals): void;
  end(): Promise<void>;
}

/** As many threads as turns at a time. */
export function createTurns(options: TurnsOptions): Turns {
  const { jobs, env, clock, ledger, printOf, onEnd, onLine } = options;
  const free: Thread[] = Array.from({ length: jobs }, () => createThread({ ...ownProgram(), heapMb: heapOf(jobs) }));
  const busy = new Set<Thread>();
  let stoppedBy: NodeJS.Signals | null = null;

  const call = async (profile: string): Promise<{ end: ThreadEnd; seconds: number }> => {
    const thread = free.pop();
    if (thread === undefined) throw new Error('more turns than threads');
    busy.add(thread);
    const startedAt = performance.now();
    try {
      const args = argsOf(profile, ['sync', '--quiet', '--max', String(MOST_DOCUMENTS)]);
      const end = await thread.call({ args, env, onLine: (line) => onLine(profile, line) });
      return { end, seconds: (performance.now() - startedAt) / 1000 };
    } finally {
      busy.delete(thread);
      free.push(thread);
    }
  };

  return {
    run: async (turn) => {
      const { profile } = turn;
      const before = (await ledger.states()).get(profile) ?? NEVER_RUN;
      const print = await printOf(profile);
      // Parked by another host since it was put into the queue, and nothing changed.
      if (before.parkedAt !== null && (before.prints[hostname()] ?? print) === print) return { kind: 'done' };
      if (stoppedBy !== null) return { kind: 'later', seconds: 0 };
      const { end, seconds } = await call(profile);
      const body = bodyOf(end.out);
      const error = isBody(body['error']) ? body['error'] : {};
      const wasStopped = stoppedBy !== null && end.code === null;
      const ending = {
        code: wasStopped ? EXIT.terminated : end.code,
        hasMore: error['message'] === undefined && listOf(body['invoices']).some(isLeftOver),
        isTakenOver: turn.isTakenOver,
        retryAfterSeconds: typeof error['retryAfterSeconds'] === 'number' ? error['retryAfterSeconds'] : null,
        downs: before.downs,
      };
      const next = nextOf(ending);
      const now = instantAt(clock.now());
      const state: FleetState = {
        ...before,
        // What a run that was active elsewhere came to is that one's to tell.
        ended:
          end.code === EXIT.busy
            ? before.ended
            : {
                at: now,
                code: ending.code ?? EXIT.bug,
                seconds,
                trouble: end.trouble ?? textOf(error['message']),
                fix: textOf(error['fix']),
              },
        parkedAt: next.kind === 'person' ? now : null,
        prints: next.kind === 'person' ? { [hostname()]: await printOf(profile) } : {},
        downs: end.code === EXIT.remoteDown ? before.downs + 1 : 0,
      };
      await ledger.saveState(profile, state);
      onEnd(turn, state, next);
      return next;
    },
    stop: (name) => {
      stoppedBy ??= name;
      for (const thread of busy) thread.signal(name);
      setTimeout(() => {
        for (const thread of busy) void thread.end(`ended by ${name}`);
      }, LONGEST_END_MS).unref();
    },
    end: async () => {
      await Promise.all([...free, ...busy].map((thread) => thread.end('done')));
    },
  };
}

function isLeftOver(invoice: Body): boolean {
  return invoice['outcome'] === 'skipped' && listOf(invoice['reasons']).some((why) => why['code'] === 'run-stopped');
}

function bodyOf(out: string): Body {
  try {
    const body: unknown = JSON.parse(out);
    return isBody(body) ? body : {};
  } catch {
    return {}; // it died before it could say anything
  }
}
