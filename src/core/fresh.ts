// Headers as Autotask shows them now: people work on while a run is under way, and what they type must not be overwritten.
import type { InvoiceId, SourceInvoice } from './model.ts';
import type { AutotaskPort } from './ports.ts';

interface Waiting {
  readonly id: InvoiceId;
  readonly resolve: (header: SourceInvoice | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Asks for many at once: whoever asks while a question is under way shares the next one. */
export class FreshHeaders {
  readonly #autotask: Pick<AutotaskPort, 'invoices'>;
  #waiting: Waiting[] = [];
  #isAsking = false;

  constructor(autotask: Pick<AutotaskPort, 'invoices'>) {
    this.#autotask = autotask;
  }

  /** null: Autotask shows no such invoice any more. */
  read(id: InvoiceId): Promise<SourceInvoice | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, resolve, reject });
      if (!this.#isAsking) void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    await Promise.resolve(); // those who ask in the same moment come along
    while (this.#waiting.length > 0) {
      const asking = this.#waiting;
      this.#waiting = [];
      try {
        const ids = [...new Set(asking.map((one) => one.id))];
        const headers = new Map((await this.#autotask.invoices({ kind: 'ids', ids })).map((one) => [one.id, one]));
        for (const one of asking) one.resolve(headers.get(one.id) ?? null);
      } catch (error) {
        for (const one of asking) one.reject(error);
      }
    }
    this.#isAsking = false;
  }
}
