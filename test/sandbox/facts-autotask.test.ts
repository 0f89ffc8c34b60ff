// What no paper settles about Autotask: the sandbox gives each answer, and gives it to the same request.
import { afterEach, expect, it, test } from 'vitest';
import { startAutotaskSandbox, type AutotaskSandbox } from '../../src/sandbox/autotask/server.ts';
import { FACT_IDS, FACTS, readFacts, type Facts } from '../../src/sandbox/facts.ts';

type Body = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any
let autotask: AutotaskSandbox;
afterEach(() => autotask.stop());

async function call(path: string, body?: unknown): Promise<{ status: number; body: Body; headers: Headers }> {
  const { integrationCode, username, secret } = autotask.credentials;
  const response = await fetch(`${autotask.root}/V1.0/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ApiIntegrationCode: integrationCode, UserName: username, Secret: secret, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
}
const query = (entity: string, Filter: unknown[] = [{ op: 'gte', field: 'id', value: 0 }]) => call(`${entity}/query`, { Filter });

async function open(facts: Partial<Facts>): Promise<void> {
  autotask = await startAutotaskSandbox({ facts });
  autotask.seed({
    Companies: [{ id: 7, companyName: 'Acme', postalCode: '12180' }],
    Invoices: [
      { id: 1, companyID: 7, invoiceNumber: '', invoiceTotal: '1' },
      { id: 2, companyID: 7, invoiceNumber: 'N-2', invoiceTotal: '1' },
    ],
    BillingItems: [{ id: 10, invoiceID: 2, totalAmount: '1' }],
  });
}

const CASES: { readonly [Id in keyof Facts]?: readonly [ask: () => Promise<unknown>, answers: Readonly<Record<string, unknown>>] } = {
  'invoice-status': [
    async () => {
      const { fields } = (await call('Invoices/entityInformation/fields')).body;
      const choices = fields.find((field: Body) => field['name'] === 'invoiceStatus').picklistValues;
      const [first] = (await query('Invoices')).body['items'];
      return [choices.map((choice: Body) => choice['label']), first.invoiceStatus];
    },
    {
      'ready-or-pending-tax': [['Ready', 'Pending tax calculation'], 1],
      'posted-or-waiting': [['Posted', 'Waiting'], 1],
      none: [[], null],
    },
  ],
  'number-like-texts': [async () => (await query('Companies')).body['items'][0].postalCode, { text: '12180', number: 12180 }],
  'blank-number-filter': [
    async () => {
      const answer = await query('Invoices', [{ op: 'eq', field: 'invoiceNumber', value: '' }]);
      return answer.status === 200 ? answer.body['items'].length : answer.status;
    },
    { 'blank-ones': 1, nothing: 0, refused: 500 },
  ],
  'page-over-500': [
    async () => {
      const answer = await call('Invoices/query', { MaxRecords: 501, Filter: [{ op: 'gte', field: 'id', value: 0 }] });
      return answer.status === 200 ? answer.body['items'].length : answer.status;
    },
    { refused: 500, cut: 2 },
  ],
  'pdf-shape': [
    async () => {
      const { body } = await call('Invoices/2/InvoicePdf');
      const pdf = body['item'] ?? body['items']?.[0] ?? body;
      return [Object.keys(body).filter((key) => key.startsWith('item')), typeof pdf.data];
    },
    { bare: [[], 'string'], item: [['item'], 'string'], items: [['items'], 'string'], bytes: [[], 'object'] },
  ],
  'missing-right': [
    async () => {
      autotask.mayReadPdf = false;
      return (await call('Invoices/2/InvoicePdf')).status;
    },
    { '403': 403, '500': 500 },
  ],
  'items-of-voided': [
    async () => {
      autotask.ui.voidInvoice(2);
      return (await query('BillingItems')).body['items'][0].invoiceID;
    },
    { freed: 0, kept: 2 },
  ],
};

const rows = Object.entries(CASES).flatMap(([id, [ask, answers]]) =>
  Object.entries(answers).map(([answer, expected]) => [id as keyof Facts, answer, ask, expected] as const),
);
it.each(rows)('%s: %s', async (id, answer, ask, expected) => {
  await open(readFacts({ [id]: answer }));
  expect(await ask()).toEqual(expected);
});

test('every answer of every fact about Autotask is tried', async () => {
  await open({});
  const tried = rows.map(([id, answer]) => `${id}: ${answer}`).sort();
  const all = FACT_IDS.filter((id) => FACTS[id].service === 'autotask').flatMap((id) =>
    [FACTS[id].answer, ...FACTS[id].alternatives].map((answer) => `${id}: ${answer}`),
  );
  expect(tried).toEqual(all.sort());
});

test('its clock may differ from this computer’s, as the Date of its answers shows', async () => {
  await open({});
  autotask.aheadMs = -25 * 60_000;
  const shown = Date.parse((await call('ThresholdInformation')).headers.get('date') ?? '');
  expect(Math.abs(Date.now() - 25 * 60_000 - shown)).toBeLessThan(5000);
});
