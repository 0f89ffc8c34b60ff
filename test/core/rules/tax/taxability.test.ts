// Which lines are taxable where QuickBooks computes the tax, items made taxable or not, and what is said once of an Autotask that taxes nothing.
import { describe, expect, it } from 'vitest';
import { Coverage } from '../../../../src/core/checks/coverage.ts';
import { needsAction } from '../../../../src/core/checks/health-line.ts';
import type { Catalog } from '../../../../src/core/facts/catalog.ts';
import type { Source } from '../../../../src/core/facts/source.ts';
import type { Settings } from '../../../../src/core/settings.ts';
import { TaxTally } from '../../../../src/core/transfer/plan/tax-tally.ts';
import { saidOnce } from '../../../../src/core/transfer/plan/said-once.ts';
import { outcomeOf } from '../../../../src/core/run/outcome.ts';
import { reason } from '../../../../src/core/reasons.ts';
import { billingCodeId } from '../../../../src/core/model.ts';
import { amountLine, billingCode, catalog, customer, drafted, holdsOf, item, settings, source, tax, taxCode } from '../../support/facts.ts';

const goods = (amount: string, taxed = '0') => amountLine(amount, taxed, { billingCodeId: billingCodeId(1) });
const labour = (amount: string, taxed = '0') => amountLine(amount, taxed, { billingCodeId: billingCodeId(2), taxCategoryId: null });
const codes = [billingCode(1, 'Hardware', { taxCategoryId: 1 }), billingCode(2, 'Labour')];
const items = [item('5', 'Hardware', { isTaxable: true }), item('6', 'Labour')];
const books = (parts: Parameters<typeof catalog>[0] = {}) => catalog({ items, ...parts });
const of = (lines: Source['lines'], more: Parameters<typeof source>[0] = {}) => source({ codes, lines, ...more });
const exemptCompany = { company: { isTaxExempt: true } };
const exemptCustomer = { customers: [customer('24', 'Acme', { isTaxable: false })] };
const said = (from: Source, with_: Catalog = books(), changed: Parameters<typeof settings>[0] = {}) =>
  drafted(from, with_, settings(changed))
    .draft.lines.map((line) => line.taxCode)
    .join();

describe('a line under Automated Sales Tax', () => {
  const untaxed = [goods('100'), labour('50')];
  const taxed = [goods('100'), labour('50', '4')];
  it.each<[string, string, Source, Catalog, Parameters<typeof settings>[0]]>([
    ['Autotask taxed nothing: by item and customer', 'TAX,NON', of(untaxed), books(), {}],
    ['… of a credit too', 'TAX,NON', of([goods('-100'), labour('-50')]), books(), {}],
    ['… an exempt customer in QuickBooks: not taxable', 'NON,NON', of(untaxed), books(exemptCustomer), {}],
    ['… an exempt company in Autotask: not taxable', 'NON,NON', of(untaxed, exemptCompany), books(), {}],
    ['… of an item that is about to be made, by its tax category', 'TAX,NON', of(untaxed), books({ items: [] }), {}],
    [
      '… on the item that stands in for all',
      'TAX,TAX',
      of(untaxed),
      books({ items: [item('9', 'All', { isTaxable: true })] }),
      { 'items.missing': 'default-item', 'items.defaultItem': '9' },
    ],
    ['Autotask taxed one of them: line by line, whatever the item says', 'NON,TAX', of(taxed), books(), {}],
    [
      'taxability autotask: as Autotask taxed, also where it taxed nothing',
      'NON,NON',
      of(untaxed),
      books(),
      { 'tax.taxability': 'autotask' },
    ],
    [
      'taxability quickbooks: by item and customer, whatever Autotask taxed',
      'TAX,NON',
      of(taxed),
      books(),
      { 'tax.taxability': 'quickbooks' },
    ],
    [
      '… an exempt company of a taxable customer: as QuickBooks has it',
      'TAX,NON',
      of(untaxed, exemptCompany),
      books(),
      { 'tax.taxability': 'quickbooks' },
    ],
    [
      '… whose customer is about to be made: exempt',
      'NON,NON',
      of(untaxed, exemptCompany),
      books({ customers: [] }),
      { 'tax.taxability': 'quickbooks' },
    ],
    [
      "tax.mode autotask: Autotask's tax alone",
      'NON,NON',
      of(untaxed),
      books(),
      { 'tax.mode': 'autotask', 'tax.taxability': 'quickbooks' },
    ],
  ])('%s', (_, expected, from, with_, changed) => expect(said(from, with_, changed)).toBe(expected));

  it('is never taxable on the rounding line', () => {
    const lines = [
      amountLine('10.005', '0', { billingCodeId: billingCodeId(1) }),
      amountLine('10.005', '0', { billingCodeId: billingCodeId(1) }),
    ];
    const rounding = { 'items.roundingItem': '5', 'invoices.roundingLimit': of(lines).invoice.net };
    expect(said(of(lines), books(), rounding)).toBe('TAX,TAX,NON');
  });
});

describe('manual sales tax with tax.mode quickbooks', () => {
  const county = taxCode('3', 'Travis County', ['TX', '8.25']);
  const world = (defaultTaxCodeId: string | null = null) =>
    books({ taxCodes: [county], preferences: { taxWorld: 'manual', defaultTaxCodeId: defaultTaxCodeId as never } });
  const mode = { 'tax.mode': 'quickbooks' } as const;
  it("goes by item and customer where Autotask taxed nothing, with the region's code", () => {
    const { draft, expectedTax } = drafted(of([goods('100'), labour('50')]), world(), settings(mode));
    expect(draft.lines.map((line) => line.taxCode)).toEqual(['TAX', 'NON']);
    expect(draft.tax).toEqual({ kind: 'code', codeId: '3' });
    expect(expectedTax).toBeNull();
  });
  it("without a region takes QuickBooks' own default code, and is held where there is none", () => {
    const from = of([goods('100')], { invoice: { taxRegionName: null } });
    expect(drafted(from, world('3'), settings(mode)).draft.tax).toEqual({ kind: 'code', codeId: '3' });
    expect(holdsOf(from, world(), settings(mode))).toEqual(['tax-code-unknown']);
  });
  it('with no taxable item needs no code', () =>
    expect(said(of([labour('50')], { invoice: { taxRegionName: null } }), world(), mode)).toBe('NON'));
  it('with tax.mode auto stays with what Autotask taxed', () => expect(said(of([goods('100')]), world())).toBe('NON'));
});

describe('an item that is made', () => {
  const made = (parts: Parameters<typeof source>[0], changed: Parameters<typeof settings>[0] = {}, with_ = books({ items: [] })) =>
    drafted(of([goods('100'), labour('50')], parts), with_, settings(changed)).items.map((one) => 'create' in one && one.create.isTaxable);
  const zero = [tax('CA', 'CA', '0', 1)];
  const charged = [tax('CA', 'CA', '8', 2)];
  const bare = [billingCode(1, 'Hardware'), billingCode(2, 'Labour')];
  it.each<[string, unknown[], Parameters<typeof source>[0], Parameters<typeof settings>[0]]>([
    ['is taxable by the tax category of its billing code', [true, false], {}, {}],
    ['… also where Autotask charges 0 % everywhere', [true, false], { taxes: zero }, {}],
    ['… and not where that category is taxed nowhere', [false, false], { taxes: charged }, {}],
    [
      'is taxable where no active code has a category',
      [true, true],
      { codes: [...bare, billingCode(3, 'Old', { taxCategoryId: 1, isActive: false })] },
      {},
    ],
    ["… but not where Autotask's tax is sent", [false, false], { codes: bare }, { 'tax.mode': 'autotask' }],
    ['is what items.taxable says', [true, true], {}, { 'items.taxable': true }],
    ['… either way', [false, false], {}, { 'items.taxable': false }],
  ])('%s', (_, expected, parts, changed) => expect(made(parts, changed)).toEqual(expected));
  it('says nothing of it outside the US', () => {
    const world = books({
      items: [],
      country: 'GB',
      preferences: { taxWorld: 'global', homeCurrency: 'GBP' },
      taxCodes: [taxCode('4', 'Zero', ['Zero', '0'])],
    });
    expect(made({}, { 'items.taxable': true }, world)).toEqual([null, null]);
  });
});

describe('an Autotask that taxed nothing', () => {
  const tallied = (sources: readonly Source[], with_: Catalog, changed: Settings) => {
    const tally = new TaxTally();
    for (const one of sources) tally.add(one, drafted(one, with_, changed), with_, changed);
    return tally.remarks(with_, changed);
  };
  const untaxed = [of([goods('100')]), of([labour('50')]), of([goods('0')]), of([goods('60')], exemptCompany)];
  const remarks = (sources: readonly Source[], changed: Parameters<typeof settings>[0] = {}, with_ = books()) =>
    tallied(sources, with_, settings(changed)).map(({ code, message }) => `${code}: ${message}`);

  it('is said once, with how many have taxable lines; exempt companies and invoices of 0.00 tell nothing', () => {
    const [first, ...others] = remarks(untaxed);
    expect(first).toMatch(/^autotask-taxed-nothing: .* any of 2 invoices, .* 1 with taxable lines/);
    expect(others).toEqual([]);
  });
  it('with tax.taxability autotask says that no sales tax is charged', () =>
    expect(remarks(untaxed, { 'tax.taxability': 'autotask' })).toEqual([expect.stringMatching(/^nothing-taxable: .*no sales tax/)]));
  it('is nothing to say of where it taxed one, nothing tells, or its own tax is what is sent', () => {
    expect(remarks([...untaxed, of([goods('100', '8')])])).toEqual([]);
    expect(remarks([of([goods('60')], exemptCompany)])).toEqual([]);
    expect(remarks(untaxed, { 'tax.mode': 'autotask' })).toEqual([]);
  });
  it('names the items that are taxable because nothing says otherwise', () => {
    const bare = source({ codes: [billingCode(1, 'Hardware')], lines: [goods('100', '8')] });
    expect(remarks([bare], {}, books({ items: [] }))).toEqual([expect.stringMatching(/^items-taxable-by-default: .*: Hardware\.$/)]);
  });
  it('takes the place of the remark on each document, and only then', () => {
    const document = outcomeOf(of([]).invoice, 'Acme', 'created', [reason('taxed-only-in-quickbooks', { saved: '8.00' })]);
    const ofRun = tallied(untaxed, books(), settings());
    expect(saidOnce([document], ofRun)[0]?.reasons).toEqual([]);
    expect(saidOnce([document], [])[0]?.reasons).toHaveLength(1);
  });

  describe('is counted by doctor', () => {
    const lines = (sources: readonly Source[], changed: Parameters<typeof settings>[0] = {}, with_ = books()) => {
      const coverage = new Coverage(settings(changed), Date.parse('2026-11-05T12:00:00Z'), () => false);
      coverage.add(sources, with_);
      return coverage.lines(90).filter(({ key }) => key === 'sales tax');
    };
    it.each<[string, string, boolean, readonly Source[], Parameters<typeof settings>[0], Catalog]>([
      ['as it should be where Autotask taxes', 'ok', false, [of([goods('100', '8')]), of([labour('50')])], {}, books()],
      ['as a remark where QuickBooks decides', 'warning', false, untaxed, {}, books()],
      ['as a warning where nothing is taxable in QuickBooks either', 'warning', true, [of([labour('50')])], {}, books()],
      ['as a problem where tax.taxability keeps it so', 'problem', true, untaxed, { 'tax.taxability': 'autotask' }, books()],
      ["as a remark where Autotask's tax is sent", 'warning', false, untaxed, { 'tax.mode': 'autotask' }, books()],
    ])('%s', (_, level, asks, sources, changed, with_) => {
      const found = lines(sources, changed, with_);
      expect(found.map((one) => one.level)).toEqual([level]);
      expect(found[0]?.message).toMatch(/^of \d invoices of 90 days/);
      expect(needsAction(found)).toBe(asks);
    });
    it('and not where sales tax is off', () => expect(lines(untaxed, {}, books({ preferences: { taxWorld: 'off' } }))).toEqual([]));
  });
});
