// Which Autotask invoice a call was about, read from what was sent.
// So that `logs --invoice` shows what was sent and answered.
import { invoiceIdInNote } from '../../core/matching/note.ts';
import { invoiceId, type InvoiceId } from '../../core/model.ts';

/** Null: about none, or about several. */
export function invoiceOfCall(call: {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly requestBody: string | null;
}): InvoiceId | null {
  const { service, method, path, requestBody } = call;
  if (service === 'QuickBooks') return requestBody === null ? null : invoiceIdInNote(requestBody);
  if (service !== 'Autotask') return null;
  const named = /\/Invoices\/(\d+)(?:\/|$)/.exec(path)?.[1];
  if (named !== undefined) return invoiceId(Number(named));
  // A write-back names its invoice in the body.
  const written = method === 'PATCH' && path.endsWith('/Invoices') ? /"id"\s*:\s*(\d+)/.exec(requestBody ?? '')?.[1] : undefined;
  return written === undefined ? null : invoiceId(Number(written));
}
