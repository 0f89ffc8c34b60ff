// The first call to a service goes alone, because it may have to renew the sign-in.
// Nothing else is under way then that a kill could hit in the middle of it.

/** Lets work through one piece at a time until one has ended well; from then on everything at once. */
export class FirstAlone {
  #isProven = false;
  #running: Promise<void> | null = null;

  async run<T>(work: () => Promise<T>): Promise<T> {
    while (!this.#isProven && this.#running !== null) await this.#running;
    if (this.#isProven) return work();
    let end = (): void => {};
    this.#running = new Promise((resolve) => (end = resolve));
    try {
      const result = await work();
      this.#isProven = true;
      return result;
    } finally {
      this.#running = null;
      end();
    }
  }
}
