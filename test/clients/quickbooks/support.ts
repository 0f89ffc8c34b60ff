// A client against nock: virtual time, a token that can be refused, and what was sent.
import { readFileSync } from 'node:fs';
import nock from 'nock';
import { afterEach, beforeEach } from 'vitest';
import type { LocalDate } from '../../../src/core/dates.ts';
import { invoiceId, quickBooksId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import type { Clock, QuickBooksPort, ResolvedDraft } from '../../../src/core/ports.ts';
import { createHttp } from '../../../src/clients/http/http.ts';
import { createQuickBooksClient, type QuickBooksOptions } from '../../../src/clients/quickbooks/api.ts';

export const ROOT = 'https://qbo.example';
export const COMPANY = '/v3/company/123';

export type Json = Record<string, Record<string, unknown>>;

export function fixture(name: string): Json {
  return JSON.parse(readFileSync(new URL(`../../fixtures/quickbooks/${name}.json`, import.meta.url), 'utf8')) as Json;
}

/** Virtual time: sleeping moves it on. */
export class FakeClock implements Clock {
  time = Date.parse('2026-08-01T00:00:00Z');
  readonly sleeps: number[] = [];
  now(): number {
    return this.time;
  }
  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.time += milliseconds;
  }
}

export interface World {
  readonly client: QuickBooksPort;
  readonly clock: FakeClock;
  readonly tokensRefused: string[];
}

export function world(concurrent = 8, changed: Partial<QuickBooksOptions> = {}): World {
  const clock = new FakeClock();
  const tokensRefused: string[] = [];
  let token = 'token-1';
  const client = createQuickBooksClient({
    http: createHttp({ clock, userAgent: 'at2qbo-test' }),
    clock,
    realmId: '123',
    baseUrl: ROOT,
    accessToken: async (why, refused) => {
      if (why === 'refused') {
        tokensRefused.push(refused ?? '');
        token = `token-${tokensRefused.length + 1}`;
      }
      return token;
    },
    limits: { perSecond: 8, perMinute: 450, concurrent },
    retry: { tries: 4, pause: (n, after) => after ?? n * 1000 },
    ...changed,
  });
  return { client, clock, tokensRefused };
}

/** The error of a promise that must fail. */
export const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error: unknown) => error as Error,
  );

export const company = (): nock.Scope => nock(ROOT);

export const draft: ResolvedDraft = {
  type: 'Invoice',
  invoiceId: invoiceId(4711),
  customerId: quickBooksId('24'),
  docNumber: '1037',
  date: '2026-07-31' as LocalDate,
  dueDate: '2026-08-30' as LocalDate,
  termId: quickBooksId('3'),
  lines: [
    {
      itemId: quickBooksId('5'),
      amount: money('1861.08'),
      quantityAndPrice: { quantity: money('14.50'), price: money('128.350') },
      description: 'Managed services',
      serviceDate: '2026-07-31' as LocalDate,
      taxCode: 'TAX',
      classId: null,
    },
  ],
  tax: { kind: 'none' },
  taxCalculation: null,
  currency: null,
  exchangeRate: null,
  classId: null,
  poField: null,
  customerMessage: '',
  privateNote: 'Autotask invoice id 4711',
  billEmail: '',
  billTo: null,
  shipTo: null,
  shipFrom: null,
  allowsCard: false,
  allowsAch: false,
};

/** Before each test the network is shut; after it every expected call must have come. */
export function guardNetwork(): void {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    const missing = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    if (missing.length > 0) throw new Error(`calls that never came: ${missing.join(', ')}`);
  });
}
