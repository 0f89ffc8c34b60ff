// What a run says while it works: its progress, its lines in the log, and each call to a service with its count.
import type { CallRecord } from '../../clients/http/http.ts';
import type { Tracer } from '../../clients/notices/trace.ts';
import { redact } from '../../clients/secrets/redact.ts';
import { instantAt } from '../../core/dates.ts';
import type { LogEntry } from '../../core/model/log.ts';
import { invoiceId } from '../../core/model.ts';
import type { CallCounts, Clock, LogFacts, RunEvents } from '../../core/ports.ts';
import { invoiceOfCall } from './call-invoice.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Globals } from '../program/spec.ts';

const LONGEST_BODY = 20_000;

export interface RunLogOptions {
  readonly clock: Clock;
  readonly runId: string;
  readonly globals: Pick<Globals, 'verbose' | 'quiet'>;
  readonly progress: Progress;
  /** Where calls are traced; null: nowhere. */
  readonly tracer?: Tracer | null;
  /** Puts an entry into the ledger's log; drops it while no ledger is open. */
  readonly write: (entry: LogEntry) => void;
}

export class RunLog {
  readonly #options: RunLogOptions;
  readonly #clockOffsets = new Map<string, number>();
  readonly #counts = { autotask: 0, quickbooksReads: 0, quickbooksWrites: 0 };

  constructor(options: RunLogOptions) {
    this.#options = options;
  }

  get counts(): CallCounts {
    return { ...this.#counts };
  }

  /** Our clock less each service's, by its last answer, in milliseconds. */
  get clockOffsets(): ReadonlyMap<string, number> {
    return this.#clockOffsets;
  }

  readonly events: RunEvents = {
    progress: (text, step) => this.#options.progress.show(text, step),
    log: (level, message, facts) => {
      const { clock, runId, globals, progress } = this.#options;
      const clean = redact(message);
      this.#options.write({
        at: instantAt(clock.now()),
        runId,
        level,
        message: clean,
        invoiceId: invoiceOf(facts),
        facts: redacted(facts),
      });
      if (globals.verbose || (level === 'warn' && !globals.quiet)) progress.note(`${level}: ${clean}`);
    },
  };

  /** After each call. */
  readonly onCall = (call: CallRecord): void => {
    const { clock, runId, globals, progress } = this.#options;
    progress.sign();
    this.#options.tracer?.call(call, clock.now(), invoiceOfCall(call));
    const theirs = Date.parse(call.serverDate ?? '');
    if (!Number.isNaN(theirs)) this.#clockOffsets.set(call.service, clock.now() - theirs);
    if (call.service === 'Autotask') this.#counts.autotask += 1;
    else if (call.service === 'QuickBooks') this.#counts[call.isMetered ? 'quickbooksReads' : 'quickbooksWrites'] += 1;
    const isBad = call.status === null || call.status >= 400;
    const isWrite = call.service === 'QuickBooks' ? !call.isMetered : call.method === 'PATCH';
    const facts: Record<string, string> = {};
    if (call.requestBody !== null && call.service !== 'Intuit sign-in' && (isBad || isWrite))
      facts['request'] = redact(call.requestBody).slice(0, LONGEST_BODY);
    if (call.responseBody !== null && call.service !== 'Intuit sign-in') facts['answer'] = redact(call.responseBody).slice(0, LONGEST_BODY);
    this.#options.write({
      at: instantAt(clock.now()),
      runId,
      level: isBad ? 'warn' : 'info',
      message: `${call.service} ${call.kind}: ${call.error ?? call.status ?? ''}`,
      invoiceId: invoiceOfCall(call),
      facts,
      call: {
        service: call.service,
        kind: call.kind,
        method: call.method,
        path: call.path,
        status: call.status,
        ms: call.milliseconds,
        traceId: call.traceId,
      },
    });
    if (globals.verbose)
      progress.note(
        `${call.service} ${call.kind} ${call.error ?? call.status ?? ''} ${call.milliseconds} ms${call.traceId === null ? '' : ` ${call.traceId}`}`,
      );
  };
}

function invoiceOf(facts: LogFacts | undefined): ReturnType<typeof invoiceId> | null {
  const id = facts?.['invoice'];
  return typeof id === 'number' ? invoiceId(id) : null;
}

function redacted(facts: LogFacts | undefined): LogFacts {
  return Object.fromEntries(Object.entries(facts ?? {}).map(([key, value]) => [key, typeof value === 'string' ? redact(value) : value]));
}
