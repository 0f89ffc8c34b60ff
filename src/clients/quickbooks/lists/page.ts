// One page of a list: how it is asked for, what a row of it is, and how many rows there are by QuickBooks' own count.
import { z } from 'zod';
import { RejectedError } from '../../../core/errors.ts';
import type { Instant } from '../../../core/dates.ts';
import { encodeQuery, MAX_ENCODED_QUERY } from '../query.ts';
import { id, instant, readShape, rowsOf } from '../schema/schema.ts';
import type { Need } from '../../metered/read-meter.ts';
import type { Call, Transport } from '../transport.ts';

/** Rows asked for at once; QuickBooks gives no more. */
export const PAGE_SIZE = 1000;
/** A query that QuickBooks took for wrong; a sort that it doesn't know is one. */
const NOT_VALID = '4001';

/** What is asked for. */
export interface ListQuery {
  readonly type: string;
  readonly where: string | null;
  /** Members of the answer that aren't read. */
  readonly omit?: ReadonlySet<string>;
  readonly need?: Need;
}

export interface Row {
  readonly id: string;
  /** `MetaData.CreateTime` as it is shown, in milliseconds of whole seconds; no edit changes it. null where a row has none. */
  readonly created: number | null;
  readonly value: unknown;
}

export interface Page {
  readonly rows: readonly Row[];
  /** Ids of rows that QuickBooks has and can't give, neither on a page nor alone. */
  readonly lost: readonly string[];
  /** QuickBooks' clock. */
  readonly time: Instant | null;
}

export interface Cut {
  readonly start: number;
  readonly size: number;
  /** How often a page without a usable answer is asked for; as often as ever if not given. */
  readonly tries?: number;
}

const shape = z.looseObject({ Id: id, MetaData: z.looseObject({ CreateTime: instant.nullish() }).nullish() });
const counted = z.looseObject({ QueryResponse: z.looseObject({ totalCount: z.number().int().nonnegative() }) });

/** Two conditions that both hold. */
export function both(one: string | null, other: string | null): string | null {
  return one === null ? other : other === null ? one : `${one} AND ${other}`;
}

/** Asks for pages of one company. Rows are sorted by the moment they were made, until QuickBooks refuses that. */
export class Pages {
  readonly #transport: Transport;
  #isSortRefused = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async page(list: ListQuery, cut: Cut): Promise<Page> {
    if (this.#isSortRefused) return this.#ask(list, textOf(list, cut, false), cut.tries);
    try {
      return await this.#ask(list, textOf(list, cut, true), cut.tries);
    } catch (error) {
      if (!(error instanceof RejectedError) || error.code !== NOT_VALID) throw error;
      const page = await this.#ask(list, textOf(list, cut, false), cut.tries);
      this.#isSortRefused = true;
      return page;
    }
  }

  count(list: ListQuery): Promise<number> {
    return this.#transport({
      ...needOf(list),
      ...callOf(list.type, `SELECT COUNT(*) FROM ${list.type}${whereOf(list)}`),
      kind: `${list.type}.count`,
      doing: `Counting ${list.type} in QuickBooks`,
      read: (answer) => readShape(counted, answer, `count of ${list.type}`).QueryResponse.totalCount,
    });
  }

  /** One row by its id; rejects with what QuickBooks says of it. */
  alone(type: string, rowId: string): Promise<Row> {
    return this.#transport({
      kind: `${type.toLowerCase()}.read`,
      doing: `Reading ${type} ${rowId} from QuickBooks`,
      mode: 'read',
      method: 'GET',
      path: `${type.toLowerCase()}/${encodeURIComponent(rowId)}`,
      read: (answer) => rowOf(type, readShape(z.looseObject({ [type]: z.looseObject({}) }), answer, `answer for ${type}`)[type]),
    });
  }

  #ask(list: ListQuery, query: string, tries?: number): Promise<Page> {
    return this.#transport({
      ...needOf(list),
      ...callOf(list.type, query),
      ...(list.omit === undefined ? {} : { omit: list.omit }),
      ...(tries === undefined ? {} : { tries }),
      read: (answer) => {
        const { rows, time } = rowsOf(answer, list.type);
        return { rows: rows.map((row) => rowOf(list.type, row)), lost: [], time };
      },
    });
  }
}

function needOf({ need }: ListQuery): { readonly need?: Need } {
  return need === undefined ? {} : { need };
}

function whereOf({ where }: ListQuery): string {
  return where === null ? '' : ` WHERE ${where}`;
}

function textOf(list: ListQuery, { start, size }: Cut, isSorted: boolean): string {
  const order = isSorted ? ' ORDERBY MetaData.CreateTime' : '';
  return `SELECT * FROM ${list.type}${whereOf(list)}${order} STARTPOSITION ${start} MAXRESULTS ${size}`;
}

/** As the body of a POST when it is too long for an address. */
function callOf(type: string, query: string): Omit<Call<never>, 'read'> {
  const isLong = encodeQuery(query).length > MAX_ENCODED_QUERY;
  return {
    kind: `${type}.query`,
    doing: `Reading ${type} from QuickBooks`,
    mode: 'read',
    path: 'query',
    ...(isLong ? { method: 'POST', contentType: 'application/text', body: query } : { method: 'GET', query: { query } }),
  };
}

function rowOf(type: string, value: unknown): Row {
  const row = readShape(shape, value, type);
  const shown = row.MetaData?.CreateTime ?? null;
  return { id: row.Id, created: shown === null ? null : Math.floor(Date.parse(shown) / 1000) * 1000, value };
}
