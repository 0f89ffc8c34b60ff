// Headers as Autotask shows them now: what people type while a run is under way must not be overwritten.
// Many are asked for at once: reads must grow by the page, not by the invoice.
import type { InvoiceId, SourceInvoice } from '../../model.ts';
import type { AutotaskPort, Clock } from '../../ports.ts';

interface Waiting {
  readonly id: InvoiceId;
  readonly since: number;
  readonly resolve: (header: SourceInvoice | null) => void;
  readonly reject: (error: unknown) => void;
}

interface Known {
  readonly header: SourceInvoice | null;
  readonly at: number;
}

/** A header older than this (milliseconds) is read again before its document is made. */
export const STALE_MS = 35_000;
/** Nobody waits longer for company as long as others come. */
const LONGEST_WAIT_MS = 35_000;
/** Under Autotask's page of 500: a full page would have to be followed by an empty one. */
const MOST = 499;
/** As many as can be made before what is known of them is stale. */
const AHEAD = 240;

/** As many as are made in thirty seconds: larger ones break up before they are whole, and what was read ahead is stale. */
const LARGEST_GROUP = 225;

/** How many documents wait for each other before Autotask is asked about them: some ten questions a run, more in a long one. */
export function groupSize(documents: number): number {
  return Math.max(1, Math.min(LARGEST_GROUP, Math.ceil(documents / (8 + documents / 400))));
}

export class FreshHeaders {
  readonly #autotask: Pick<AutotaskPort, 'invoices'>;
  readonly #clock: Pick<Clock, 'now'>;
  #waiting: Waiting[] = [];
  #group = 1;
  /** Until it is known who will come there is no company to wait for. */
  #isHurried = true;
  #isAsking = false;
  #upcoming: readonly InvoiceId[] = [];
  #place = new Map<InvoiceId, number>();
  #furthest = 0;
  #begunAt = 0;
  readonly #known = new Map<InvoiceId, Known>();
  #looking: { readonly ids: ReadonlySet<InvoiceId>; readonly answer: Promise<unknown> } | null = null;

  constructor(autotask: Pick<AutotaskPort, 'invoices'>, clock: Pick<Clock, 'now'>) {
    this.#autotask = autotask;
    this.#clock = clock;
  }

  /** These will be worked through in this order; whoever asks about one waits for company, until `hurry`. */
  expect(ids: readonly InvoiceId[]): void {
    this.#upcoming = ids;
    this.#place = new Map(ids.map((id, place) => [id, place]));
    this.#furthest = 0;
    this.#begunAt = this.#clock.now();
    this.#group = groupSize(ids.length);
    this.relax();
  }

  /** Nobody else will come: whoever waits is asked for now, and nobody waits for company from now on. */
  hurry(): void {
    this.#isHurried = true;
    this.#askIfDue();
  }

  /** Others come again: waiting for company makes sense. */
  relax(): void {
    this.#isHurried = false;
  }

  /** Asked for after this call, together with others. null: Autotask shows no such invoice any more. */
  read(id: InvoiceId): Promise<SourceInvoice | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, since: this.#clock.now(), resolve, reject });
      this.#askIfDue();
    });
  }

  /** This one's turn has come: what is read along from now on comes after it. */
  reached(id: InvoiceId): void {
    this.#furthest = Math.max(this.#furthest, this.#place.get(id) ?? 0);
  }

  /** Not older than STALE_MS; those that come next are read along with it. */
  async recent(id: InvoiceId): Promise<SourceInvoice | null> {
    const known = this.#takeKnown(id);
    if (known) return known.header;
    if (this.#looking?.ids.has(id) === true) {
      await this.#looking.answer;
      const read = this.#takeKnown(id);
      if (read) return read.header;
    }
    return (await this.#look([id])).get(id) ?? null;
  }

  #takeKnown(id: InvoiceId): Known | null {
    const known = this.#known.get(id);
    this.#known.delete(id);
    return known !== undefined && this.#clock.now() - known.at < STALE_MS ? known : null;
  }

  #askIfDue(): void {
    if (!this.#isAsking && this.#isDue()) void this.#ask();
  }

  #isDue(): boolean {
    const [first] = this.#waiting;
    if (first === undefined) return false;
    return this.#isHurried || this.#waiting.length >= this.#group || this.#clock.now() - first.since >= LONGEST_WAIT_MS;
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    await Promise.resolve(); // those who ask in the same moment come along
    do {
      const asking = this.#waiting.splice(0, MOST);
      try {
        const headers = await this.#look(asking.map((one) => one.id));
        for (const one of asking) one.resolve(headers.get(one.id) ?? null);
      } catch (error) {
        for (const one of asking) one.reject(error);
      }
    } while (this.#isDue());
    this.#isAsking = false;
  }

  /** One question about these and, as far as there is room, about those that come next and were not seen for a while. */
  #look(ids: readonly InvoiceId[]): Promise<Map<InvoiceId, SourceInvoice>> {
    const at = this.#clock.now(); // a change after this moment may be missing from the answer
    const asked = new Set(ids);
    for (const id of this.#upcoming.slice(this.#furthest, this.#furthest + AHEAD)) {
      const readAt = this.#known.get(id)?.at ?? this.#begunAt;
      if (asked.size < MOST && at - readAt > STALE_MS / 3) asked.add(id);
    }
    const wanted = [...asked];
    const answer = this.#autotask.invoices({ kind: 'ids', ids: wanted }).then((found) => {
      const headers = new Map(found.map((one) => [one.id, one]));
      for (const id of wanted.slice(ids.length)) this.#known.set(id, { header: headers.get(id) ?? null, at });
      return headers;
    });
    const looking = { ids: asked, answer };
    this.#looking = looking;
    const end = (): void => {
      if (this.#looking === looking) this.#looking = null;
    };
    answer.then(end, end);
    return answer;
  }
}
