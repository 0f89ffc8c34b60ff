// The shape of one reason in the table.

/** A kind, a sentence and a fix; `{name}` is filled from the facts. */
export interface Entry {
  /** skip: rightly not sent. hold: needs a person. fail: tried, error. warning: sent, and worth a look. */
  readonly kind: 'skip' | 'hold' | 'fail' | 'warning';
  readonly message: string;
  readonly fix: string;
}

export const NOTHING = 'Nothing to do.';
