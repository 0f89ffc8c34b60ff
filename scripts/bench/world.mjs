// The two services of a measurement, in a process of their own, so that their work isn't counted as the program's. Told what to do over IPC.
import './pace.mjs';
import { startAutotaskSandbox } from '../../dist/src/sandbox/autotask/server.js';
import { bigMonth } from '../../dist/src/sandbox/month.js';
import { startQuickBooksSandbox } from '../../dist/src/sandbox/quickbooks/sandbox.js';
import { fillBooks, manyCodes } from './fill.mjs';

/** Milliseconds; what integrations see of the real services on an ordinary day. */
const LATENCY = { read: 150, create: 600, patch: 250 };

const { autotask, quickbooks, month } = await fill(await new Promise((resolve) => process.once('message', resolve)));

async function fill({ invoices, lines, codes = 0, latency = LATENCY, pace = 1 }) {
  const made = await startAutotaskSandbox({ latency: { read: latency.read / pace, write: latency.patch / pace } });
  // What is late by milliseconds on its way is late by more of a faster second: the limit of a second is left to the program, that of a minute is kept.
  const limits = pace === 1 ? {} : { perSecond: 500 };
  const books = await startQuickBooksSandbox({ latency: { read: latency.read / pace, create: latency.create / pace }, limits });
  const seed = bigMonth({ now: Date.now(), invoices, lines });
  const more = manyCodes(seed.autotask.BillingCodes[0], codes);
  made.seed({ ...seed.autotask, BillingCodes: [...seed.autotask.BillingCodes, ...more.codes] });
  books.seed({ ...seed.quickbooks, items: [...seed.quickbooks.items, ...more.items] });
  return { autotask: made, quickbooks: books, month: seed };
}

/** Calls seen since the last question, by service and kind. */
function numbers() {
  const kinds = {};
  const count = (service, list) => {
    for (const { kind } of list) kinds[`${service} ${kind}`] = (kinds[`${service} ${kind}`] ?? 0) + 1;
  };
  count('Autotask', autotask.requests);
  count('QuickBooks', quickbooks.requests);
  const all = [...autotask.requests, ...quickbooks.requests];
  const throttled = all.filter(({ status }) => status === 429).length;
  const metered = quickbooks.counters.meteredReads;
  const told = [...autotask.tables.Invoices.values()].filter((row) => row.webServiceDate !== null && row.webServiceDate !== undefined);
  const peaks = { ...quickbooks.counters };
  autotask.requests.length = 0;
  quickbooks.requests.length = 0;
  quickbooks.counters.meteredReads = 0;
  return { kinds, throttled, metered, peaks, documents: quickbooks.tables.Invoice.size, told: told.length, expected: month.expectations };
}

process.on('message', (asked) => process.send(asked === 'fill' ? fillBooks(autotask, quickbooks) : numbers()));
process.send({
  settings: {
    'endpoints.autotask': autotask.root,
    'endpoints.autotaskZones': autotask.root,
    'endpoints.quickbooks': quickbooks.url,
    'endpoints.intuitOAuth': quickbooks.url,
    'quickbooks.environment': 'sandbox',
    'items.incomeAccount': '79',
  },
  username: autotask.credentials.username,
  clientId: quickbooks.clientId,
  realmId: quickbooks.realmId,
  secrets: {
    AT2QBO_AUTOTASK_SECRET: autotask.credentials.secret,
    AT2QBO_AUTOTASK_INTEGRATION_CODE: autotask.credentials.integrationCode,
    AT2QBO_QUICKBOOKS_CLIENT_SECRET: quickbooks.clientSecret,
    AT2QBO_QUICKBOOKS_REFRESH_TOKEN: quickbooks.issueRefreshToken(),
  },
});
