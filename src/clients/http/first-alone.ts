// The first call to a service goes alone: should its sign-in have to be renewed, nothing else is under way that a kill
// could hit in the middle of it.

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
