// What a rule answers: a value with why it is that one and with remarks, or the reasons why the document must wait.
import type { Reason } from '../reasons.ts';

export interface Decided<T> {
  readonly value: T;
  /** How it was decided and from what, for a person; '' where there was nothing to choose. */
  readonly why: string;
  readonly remarks: readonly Reason[];
}

export type Decision<T> = Decided<T> | { readonly holds: readonly Reason[] };

export function decided<T>(value: T, ...remarks: Reason[]): Decided<T> {
  return { value, why: '', remarks };
}

/** The same with its reason: `explain`, the dry run and plan files show it. */
export function because<T>(why: string, value: T, ...remarks: Reason[]): Decided<T> {
  return { value, why, remarks };
}

export function held(...holds: Reason[]): { readonly holds: readonly Reason[] } {
  return { holds };
}
