// One rule of an explanation: what it asked and how it was answered.

/** `stop`: this rule keeps the invoice back; `note`: worth knowing. */
export interface RuleFinding {
  readonly rule: string;
  readonly verdict: 'ok' | 'stop' | 'note';
  readonly found: string;
  readonly fix: string;
  /** Codes of its reasons: each is a section of docs/errors.md. */
  readonly codes: readonly string[];
}

/** A rule's own refusal. */
export const stopped = (rule: string, why: { readonly message: string; readonly fix: string; readonly code?: string }): RuleFinding => ({
  rule,
  verdict: 'stop',
  found: why.message,
  fix: why.fix,
  codes: why.code === undefined ? [] : [why.code],
});
