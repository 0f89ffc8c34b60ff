// Which invoices and lines: the core's questions as Autotask filters, and the lines in printed order.
import { addDays } from '../../core/dates.ts';
import { RejectedError, TemporaryError } from '../../core/errors.ts';
import type { InvoiceId, SourceInvoice, SourceLine } from '../../core/model.ts';
import type { InvoiceQuery } from '../../core/ports.ts';
import { forEachPart, inParts, readAll, readEach, readFirst } from './query.ts';
import type { Filter } from './query.ts';
import { BillingItemRow, InvoiceRow, NumberRow, WaitingItemRow } from './schema/schema.ts';
import type { PlacedLine } from './schema/schema.ts';
import type { Log, Transport } from './transport.ts';

/** Invoices asked for in one query of billing items: one less than a round number, so that months of as many lines each don't end in empty pages. */
const INVOICES_A_QUERY = 249;

export interface InvoiceReader {
  invoices(query: InvoiceQuery): Promise<SourceInvoice[]>;
  lines(ids: readonly InvoiceId[]): Promise<SourceLine[]>;
  uninvoicedLines(): Promise<SourceLine[]>;
}

export function invoiceReader(transport: Transport, concurrent: number, log: Log): InvoiceReader {
  let refusesEmptyText = false;

  const read = async (filter: readonly Filter[], keeps: (invoice: SourceInvoice) => boolean = () => true): Promise<SourceInvoice[]> => {
    const found: SourceInvoice[] = [];
    await readAll(transport, 'Invoices', InvoiceRow, filter, (invoice) => {
      if (keeps(invoice)) found.push(invoice);
    });
    return found;
  };

  /** Whether `eq ""` is taken isn't documented: where it is refused, every invoice of the window is read and judged here. */
  const withoutNumber = async (window: readonly Filter[]): Promise<SourceInvoice[]> => {
    if (refusesEmptyText) return read(window, hasBlankNumber);
    try {
      return await read([...window, BLANK_NUMBER], hasBlankNumber);
    } catch (error) {
      if (!mayMeanRefusal(error)) throw error;
      const found = await read(window, hasBlankNumber);
      refusesEmptyText = true;
      log('info', "This Autotask doesn't search for blank invoice numbers; all invoices of the window are read instead");
      return found;
    }
  };

  const byIds = async (wanted: readonly number[]): Promise<SourceInvoice[]> => {
    const found: SourceInvoice[] = [];
    await forEachPart(inParts(wanted), concurrent, async (ids) => {
      found.push(...(await read([{ op: 'in', field: 'id', value: ids }])));
    });
    return found.sort((a, b) => a.id - b.id);
  };

  /**
   * Those that a run may send: an invoice whose number was emptied mustn't be overlooked because a search for empty text finds nothing.
   * The first page of the window is read whole and judged here; of what follows the numbers alone, then by id what has none.
   */
  const blankOfWindow = async (window: readonly Filter[]): Promise<SourceInvoice[]> => {
    const first = await readFirst(transport, { entity: 'Invoices', schema: InvoiceRow, filter: window });
    const found = first.rows.filter(hasBlankNumber);
    const last = first.rows.at(-1);
    if (first.isLast || last === undefined) return found;
    const blank: number[] = [];
    const rest = [...window, { op: 'gt', field: 'id', value: last.id } as const];
    const numbers = { entity: 'Invoices', schema: NumberRow, filter: rest, fields: ['id', 'invoiceNumber'] };
    await readEach(transport, numbers, ({ id, invoiceNumber }) => {
      if (invoiceNumber === '') blank.push(id);
    });
    return [...found, ...(await byIds(blank)).filter(hasBlankNumber)];
  };

  return {
    async invoices(query) {
      if (query.kind === 'ids') return byIds(query.ids);
      if (query.kind === 'created' && query.without === 'number') return blankOfWindow(filterOf({ ...query }));
      if (query.kind === 'unsynced' && query.marker === 'number') return withoutNumber(filterOf(query));
      return read(filterOf(query));
    },

    async lines(ids) {
      const placed: { readonly place: number; readonly line: SourceLine }[] = [];
      const keep = ({ place, line }: PlacedLine): void => {
        if (line !== null) placed.push({ place, line });
      };
      await forEachPart(inParts(ids, INVOICES_A_QUERY), concurrent, (part) =>
        readAll(transport, 'BillingItems', BillingItemRow, [{ op: 'in', field: 'invoiceID', value: part }], keep),
      );
      placed.sort((a, b) => a.line.invoiceId - b.line.invoiceId || a.place - b.place || a.line.id - b.line.id);
      return placed.map(({ line }) => line);
    },

    async uninvoicedLines() {
      const found: SourceLine[] = [];
      await readAll(transport, 'BillingItems', WaitingItemRow, [ON_NO_INVOICE], ({ line }) => {
        if (line !== null) found.push(line);
      });
      return found;
    },
  };
}

/** Databases have null or 0 there. */
const ON_NO_INVOICE: Filter = {
  op: 'or',
  items: [
    { op: 'notExist', field: 'invoiceID' },
    { op: 'eq', field: 'invoiceID', value: 0 },
  ],
};

const BLANK_NUMBER: Filter = {
  op: 'or',
  items: [
    { op: 'notExist', field: 'invoiceNumber' },
    { op: 'eq', field: 'invoiceNumber', value: '' },
  ],
};

/** The server compares '  ' equal to '': only null and '' are blank to us. */
function hasBlankNumber(invoice: SourceInvoice): boolean {
  return invoice.number === null || invoice.number === '';
}

/** A validation text, or a 500 whose words aren't known: the plainer query shows which it was. */
function mayMeanRefusal(error: unknown): boolean {
  return error instanceof RejectedError || (error instanceof TemporaryError && error.code === '500');
}

/** Only fields that Autotask can search; `dueDate` and `taxGroup` can't be. */
export function filterOf(query: Exclude<InvoiceQuery, { readonly kind: 'ids' }>): Filter[] {
  switch (query.kind) {
    case 'created':
      return [
        ...created(query.from, query.before),
        ...(query.without === 'web-service-date' ? [{ op: 'notExist', field: 'webServiceDate' } as const] : []),
      ];
    case 'unsynced':
      return [
        { op: 'eq', field: 'isVoided', value: false },
        ...created(query.from, query.before),
        ...(query.marker === 'web-service-date' ? [{ op: 'notExist', field: 'webServiceDate' } as const] : []),
      ];
    case 'number':
      return [{ op: 'eq', field: 'invoiceNumber', value: query.number }];
    case 'voided':
      return [
        { op: 'eq', field: 'isVoided', value: true },
        { op: 'gte', field: 'voidedDate', value: query.from },
      ];
    case 'dated':
      return [
        { op: 'gte', field: 'invoiceDateTime', value: query.from },
        { op: 'lt', field: 'invoiceDateTime', value: addDays(query.to, 1) },
      ];
  }
}

function created(from: string | undefined, before: string | undefined): Filter[] {
  return [
    ...(from === undefined ? [] : [{ op: 'gte', field: 'createDateTime', value: from } as const]),
    ...(before === undefined ? [] : [{ op: 'lt', field: 'createDateTime', value: before } as const]),
  ];
}
