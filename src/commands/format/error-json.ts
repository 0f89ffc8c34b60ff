// The `error` of a JSON document: what ended a command early.
import type { At2qboError } from '../../core/errors.ts';

export interface ErrorJson {
  readonly kind: string;
  readonly message: string;
  readonly fix: string;
  readonly code: string | null;
  /** Only where the service asked to be left alone for so long. */
  readonly retryAfterSeconds?: number;
}

export function errorJson({ kind, message, remedy, code, retryAfterSeconds }: At2qboError): ErrorJson {
  return { kind, message, fix: remedy, code, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) };
}
