// Ends a run between two documents: after a signal, at a limit, or when the same fault repeats.
import { type At2qboError, IntegrityError, type Service, StoppedError, type StopSignal, TemporaryError } from '../errors.ts';

/** This many documents in a row with the same fault: something is wrong with the whole, not with the document. */
export const BREAKER_LIMIT = 10;

export class Brake {
  #cause: At2qboError | null = null;
  #streakCode = '';
  #streakOf: Service = 'QuickBooks';
  #streak = 0;
  /** The streak that ended the run; what documents in hand do afterwards no longer matters. */
  #tripped = '';

  #inHand = 0;
  #waiting: (() => void)[] = [];

  /** Why the run ends; null: it goes on. */
  get cause(): At2qboError | null {
    return this.#cause;
  }

  /** The first cause stays. */
  stop(cause: At2qboError): void {
    this.#cause ??= cause;
    this.#wake();
  }

  /**
   * Waits for a document's turn and gives the function that ends it. Never more are in hand than the breaker still lets fail:
   * ten refusals stop the run, not ten and whatever was on its way.
   */
  async turn(): Promise<() => void> {
    while (this.#cause === null && this.#inHand >= Math.max(1, BREAKER_LIMIT - this.#streak)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#inHand += 1;
    return () => {
      this.#inHand -= 1;
      this.#wake();
    };
  }

  #wake(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  signal(name: StopSignal): void {
    this.stop(new StoppedError(name));
  }

  /** A document went through, or failed for a reason of its own; with a service: that one took it. */
  calm(service?: Service): void {
    if (service !== undefined && service !== this.#streakOf) return;
    this.#streak = 0;
    this.#streakCode = '';
    this.#wake();
  }

  /** A document failed with this code, or with a passing fault; a code of QuickBooks unless `service` says otherwise. */
  fault(code: string, kind: 'rejected' | 'temporary', detail: string, service: Service = 'QuickBooks'): void {
    const key = service === 'QuickBooks' ? `${kind}/${code}` : `${kind}/${service} ${code}`;
    this.#streak = key === this.#streakCode ? this.#streak + 1 : 1;
    this.#streakCode = key;
    this.#streakOf = service;
    if (this.#streak < BREAKER_LIMIT || this.#cause !== null) return;
    this.#tripped = key;
    if (kind === 'temporary') {
      this.stop(
        new TemporaryError(`${BREAKER_LIMIT} documents in a row got no answer (${detail}).`, {
          remedy: 'Nothing to do: the next run goes on where this one stopped.',
        }),
      );
    } else {
      this.stop(
        new IntegrityError(`${service} refused ${BREAKER_LIMIT} documents in a row for the same reason (code ${code}: ${detail}).`, {
          remedy: 'Correct the cause, then: at2qbo sync',
          code,
        }),
      );
    }
  }

  /** Did refusals with this code end the run, so that its documents were hit by the whole's fault? */
  isStreakOf(code: string): boolean {
    return this.#tripped === `rejected/${code}`;
  }
}
