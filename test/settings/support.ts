// A bench for settings: a small Autotask and QuickBooks, the program in this process, one invoice a question.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryIo } from '../../src/commands/terminal/io.ts';
import { main } from '../../src/commands/main.ts';
import type { Row } from '../../src/sandbox/autotask/rows.ts';
import { startAutotaskSandbox, type AutotaskSandbox } from '../../src/sandbox/autotask/server.ts';
import { startQuickBooksSandbox, type QuickBooksOptions, type QuickBooksSandbox } from '../../src/sandbox/quickbooks/sandbox.ts';

const DAY = 86_400_000;
export const INCOME_ACCOUNT = '79';

export interface BenchLine {
  readonly amount: string;
  readonly tax?: string;
  readonly quantity?: string;
  readonly rate?: string;
  readonly code?: number | null;
  readonly lineOfBusiness?: number;
  readonly category?: number;
}
export interface BenchInvoice {
  readonly lines?: readonly BenchLine[];
  readonly company?: number;
  readonly region?: string;
  /** Days since it was made. */
  readonly age?: number;
  readonly header?: Row;
}
type Json = Readonly<Record<string, unknown>>;

/** What became of one invoice. */
export interface Shown {
  readonly id: number;
  readonly exit: number;
  readonly outcome: string;
  readonly reasons: readonly string[];
  /** As QuickBooks stores it; absent: it has none. */
  readonly document: (Json & { readonly type: string; readonly Line: readonly Json[] }) | null;
}

export type Changes = Readonly<Record<string, string>>;

/** `invoices.lookBackDays` -> `AT2QBO_INVOICES__LOOK_BACK_DAYS`. */
const variable = (key: string): string =>
  `AT2QBO_${key
    .replaceAll('.', '__')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;

export class Bench {
  readonly #home = mkdtempSync(join(tmpdir(), 'at2qbo-bench-'));
  readonly #settings: Changes;
  #nextInvoice = 700_001;
  #nextItem = 90_001;

  readonly autotask: AutotaskSandbox;
  readonly quickbooks: QuickBooksSandbox;

  private constructor(autotask: AutotaskSandbox, quickbooks: QuickBooksSandbox, settings: Changes) {
    this.autotask = autotask;
    this.quickbooks = quickbooks;
    this.#settings = settings;
  }

  /** Company 301 "Acme" (QuickBooks has it, with e-mail), 302 "Newcomer" (it hasn't); billing codes 101 to 103. */
  static async open(options: QuickBooksOptions = {}, settings: Changes = {}): Promise<Bench> {
    const autotask = await startAutotaskSandbox();
    // Runs that follow each other at once would meet QuickBooks' limits together.
    const limits = { perSecond: 1000, perMinute: 10_000, concurrent: 100 };
    const quickbooks = await startQuickBooksSandbox({ limits, ...options });
    const currency = quickbooks.preferences.CurrencyPrefs.HomeCurrency.value;
    autotask.seed({
      Companies: [{ id: 0, companyName: 'Us', currencyID: 1 }, company(301, 'Acme'), company(302, 'Newcomer')],
      Contacts: [301, 302].map((id) => ({
        id: id + 2000,
        companyID: id,
        emailAddress: `contact${id}@customer.example`,
        isActive: 1,
        primaryContact: true,
      })),
      BillingCodes: [code(101, 'Remote Support', 'EXT-1', null), code(102, 'Hardware', '', 1), code(103, 'Unheard of', 'EXT-3', null)],
      PaymentTerms: [{ id: 1, name: 'Net 30', isActive: true, paymentDueInDays: 30 }],
      Currencies: [{ id: 1, name: currency, isActive: true, isInternalCurrency: true, exchangeRate: '1' }],
      OrganizationalLevel1s: [{ id: 1, name: 'Office', isActive: true }],
      OrganizationalLevel2s: [1, 2].map((id) => ({ id, name: `Line ${id}`, isActive: true })),
      OrganizationalLevelAssociations: [1, 2].map((id) => ({ id, organizationalLevel1ID: 1, organizationalLevel2ID: id, isActive: true })),
    });
    quickbooks.seed({
      customers: [{ displayName: 'Acme', email: 'billing@acme.example' }],
      vendors: [],
      items: [{ name: 'Remote Support' }, { name: 'Hardware' }, { name: 'EXT-1' }, { name: 'Rounding' }],
      terms: [],
      classes: [{ name: 'Managed' }, { name: 'Projects' }],
    });
    const bench = new Bench(autotask, quickbooks, {
      'endpoints.autotask': autotask.root,
      'endpoints.autotaskZones': autotask.root,
      'endpoints.quickbooks': quickbooks.url,
      'endpoints.intuitOAuth': quickbooks.url,
      'quickbooks.environment': 'sandbox',
      'quickbooks.edition': (options.country ?? 'US') === 'US' ? 'us' : 'non-us',
      'items.incomeAccount': INCOME_ACCOUNT,
      ...settings,
    });
    await bench.must(['connect', 'autotask', '--autotask-username', autotask.credentials.username], {
      AT2QBO_AUTOTASK_SECRET: autotask.credentials.secret,
      AT2QBO_AUTOTASK_INTEGRATION_CODE: autotask.credentials.integrationCode,
    });
    await bench.must(['connect', 'quickbooks', '--client-id', quickbooks.clientId, '--realm-id', quickbooks.realmId], {
      AT2QBO_QUICKBOOKS_CLIENT_SECRET: quickbooks.clientSecret,
      AT2QBO_QUICKBOOKS_REFRESH_TOKEN: quickbooks.issueRefreshToken(),
    });
    return bench;
  }

  /** Id of the item, class or customer of that name. */
  named(type: 'Item' | 'Class' | 'Customer', name: string): string {
    const found = [...this.quickbooks.tables[type].values()].find((one) => one.Name === name || one['DisplayName'] === name);
    if (!found) throw new Error(`QuickBooks has no ${type} ${name}`);
    return found.Id;
  }

  /** Puts an invoice into Autotask; its header is the sum of its lines. Its id. */
  bill(spec: BenchInvoice = {}): number {
    const id = this.#nextInvoice++;
    const lines = spec.lines ?? [{ amount: '100' }];
    const created = new Date(Date.now() - (spec.age ?? 1) * DAY);
    const day = created.toISOString().slice(0, 10);
    const total = (values: readonly string[]): string =>
      (values.reduce((all, one) => all + Math.round(Number(one) * 10_000), 0) / 10_000).toFixed(4);
    this.autotask.seed({
      Invoices: [
        {
          id,
          batchID: 7,
          companyID: spec.company ?? 301,
          createDateTime: created.toISOString(),
          invoiceDateTime: day,
          dueDate: day,
          fromDate: '2026-10-01',
          toDate: '2026-10-31',
          invoiceNumber: null,
          paymentTerm: 1,
          taxRegionName: spec.region ?? '',
          invoiceTotal: total(lines.map((line) => line.amount)),
          totalTaxValue: total(lines.map((line) => line.tax ?? '0')),
          ...spec.header,
        },
      ],
      BillingItems: lines.map((line, n) => ({
        id: this.#nextItem++,
        invoiceID: id,
        companyID: spec.company ?? 301,
        billingCodeID: line.code === undefined ? 101 : line.code,
        description: `Work ${n + 1}`,
        itemDate: day,
        quantity: line.quantity ?? '1',
        rate: line.rate ?? line.amount,
        totalAmount: line.amount,
        taxDollars: line.tax ?? '0',
        taxCategoryID: line.category ?? 1,
        organizationalLevelAssociationID: line.lineOfBusiness ?? null,
        sortOrderID: n + 1,
      })),
    });
    return id;
  }

  /** Runs the program; the settings given hold for this call alone. */
  async run(args: readonly string[], changes: Changes = {}, secrets: Changes = {}): Promise<{ code: number; out: string; err: string }> {
    const settings = Object.entries({ ...this.#settings, ...changes }).map(([key, value]) => [variable(key), value]);
    const io = memoryIo({
      env: {
        HOME: this.#home,
        AT2QBO_HOME: join(this.#home, 'at2qbo'),
        AT2QBO_SECRETS: 'env',
        AT2QBO_SECRETS_KEY: '5a'.repeat(32),
        ...secrets,
        ...Object.fromEntries(settings),
      },
    });
    const code = await main(args, io);
    return { code, out: io.stdout(), err: io.stderr() };
  }

  async must(args: readonly string[], secrets: Changes = {}): Promise<void> {
    const done = await this.run(args, {}, secrets);
    if (done.code !== 0) throw new Error(`at2qbo ${args.join(' ')}: ${done.code}\n${done.out}${done.err}`);
  }

  /** Bills one invoice and syncs it with these settings. */
  async show(changes: Changes = {}, spec: BenchInvoice = {}): Promise<Shown> {
    return this.sync(this.bill(spec), changes);
  }

  /** Syncs one invoice. */
  async sync(id: number, changes: Changes = {}): Promise<Shown> {
    const done = await this.run(['sync', '--json', '--only', String(id)], changes);
    const said =
      (JSON.parse(done.out) as { invoices?: { autotaskId: number; outcome: string; reasons: { code: string }[] }[] }).invoices ?? [];
    const mine = said.find((one) => one.autotaskId === id);
    return {
      id,
      exit: done.code,
      outcome: mine?.outcome ?? 'none',
      reasons: mine?.reasons.map((one) => one.code) ?? [],
      document: this.document(id),
    };
  }

  /** What QuickBooks has of an Autotask invoice. */
  document(id: number): Shown['document'] {
    for (const type of ['Invoice', 'CreditMemo'] as const) {
      const found = [...this.quickbooks.tables[type].values()].find((one) => String(one['PrivateNote']).endsWith(` ${id}`));
      if (found) return { ...found, type, Line: found.Line as unknown as readonly Json[] };
    }
    return null;
  }

  async close(): Promise<void> {
    await Promise.all([this.autotask.stop(), this.quickbooks.stop()]);
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** `SalesItemLineDetail` of each sales line, with amount and text. */
export function salesLines(shown: Shown): Json[] {
  return (shown.document?.Line ?? [])
    .filter((line) => line['DetailType'] === 'SalesItemLineDetail')
    .map((line) => ({ ...(line['SalesItemLineDetail'] as Json), Amount: line['Amount'], Description: line['Description'] }));
}

/** The `value` of a reference. */
export function valueOf(reference: unknown): string | undefined {
  return typeof reference === 'object' && reference !== null && 'value' in reference ? String(reference.value) : undefined;
}

function company(id: number, companyName: string): Row {
  return {
    id,
    companyName,
    isActive: true,
    currencyID: 1,
    address1: '1 Works Road',
    city: 'Austin',
    state: 'TX',
    postalCode: '78701',
    billingAddress1: '2 Billing Street',
    billToCity: 'Albany',
    billToState: 'NY',
    billToZipCode: '12201',
  };
}

function code(id: number, name: string, externalNumber: string, taxCategoryID: number | null): Row {
  return { id, name, description: name, externalNumber, isActive: true, taxCategoryID };
}
