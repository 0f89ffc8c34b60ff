// Every question tells the answers of its switch apart, and every kind of company answers what can be asked of it.
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clients/host/clock.ts';
import { autotaskProbeLine } from '../../../src/clients/autotask/probe-line.ts';
import { createHttp } from '../../../src/clients/http/http.ts';
import { askAll, OpenJournal, putBack } from '../../../src/core/probe/apply.ts';
import { JOURNAL_KEY, readJournal } from '../../../src/core/probe/journal.ts';
import type { Asked } from '../../../src/core/probe/plan.ts';
import { AUTOTASK_QUESTIONS, QUICKBOOKS_QUESTIONS } from '../../../src/core/probe/questions.ts';
import { startAutotaskSandbox, type AutotaskSandbox } from '../../../src/sandbox/autotask/server.ts';
import { FACT_IDS, FACTS, readFacts, type FactId, type Facts } from '../../../src/sandbox/facts.ts';
import type { QuickBooksOptions, QuickBooksSandbox } from '../../../src/sandbox/quickbooks/sandbox.ts';
import { ALL, memory, probeWorld, type Memory, type ProbeWorld } from './world.ts';

let world: ProbeWorld | null = null;
let autotask: AutotaskSandbox | null = null;
afterEach(async () => {
  await world?.sandbox.stop();
  await autotask?.stop();
  world = autotask = null;
});

const is = (asked: Asked | undefined): string =>
  asked === undefined ? 'nothing' : 'is' in asked.answer ? asked.answer.is : `? ${asked.answer.why}`;
const factOf = (id: string): FactId => {
  const found = FACT_IDS.find((fact) => fact === id);
  if (found === undefined) throw new Error(`no fact ${id}`);
  return found;
};
const answersOf = (questions: readonly { readonly fact?: string }[]): (readonly [FactId, string])[] =>
  questions.flatMap(({ fact }) =>
    fact === undefined
      ? []
      : [FACTS[factOf(fact)].answer, ...FACTS[factOf(fact)].alternatives].map((answer) => [factOf(fact), answer] as const),
  );

/** A company in which everything can be asked. */
async function fullWorld(facts: Partial<Facts>): Promise<ProbeWorld> {
  const made = await probeWorld({ customTxnNumbers: true, facts });
  change(made.sandbox);
  return made;
}

function change({ preferences }: QuickBooksSandbox): void {
  preferences.CurrencyPrefs.MultiCurrencyEnabled = true;
  preferences.SalesFormsPrefs.ETransactionPaymentEnabled = true;
  preferences.AccountingInfoPrefs['BookCloseDate'] = '2020-12-31';
}

describe('QuickBooks', () => {
  test.each(answersOf(QUICKBOOKS_QUESTIONS).filter(([id, answer]) => !(id === 'payment-flags-omitted' && answer === 'no')))(
    '%s is found to be %s where it is',
    async (id, answer) => {
      world = await fullWorld(readFacts({ [id]: answer }));
      const questions = QUICKBOOKS_QUESTIONS.filter(({ fact }) => fact === id);
      const found = await world.probe(questions);
      expect(questions.map((one) => is(found.get(one.id)))).toEqual([answer]);
      expect(await world.clean()).toEqual([]);
      expect(world.left()).toEqual([]);
    },
  );

  test('online payment that isn’t offered may be the company’s own setting: that is no fact', async () => {
    world = await fullWorld({ 'payment-flags-omitted': 'no' });
    const found = await world.probe(QUICKBOOKS_QUESTIONS.filter(({ id }) => id === 'payment-flags-omitted'));
    expect(is(found.get('payment-flags-omitted'))).toBe('not offered');
  });

  test('the request id of an earlier probe is known, or was forgotten, after so many days', async () => {
    world = await probeWorld();
    await world.probe(
      QUICKBOOKS_QUESTIONS.filter(({ id }) => id === 'same-request-id'),
      'first',
    );
    const made = readJournal(world.ledger.values.get(JOURNAL_KEY) ?? null)?.made.find((one) => one.requestId !== null);
    const documentId = [...world.sandbox.tables.Invoice.keys()][0] ?? '';
    expect(await world.clean()).toEqual([]);
    const again = QUICKBOOKS_QUESTIONS.filter(({ id }) => id === 'request-id-remembered');
    const ask = async (requestId: string, days: number): Promise<string> => {
      const found = await world?.probe(again, `day${days}`, { requestId, documentId, days });
      return is(found?.get('request-id-remembered'));
    };
    expect(await ask(made?.requestId ?? '', 1)).toBe('known after a day');
    expect(await ask('at2qbo-probe-nobody-knows', 40)).toBe('forgotten after 40 days');
    expect(await world.clean()).toEqual([]);
  });

  const KINDS: readonly (readonly [name: string, options: QuickBooksOptions, change: (sandbox: QuickBooksSandbox) => void])[] = [
    ['with Automated Sales Tax', {}, () => undefined],
    ['with manual tax', { tax: 'manual' }, () => undefined],
    ['without tax', { tax: 'off' }, () => undefined],
    ['of the UK', { country: 'GB' }, () => undefined],
    ['of Canada', { country: 'CA' }, () => undefined],
    ['with all that can be asked', { customTxnNumbers: true }, change],
  ];

  test.each(KINDS)('a company %s answers all that can be asked of it, and keeps nothing', async (_, options, more) => {
    world = await probeWorld(options);
    more(world.sandbox);
    const found = await world.probe();
    const whys = [...found].flatMap(([id, { answer }]) => ('why' in answer ? [[id, answer.why]] : []));
    // Left out for what the company lacks, never for what a script didn't expect.
    expect(
      whys.filter(
        ([, why]) =>
          !/^(the company |Automated Sales Tax is off|custom transaction|QuickBooks Payments|no (books|old|earlier))/.test(why ?? ''),
      ),
    ).toEqual([]);
    expect(found.size).toBe(ALL.length);
    expect(await world.clean()).toEqual([]);
    expect(world.left()).toEqual([]);
  });

  test('a user without the right to make anything: what only reads is asked, the rest is left out with the refusal', async () => {
    world = await probeWorld();
    const body = JSON.stringify({ Fault: { Error: [{ Message: 'Permission Denied', code: '5020' }], type: 'ValidationFault' } });
    const isCreate = ({ kind, method }: { readonly kind: string; readonly method: string }): boolean =>
      method === 'POST' && kind !== 'query';
    world.sandbox.faults.add({
      match: isCreate,
      action: { status: 403, headers: { 'content-type': 'application/json' }, body },
      times: 10_000,
    });
    const found = await world.probe();
    expect(is(found.get('start-at-zero'))).toBe('refused 4001');
    expect(is(found.get('trace-id'))).toBe('yes');
    expect(is(found.get('void-mark'))).toMatch(/^\? a customer that it needs was refused 5020/);
    expect(world.left()).toEqual([]);
  });
});

describe('Autotask', () => {
  async function ask(facts: Partial<Facts>, invoiceId: number | null, ledger: Memory = memory()): Promise<Map<string, Asked>> {
    autotask = await startAutotaskSandbox({ facts });
    autotask.seed({
      Companies: [{ id: 7, companyName: 'Acme', postalCode: '12180' }],
      Invoices: [1, 2, 3, 4].map((id) => ({ id, companyID: 7, invoiceNumber: id === 1 ? '' : `N-${id}`, invoiceTotal: '1' })),
      BillingItems: [{ id: 10, invoiceID: 3, totalAmount: '1' }],
    });
    autotask.ui.voidInvoice(3);
    const port = autotaskProbeLine({
      http: createHttp({ clock: systemClock, userAgent: 'test' }),
      clock: systemClock,
      credentials: autotask.credentials,
      root: autotask.root,
      confirm: () => Promise.resolve(),
    });
    const journal = new OpenJournal(ledger, { run: 'abcde', realmId: '', startedAt: '', made: [], changed: null });
    const questions = AUTOTASK_QUESTIONS.filter((one) => one.isLast !== true);
    const found = await askAll({ port, questions, stage: { invoiceId }, journal, unmet: () => null });
    expect(await putBack(port, journal.state)).toEqual([]);
    return found;
  }

  test.each(answersOf(AUTOTASK_QUESTIONS))('%s is found to be %s where it is', async (id, answer) => {
    const found = await ask(readFacts({ [id]: answer }), null);
    const [question] = AUTOTASK_QUESTIONS.filter(({ fact }) => fact === id);
    expect(is(found.get(question?.id ?? ''))).toBe(answer);
    expect(autotask?.writes).toEqual([]);
  });

  test('the named invoice is written down before it is changed, and is as it was in the end; no other is touched', async () => {
    const ledger = memory();
    const found = await ask({}, 2, ledger);
    expect(['paid-date-time', 'patch-clears', 'patch-moment'].map((id) => is(found.get(id)))).toEqual(['dropped', 'null', 'as UTC']);
    expect(JSON.parse(ledger.values.get(JOURNAL_KEY) ?? '{}')).toMatchObject({
      changed: { invoiceId: 2, before: { invoiceNumber: 'N-2', paidDate: null } },
    });
    expect(autotask?.tables.Invoices.get(2)).toMatchObject({ invoiceNumber: 'N-2', paidDate: null, webServiceDate: null });
    expect(new Set(autotask?.writes.map((one) => one.id))).toEqual(new Set([2]));
  });
});
