// What changed in QuickBooks since a moment: change data capture, and queries where it doesn't reach.
// Capture goes back 30 days and gives at most 1,000 objects, without pages. Queries have neither limit, but never show what was deleted.
import { z } from 'zod';
import { instantAt, type Instant } from '../../core/dates.ts';
import { RejectedError, UnexpectedAnswerError } from '../../core/errors.ts';
import type { Changes } from '../../core/model.ts';
import type { Clock } from '../../core/ports.ts';
import { queryAll } from './lists.ts';
import { literal } from './query.ts';
import { instant, readShape } from './schema.ts';
import { deletedId, toDocument, toPayment } from './schema-documents.ts';
import type { Transport } from './transport.ts';

const TYPES = ['Invoice', 'CreditMemo', 'Payment'] as const;
type ChangedType = (typeof TYPES)[number];
type RowsByType = Readonly<Record<ChangedType, readonly unknown[]>>;

const DAY = 86_400_000;
/** A day less than Intuit allows: our clock and theirs differ, and a retry takes time. */
const REACH = 29 * DAY;
const CAP = 1000;
/** Intuit's code for a moment too long ago. */
const TOO_LONG_AGO = '2190';
const NOTHING: RowsByType = { Invoice: [], CreditMemo: [], Payment: [] };

/** Invoices, credit memos and payments that changed at or after `since`; `asOf` is QuickBooks' own clock at the first answer. */
export async function readChanges(transport: Transport, clock: Clock, since: Instant): Promise<Changes> {
  if (clock.now() - Date.parse(since) > REACH) return byQueries(transport, since);
  const first = await capture(transport, TYPES, since).catch((error: unknown) => {
    if (error instanceof RejectedError && error.code === TOO_LONG_AGO) return null; // their clock is ahead of ours
    throw error;
  });
  if (first === null) return byQueries(transport, since);
  if (countOf(first.rows) < CAP) return toChanges(first.rows, first.time);
  // Cut off: type by type there is more room; a type that is cut off even alone is read in pages.
  const rows: Record<ChangedType, readonly unknown[]> = { ...NOTHING };
  for (const type of TYPES) {
    const alone = (await capture(transport, [type], since)).rows[type];
    const gone = [...first.rows[type], ...alone].filter((row) => deletedId(row) !== null);
    rows[type] = alone.length < CAP ? alone : [...(await changedRows(transport, type, since)).rows, ...gone];
  }
  return toChanges(rows, first.time);
}

async function byQueries(transport: Transport, since: Instant): Promise<Changes> {
  const rows: Record<ChangedType, readonly unknown[]> = { ...NOTHING };
  let time: Instant | null = null;
  for (const type of TYPES) {
    const answer = await changedRows(transport, type, since);
    rows[type] = answer.rows;
    time ??= answer.time;
  }
  if (time === null) throw missingTime();
  return toChanges(rows, time);
}

function changedRows(transport: Transport, type: ChangedType, since: Instant): ReturnType<typeof queryAll> {
  return queryAll(transport, type, `MetaData.LastUpdatedTime >= ${literal(wireTime(since))}`);
}

const captured = z.looseObject({
  CDCResponse: z.array(z.looseObject({ QueryResponse: z.array(z.looseObject({})).nullish() })),
  time: instant,
});

async function capture(
  transport: Transport,
  types: readonly ChangedType[],
  since: Instant,
): Promise<{ readonly rows: RowsByType; readonly time: Instant }> {
  return transport({
    kind: 'cdc',
    doing: 'Asking QuickBooks what changed',
    mode: 'read',
    method: 'GET',
    path: 'cdc',
    query: { entities: types.join(','), changedSince: wireTime(since) },
    read: (answer) => {
      const parsed = readShape(captured, answer, 'answer of change data capture');
      const groups = parsed.CDCResponse.flatMap((one) => one.QueryResponse ?? []);
      const rows: Record<ChangedType, readonly unknown[]> = { ...NOTHING };
      for (const type of TYPES)
        rows[type] = groups.flatMap((group) => readShape(z.array(z.unknown()).nullish(), group[type], `changes of ${type}`) ?? []);
      return { rows, time: parsed.time };
    },
  });
}

function toChanges(rows: RowsByType, asOf: Instant): Changes {
  const deleted = new Map<string, Changes['deleted'][number]>();
  const live = (type: ChangedType): unknown[] =>
    rows[type].filter((row) => {
      const id = deletedId(row);
      if (id !== null) deleted.set(`${type} ${id}`, { type, id });
      return id === null;
    });
  return {
    documents: [
      ...live('Invoice').map((row) => toDocument('Invoice', row, null)),
      ...live('CreditMemo').map((row) => toDocument('CreditMemo', row, null)),
    ],
    payments: live('Payment').map(toPayment),
    deleted: [...deleted.values()],
    asOf,
  };
}

function countOf(rows: RowsByType): number {
  return TYPES.reduce((count, type) => count + rows[type].length, 0);
}

/** Whole seconds, as all of Intuit's examples have them; cut off, so that nothing is missed. */
function wireTime(moment: Instant): string {
  return instantAt(Date.parse(moment)).replace(/\.\d{3}Z$/, 'Z');
}

function missingTime(): UnexpectedAnswerError {
  return new UnexpectedAnswerError(
    "QuickBooks answered in an unexpected shape: query of changes, time: missing. The next run can't tell where to go on.",
    {
      service: 'QuickBooks',
      remedy: 'Make a report with `at2qbo logs --bundle at2qbo-report.zip`.',
    },
  );
}
