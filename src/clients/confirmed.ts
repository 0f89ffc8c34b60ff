// Services that are written to only while the run's lock is known to be ours.
// What a run on another host may be doing by now isn't done beside it.
import type { AutotaskPort, QuickBooksPort } from '../core/ports.ts';

/** Rejects when the lock is gone. */
export type Confirm = () => Promise<void>;

function after<A extends readonly unknown[], T>(confirm: Confirm, write: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  return async (...args) => {
    await confirm();
    return write(...args);
  };
}

export function confirmedAutotask(port: AutotaskPort, confirm: Confirm): AutotaskPort {
  return {
    ...port,
    writeBack: after(confirm, (...args) => port.writeBack(...args)),
    createTicket: after(confirm, (...args) => port.createTicket(...args)),
    noteTicket: after(confirm, (...args) => port.noteTicket(...args)),
    completeTicket: after(confirm, (...args) => port.completeTicket(...args)),
    noteCompany: after(confirm, (...args) => port.noteCompany(...args)),
  };
}

export function confirmedQuickBooks(port: QuickBooksPort, confirm: Confirm): QuickBooksPort {
  return {
    ...port,
    createCustomer: after(confirm, (...args) => port.createCustomer(...args)),
    createItem: after(confirm, (...args) => port.createItem(...args)),
    createDocument: after(confirm, (...args) => port.createDocument(...args)),
    voidInvoice: after(confirm, (...args) => port.voidInvoice(...args)),
    deleteCreditMemo: after(confirm, (...args) => port.deleteCreditMemo(...args)),
    renumberInvoice: after(confirm, (...args) => port.renumberInvoice(...args)),
    updateCustomer: after(confirm, (...args) => port.updateCustomer(...args)),
    deactivateCustomer: after(confirm, (...args) => port.deactivateCustomer(...args)),
    deactivateItem: after(confirm, (...args) => port.deactivateItem(...args)),
    sendDocument: after(confirm, (...args) => port.sendDocument(...args)),
    attach: after(confirm, (...args) => port.attach(...args)),
  };
}
