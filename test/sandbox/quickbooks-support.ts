// A built-in QuickBooks with a few lists, and the calls to it, for the sandbox's own tests.
import { afterEach } from 'vitest';
import { startQuickBooksSandbox, type QuickBooksOptions, type QuickBooksSandbox } from '../../src/sandbox/quickbooks/sandbox.ts';

export type Body = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any
const started: QuickBooksSandbox[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
});

export const NOW = Date.parse('2026-07-31T20:00:00Z');
export const SEED = {
  customers: [
    { displayName: 'Acme Corp', email: 'ap@acme.example' },
    { displayName: 'Gone Ltd', active: false },
    { displayName: "O'Brien & Sons", taxable: false },
  ],
  vendors: [{ displayName: 'Paper Supplier' }],
  items: [
    { name: 'Support', taxable: true },
    { name: 'Hardware', type: 'Category' as const },
    { name: 'Cables', parent: 'Hardware' },
    { name: 'Old', active: false },
  ],
  terms: [{ name: 'Net 10', dueDays: 10 }],
  classes: [{ name: 'Projects' }],
};

/** Stopped after the test. */
export async function open(options: QuickBooksOptions = {}) {
  const qbo = await startQuickBooksSandbox({ now: () => NOW, limits: { perSecond: 1000 }, ...options });
  started.push(qbo);
  qbo.seed(SEED);
  const basic = `Basic ${Buffer.from(`${qbo.clientId}:${qbo.clientSecret}`).toString('base64')}`;
  const token = async (form: Record<string, string>, authorization = basic) => {
    const answer = await fetch(`${qbo.url}/oauth2/v1/tokens/bearer`, {
      method: 'POST',
      headers: { authorization, accept: 'application/json' },
      body: new URLSearchParams(form),
    });
    return { status: answer.status, body: (await answer.json()) as Body };
  };
  const refresh = (refreshToken: string) => token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const access = (await refresh(qbo.issueRefreshToken())).body['access_token'] as string;
  const call = async (path: string, init: RequestInit & { as?: string } = {}) => {
    const answer = await fetch(`${qbo.url}/v3/company/${qbo.realmId}/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${init.as ?? access}`, accept: 'application/json', ...(init.headers as Record<string, string>) },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: (text.startsWith('{') ? JSON.parse(text) : {}) as Body };
  };
  const post = (path: string, body: unknown) =>
    call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const query = async (text: string) => call(`query?query=${encodeURIComponent(text)}`);
  const idOf = (table: 'Customer' | 'Item' | 'Class' | 'Vendor', name: string) =>
    [...qbo.tables[table].values()].find((row) => (row.DisplayName ?? row.FullyQualifiedName) === name)!.Id;
  const line = (amount: number, detail: Body = {}, rest: Body = {}) => ({
    DetailType: 'SalesItemLineDetail',
    Amount: amount,
    SalesItemLineDetail: { ItemRef: { value: idOf('Item', 'Support') }, ...detail },
    ...rest,
  });
  const invoice = (lines: Body[], rest: Body = {}) => ({ CustomerRef: { value: idOf('Customer', 'Acme Corp') }, Line: lines, ...rest });
  const codeOf = async (path: string, body: unknown) => {
    const answer = await post(path, body);
    return answer.body['Fault']?.Error[0].code as string | undefined;
  };
  return { qbo, token, refresh, access, call, post, query, idOf, line, invoice, codeOf };
}

export type World = Awaited<ReturnType<typeof open>>;
export const EMPTY = { customers: [], vendors: [], items: [], terms: [], classes: [] };
/** The code of a refusal; undefined: it was taken. */
export const code = (answer: { body: Body }): unknown => answer.body['Fault']?.Error[0].code;
/** The answer to a create of an invoice. */
export const made = async (world: World, lines: Body[], rest: Body = {}, path = 'invoice'): Promise<Body> =>
  (await world.post(path, world.invoice(lines, rest))).body['Invoice'] as Body;

/** An invoice over 100 EUR, whose rate changed on 1 July: the rate and the home total that it is stored with. */
export function foreign(rest: Body): (world: World) => Promise<unknown> {
  return async (world) => {
    const exchangeRates = [
      { currency: 'EUR', rate: '1.1' },
      { currency: 'EUR', rate: '1.2', from: '2026-07-01' },
    ];
    world.qbo.seed({ ...EMPTY, customers: [{ displayName: 'Berlin GmbH', currency: 'EUR' }], exchangeRates });
    const CustomerRef = { value: world.idOf('Customer', 'Berlin GmbH') };
    const lines = [world.line(100, { TaxCodeRef: { value: 'NON' } })];
    const invoice = await made(world, lines, { CustomerRef, CurrencyRef: { value: 'EUR' }, ...rest });
    return [invoice['ExchangeRate'], invoice['HomeTotalAmt']];
  };
}
