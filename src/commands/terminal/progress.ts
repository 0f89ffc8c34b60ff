// The progress line of long work: drawn on a terminal, nothing under cron.
// Always one line, whatever the terminal says of its width.
import { hideSeen } from '../../clients/secrets/seen.ts';
import { cutTo } from '../format/width.ts';
import { clean } from './clean.ts';
import type { Io } from './io.ts';
import type { Globals } from '../program/spec.ts';

export interface Progress {
  /** Replaces the line. */
  show(text: string): void;
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
  const draw = (): void => {
    // Nobody there any more: the terminal went away.
    if (stream?.writable !== true) return;
    turn = (turn + 1) % TURNS.length;
    stream.write(`${CLEAR}${TURNS[turn]} ${cutTo(latest, Math.max(10, io.columns() - 3))}`);
  };
  const wipe = (): void => {
    if (timer !== null && stream?.writable === true) stream.write(CLEAR);
  };
  const leave = (): void => {
    if (timer === null) return;
    wipe();
    clearInterval(timer);
    timer = null;
    if (stream?.writable === true) stream.write(SHOW_CURSOR);
  };
  return {
    show: (text) => {
      io.onSign?.();
      latest = clean(hideSeen(text)).replaceAll('\n', ' ');
      if (stream === null || hasEnded) return;
      if (timer === null) {
        stream.write(HIDE_CURSOR);
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
