// Every hold, skip, failure and warning in one table: code, plain words, what to do with the command.
// Its rows are in reasons/, by subject.
// Feeds the screen, the mail, `--json`, docs/errors.md and the tests. `{name}` is filled from the facts.
import { AFTERWARDS } from './reasons/voids-and-payments.ts';
import { AMOUNTS } from './reasons/amounts.ts';
import { MAPPING } from './reasons/mapping.ts';
import { NOT_SENT } from './reasons/not-sent.ts';
import { SAVED } from './reasons/after-sending.ts';
import { WORTH_A_LOOK } from './reasons/warnings.ts';

export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly fix: string;
  /** QuickBooks' own code of a refusal, where the facts have one; not part of `--json`. */
  readonly serviceCode?: string;
}

export const REASONS = { ...NOT_SENT, ...MAPPING, ...AMOUNTS, ...SAVED, ...WORTH_A_LOOK, ...AFTERWARDS } as const;

export type ReasonCode = keyof typeof REASONS;
export type Facts = Readonly<Record<string, string | number>>;

/** The reason with its placeholders filled. Throws on a placeholder without a fact: a message with a hole is a bug. */
export function reason(code: ReasonCode, facts: Facts = {}): Reason {
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = facts[name];
      if (value === undefined) throw new Error(`reason ${code}: no fact for {${name}}`);
      return String(value);
    });
  const filled = { code, message: fill(REASONS[code].message), fix: fill(REASONS[code].fix) };
  return code === 'rejected' ? { ...filled, serviceCode: String(facts['code']) } : filled;
}

/** A warning goes with a document that was sent; any other reason keeps it from counting as done. */
export function isWarning(one: Reason): boolean {
  return REASONS[one.code].kind === 'warning';
}
