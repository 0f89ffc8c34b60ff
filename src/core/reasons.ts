// Every hold, skip, failure and warning in one table: code, plain words, what to do with the command.
// Feeds the screen, the mail, `--json`, docs/errors.md and the tests. `{name}` is filled from the facts.

export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly fix: string;
}

/** Filled in by the core; see `reason()`. */
export const REASONS = {
  voided: { message: 'The invoice is voided in Autotask.', fix: 'Nothing to do.' },
} as const satisfies Record<string, { readonly message: string; readonly fix: string }>;

export type ReasonCode = keyof typeof REASONS;

/** The reason with its placeholders filled. Throws on a placeholder without a fact: a message with a hole is a bug. */
export function reason(code: ReasonCode, facts: Readonly<Record<string, string | number>> = {}): Reason {
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = facts[name];
      if (value === undefined) throw new Error(`reason ${code}: no fact for {${name}}`);
      return String(value);
    });
  return { code, message: fill(REASONS[code].message), fix: fill(REASONS[code].fix) };
}
