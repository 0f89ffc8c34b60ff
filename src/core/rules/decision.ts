// What a rule answers: a value with remarks, or the reasons why the document must wait.
import type { Reason } from '../reasons.ts';

export type Decision<T> = { readonly value: T; readonly remarks: readonly Reason[] } | { readonly holds: readonly Reason[] };

export function decided<T>(value: T, ...remarks: Reason[]): Decision<T> {
  return { value, remarks };
}

export function held(...holds: Reason[]): { readonly holds: readonly Reason[] } {
  return { holds };
}
