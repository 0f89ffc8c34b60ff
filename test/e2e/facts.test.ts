// A month under each answer to each open question: every invoice once and to the cent, or held with a reason; never in silence.
import { afterEach, expect, test } from 'vitest';
import { FACT_IDS, FACTS, readFacts, type Facts } from '../../src/sandbox/facts.ts';
import { connectedWorld, type SyncDocument, type World } from './support.ts';

const isWhole = process.env['MODE'] === 'all';
/** Those that lost or doubled an invoice once; the others with `--mode all`. */
const ALWAYS = ['sort-by-id: refused', 'void-mark: nothing', 'blank-number-filter: nothing', 'rate-omitted: one'];

let world: World;
afterEach(() => world.close());

const rows = FACT_IDS.flatMap((id) => FACTS[id].alternatives.map((answer) => [id, answer] as const)).filter(
  ([id, answer]) => isWhole || ALWAYS.includes(`${id}: ${answer}`),
);

test.each(rows)('%s: %s', async (id, answer) => {
  const facts = readFacts({ [id]: answer });
  world = await connectedWorld({
    facts,
    invoices: 30,
    settings: { 'voids.sync': true, 'invoices.email': true, 'invoices.attachPdf': true },
  });
  const first = (await world.sync(['--yes'])).json();
  judge(first, facts);
  const { autotask, quickbooks, month } = world.sandbox;
  // One is voided in Autotask, one paid in QuickBooks; the next runs follow, and make nothing again.
  const [voided, paid] = first.invoices.filter((one) => one.outcome === 'created' && one.quickbooks?.type === 'Invoice');
  autotask.ui.voidInvoice(voided?.autotaskId ?? 0);
  if (paid?.quickbooks?.id && Number(paid.quickbooks.total) > 0) quickbooks.ui.pay(paid.quickbooks.id);
  const before = noted().length;
  for (let run = 0; run < 2; run += 1) {
    const next = (await world.sync(['--yes'])).json();
    expect(next.totals['created'] ?? 0).toBe(0);
    if (run === 1) expect(next.voids.filter((one) => one['outcome'] === 'voided' || one['outcome'] === 'failed')).toEqual([]);
  }
  expect(noted()).toHaveLength(before);
  const form = quickbooks.tables.Invoice.get(voided?.quickbooks?.id ?? '');
  expect([form?.TotalAmt, quickbooks.tables.Invoice.get(paid?.quickbooks?.id ?? '')?.Balance]).toEqual([0, 0]);
  expect(month.expectations.invoices.length).toBeGreaterThan(20);
});

/** The Autotask ids in the notes of QuickBooks' documents. */
function noted(): number[] {
  const { Invoice, CreditMemo } = world.sandbox.quickbooks.tables;
  return [...Invoice.values(), ...CreditMemo.values()].flatMap(({ PrivateNote }) => {
    const id = /Autotask invoice id (\d+)/.exec(PrivateNote ?? '')?.[1];
    return id === undefined ? [] : [Number(id)];
  });
}

function judge(document: SyncDocument, facts: Partial<Facts>): void {
  const ids = noted();
  expect(ids.length, JSON.stringify(facts)).toBe(new Set(ids).size);
  const said = new Map(document.invoices.map((one) => [one.autotaskId, one]));
  for (const invoice of world.sandbox.month.expectations.invoices.filter((one) => one.isSendable)) {
    const outcome = said.get(invoice.id);
    expect(outcome, `${invoice.id} (${invoice.kind}) isn’t mentioned`).toBeDefined();
    if (outcome?.outcome === 'created') {
      expect(ids).toContain(invoice.id);
      const net = Number(outcome.quickbooks?.total) - Number(outcome.quickbooks?.tax);
      expect(Math.abs(Math.abs(net) - Math.abs(Number(invoice.net))), `${invoice.id} (${invoice.kind})`).toBeLessThan(0.0101);
    } else expect(outcome?.reasons.length, `${invoice.id} (${invoice.kind}) ${outcome?.outcome ?? ''}`).toBeGreaterThan(0);
  }
}
