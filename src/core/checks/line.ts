// One line of a check: what was looked at, how it stands, and what to do.
import type { ConfigError } from '../errors.ts';

/** ok; warning: works, and not as one may think; problem: something will be held, lost or refused. */
export type CheckLevel = 'ok' | 'warning' | 'problem';

export interface CheckLine {
  /** The setting. */
  readonly key: string;
  readonly level: CheckLevel;
  readonly message: string;
  /** '' where there is nothing to do. */
  readonly fix: string;
  /** `sync` refuses to start with it. */
  readonly stopsSync: boolean;
}

export function ok(key: string, message: string): CheckLine {
  return { key, level: 'ok', message, fix: '', stopsSync: false };
}

export function warning(key: string, message: string, fix: string): CheckLine {
  return { key, level: 'warning', message, fix, stopsSync: false };
}

export function problem(key: string, message: string, fix: string): CheckLine {
  return { key, level: 'problem', message, fix, stopsSync: false };
}

/** What `sync` says when it refuses to start. */
export function refusal(key: string, { message, remedy }: ConfigError): CheckLine {
  return { key, level: 'problem', message, fix: remedy, stopsSync: true };
}
