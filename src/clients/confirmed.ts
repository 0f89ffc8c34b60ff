// Services that are written to only while the run's lock is known to be ours:
// what a run on another host may be doing by now isn't done beside it.
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
  return { ...port, writeBack: after(confirm, (id, change) => port.writeBack(id, change)) };
}

export function confirmedQuickBooks(port: QuickBooksPort, confirm: Confirm): QuickBooksPort {
  return {
    ...port,
    createCustomer: after(confirm, (draft, requestId) => port.createCustomer(draft, requestId)),
    createItem: after(confirm, (draft, requestId) => port.createItem(draft, requestId)),
    createDocument: after(confirm, (draft, requestId) => port.createDocument(draft, requestId)),
    voidInvoice: after(confirm, (document, requestId) => port.voidInvoice(document, requestId)),
    deleteCreditMemo: after(confirm, (document, requestId) => port.deleteCreditMemo(document, requestId)),
    sendDocument: after(confirm, (type, id, address, requestId) => port.sendDocument(type, id, address, requestId)),
    attach: after(confirm, (type, id, file, requestId) => port.attach(type, id, file, requestId)),
  };
}
