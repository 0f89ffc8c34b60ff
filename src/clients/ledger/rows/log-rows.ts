// Log entries <-> table rows, for every database.
import type { Instant } from '../../../core/dates.ts';
import type { LogEntry, LoggedCall, LogLevel } from '../../../core/model/log.ts';
import { invoiceId } from '../../../core/model.ts';
import type { LogFacts } from '../../../core/ports.ts';
import { json, text, whole, wholeOrNull, word } from './columns.ts';
import type { NewRow, Row } from '../store.ts';

const LEVELS = ['info', 'warn', 'error'] as const satisfies readonly LogLevel[];

export function entryRow(profile: string, entry: LogEntry): NewRow {
  return {
    profile,
    at: entry.at,
    run_id: entry.runId,
    level: entry.level,
    message: entry.message,
    invoice_id: entry.invoiceId,
    facts: JSON.stringify(entry.facts),
    service_call: entry.call === undefined ? null : JSON.stringify(entry.call),
  };
}

export function entryOf(row: Row): LogEntry {
  const invoice = wholeOrNull(row, 'invoice_id');
  const entry: LogEntry = {
    id: whole(row, 'id'),
    at: text(row, 'at') as Instant,
    runId: text(row, 'run_id'),
    level: word(row, 'level', LEVELS),
    message: text(row, 'message'),
    invoiceId: invoice === null ? null : invoiceId(invoice),
    facts: json(row, 'facts', (value): value is LogFacts => isObject(value)),
  };
  return row['service_call'] === null ? entry : { ...entry, call: json(row, 'service_call', isCall) };
}

function isCall(value: unknown): value is LoggedCall {
  return isObject(value) && typeof value['service'] === 'string' && typeof value['kind'] === 'string' && typeof value['ms'] === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
