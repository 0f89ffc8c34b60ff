// What changed in QuickBooks since a moment: change data capture, and queries where it doesn't reach.
// Capture goes back 30 days and gives at most 1,000 objects, without pages. Queries have neither limit, but never show what was deleted.
import { z } from 'zod';
import { DAY_MS, instantAt, type Instant } from '../../core/dates.ts';
import { RejectedError, UnexpectedAnswerError } from '../../core/errors.ts';
import type { ChangedDocument, Changes } from '../../core/model.ts';
import type { Clock } from '../../core/ports.ts';
import { isBadPage } from './lists/bad-row.ts';
import type { Lists } from './lists/lists.ts';
import { eachOf } from './lists/values.ts';
import { literal } from './query.ts';
import { instant, readShape } from './schema/schema.ts';
import { deletedId, toDocument, toHead, toPayment } from './schema/documents.ts';
import type { Transport } from './transport.ts';

const TYPES = ['Invoice', 'CreditMemo', 'Payment'] as const;
type ChangedType = (typeof TYPES)[number];
const DOCUMENTS = ['Invoice', 'CreditMemo'] as const;

/** A day less than Intuit allows: our clock and theirs differ, and a retry takes time. */
const REACH = 29 * DAY_MS;
const CAP = 1000;
const SECOND = 1000;
const OVERLAP = 20 * SECOND;
/** Intuit's code for a moment too long ago. */
const TOO_LONG_AGO = '2190';
/** Most of an answer, and nobody asks for it. */
const UNREAD: ReadonlySet<string> = new Set(['Invoice.Line', 'CreditMemo.Line']);

/** Invoices, credit memos and payments that changed at or after `since`; `asOf` is QuickBooks' own clock at the first answer. */
export async function readChanges(transport: Transport, lists: Lists, clock: Clock, since: Instant): Promise<Changes> {
  const changes = await changesSince({ transport, lists }, clock, since);
  return { ...changes, documents: await withVoids(lists, changes.documents) };
}

interface Ways {
  readonly transport: Transport;
  readonly lists: Lists;
}

async function changesSince({ transport, lists }: Ways, clock: Clock, since: Instant): Promise<Changes> {
  if (clock.now() - Date.parse(since) > REACH) return byQueries(lists, since);
  const first = await captureAround({ transport, lists }, since);
  if (first === null) return byQueries(lists, since);
  if (!first.isCutOff) return first.changes;
  const { deleted, asOf } = first.changes;
  const gone = [...deleted, ...(await laterDeletions(transport, since, first.latest))];
  return { ...(await byQueries(lists, since)), deleted: onceEach(gone), asOf };
}

/**
 * All types in one answer; where a row in it spoils the whole (see `lists/bad-row.ts`) each type alone, and the spoiled one by query.
 * null: captured it can't be had.
 */
async function captureAround({ transport, lists }: Ways, since: Instant): Promise<Captured | null> {
  try {
    return await capture(transport, TYPES, since);
  } catch (error) {
    if (error instanceof RejectedError && error.code === TOO_LONG_AGO) return null; // their clock is ahead of ours
    if (!isBadPage(error)) throw error;
  }
  const parts: Captured[] = [];
  for (const type of TYPES) {
    const part = await capture(transport, [type], since).catch(async (error: unknown): Promise<Captured> => {
      if (!isBadPage(error)) throw error;
      return { changes: await changedRows(lists, type, since), isCutOff: false, latest: null };
    });
    if (part.isCutOff) return null;
    parts.push(part);
  }
  const [first, ...rest] = parts.map((part) => part.changes);
  return first === undefined ? null : { changes: rest.reduce(joined, first), isCutOff: false, latest: null };
}

/** Whether one is void shows in its lines: the few that look so are read whole. */
async function withVoids(lists: Lists, documents: readonly ChangedDocument[]): Promise<readonly ChangedDocument[]> {
  const living = new Set<string>();
  for (const type of DOCUMENTS) {
    const ids = documents.filter((one) => one.isVoided && one.type === type).map((one) => one.id);
    await eachOf(lists, { type, where: null, field: 'Id', values: ids }, (row) => {
      const whole = toDocument(type, row, null);
      if (!whole.isVoided) living.add(`${type} ${whole.id}`);
    });
  }
  return documents.map((one) => (one.isVoided && living.has(`${one.type} ${one.id}`) ? { ...one, isVoided: false } : one));
}

/** Capture was cut off, and only capture shows deletions: it is asked again from the last moment it came to, until it is whole. */
async function laterDeletions(transport: Transport, since: Instant, cameTo: Instant | null): Promise<Changes['deleted']> {
  const deleted: Changes['deleted'][number][] = [];
  let from = Date.parse(since);
  for (let latest = cameTo, isCutOff = true; isCutOff;) {
    const last = latest === null ? from : Date.parse(latest);
    // Some overlap, for changes aren't stored in the order of their times; less where it holds more than an answer does.
    from = [last - OVERLAP, last - SECOND].find((moment) => moment > from) ?? from + SECOND;
    const answer = await capture(transport, TYPES, instantAt(from));
    deleted.push(...answer.changes.deleted);
    ({ latest, isCutOff } = answer);
  }
  return deleted;
}

async function byQueries(lists: Lists, since: Instant): Promise<Changes> {
  const [first, ...rest] = TYPES;
  let all = await changedRows(lists, first, since);
  for (const type of rest) all = joined(all, await changedRows(lists, type, since));
  return all;
}

async function changedRows(lists: Lists, type: ChangedType, since: Instant): Promise<Changes> {
  const { rows, time } = await lists.all(
    { type, where: `MetaData.LastUpdatedTime >= ${literal(wireTime(since))}`, omit: UNREAD, need: 'look' },
    (row) => row,
  );
  if (time === null) throw missingTime();
  return toChanges({ [type]: rows }, time);
}

const changed = z.looseObject({ MetaData: z.looseObject({ LastUpdatedTime: instant }).nullish() });

/** The moment of the newest change, a deletion or not. */
function latestOf(rows: readonly unknown[]): Instant | null {
  const times = rows.map((row) => readShape(changed, row, 'change').MetaData?.LastUpdatedTime ?? null);
  return times.reduce((last, at) => (last === null || (at !== null && at > last) ? at : last), null);
}

const captured = z.looseObject({
  CDCResponse: z.array(z.looseObject({ QueryResponse: z.array(z.looseObject({})).nullish() })),
  time: instant,
});

interface Captured {
  readonly changes: Changes;
  /** More changed than an answer holds. */
  readonly isCutOff: boolean;
  readonly latest: Instant | null;
}

async function capture(transport: Transport, types: readonly ChangedType[], since: Instant): Promise<Captured> {
  return transport({
    kind: 'cdc',
    need: 'look',
    doing: 'Asking QuickBooks what changed',
    mode: 'read',
    method: 'GET',
    path: 'cdc',
    query: { entities: types.join(','), changedSince: wireTime(since) },
    omit: UNREAD,
    read: (answer) => {
      const parsed = readShape(captured, answer, 'answer of change data capture');
      const groups = parsed.CDCResponse.flatMap((one) => one.QueryResponse ?? []);
      const rows: Partial<Record<ChangedType, readonly unknown[]>> = {};
      for (const type of TYPES)
        rows[type] = groups.flatMap((group) => readShape(z.array(z.unknown()).nullish(), group[type], `changes of ${type}`) ?? []);
      const all = Object.values(rows).flat();
      return { changes: toChanges(rows, parsed.time), isCutOff: all.length >= CAP, latest: latestOf(all) };
    },
  });
}

function toChanges(rows: Partial<Record<ChangedType, readonly unknown[]>>, asOf: Instant): Changes {
  const deleted: Changes['deleted'][number][] = [];
  const live = (type: ChangedType): unknown[] =>
    (rows[type] ?? []).filter((row) => {
      const id = deletedId(row);
      if (id !== null) deleted.push({ type, id });
      return id === null;
    });
  return {
    documents: [
      ...live('Invoice').map((row) => toHead('Invoice', row, null)),
      ...live('CreditMemo').map((row) => toHead('CreditMemo', row, null)),
    ],
    payments: live('Payment').map(toPayment),
    deleted: onceEach(deleted),
    asOf,
  };
}

/** The time is that of the first. */
function joined(one: Changes, other: Changes): Changes {
  return {
    documents: [...one.documents, ...other.documents],
    payments: [...one.payments, ...other.payments],
    deleted: onceEach([...one.deleted, ...other.deleted]),
    asOf: one.asOf,
  };
}

function onceEach(deleted: Changes['deleted']): Changes['deleted'] {
  return [...new Map(deleted.map((gone) => [`${gone.type} ${gone.id}`, gone])).values()];
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
