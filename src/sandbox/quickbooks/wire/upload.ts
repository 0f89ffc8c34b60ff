// Attachments: multipart with the file's description (`file_metadata_…`, JSON) and its content (`file_content_…`).
import { refuse } from './rejection.ts';
import { fresh, type Books } from '../store.ts';
import { isJson, refOf, rows, text, type Json, type Stored } from '../values.ts';

const MOST_BYTES = 100 * 1024 * 1024;
const ATTACHED_TO = new Set(['Invoice', 'CreditMemo', 'Customer', 'Vendor', 'Item', 'Payment']);

interface Part {
  readonly name: string;
  readonly fileName: string | null;
  readonly type: string;
  readonly content: Buffer;
}

/** Stores the file and answers with its Attachable. */
export function attach(books: Books, contentType: string, body: Buffer, files: Map<string, Buffer>): Json {
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw refuse.upload('Upload requests are multipart/form-data with a boundary.');
  if (body.length > MOST_BYTES) throw refuse.upload(`Upload requests must not exceed ${MOST_BYTES} bytes.`);
  const parts = partsOf(body, boundary);
  const file = parts.find((part) => part.name.startsWith('file_content'));
  if (!file || file.fileName === null) throw refuse.upload('The request has no file_content part with a file name.');
  const described = parts.find((part) => part.name.startsWith('file_metadata'));
  const metadata = described ? metadataOf(described) : {};
  for (const link of rows(metadata, 'AttachableRef')) {
    const entity = link['EntityRef'];
    const type = isJson(entity) ? text(entity, 'type') : undefined;
    const id = refOf(link, 'EntityRef');
    if (type === undefined || !ATTACHED_TO.has(type)) throw refuse.objectName(type ?? '');
    const table: ReadonlyMap<string, Stored> = books.tables[type as 'Invoice'];
    if (id === undefined || !table.has(id)) throw refuse.notFound(`${type} ${id ?? ''} is not there.`);
  }
  const stored: Stored = {
    ...fresh(books, 'Attachable'),
    FileName: text(metadata, 'FileName') ?? file.fileName,
    ContentType: text(metadata, 'ContentType') ?? file.type,
    Size: file.content.length,
    ...(metadata['AttachableRef'] === undefined ? {} : { AttachableRef: metadata['AttachableRef'] }),
    ...(metadata['Note'] === undefined ? {} : { Note: metadata['Note'] }),
  };
  books.tables.Attachable.set(stored.Id, stored);
  files.set(stored.Id, file.content);
  return { AttachableResponse: [{ Attachable: stored }] };
}

function metadataOf(part: Part): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(part.content.toString('utf8'));
  } catch {
    throw refuse.malformed('Unexpected character in file_metadata');
  }
  if (!isJson(parsed)) throw refuse.malformed('file_metadata is no object');
  return parsed;
}

function partsOf(body: Buffer, boundary: string): Part[] {
  const found: Part[] = [];
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at >= 0) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const section = body.subarray(at + mark.length + 2, next - 2); // without the line ends around it
    const split = section.indexOf('\r\n\r\n');
    if (split >= 0) {
      const head = section.subarray(0, split).toString('utf8');
      found.push({
        name: /name="([^"]*)"/i.exec(head)?.[1] ?? '',
        fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? null,
        type: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
        content: Buffer.from(section.subarray(split + 4)),
      });
    }
    at = next;
  }
  return found;
}
