// A person in Autotask's own window: what can be done there and not through the API.
import type { Facts } from '../../facts.ts';
import { USER_DEFINED, type Row, type Tables } from '../rows.ts';

export interface AutotaskWindow {
  /** Voids an invoice: the header stays with its totals; its items become free to be invoiced again, or stay. */
  voidInvoice(id: number): void;
  /** Empties the invoice number (leaves the empty text, as the window does). */
  clearNumber(id: number): void;
  /** "Clear Web Service Date". */
  clearWebServiceDate(id: number): void;
  /** Sets the paid date, `YYYY-MM-DD`; null clears it. */
  setPaidDate(id: number, date: string | null): void;
  /** Sets a user-defined field of a company or a contract; its value is text, as on the wire. */
  setUserDefined(entity: 'Companies' | 'Contracts', id: number, name: string, value: string | null): void;
}

/** The window on these tables. Each act throws a RangeError when there is no such invoice. */
export function openWindow(tables: Tables, now: () => number, facts: Facts): AutotaskWindow {
  const invoice = (id: number): Row => {
    const row = tables.Invoices.get(id);
    if (!row) throw new RangeError(`no invoice ${id}`);
    return row;
  };
  return {
    voidInvoice(id) {
      Object.assign(invoice(id), { isVoided: true, voidedDate: new Date(now()).toISOString(), voidedByResourceID: 4 });
      if (facts['items-of-voided'] === 'kept') return;
      for (const item of tables.BillingItems.values()) if (item['invoiceID'] === id) item['invoiceID'] = 0;
    },
    clearNumber(id) {
      invoice(id)['invoiceNumber'] = '';
    },
    clearWebServiceDate(id) {
      invoice(id)['webServiceDate'] = null;
    },
    setUserDefined(entity, id, name, value) {
      const row = tables[entity].get(id);
      if (!row) throw new RangeError(`no ${entity} ${id}`);
      const fields = JSON.parse(String(row[USER_DEFINED] ?? '[]')) as { name: string; value: string | null }[];
      row[USER_DEFINED] = JSON.stringify([...fields.filter((one) => one.name !== name), { name, value }]);
    },
    setPaidDate(id, date) {
      invoice(id)['paidDate'] = date === null ? null : `${date}T00:00:00.000Z`;
    },
  };
}
