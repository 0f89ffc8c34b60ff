// One rule of an explanation: what it asked and how it was answered.
import type { Reason } from '../reasons.ts';

/** `stop`: this rule keeps the invoice back; `note`: worth knowing. */
export interface RuleFinding {
  readonly rule: string;
  readonly verdict: 'ok' | 'stop' | 'note';
  readonly found: string;
  readonly fix: string;
  /** Codes of its reasons: each is a section of docs/errors.md. */
  readonly codes: readonly string[];
}

/** All that one rule holds. */
export function stop(rule: string, holds: readonly Reason[]): RuleFinding {
  return {
    rule,
    verdict: 'stop',
    found: holds.map((hold) => hold.message).join('\n'),
    fix: [...new Set(holds.map((hold) => hold.fix))].join('\n'),
    codes: [...new Set(holds.map((hold) => hold.code))],
  };
}

/** A rule's own refusal. */
export const stopped = (rule: string, why: { readonly message: string; readonly fix: string; readonly code?: string }): RuleFinding => ({
  rule,
  verdict: 'stop',
  found: why.message,
  fix: why.fix,
  codes: why.code === undefined ? [] : [why.code],
});
