// A request that got no whole answer.

/** No usable answer. `wasSent` false: the request can't have had an effect (no connection was made). */
export class NetworkFailure extends Error {
  readonly code: string;
  readonly wasSent: boolean;
  constructor(code: string, wasSent: boolean, cause: unknown) {
    super(`no answer (${code})`, { cause });
    this.name = 'NetworkFailure';
    this.code = code;
    this.wasSent = wasSent;
  }
}
