// The tie-out foots: what is to be looked at and what is explained make the difference of the totals, each currency apart.
import { describe, expect, test } from 'vitest';
import { csvText } from '../../../src/commands/format/csv.ts';
import { tieOutTable } from '../../../src/commands/reconcile/render-table.ts';
import { tieOutJson } from '../../../src/commands/reconcile/render-json.ts';
import { tieOutPage } from '../../../src/commands/reconcile/render-page.ts';
import { finish } from '../../../src/commands/terminal/paint.ts';
import { renderTieOut, type TieOut } from '../../../src/commands/reconcile/render.ts';
import { Calendar } from '../../../src/core/calendar.ts';
import type { Instant } from '../../../src/core/dates.ts';
import { rateKey } from '../../../src/core/facts/catalog.ts';
import type { Source } from '../../../src/core/facts/source.ts';
import { takenBy } from '../../../src/core/matching/belonging.ts';
import type { Transfer } from '../../../src/core/model/ledger.ts';
import { companyId, invoiceId, type SavedDocument } from '../../../src/core/model.ts';
import { money, sum, text } from '../../../src/core/money.ts';
import { footedSums } from '../../../src/core/reconcile/foot.ts';
import { reconcile, verdictOf } from '../../../src/core/reconcile/reconcile.ts';
import { totalsOfReconciliation } from '../../../src/core/reconcile/totals.ts';
import { pairRow } from '../../../src/core/reconcile/rows.ts';
import type { ReconcileFacts } from '../../../src/core/reconcile/types.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { amountLine, catalog, day, id, settings, source, type CatalogParts, type SourceParts } from '../support/facts.ts';

const CURRENCIES = [[1, 'USD'], [2, 'EUR'], [3, 'GBP']] as const; // prettier-ignore
let next = 0;
/** An invoice with its document, each with net and tax; `booked` null: it never arrived. */
const pair = (
  due: readonly [net: string, tax: string],
  booked: readonly [net: string, tax: string] | null,
  more: {
    readonly currency?: number;
    readonly saved?: Partial<SavedDocument>;
    readonly sent?: Partial<Transfer>;
    readonly company?: SourceParts['company'];
  } = {},
) => {
  // prettier-ignore
  const number = (next += 1);
  const [, code = 'USD'] = CURRENCIES[(more.currency ?? 1) - 1] ?? [];
  const of = source({
    invoice: { id: invoiceId(5000 + number), number: `N${number}`, companyId: companyId(300 + number) },
    company: { id: companyId(300 + number), name: `Company ${number}`, currencyId: more.currency ?? 1, ...more.company },
    currencies: CURRENCIES,
    lines: [amountLine(due[0], due[1])],
  });
  const saved =
    booked === null
      ? null
      : savedDocument({
          id: id(String(100 + number)),
          docNumber: `N${number}`,
          customerName: `Company ${number}`,
          lines: [
            { itemId: id('5'), amount: money(booked[0]), quantity: null, price: null, description: '', taxCode: 'NON', classId: null },
          ],
          tax: money(booked[1]),
          total: money(booked[0]).plus(money(booked[1])),
          balance: money(booked[0]).plus(money(booked[1])),
          currency: code,
          privateNote: `Autotask invoice id ${5000 + number}`,
          ...more.saved,
        });
  const sent = saved && doneTransfer({ invoiceId: of.invoice.id, quickBooksId: saved.id, docNumber: saved.docNumber, ...more.sent });
  return { of, saved, sent: more.sent === undefined ? null : sent };
};

const tie = (pairs: readonly ReturnType<typeof pair>[], parts: CatalogParts = {}, more: Partial<ReconcileFacts> = {}) => {
  const transfers = pairs.flatMap(({ sent }) => (sent === null ? [] : [sent]));
  const books = catalog(parts);
  const facts: ReconcileFacts = {
    from: day('2026-10-01'), to: day('2026-10-31'), settings: settings(), now: Date.parse('2026-11-05T00:00:00Z'), calendar: new Calendar(null), statuses: [],
    catalog: { ...books, rates: new Map([[rateKey('EUR', day('2026-10-31')), money('1.1')], [rateKey('GBP', day('2026-10-31')), money('1.3')]]) },
    sources: pairs.map(({ of }): Source => of),
    documents: pairs.flatMap(({ saved }) => (saved === null ? [] : [saved])),
    transfers: new Map(transfers.map((one) => [one.invoiceId, one])), taken: takenBy(transfers), outcomes: new Map(),
    isTaxByQuickBooks: false, isTaxlessInAutotask: false,
    ...more,
  }; // prettier-ignore
  const reconciliation = reconcile(facts);
  const totals = totalsOfReconciliation(reconciliation, facts);
  const shown: TieOut = {
    reconciliation: { ...reconciliation, pairs: reconciliation.pairs.map(pairRow) }, totals, profile: 'default', company: 'Ours', realmId: '1', autotaskUser: 'api', currency: 'USD', madeAt: '2026-11-27T12:00:00.000Z' as Instant, madeBy: '',
  }; // prettier-ignore
  return { reconciliation, totals, shown };
};
const footing = ({ reconciliation }: ReturnType<typeof tie>) =>
  footedSums(reconciliation).map((one) => [
    one.currency,
    text(one.toLookAt),
    text(one.rounding),
    text(one.taxByQuickBooks),
    text(one.difference),
  ]);

describe('the differences make the difference of the totals', () => {
  test.each<[string, readonly ReturnType<typeof pair>[], string[][]]>([
    [
      'a rounding cent beside what never arrived',
      [pair(['7000', '249.36'], null), pair(['10', '1'], ['10', '1.01'])],
      [['USD', '-7249.36', '0.01', '0.00', '-7249.35']],
    ],
    [
      'an edit of the total, found as edit and as amount: counted once',
      [pair(['100', '0'], ['101', '0'], { sent: { total: '100.00' } })],
      [['USD', '1.00', '0.00', '0.00', '1.00']],
    ],
    [
      'an edit of the number, with a cent of rounding',
      [pair(['100', '0'], ['100', '0.01'], { sent: { total: '100.01', docNumber: 'X' } })],
      [['USD', '0.00', '0.01', '0.00', '0.01']],
    ],
    ['net and tax both off', [pair(['100', '8'], ['90', '7'])], [['USD', '-11.00', '0.00', '0.00', '-11.00']]],
    ['nothing', [pair(['100', '8'], ['100', '8'])], []],
  ])('%s', (_, pairs, expected) => {
    // prettier-ignore
    const found = tie(pairs);
    expect(footing(found)).toEqual(expected);
    const sums = found.totals.currencies.map((one) => text(one.total.difference));
    expect(sums).toEqual(expected.length === 0 ? ['0.00'] : expected.map((row) => row[4]));
    const [totals] = found.totals.currencies;
    expect(text(totals?.net.difference.plus(totals.tax.difference) ?? money('0'))).toBe(text(totals?.total.difference ?? money('1')));
  });

  test('on the screen, the page and in the CSV too', () => {
    const { shown } = tie([pair(['7000', '249.36'], null), pair(['10', '1'], ['10', '1.01'])]);
    expect(renderTieOut(shown, 120, false).join('\n')).toMatch(
      /To look at\s+-7249\.36\n.*Rounding.*\+0\.01\n.*Difference of the totals\s+-7249\.35/,
    );
    expect(tieOutPage(shown, new Calendar(null))).toMatch(/How the difference adds up[\s\S]*-7,249\.36[\s\S]*\+0\.01[\s\S]*-7,249\.35/);
    const [head = '', ...rows] = csvText(tieOutTable(shown)).trim().split(/\r?\n/);
    const at = head.split(',').indexOf('Difference');
    expect(text(sum(rows.map((row) => money(row.split(',')[at] ?? '0'))))).toBe('-7249.35');
    expect(tieOutJson(shown, 3)).toMatchObject({
      differences: { USD: { toLookAt: '-7249.36', rounding: '0.01', difference: '-7249.35' } },
    });
  });
});

test('the page and the screen, kept whole: every invoice is on the page, and its list foots with the totals', async () => {
  const { shown, reconciliation } = tie([pair(['7000', '249.36'], null), pair(['10', '1'], ['10', '1.01']), pair(['1234567.5', '0'], ['1234567.5', '0'])]); // prettier-ignore
  const page = tieOutPage(shown, new Calendar('America/Chicago'));
  await expect(page).toMatchFileSnapshot('snapshots/page.html.txt');
  for (const width of [60, 100]) {
    const screen = renderTieOut(shown, width, true).join('\n');
    await expect(`${finish(screen, false)}\n`).toMatchFileSnapshot(`snapshots/screen-${width}.txt`);
  }
  const list = /<summary><h2>Every invoice: (\d+)<\/h2><\/summary>(.*?)<\/details>/s.exec(page);
  expect(list?.[1]).toBe(String(reconciliation.pairs.length));
  expect(list?.[2]).toMatch(/Total, USD.*1,241,827\.86.*1,234,578\.51.*-7,249\.35/s);
});

describe('tax that QuickBooks computes alone', () => {
  const byQuickBooks = { isTaxByQuickBooks: true, isTaxlessInAutotask: true };
  test('is explained where Autotask computes none at all', () => {
    const found = tie([pair(['100', '0'], ['100', '8'])], {}, byQuickBooks);
    expect(footing(found)).toEqual([['USD', '0.00', '0.00', '8.00', '8.00']]);
    expect(verdictOf(found.reconciliation)).toMatchObject({
      isEqual: true,
      text: expect.stringContaining('8.00 of tax that QuickBooks computes'),
    });
  });
  test.each<[string, Partial<ReconcileFacts>, SourceParts['company']]>([
    ['Autotask taxes others', { ...byQuickBooks, isTaxlessInAutotask: false }, {}],
    ['Autotask calls the company exempt', byQuickBooks, { isTaxExempt: true }],
    ["Autotask's tax is what is sent", { ...byQuickBooks, isTaxByQuickBooks: false }, {}],
  ])('is to be looked at where %s', (_, facts, company) => {
    const found = tie([pair(['100', '0'], ['100', '8'], { company })], {}, facts);
    expect(found.reconciliation.exceptions.map(({ kind }) => kind)).toEqual(['tax']);
  });
});

test.each<[string, CatalogParts]>([['no invoice', {}]])('a month of %s says that it is empty', (_, parts) => {
  const { shown, reconciliation } = tie([], parts);
  expect(verdictOf(reconciliation)).toMatchObject({ isEqual: true });
  expect(renderTieOut(shown, 100, false).join('\n')).toContain('Nothing to compare');
  expect(tieOutPage(shown, new Calendar(null))).toContain('Nothing to compare');
  expect(tieOutJson(shown, 0)).toMatchObject({ isEqual: true, totals: { total: { autotask: '0.00' }, byCurrency: {} } });
});

describe('several currencies', () => {
  const multi: CatalogParts = { preferences: { usesMultiCurrency: true } };
  const at = (rate: string, total: string) => ({ exchangeRate: money(rate), homeTotal: money(total) });
  const month = () => [
    pair(['1000', '0'], ['1000', '0']),
    pair(['1000', '0'], ['1000', '0'], { currency: 2, saved: at('1.1', '1100') }),
    pair(['500', '0'], ['500', '0'], { currency: 3, saved: at('1.3', '650') }),
  ];

  test('are never added: text, page, CSV and JSON keep them apart, and the home totals beside them', () => {
    const { shown } = tie(month(), multi);
    for (const output of [
      renderTieOut(shown, 120, true).join('\n'),
      tieOutPage(shown, new Calendar(null)),
      csvText(tieOutTable(shown)),
      JSON.stringify(tieOutJson(shown, 0)),
    ]) {
      expect(output).not.toMatch(/2,?500\.00/);
      for (const currency of ['USD', 'EUR', 'GBP']) expect(output).toContain(currency);
    }
    const { totals } = tieOutJson(shown, 0) as { totals: Record<string, unknown> };
    expect(totals).toMatchObject({
      total: null,
      home: { autotask: '2750.00', quickbooks: '2750.00', difference: '0.00' },
      byCurrency: {
        EUR: { total: { autotask: '1000.00', quickbooks: '1000.00' }, home: { autotask: '1100.00', quickbooks: '1100.00' } },
        GBP: { total: { autotask: '500.00', quickbooks: '500.00' }, home: { autotask: '650.00', quickbooks: '650.00' } },
        USD: { total: { autotask: '1000.00', quickbooks: '1000.00' }, home: null },
      },
    });
    expect(tieOutPage(shown, new Calendar(null)).match(/<figure class="chart"/g)).toHaveLength(3);
  });

  test('a document that is booked one to one is found, with both totals in the home currency', () => {
    const { reconciliation, totals } = tie([pair(['1000', '0'], ['1000', '0'], { currency: 2, saved: at('1', '1000') })], multi);
    const [only, ...others] = reconciliation.exceptions;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ kind: 'exchange-rate', currency: 'EUR' });
    expect(only?.message).toMatch(/booked at 1 USD for 1 EUR \(1000\.00 USD\).* 1\.1 \(1100\.00 USD\)/);
    expect([totals.currencies[0]?.home].map((home) => home && text(home.difference))).toEqual(['-100.00']);
  });

  test('without a known rate nothing is said of the home currency', () => {
    const unknown = [pair(['1000', '0'], ['1000', '0'], { currency: 2, saved: { date: day('2026-10-30'), ...at('1', '1000') } })];
    const { reconciliation } = tie(unknown, multi, {});
    expect(reconciliation.exceptions.map(({ kind }) => kind)).not.toContain('exchange-rate');
  });
});
