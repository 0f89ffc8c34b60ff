// A client under test, a clock that only moves when somebody sleeps, and rows in the shape Autotask was recorded with.
import nock from 'nock';
import { createAutotaskClient } from '../../../src/clients/autotask/api.ts';
import type { AutotaskOptions } from '../../../src/clients/autotask/api.ts';
import { createHttp } from '../../../src/clients/http/http.ts';
import type { AutotaskPort } from '../../../src/core/ports.ts';

export const ZONE = 'https://webservices5.autotask.net';
export const ROOT = '/ATServicesRest/V1.0';
export const SECRET = 'S3cret$#@';
export const CODE = 'INTEGRATION77';

export interface Lab {
  readonly client: AutotaskPort;
  /** Milliseconds slept so far, one entry a pause. */
  readonly pauses: number[];
  readonly log: string[];
  /** The remembered zone. */
  readonly zone: () => string | null;
  readonly setTime: (to: number) => void;
}

export function lab(change: Partial<AutotaskOptions> & { readonly remembered?: string | null } = {}): Lab {
  let now = Date.parse('2026-02-01T12:00:00Z');
  let zone = change.remembered === undefined ? `${ZONE}/ATServicesRest` : change.remembered;
  const pauses: number[] = [];
  const log: string[] = [];
  const clock = {
    now: () => now,
    sleep: (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const { remembered: _, ...options } = change;
  const client = createAutotaskClient({
    http: createHttp({ clock, userAgent: 'test' }),
    clock,
    credentials: { username: 'api@example.com', secret: SECRET, integrationCode: CODE },
    endpoints: { autotask: null, autotaskZones: 'https://webservices.autotask.net/atservicesrest' },
    zoneCache: {
      get: () => Promise.resolve(zone),
      set: (url) => {
        zone = url;
        return Promise.resolve();
      },
    },
    limits: { concurrent: 3, perHour: 9000 },
    retry: { tries: 5, pause: (n, after) => after ?? 1000 * 2 ** (n - 1) },
    log: (_level, message) => log.push(message),
    ...options,
  });
  return { client, pauses, log, zone: () => zone, setTime: (to) => (now = to) };
}

/** The first error of a promise that must fail. */
export async function failure(promise: Promise<unknown>): Promise<Error & { readonly remedy?: string; readonly kind?: string }> {
  return promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error: unknown) => error as Error,
  );
}

export function zoneInformation(url: string | null, status = 200): nock.Scope {
  return nock('https://webservices.autotask.net')
    .get('/atservicesrest/V1.0/zoneInformation')
    .query({ user: 'api@example.com' })
    .reply(
      status,
      url === null
        ? { errors: ['Zone information could not be determined'] }
        : { zoneName: 'America East 2', url, webUrl: 'https://ww5.autotask.net/', ci: 123456 },
    );
}

export const page = (items: readonly unknown[], next: string | null = null): object => ({
  items,
  pageDetails: { count: items.length, requestCount: 500, prevPageUrl: null, nextPageUrl: next },
});

export const invoiceRow = (id: number, change: object = {}): Record<string, unknown> => ({
  id,
  batchID: 12,
  comments: null,
  companyID: 0,
  createDateTime: '2026-01-05T09:47:15.227Z',
  creatorResourceID: 4,
  dueDate: '2026-02-04T00:00:00.000Z',
  fromDate: null,
  invoiceDateTime: '2026-01-05T00:00:00.000Z',
  invoiceEditorTemplateID: 102,
  invoiceNumber: null,
  invoiceStatus: 1,
  invoiceTotal: 52.7775,
  isVoided: false,
  orderNumber: '',
  paidDate: null,
  paymentTerm: 1,
  taxGroup: null,
  taxRegionName: 'Region',
  toDate: null,
  totalTaxValue: 11.0833,
  voidedDate: null,
  webServiceDate: null,
  ...change,
});

export const lineRow = (id: number, change: object = {}): Record<string, unknown> => ({
  id,
  billingCodeID: 29682801,
  billingItemType: 1,
  companyID: 177,
  description: 'Work',
  extendedPrice: 386.645,
  invoiceID: 155,
  itemDate: '2021-12-01T00:00:00Z',
  itemName: 'Engineer',
  lineItemFullDescription: null,
  lineItemGroupDescription: null,
  nonBillable: 0,
  organizationalLevelAssociationID: null,
  purchaseOrderNumber: '',
  quantity: 3.175,
  rate: 100,
  sortOrderID: 0,
  taxCategoryID: null,
  taxDollars: 0,
  totalAmount: 0,
  webServiceDate: null,
  ...change,
});
