// Asks: drives the scripts of questions over a port, and writes down what a request may leave behind before it is sent.
import { At2qboError } from '../errors.ts';
import type { LedgerPort } from '../ports.ts';
import { clean, stillThere, type Cleaned } from './cleaning.ts';
import { JOURNAL_KEY, markOf, MARK, readJournal, writtenJournal, type Journal } from './journal.ts';
import type { Asked } from './plan.ts';
import { at, isJson, text, Unanswerable } from './script.ts';
import type { Answer, Json, LeftBehind, ProbeReply, ProbeRequest, Question, Script } from './types.ts';

/** One service, as it is: no answer is judged, and a fault is an answer. Rejects where none came. */
export interface ProbePort {
  /** All at once. */
  ask(requests: readonly ProbeRequest[]): Promise<readonly ProbeReply[]>;
}

/** Without an answer this often in a row, the service is down and the probe ends. */
const MOST_SILENT = 3;

/** The journal of one probe in the ledger; every change is there before the request that it is about. */
export class OpenJournal {
  #journal: Journal;
  readonly #ledger: Pick<LedgerPort, 'remember'>;

  constructor(ledger: Pick<LedgerPort, 'remember'>, journal: Journal) {
    this.#ledger = ledger;
    this.#journal = journal;
  }

  get state(): Journal {
    return this.#journal;
  }

  async begin(): Promise<void> {
    await this.#save(this.#journal);
  }

  async before(requests: readonly ProbeRequest[]): Promise<void> {
    const made = requests.flatMap(({ makes, query }) =>
      makes === undefined ? [] : [{ ...makes, id: null, requestId: query?.['requestid'] ?? null }],
    );
    const [changed] = requests.flatMap(({ changes }) => (changes === undefined ? [] : [changes]));
    if (made.length === 0 && (changed === undefined || this.#journal.changed !== null)) return;
    await this.#save({ ...this.#journal, made: [...this.#journal.made, ...made], changed: this.#journal.changed ?? changed ?? null });
  }

  /** Ids of what was made: kept in memory until the next entry, as the mark finds it too. */
  after(requests: readonly ProbeRequest[], replies: readonly ProbeReply[]): void {
    for (const [n, { makes }] of requests.entries()) {
      const id = makes === undefined ? '' : text(replies[n]?.json, makes.type, 'Id');
      if (makes === undefined || id === '') continue;
      const made = [...this.#journal.made];
      const at = made.findLastIndex((one) => one.mark === makes.mark && one.type === makes.type && one.id === null);
      const entry = made[at];
      if (entry === undefined) continue;
      made[at] = { ...entry, id };
      this.#journal = { ...this.#journal, made };
    }
  }

  /** Nothing is left in QuickBooks; the journal goes unless it holds an Autotask invoice. */
  async isCleaned(): Promise<void> {
    await this.#settle({ ...this.#journal, made: [] });
  }

  /** The Autotask invoice is as it was. */
  async isPutBack(): Promise<void> {
    await this.#settle({ ...this.#journal, changed: null });
  }

  async #settle(journal: Journal): Promise<void> {
    if (journal.made.length > 0 || journal.changed !== null) return this.#save(journal);
    await this.#ledger.remember(JOURNAL_KEY, null);
    this.#journal = journal;
  }

  async #save(journal: Journal): Promise<void> {
    await this.#ledger.remember(JOURNAL_KEY, writtenJournal(journal));
    this.#journal = journal;
  }
}

/** Drives a script to its end. */
export async function perform<T>(port: ProbePort, script: Script<T>, journal: OpenJournal | null = null, sent: string[] = []): Promise<T> {
  let step = script.next([]);
  while (step.done !== true) {
    const requests = step.value;
    await journal?.before(requests);
    sent.push(...requests.map(shown));
    const replies = await port.ask(requests);
    journal?.after(requests, replies);
    step = script.next(replies);
  }
  return step.value;
}

/** A request in a line: its address without what it is about, and without when. */
function shown({ method, path, query = {} }: ProbeRequest): string {
  const words = (path.split('?')[0] ?? '').replaceAll(/\d{2,}/g, 'ID');
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${name === 'requestid' ? 'ID' : general(value)}`);
  return `${method} ${words}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}

function general(value: string): string {
  return value.replaceAll(/'(?:[^'\\]|\\.)*'/g, "'…'").replaceAll(/\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?/g, 'DATE');
}

export interface Asking<Stage> {
  readonly port: ProbePort;
  readonly questions: readonly Question<Stage>[];
  readonly stage: Stage;
  /** null: what is made needs no cleaning (the built-in sandbox). */
  readonly journal: OpenJournal | null;
  readonly unmet: (question: Question<Stage>) => string | null;
  /** Told before each question; true: no more are asked. */
  readonly isStopped?: (question: Question<Stage>, n: number) => boolean;
  /** Where the answers go: what is there when it ends early is kept. */
  readonly found?: Map<string, Asked>;
}

/** Asks one question after the other; each gets an answer or the reason why it has none. */
export async function askAll<Stage>(asking: Asking<Stage>): Promise<Map<string, Asked>> {
  const found = asking.found ?? new Map<string, Asked>();
  let silent = 0;
  for (const [n, question] of asking.questions.entries()) {
    const why = asking.isStopped?.(question, n) === true ? 'the probe was stopped' : asking.unmet(question);
    if (why !== null) {
      found.set(question.id, { answer: { why }, requests: [] });
      continue;
    }
    const requests: string[] = [];
    try {
      found.set(question.id, { answer: await perform(asking.port, question.script(asking.stage), asking.journal, requests), requests });
      silent = 0;
    } catch (error) {
      found.set(question.id, { answer: whyNot(error, (silent += 1)), requests });
    }
  }
  return found;
}

function whyNot(error: unknown, silent: number): Answer {
  if (error instanceof Unanswerable) return { why: error.message };
  if (!(error instanceof At2qboError) || error.disposition !== 'retry' || silent >= MOST_SILENT) throw error;
  return { why: error.message };
}

/** Takes away what this journal's probe made, or what any probe made (no journal). */
export async function cleanCompany(port: ProbePort, journal: Journal | null): Promise<Cleaned> {
  return perform(port, clean(journal === null ? MARK : markOf(journal.run), journal));
}

/** Looks once more for what has the mark; names what is there. */
export async function lookForRest(port: ProbePort, journal: Journal | null): Promise<LeftBehind[]> {
  const left = (what: string, why: string): LeftBehind => ({ service: 'quickbooks', what, why });
  const prefix = journal === null ? MARK : markOf(journal.run);
  try {
    return (await perform(port, stillThere(prefix))).map((what) => left(what, 'it is still there'));
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    return [left(`whatever is named "${prefix}…"`, error.message)];
  }
}

/** Puts the Autotask invoice back as it was; what is left of it where that fails. */
export async function putBack(port: ProbePort, journal: Pick<Journal, 'changed'>): Promise<LeftBehind[]> {
  const { changed } = journal;
  if (changed === null) return [];
  const left = (why: string): LeftBehind[] => [{ service: 'autotask', what: `invoice ${changed.invoiceId}`, why }];
  const [now] = await port.ask([{ method: 'GET', path: `Invoices/${changed.invoiceId}` }]);
  const row = at(now?.json, 'item');
  if (!isJson(row)) return left('it can’t be read');
  if (isAsBefore(row, changed.before)) return [];
  const [done] = await port.ask([{ method: 'PATCH', path: 'Invoices', body: { id: changed.invoiceId, ...changed.before } }]);
  return done !== undefined && done.status >= 200 && done.status < 300
    ? []
    : left(`putting it back was refused with HTTP ${done?.status ?? 0}`);
}

function isAsBefore(row: Json, before: Json): boolean {
  return Object.entries(before).every(([name, value]) => JSON.stringify(row[name] ?? null) === JSON.stringify(value));
}

/** The journal that an interrupted probe left. */
export async function openJournal(ledger: Pick<LedgerPort, 'recall'>): Promise<Journal | null> {
  return readJournal(await ledger.recall(JOURNAL_KEY));
}
