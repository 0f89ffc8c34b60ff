// The built-in pair that the same questions are asked: a company of the same kind, made for the length of one probe.
import { systemClock } from '../../clients/host/clock.ts';
import { autotaskProbeLine } from '../../clients/autotask/probe-line.ts';
import { createHttp, type Http } from '../../clients/http/http.ts';
import { quickbooksProbeLine } from '../../clients/quickbooks/probe-line.ts';
import { DAY_MS } from '../../core/dates.ts';
import type { ProbePort } from '../../core/probe/apply.ts';
import type { ProbedCompany } from '../../core/probe/types.ts';
import { startAutotaskSandbox, type AutotaskSandbox } from '../../sandbox/autotask/server.ts';
import { FACT_IDS, FACTS } from '../../sandbox/facts.ts';
import { believableMonth } from '../../sandbox/month.ts';
import { startQuickBooksSandbox, type QuickBooksSandbox } from '../../sandbox/quickbooks/sandbox.ts';

/** Nothing of it is limited but what is asked at once: the questions about limits are about that. */
const LIMITS = { perSecond: 100_000, perMinute: 1_000_000, concurrent: 10 };
/** Milliseconds an answer takes while several are asked at once, so that they meet. */
const SLOW = 250;
const COUNTRIES = { CA: /^(ca|can|canada)$/i, AU: /^(au|aus|australia)$/i };

/** One of the two built-in services, with its line. */
export interface BuiltIn {
  readonly port: ProbePort;
  readonly realmId: string;
  /** Of Autotask: an invoice that may be changed. */
  readonly invoiceId: number;
  /** Answers take their time from now on. */
  readonly slow: () => void;
  readonly stop: () => Promise<void>;
}

/** Which answers each switch of the built-in sandbox has: what a report may call a fact. */
export const SWITCHES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  FACT_IDS.map((id) => [id, [FACTS[id].answer, ...FACTS[id].alternatives]]),
);

/** A company of this kind. */
export async function builtInQuickBooks(company: ProbedCompany): Promise<BuiltIn> {
  const latency = { read: 0, create: 0 };
  // What it has of its own was made yesterday: no company is a second old.
  const clock = { behind: DAY_MS };
  const sandbox = await startQuickBooksSandbox({
    now: () => systemClock.now() - clock.behind,
    country: company.isUs ? 'US' : COUNTRIES.CA.test(company.country) ? 'CA' : COUNTRIES.AU.test(company.country) ? 'AU' : 'GB',
    tax: company.tax,
    customTxnNumbers: company.customNumbers,
    limits: LIMITS,
    latency,
  });
  likeIt(sandbox, company);
  clock.behind = 0;
  const http = quietHttp();
  const token = await signIn(sandbox, http);
  const port = quickbooksProbeLine({
    http,
    clock: systemClock,
    realmId: sandbox.realmId,
    baseUrl: sandbox.url,
    accessToken: () => Promise.resolve(token),
    limits: { ...LIMITS, concurrent: 8 },
    confirm: () => Promise.resolve(),
  });
  return { port, realmId: sandbox.realmId, invoiceId: 0, slow: () => (latency.read = SLOW), stop: () => sandbox.stop() };
}

function likeIt(sandbox: QuickBooksSandbox, company: ProbedCompany): void {
  const { preferences } = sandbox;
  sandbox.seed({ customers: [], vendors: [], items: [], terms: [], classes: [], homeCurrency: company.homeCurrency });
  preferences.CurrencyPrefs.MultiCurrencyEnabled = company.usesMultiCurrency;
  preferences.SalesFormsPrefs.ETransactionPaymentEnabled = company.onlinePayments;
  if (company.closedUntil !== null) preferences.AccountingInfoPrefs['BookCloseDate'] = company.closedUntil;
  if (company.customField === null) return;
  preferences.SalesFormsPrefs.CustomField = [
    { CustomField: [{ Name: `SalesFormsPrefs.UseSalesCustom${company.customField}`, Type: 'BooleanType', BooleanValue: true }] },
    { CustomField: [{ Name: `SalesFormsPrefs.SalesCustomName${company.customField}`, Type: 'StringType', StringValue: 'P.O. Number' }] },
  ];
}

async function signIn(sandbox: QuickBooksSandbox, http: Http): Promise<string> {
  const { status, text } = await http({
    service: 'Intuit sign-in',
    kind: 'token.refresh',
    method: 'POST',
    url: `${sandbox.url}/oauth2/v1/tokens/bearer`,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${sandbox.clientId}:${sandbox.clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: sandbox.issueRefreshToken() }).toString(),
    timeoutMs: 10_000,
  });
  const token: unknown = status === 200 ? (JSON.parse(text) as Record<string, unknown>)['access_token'] : null;
  if (typeof token !== 'string') throw new Error(`the built-in sandbox gave no token (${status})`);
  return token;
}

/** A month in which there is an invoice of every kind that is asked about. */
export async function builtInAutotask(): Promise<BuiltIn> {
  const latency = { read: 0, write: 0 };
  const sandbox = await startAutotaskSandbox({ latency });
  sandbox.seed(believableMonth({ now: Date.now(), taxWorld: 'automated', invoices: 12 }).autotask);
  const ids = ofEveryKind(sandbox);
  const port = autotaskProbeLine({
    http: quietHttp(),
    clock: systemClock,
    credentials: sandbox.credentials,
    root: sandbox.root,
    confirm: () => Promise.resolve(),
  });
  return { port, realmId: '', invoiceId: ids[2] ?? 0, slow: () => (latency.read = SLOW), stop: () => sandbox.stop() };
}

function ofEveryKind({ tables, ui }: AutotaskSandbox): readonly number[] {
  const ids = [...tables.Invoices.values()].filter((row) => row['isVoided'] !== true).map((row) => Number(row['id']));
  const [voided, blank] = ids;
  if (voided === undefined || blank === undefined) throw new Error('the built-in month has no invoices');
  ui.voidInvoice(voided);
  ui.clearNumber(blank);
  return ids;
}

/** Beside the counts and the log of the command: what the built-in pair is asked isn't of this profile. */
function quietHttp(): Http {
  return createHttp({ clock: systemClock, userAgent: 'at2qbo-probe' });
}
