// Every error a person may read: what happened, what to do about it, and whether the run goes on.
// `disposition`: retry = the same call may work in a moment; hold = this document waits for a person; stop = the run ends.

export type Disposition = 'retry' | 'hold' | 'stop';
export type ErrorKind =
  | 'usage'
  | 'config'
  | 'secrets'
  | 'auth'
  | 'temporary'
  | 'rejected'
  | 'unknown-outcome'
  | 'unexpected-answer'
  | 'stale'
  | 'busy'
  | 'integrity'
  | 'stopped';
export type Service = 'Autotask' | 'QuickBooks';

export interface ErrorDetails {
  /** What to do, with the command. */
  remedy?: string;
  cause?: unknown;
  service?: Service;
  /** The service's own code (`6240`), or the HTTP status where it gave none. */
  code?: string;
  /** Intuit's trace id, for support. */
  traceId?: string;
  /** How long the service asked to be left alone (Retry-After). */
  retryAfterSeconds?: number | null;
}

export class At2qboError extends Error {
  readonly kind: ErrorKind;
  readonly disposition: Disposition;
  readonly remedy: string;
  readonly service: Service | null;
  readonly code: string | null;
  readonly traceId: string | null;
  /** null: the service didn't say. */
  readonly retryAfterSeconds: number | null;

  constructor(kind: ErrorKind, disposition: Disposition, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.kind = kind;
    this.disposition = disposition;
    this.remedy = details.remedy ?? '';
    this.service = details.service ?? null;
    this.code = details.code ?? null;
    this.traceId = details.traceId ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

/** Wrong use of the command line. Exit code 2. */
export class UsageError extends At2qboError {
  constructor(message: string, remedy = '') {
    super('usage', 'stop', message, { remedy });
  }
}

/** A setting, or a setting that contradicts a connected system. Exit code 2. */
export class ConfigError extends At2qboError {
  constructor(message: string, remedy = '', details: ErrorDetails = {}) {
    super('config', 'stop', message, { ...details, remedy });
  }
}

/** The secrets can't be read or written: no keychain, wrong key, damaged file. Exit code 4. (A key file that others can read is a ConfigError, 2.) */
export class SecretsError extends At2qboError {
  constructor(message: string, remedy = '', details: ErrorDetails = {}) {
    super('secrets', 'stop', message, { ...details, remedy });
  }
}

/** A connection is missing, expired or refused: `connect` again. Exit code 4. */
export class AuthError extends At2qboError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('auth', 'stop', message, details);
  }
}

/** The other side is down, busy or unreachable; nothing was changed by this call. Exit code 5 when it ends the run. */
export class TemporaryError extends At2qboError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('temporary', 'retry', message, details);
  }
}

/** The service refused the document (a Fault, a validation text): the data or a mapping must change. */
export class RejectedError extends At2qboError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('rejected', 'hold', message, details);
  }
}

/** A write was sent and no usable answer came: it may or may not have happened. */
export class UnknownOutcomeError extends At2qboError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('unknown-outcome', 'retry', message, details);
  }
}

/** The answer has another shape than the service documents; names entity, id and field. */
export class UnexpectedAnswerError extends At2qboError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('unexpected-answer', 'hold', message, details);
  }
}

/** A person changed the object in between (QuickBooks 5010). */
export class StaleError extends At2qboError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('stale', 'hold', message, details);
  }
}

/** Another run of this profile is active. Exit code 6. */
export class BusyError extends At2qboError {
  constructor(message: string, remedy = '') {
    super('busy', 'stop', message, { remedy });
  }
}

/** Ledger and books contradict each other, or can't be trusted. Exit code 7. */
export class IntegrityError extends At2qboError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('integrity', 'stop', message, details);
  }
}

/** SIGHUP: the terminal went away. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const WHY_STOPPED: Readonly<Record<StopSignal, string>> = {
  SIGINT: 'interrupted',
  SIGTERM: 'asked to stop',
  SIGHUP: 'the terminal went away',
};

/** A signal or a limit ended the run between two documents. */
export class StoppedError extends At2qboError {
  readonly signal: StopSignal;
  constructor(signal: StopSignal) {
    super('stopped', 'stop', WHY_STOPPED[signal]);
    this.signal = signal;
  }
}
