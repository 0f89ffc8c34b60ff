// QuickBooks in memory: its lists, and documents that can be asked for, made, voided and mailed. Strict, as autotask.ts is.
import type { Catalog } from '../../../src/core/facts/catalog.ts';
import { RejectedError, StaleError } from '../../../src/core/errors.ts';
import type { Changes, DocumentType, Payment, SavedDocument } from '../../../src/core/model.ts';
import { sum, ZERO } from '../../../src/core/money.ts';
import type { DocumentQuery, QuickBooksPort, ResolvedDraft } from '../../../src/core/ports.ts';
import { id, moment } from './facts.ts';
import { savedDocument } from './saved.ts';
import { once, scripted } from './scripted.ts';

export interface QuickBooksFake {
  readonly lists: Catalog;
  /** Grows by what is made; a voided one is replaced by its void self. */
  readonly documents: SavedDocument[];
  readonly payments: readonly Payment[];
  readonly deleted: Changes['deleted'];
  readonly now: number;
  /** Gets each write in a few words. */
  readonly journal: string[];
  readonly script: Partial<QuickBooksPort>;
}

export function quickbooksOver({ lists, documents, payments, deleted, now, journal, script }: QuickBooksFake): QuickBooksPort {
  const made = new Map<string, SavedDocument>();
  const asked = (query: DocumentQuery): SavedDocument[] => documents.filter((one) => isAsked(one, query));
  const indexOf = (type: DocumentType, document: string, syncToken: string): number => {
    const at = documents.findIndex((one) => one.type === type && one.id === document);
    const found = documents[at];
    if (found === undefined) throw new RejectedError(`Object Not Found: ${type} ${document}`, { service: 'QuickBooks', code: '610' });
    if (found.syncToken !== syncToken) throw new StaleError(`Stale Object: ${type} ${document}`, { service: 'QuickBooks', code: '5010' });
    return at;
  };
  return scripted<QuickBooksPort>('quickbooks', {
    company: () => Promise.resolve(lists.company),
    preferences: () => Promise.resolve(lists.preferences),
    customers: () => Promise.resolve([...lists.customers.all()]),
    items: () => Promise.resolve([...lists.items.all()]),
    terms: () => Promise.resolve([...lists.termsById.values()]),
    classes: () => Promise.resolve([...lists.classes.values()]),
    taxCodes: () => Promise.resolve([...lists.taxCodes]),
    account: (account) => Promise.resolve({ id: account, name: 'Services', type: 'Income', isActive: true }),
    nameHolders: (names) => Promise.resolve(once('quickbooks.nameHolders', names).flatMap(() => [])),
    documents: (query) => Promise.resolve(asked(query)),
    eachDocument: (query, visit) => {
      asked(query).forEach(visit);
      return Promise.resolve();
    },
    payments: (ids) => Promise.resolve(payments.filter((one) => once('quickbooks.payments', ids).includes(one.id))),
    changes: (since) =>
      Promise.resolve({
        documents: documents.filter((one) => one.updatedAt >= since),
        payments: payments.filter((one) => one.updatedAt >= since),
        deleted,
        asOf: moment(new Date(now).toISOString()),
      }),
    createDocument: (draft, requestId) => {
      const known = made.get(requestId);
      journal.push(`quickbooks: create ${requestId}${known === undefined ? '' : ', answered before'}`);
      if (known !== undefined) return Promise.resolve(known);
      const saved = storedAs(draft, String(130 + documents.length), new Date(now).toISOString());
      documents.push(saved);
      made.set(requestId, saved);
      return Promise.resolve(saved);
    },
    voidInvoice: inTurn((document) => {
      journal.push(`quickbooks: void Invoice ${document.id}`);
      const at = indexOf('Invoice', document.id, document.syncToken);
      const before = documents[at] ?? savedDocument();
      const after = { ...before, isVoided: true, total: ZERO, balance: ZERO, tax: ZERO, syncToken: String(Number(before.syncToken) + 1) };
      documents[at] = after;
      return after;
    }),
    deleteCreditMemo: inTurn((document) => {
      journal.push(`quickbooks: delete CreditMemo ${document.id}`);
      documents.splice(indexOf('CreditMemo', document.id, document.syncToken), 1);
    }),
    sendDocument: (type, document) => {
      journal.push(`quickbooks: mail ${type} ${document}`);
      return Promise.resolve(documents.find((one) => one.id === document) ?? savedDocument());
    },
    ...script,
  });
}

type Version = Pick<SavedDocument, 'id' | 'syncToken'>;

/** What is refused is a rejection, as over a socket. */
function inTurn<T>(answer: (document: Version) => T): (document: Version) => Promise<T> {
  return (document) => Promise.resolve(document).then(answer);
}

function isAsked(one: SavedDocument, query: DocumentQuery): boolean {
  switch (query.kind) {
    case 'dated':
      return one.date >= query.from && one.date <= query.to;
    case 'numbered':
      return one.docNumber !== null && once('quickbooks.documents', query.numbers).includes(one.docNumber);
    case 'ids':
      return one.type === query.type && once('quickbooks.documents', query.ids).includes(one.id);
    case 'made':
      return one.createdAt >= query.since;
  }
}

/** A draft as QuickBooks stores it: numbered, with its tax and total. */
export function storedAs(draft: ResolvedDraft, number: string, at = '2026-11-01T06:00:00.000Z'): SavedDocument {
  const net = sum(draft.lines.map((line) => line.amount));
  return savedDocument({
    type: draft.type,
    id: id(number),
    docNumber: draft.docNumber ?? `10${number}`,
    customerId: draft.customerId,
    date: draft.date,
    lines: draft.lines.map((line) => ({
      itemId: line.itemId,
      amount: line.amount,
      quantity: line.quantityAndPrice?.quantity ?? null,
      price: line.quantityAndPrice?.price ?? null,
      description: line.description,
      taxCode: line.taxCode,
      classId: line.classId,
    })),
    total: net,
    balance: net,
    privateNote: draft.privateNote,
    createdAt: moment(at),
    updatedAt: moment(at),
  });
}
