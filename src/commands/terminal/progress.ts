// The progress line of long work: drawn on a terminal, nothing under cron.
// Always one line, whatever the terminal says of its width.
import { hideSeen } from '../../clients/secrets/seen.ts';
import { cutTo } from '../format/width.ts';
import { clean } from './clean.ts';
import type { Io } from './io.ts';
import type { Globals } from '../program/spec.ts';
import type { Step } from '../../core/ports.ts';

export interface Progress {
  /** Replaces the line; with a step, what it comes to and the time that is left by the pace so far. */
  show(text: string, step?: Step): void;
  /** A line that stays. */
  note(text: string): void;
  /** The work gets on, though there is nothing to show. */
  sign(): void;
  end(): void;
}

const TURNS = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TURN_MS = 80;
const CLEAR = '\r\u001B[2K';
const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

/** Draws only when stderr is a terminal and nobody asked for quiet. */
export function startProgress(io: Io, globals: Pick<Globals, 'quiet'>): Progress {
  const stream = globals.quiet ? null : io.progress;
  let timer: NodeJS.Timeout | null = null;
  let hasEnded = false;
  let latest = '';
  let turn = 0;
  const pace = new Pace();
  const draw = (): void => {
    // Nobody there any more: the terminal went away.
    if (stream?.writable !== true || io.drawn.isCovered) return;
    turn = (turn + 1) % TURNS.length;
    stream.write(`${CLEAR}${TURNS[turn]} ${cutTo(latest, Math.max(10, io.columns() - 3))}`);
  };
  const wipe = (): void => {
    if (timer !== null && stream?.writable === true) stream.write(CLEAR);
  };
  const leave = (): void => {
    if (timer === null) return;
    wipe();
    io.drawn.wipe = null;
    clearInterval(timer);
    timer = null;
    if (stream?.writable === true) stream.write(SHOW_CURSOR);
  };
  return {
    show: (text, step) => {
      io.onSign?.();
      latest = clean(hideSeen(step === undefined ? text : `${text}: ${pace.words(text, step)}`)).replaceAll('\n', ' ');
      if (stream === null || hasEnded) return;
      if (timer === null) {
        stream.write(HIDE_CURSOR);
        io.drawn.wipe = wipe;
        timer = setInterval(draw, TURN_MS).unref();
        process.once('exit', leave); // ended by a signal: the cursor comes back
      }
      draw();
    },
    note: (text) => {
      wipe();
      io.err(text);
      if (timer !== null) draw();
    },
    sign: () => io.onSign?.(),
    end: () => {
      hasEnded = true;
      process.off('exit', leave);
      leave();
    },
  };
}

/** The pace of one kind of work. */
class Pace {
  #of = '';
  #from = { done: 0, at: 0 };

  /** `37 of 115, about 20 s left`. */
  words(text: string, { done, of }: Step): string {
    const now = performance.now();
    if (text !== this.#of || done < this.#from.done) {
      this.#of = text;
      this.#from = { done, at: now };
    }
    const made = done - this.#from.done;
    const spent = now - this.#from.at;
    const left = made === 0 || spent < SETTLED_MS || done >= of ? '' : `, about ${timeWords((spent / made) * (of - done))} left`;
    return `${done} of ${of}${left}`;
  }
}

/** Before that a pace says nothing. */
const SETTLED_MS = 2000;

/** `5 s`, `20 s`, `3 min`: never more exact than a guess is. */
function timeWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s`;
  return `${Math.round(seconds / 60)} min`;
}
