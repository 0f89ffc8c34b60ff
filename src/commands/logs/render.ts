// The log for people and as JSON lines.
import type { Calendar } from '../../core/calendar.ts';
import type { RunRecord } from '../../core/model/ledger.ts';
import type { InvoiceHistory, HistoryStep } from '../../core/status/invoice-history.ts';
import type { LogEntry } from '../../core/model/log.ts';
import type { RunOutcome } from './outcomes.ts';
import { formatJson } from '../terminal/clean.ts';
import { paint } from '../terminal/paint.ts';
import { codesLine, paintedCode } from '../format/codes.ts';

/** Runs by id, for the lines that say who it was. */
export type Runs = ReadonlyMap<string, RunRecord>;

const LONGEST_BODY = 600;

/** A call that went well: how things were done, not what came of them. */
export function isPlainCall({ call, level }: LogEntry): boolean {
  return call !== undefined && level === 'info';
}

/** What one run did to invoices, a line each: what became of it, and its company. */
export function outcomeLines(outcomes: readonly RunOutcome[], most: number): string[] {
  const lines = outcomes
    .slice(0, most)
    .map(({ invoiceId, company, what }) => `  ${what}: invoice ${invoiceId}${company === '' ? '' : `, ${company}`}`);
  return [...lines, ...(outcomes.length > most ? [`  and ${outcomes.length - most} more: at2qbo logs --run <id>`] : [])];
}

/** One entry: time, level, invoice, message; with `isWhole` also what was sent and answered. */
export function entryLines(entry: LogEntry, isWhole: boolean, calendar: Calendar): string[] {
  const { level, message, invoiceId, call, facts } = entry;
  const about = invoiceId === null ? '' : `invoice ${invoiceId}: `;
  const trace = call?.traceId ?? facts['traceId'];
  const notes = [
    ...(call === undefined ? [] : [...(isWhole ? [`${call.method} ${call.path}`] : []), `${call.ms} ms`]),
    ...(typeof facts['code'] === 'string' ? [`code ${facts['code']}`] : []),
    ...(typeof trace === 'string' ? [`intuit_tid ${trace}`] : []),
  ];
  const line = `${calendar.secondOf(entry.at)}  ${level.padEnd(5)}  ${about}${message}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  const painted = level === 'error' ? paint.red(line) : level === 'warn' ? paint.yellow(line) : line;
  return isWhole ? [painted, ...bodyLines(entry, Number.MAX_SAFE_INTEGER)] : [painted];
}

export interface LifeView {
  readonly runs: Runs;
  readonly calendar: Calendar;
  readonly isWhole: boolean;
}

/** Said once, above all times. */
export function zoneLine(calendar: Calendar): string {
  return paint.dim(`Times of ${calendar.zone}.`);
}

/** What stands above the entries of a run. */
export function runLine(runId: string, runs: Runs): string {
  // `hold`, `release` and their like write to the log, and are no runs; and of runs only the newest are looked up.
  return paint.bold(runs.has(runId) ? `run ${runId}${whoRan(runId, runs)}` : `run or command ${runId}`);
}

function whoRan(runId: string, runs: Runs): string {
  const run = runs.get(runId);
  if (!run) return '';
  const end = run.exitCode === null ? 'no end was stored' : `exit code ${run.exitCode}`;
  const totals = Object.entries(run.totals ?? {}).flatMap(([name, count]) =>
    count > 0 && name !== 'outsideWindow' ? [`${count} ${name}`] : [],
  );
  return `: ${run.command} on ${run.host} (process ${run.pid}), ${end}${totals.length === 0 ? '' : `: ${totals.join(', ')}`}`;
}

function bodyLines({ facts, call }: LogEntry, most: number): string[] {
  const shown = Object.entries(facts).filter(([name, value]) => value !== null && value !== undefined && name !== 'invoice');
  const words: Readonly<Record<string, string>> = { request: 'sent', answer: 'answered' };
  const skip = new Set(call === undefined ? [] : ['traceId']);
  return shown.filter(([name]) => !skip.has(name)).map(([name, value]) => `      ${words[name] ?? name}: ${cut(String(value), most)}`);
}

function cut(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}… (all of it: --json)` : line;
}

/** One entry as one line of JSON. */
export function entryJson(entry: LogEntry): string {
  const { at, level, message, runId, invoiceId, facts, call } = entry;
  return formatJson({ at, level, message, run: runId, invoice: invoiceId, facts, ...(call === undefined ? {} : { call }) });
}

/** The whole life of one invoice; `isWhole`: with the calls that went well. */
export function lifeLines(life: InvoiceHistory, { runs, calendar, isWhole }: LifeView): string[] {
  const { transfer, invoiceId } = life;
  const lines: string[] = [];
  if (transfer === null) lines.push(paint.bold(`Invoice ${invoiceId}: never sent to QuickBooks from here`));
  else {
    const type = transfer.documentType === 'CreditMemo' ? 'credit memo' : 'invoice';
    const where =
      transfer.quickBooksId === null ? '' : ` as ${type} ${transfer.docNumber ?? 'without number'} (Id ${transfer.quickBooksId})`;
    lines.push(
      paint.bold(`Invoice ${invoiceId}, ${transfer.company}: ${transfer.state}${where}`),
      `Autotask ${transfer.autotaskTotal}, QuickBooks ${transfer.total ?? 'not known'}; dated ${transfer.date}`,
      ...transfer.reasons.map((why) => `  ${paintedCode(why)}`),
    );
  }
  lines.push(zoneLine(calendar));
  let last = '';
  for (const step of life.steps.filter((one) => isWhole || one.kind !== 'log' || !isPlainCall(one.entry))) {
    if (step.runId !== null && step.runId !== last) lines.push('', runLine(step.runId, runs));
    last = step.runId ?? last;
    lines.push(...stepLines(step, calendar));
  }
  const reasons = [...(transfer?.reasons ?? []), ...life.steps.flatMap((step) => (step.kind === 'waiting' ? step.outcome.reasons : []))];
  return [...lines, ...codesLine(reasons).flatMap((line) => ['', paint.dim(line)])];
}

function stepLines(step: HistoryStep, calendar: Calendar): string[] {
  const head = (text: string): string => `${calendar.secondOf(step.at)}  ${text}`;
  switch (step.kind) {
    case 'log':
      return [...entryLines({ ...step.entry, invoiceId: null }, false, calendar), ...bodyLines(step.entry, LONGEST_BODY)];
    case 'ledger': {
      const { what, detail, state } = step.event;
      return [head(`ledger ${what}${detail === '' ? '' : `: ${detail}`} (${state})`)];
    }
    case 'waiting': {
      const { outcome, reasons, firstSeen } = step.outcome;
      return [
        paint.yellow(head(`${outcome} (first on ${calendar.secondOf(firstSeen)})`)),
        ...reasons.flatMap((why) => [`      ${paintedCode(why)}`, `      ${paint.cyan('fix:')} ${why.fix}`]),
      ];
    }
    case 'hold':
      return [paint.yellow(head(`kept back by a person: ${step.hold.why}`))];
  }
}

/** The same as JSON lines: the ledger's row first, then each step. */
export function lifeJson({ transfer, steps }: InvoiceHistory): string[] {
  return [...(transfer === null ? [] : [formatJson({ type: 'transfer', ...transfer })]), ...steps.map(stepJson)];
}

function stepJson(step: HistoryStep): string {
  switch (step.kind) {
    case 'log': {
      const { at, level, message, runId, invoiceId, facts, call } = step.entry;
      return formatJson({
        type: 'log',
        at,
        level,
        message,
        run: runId,
        invoice: invoiceId,
        facts,
        ...(call === undefined ? {} : { call }),
      });
    }
    case 'ledger': {
      const { at, runId, invoiceId, state, what, detail } = step.event;
      return formatJson({ type: 'ledger', at, run: runId, invoice: invoiceId, state, what, detail });
    }
    case 'waiting': {
      const { invoiceId, outcome, reasons, firstSeen, lastSeen, runId } = step.outcome;
      return formatJson({ type: 'waiting', at: step.at, run: runId, invoice: invoiceId, outcome, firstSeen, lastSeen, reasons });
    }
    case 'hold':
      return formatJson({ type: 'hold', at: step.at, invoice: step.hold.invoiceId, why: step.hold.why });
  }
}
