// Calls of this very program in a thread of their own, one after the other.
// What fails, hangs or leaks there costs that call alone, and the program is read and compiled once for hundreds of calls.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** One call of the program. */
export interface ThreadCall {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line that it said on stderr. */
  readonly onLine: (line: string) => void;
}

/** How a call ended. */
export interface ThreadEnd {
  /** Null: it was ended from outside, or its thread died (`trouble`). */
  readonly code: number | null;
  readonly trouble: string | null;
  /** What it wrote on stdout. */
  readonly out: string;
}

/** What the thread is told. */
export type ToThread =
  | { readonly kind: 'call'; readonly args: readonly string[]; readonly env: Readonly<Record<string, string | undefined>> }
  | { readonly kind: 'signal'; readonly name: NodeJS.Signals };

/** What the thread says: that its event loop turns, that the call gets on, a line of stderr, the end. */
export type FromThread =
  | { readonly kind: 'beat' }
  | { readonly kind: 'sign' }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end'; readonly code: number; readonly out: string; readonly heapMb: number };

export interface ThreadOptions {
  /** The script that answers as `FromThread` says. */
  readonly script: string;
  /** `script` is the program itself, not the name of its file. */
  readonly isCode?: boolean;
  /** Largest heap, in MB: past it the call ends, and nothing else does. */
  readonly heapMb: number;
  /** How often silence is counted, in milliseconds; the counts below are in these. */
  readonly tickMs?: number;
  /** The event loop stands still for this many ticks: the call hangs. */
  readonly mostWithoutBeat?: number;
  /** No request, no progress for this many ticks: the call hangs. */
  readonly mostWithoutSign?: number;
}

export interface Thread {
  /** Runs one call; the next only after its end. */
  call(call: ThreadCall): Promise<ThreadEnd>;
  /** Hands a signal to the call in hand. */
  signal(name: NodeJS.Signals): void;
  /** Ends the call in hand at once, and the thread. */
  end(why: string): Promise<void>;
}

/** How often a thread says that its event loop turns. */
export const BEAT_MS = 5000;
const TICK_MS = 5000;
const MOST_WITHOUT_BEAT = 24; // two minutes
const MOST_WITHOUT_SIGN = 360; // half an hour: longer than any wait for a service
/** A thread that has grown past this is replaced before its next call: what a large run took is given back. */
const RENEW_ABOVE_MB = 96;
/** Most runs make few objects that last; a small nursery keeps each thread small. */
const NURSERY_MB = 8;

interface Call {
  readonly onLine: ThreadCall['onLine'];
  readonly done: (end: ThreadEnd) => void;
  withoutBeat: number;
  withoutSign: number;
}

/** The thread is started by its first call, and again after one that ended it. */
export function createThread(options: ThreadOptions): Thread {
  const {
    script,
    isCode = false,
    heapMb,
    tickMs = TICK_MS,
    mostWithoutBeat = MOST_WITHOUT_BEAT,
    mostWithoutSign = MOST_WITHOUT_SIGN,
  } = options;
  let worker: Worker | null = null;
  let current: Call | null = null;

  const finish = (end: ThreadEnd): void => {
    const call = current;
    current = null;
    call?.done(end);
  };
  const drop = async (): Promise<void> => {
    const gone = worker;
    worker = null;
    await gone?.terminate();
  };
  const end = async (why: string): Promise<void> => {
    finish({ code: null, trouble: why, out: '' });
    await drop();
  };
  const hear = (message: FromThread): void => {
    if (current === null) return;
    current.withoutBeat = 0;
    if (message.kind !== 'beat') current.withoutSign = 0;
    if (message.kind === 'line') current.onLine(message.text);
    if (message.kind !== 'end') return;
    if (message.heapMb > RENEW_ABOVE_MB) void drop();
    finish({ code: message.code, trouble: null, out: message.out });
  };
  const start = (): Worker => {
    const made = new Worker(script, {
      eval: isCode,
      argv: [],
      stderr: true,
      stdout: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: NURSERY_MB },
    });
    // What a package writes there by itself (Node's warnings).
    for (const stream of [made.stderr, made.stdout])
      stream.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n')) if (line !== '') current?.onLine(line);
      });
    made.on('message', hear);
    const isMine = (): boolean => worker === made;
    made.on('error', (cause) => {
      if (!isMine()) return;
      worker = null;
      finish({ code: null, trouble: troubleOf(cause, heapMb), out: '' });
    });
    made.on('exit', (code) => {
      if (!isMine()) return;
      worker = null;
      finish({ code: null, trouble: `its thread ended with code ${code}`, out: '' });
    });
    return made;
  };
  const watch = (): void => {
    if (current === null) return;
    // Ticks are counted, not the clock read: a machine that slept is no hang.
    current.withoutBeat += 1;
    current.withoutSign += 1;
    if (current.withoutBeat >= mostWithoutBeat) void end(`it did not respond for ${(mostWithoutBeat * tickMs) / 1000} s, and was ended`);
    else if (current.withoutSign >= mostWithoutSign)
      void end(`it got no further for ${(mostWithoutSign * tickMs) / 1000} s, and was ended`);
  };

  return {
    call: async ({ args, env, onLine }) => {
      worker ??= start();
      const made = worker;
      const timer = setInterval(watch, tickMs);
      try {
        return await new Promise<ThreadEnd>((done) => {
          current = { onLine, done, withoutBeat: 0, withoutSign: 0 };
          made.postMessage({ kind: 'call', args, env } satisfies ToThread);
        });
      } finally {
        clearInterval(timer);
      }
    },
    signal: (name) => worker?.postMessage({ kind: 'signal', name } satisfies ToThread),
    end: async (why) => {
      const gone = worker;
      const exited = gone === null ? null : once(gone, 'exit');
      await end(why);
      await exited;
    },
  };
}

function troubleOf(cause: unknown, heapMb: number): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? cause.code : '';
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? `it used more than ${heapMb} MB of memory, and was ended` : cause.message;
}
