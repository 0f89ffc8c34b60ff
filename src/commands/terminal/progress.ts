// The progress line of long work: a spinner on a terminal, nothing under cron.
import type { Ora } from 'ora';
import { hideSeen } from '../../clients/secrets/seen.ts';
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

/** Draws only when stderr is a terminal and nobody asked for quiet; ora is loaded then and not before. */
export function startProgress(io: Io, globals: Pick<Globals, 'quiet'>): Progress {
  const stream = globals.quiet ? null : io.progress;
  let spinner: Ora | null = null;
  let hasEnded = false;
  let latest = '';
  const draw = async (): Promise<void> => {
    const { default: ora } = await import('ora');
    if (hasEnded || stream === null || spinner !== null) return;
    spinner = ora({ text: latest, stream, discardStdin: false, hideCursor: true }).start();
  };
  return {
    show: (text) => {
      io.onSign?.();
      latest = clean(hideSeen(text)).replaceAll('\n', ' ');
      if (stream === null || hasEnded) return;
      if (spinner === null) void draw();
      else spinner.text = latest;
    },
    note: (text) => {
      spinner?.clear();
      io.err(text);
      spinner?.render();
    },
    sign: () => io.onSign?.(),
    end: () => {
      hasEnded = true;
      spinner?.stop();
      spinner = null;
    },
  };
}
