// The calls that change QuickBooks: one object each, each with its request id.
// Never a batch: those are metered, single writes are free.
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import type { Instant } from '../../core/dates.ts';
import type { Customer, DocumentType, Item, SavedDocument } from '../../core/model.ts';
import type { QuickBooksPort } from '../../core/ports.ts';
import { UnexpectedAnswerError } from '../../core/errors.ts';
import { instant, readShape, unwrap } from './schema/schema.ts';
import { deletedId, toDocument } from './schema/documents.ts';
import { toCustomer, toItem } from './schema/lists.ts';
import type { Call, Transport } from './transport.ts';
import { documentJson } from './wire/document.ts';
import { customerJson, customerUpdateJson, inactiveItemJson, itemJson } from './wire/lists.ts';
import { wireText } from './wire/json.ts';

type Writes = Pick<
  QuickBooksPort,
  | 'createCustomer'
  | 'createItem'
  | 'createDocument'
  | 'voidInvoice'
  | 'deleteCreditMemo'
  | 'renumberInvoice'
  | 'updateCustomer'
  | 'deactivateCustomer'
  | 'deactivateItem'
  | 'sendDocument'
  | 'attach'
>;

const PATHS: Readonly<Record<DocumentType, string>> = { Invoice: 'invoice', CreditMemo: 'creditmemo' };
const NAMES: Readonly<Record<DocumentType, string>> = { Invoice: 'invoice', CreditMemo: 'credit memo' };

/** The writing half of the client. */
export function createWrites(transport: Transport): Writes {
  const update = <T>(path: string, doing: string, call: Pick<Call<T>, 'requestId' | 'body' | 'read'>): Promise<T> =>
    transport({ kind: `${path}.update`, doing, mode: 'write', method: 'POST', path, ...call });
  const create = <T>(path: string, what: string, call: Pick<Call<T>, 'requestId' | 'body' | 'read'>): Promise<T> =>
    transport({ kind: `${path}.create`, doing: `Creating the ${what}`, mode: 'write', method: 'POST', path, ...call });

  return {
    createCustomer: (draft, requestId): Promise<Customer> =>
      create('customer', `customer "${draft.displayName}"`, {
        requestId,
        body: customerJson(draft),
        read: (answer) => toCustomer(unwrap(answer, 'Customer')),
      }),

    createItem: (draft, requestId): Promise<Item> =>
      create('item', `item "${draft.name}"`, {
        requestId,
        body: itemJson(draft),
        read: (answer) => toItem(unwrap(answer, 'Item')),
      }),

    createDocument: (draft, requestId): Promise<SavedDocument> =>
      create(PATHS[draft.type], `${NAMES[draft.type]} for Autotask invoice ${draft.invoiceId}`, {
        requestId,
        body: documentJson(draft),
        read: (answer) => savedIn(answer, draft.type),
      }),

    voidInvoice: (document, requestId): Promise<SavedDocument> =>
      transport({
        kind: 'invoice.void',
        doing: `Voiding invoice ${document.id}`,
        mode: 'write',
        method: 'POST',
        path: 'invoice',
        query: { operation: 'void' },
        requestId,
        body: wireText({ Id: document.id, SyncToken: document.syncToken }),
        read: (answer) => savedIn(answer, 'Invoice'),
      }),

    deleteCreditMemo: (document, requestId): Promise<void> =>
      transport({
        kind: 'creditmemo.delete',
        doing: `Deleting credit memo ${document.id}`,
        mode: 'write',
        method: 'POST',
        path: 'creditmemo',
        query: { operation: 'delete' },
        requestId,
        body: wireText({ Id: document.id, SyncToken: document.syncToken }),
        read: (answer) => {
          if (deletedId(unwrap(answer, 'CreditMemo')) !== document.id)
            throw new UnexpectedAnswerError(`QuickBooks answered in an unexpected shape: CreditMemo ${document.id}, status: not Deleted.`, {
              service: 'QuickBooks',
            });
        },
      }),

    renumberInvoice: (document, docNumber, requestId): Promise<SavedDocument> =>
      update('invoice', `Renumbering invoice ${document.id}`, {
        requestId,
        body: wireText({ Id: document.id, SyncToken: document.syncToken, sparse: true, DocNumber: docNumber }),
        read: (answer) => savedIn(answer, 'Invoice'),
      }),

    updateCustomer: (change, requestId): Promise<Customer> =>
      update('customer', `Updating customer ${change.id}`, {
        requestId,
        body: customerUpdateJson(change),
        read: (answer) => toCustomer(unwrap(answer, 'Customer')),
      }),

    deactivateCustomer: (customer, requestId): Promise<Customer> =>
      update('customer', `Making customer "${customer.displayName}" inactive`, {
        requestId,
        body: wireText({ Id: customer.id, SyncToken: customer.syncToken, sparse: true, Active: false }),
        read: (answer) => toCustomer(unwrap(answer, 'Customer')),
      }),

    deactivateItem: (item, requestId): Promise<Item> =>
      update('item', `Making item "${item.fullName}" inactive`, {
        requestId,
        body: inactiveItemJson(item),
        read: (answer) => toItem(unwrap(answer, 'Item')),
      }),

    sendDocument: (type, id, address, requestId): Promise<SavedDocument> =>
      transport({
        kind: `${PATHS[type]}.send`,
        doing: `Mailing ${NAMES[type]} ${id}`,
        mode: 'write-once', // a second call mails twice
        method: 'POST',
        path: `${PATHS[type]}/${encodeURIComponent(id)}/send`,
        query: address === null ? {} : { sendTo: address },
        requestId,
        contentType: 'application/octet-stream',
        body: '',
        read: (answer) => savedIn(answer, type),
      }),

    attach: (type, id, file, requestId): Promise<void> => {
      const boundary = `at2qbo-${randomUUID()}`;
      return transport({
        kind: 'attachable.upload',
        doing: `Attaching ${file.fileName} to ${NAMES[type]} ${id}`,
        mode: 'write-once', // whether uploads mind the request id is undocumented
        method: 'POST',
        path: 'upload',
        requestId,
        contentType: `multipart/form-data; boundary=${boundary}`,
        body: uploadBody(boundary, type, id, file),
        read: (answer) => {
          readShape(uploaded, answer, 'answer for Attachable');
        },
      });
    },
  };
}

const answered = z.looseObject({ time: instant.nullish().catch(null) });

function savedIn(answer: unknown, type: DocumentType): SavedDocument {
  const at: Instant | null = readShape(answered, answer, `answer for ${type}`).time ?? null;
  return toDocument(type, unwrap(answer, type), at);
}

const uploaded = z.looseObject({ AttachableResponse: z.array(z.looseObject({ Attachable: z.looseObject({ Id: z.string() }) })).min(1) });

function uploadBody(
  boundary: string,
  type: DocumentType,
  id: string,
  file: { readonly fileName: string; readonly content: Uint8Array },
): Buffer {
  const name = file.fileName.replaceAll(/["\r\n\\/]/g, '_');
  const metadata = wireText({
    FileName: name,
    ContentType: 'application/pdf',
    AttachableRef: [{ EntityRef: { type, value: id } }],
  });
  const head = (disposition: string, contentType: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${contentType}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(`${head('name="file_metadata_0"; filename="metadata.json"', 'application/json; charset=UTF-8')}${metadata}\r\n`),
    Buffer.from(head(`name="file_content_0"; filename="${name}"`, 'application/pdf')),
    file.content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}
