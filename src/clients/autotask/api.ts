// The Autotask client: `AutotaskPort` over REST version V1.0.
// V2.0 is listed by the service since 2026 and answers 404.
import { redact } from '../secrets/redact.ts';
import type { InvoiceId, WriteBack } from '../../core/model.ts';
import type { AutotaskPort, Clock } from '../../core/ports.ts';
import type { Http } from '../http/http.ts';
import type { Gate } from '../http/limiter.ts';
import { backoff } from '../http/retry.ts';
import type { RetryPlan } from '../http/retry.ts';
import { unexpected } from './errors.ts';
import { fieldReader } from './schema/fields.ts';
import { invoiceReader } from './invoices.ts';
import { listReader } from './lists.ts';
import { EntityInformation, PdfAnswer, Threshold, Written } from './schema/lists.ts';
import { ticketWriter } from './tickets.ts';
import { Transport } from './transport.ts';
import type { Credentials, Log } from './transport.ts';
import { readRow } from './schema/wire.ts';
import { Zone } from './zone.ts';
import type { ZoneCache } from './zone.ts';

export interface AutotaskOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly credentials: Credentials;
  /** Both include `/atservicesrest`; `autotask` null: found through zone information. */
  readonly endpoints: { readonly autotask: string | null; readonly autotaskZones: string };
  /** Kept between runs, so that a quiet run needn't ask where the database lives. */
  readonly zoneCache: ZoneCache;
  /** Calls at once an endpoint, and requests an hour. */
  readonly limits: { readonly concurrent: number; readonly perHour: number };
  /** The limit of one endpoint, kept together with other programs. */
  readonly gate?: (endpoint: string, concurrent: number) => Gate;
  readonly retry?: RetryPlan;
  readonly log?: Log;
}

/** Makes the client. Nothing is sent before the first question. Throws AuthError when a credential can't be sent at all. */
export function createAutotaskClient(options: AutotaskOptions): AutotaskPort {
  const { http, clock, credentials, endpoints, zoneCache, limits } = options;
  const retry = options.retry ?? { tries: 5, pause: backoff() };
  const log: Log = options.log ?? (() => undefined);
  const scrub = scrubber([credentials.secret, credentials.integrationCode]);
  const username = credentials.username.replace(/[\r\n]+$/, '');
  const zone = new Zone({ http, clock, username, endpoints, zoneCache, retry, scrub });
  const transport = new Transport({
    http,
    clock,
    zone,
    credentials,
    limits,
    retry,
    scrub,
    log,
    ...(options.gate ? { gate: options.gate } : {}),
  });

  return {
    ...invoiceReader(transport, limits.concurrent, log),
    ...listReader(transport, limits.concurrent),
    ...fieldReader(transport, limits.concurrent),
    ...ticketWriter(transport, clock),

    async budget() {
      const asked = { entity: 'ThresholdInformation', kind: 'ThresholdInformation', id: null };
      const answer = readRow(Threshold, await transport.send({ method: 'GET', path: 'ThresholdInformation', asked }), asked);
      const { currentTimeframeRequestCount: used, externalRequestThreshold: limit } = answer;
      transport.budget.learn(used, limit);
      return { used, limit };
    },

    now: () => transport.serverClock.now(),

    hourLeft: () => transport.budget.left(),

    async writeBack(id, change) {
      const asked = { entity: 'Invoices', kind: 'Invoices.patch', id };
      const body = { id, ...exactFields(change) };
      const { itemId } = readRow(Written, await transport.send({ method: 'PATCH', path: 'Invoices', asked, body }), asked);
      if (itemId !== id) throw unexpected(asked, `the field itemId names ${itemId}`, 'itemId');
    },

    async invoicePdf(id: InvoiceId) {
      const asked = { entity: 'Invoices', kind: 'Invoices.pdf', id };
      const pdf = readRow(PdfAnswer, await transport.send({ method: 'GET', path: `Invoices/${id}/InvoicePdf`, asked }), asked);
      return { fileName: pdf.fileName || `invoice-${id}.pdf`, content: pdf.content };
    },

    async access() {
      const [invoices, billingItems] = await Promise.all([mayUse(transport, 'Invoices'), mayUse(transport, 'BillingItems')]);
      return { canQueryInvoices: invoices.query, canUpdateInvoices: invoices.update, canQueryBillingItems: billingItems.query };
    },
  };
}

/** PATCH touches what is present and nothing else; PUT would empty the other writable fields. */
function exactFields(change: WriteBack): Record<string, string | null> {
  const fields: Record<string, string | null> = {};
  if (change.invoiceNumber !== undefined) fields['invoiceNumber'] = change.invoiceNumber;
  if (change.webServiceDate !== undefined) fields['webServiceDate'] = change.webServiceDate;
  if (change.paidDate !== undefined) fields['paidDate'] = change.paidDate;
  if (Object.keys(fields).length === 0) throw new TypeError('a write-back without a field');
  return fields;
}

async function mayUse(transport: Transport, entity: string): Promise<{ readonly query: boolean; readonly update: boolean }> {
  const asked = { entity, kind: `${entity}.information`, id: null };
  const { info } = readRow(EntityInformation, await transport.send({ method: 'GET', path: `${entity}/entityInformation`, asked }), asked);
  return {
    query: info.canQuery && info.userAccessForQuery !== 'None',
    update: info.canUpdate && info.userAccessForUpdate !== 'None',
  };
}

/** Autotask's texts are shown to people and kept in logs: none of them may repeat a secret. */
function scrubber(secrets: readonly string[]): (text: string) => string {
  const known = secrets.map((secret) => secret.trim()).filter((secret) => secret !== '');
  return (text) => redact(text, known);
}
