// Tax in the real books: who is taxable, where to, by which code, at the rate of which day. Through the sandbox, one small input each.
import { afterEach, describe, expect, it } from 'vitest';
import type { Row } from '../../src/sandbox/autotask/rows.ts';
import type { QuickBooksSeed } from '../../src/sandbox/quickbooks/options.ts';
import { Bench, salesLines, valueOf, type Shown } from './support.ts';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});
const NOTHING: QuickBooksSeed = { customers: [], vendors: [], items: [], terms: [], classes: [] };
const at = (state: string) => ({ Line1: '1 Main St', City: 'Town', CountrySubDivisionCode: state, PostalCode: '90210' });
const bare = (id: number, companyName: string, more: Row = {}): Row => ({ id, companyName, isActive: true, currencyID: 1, ...more });
const codes = (shown: Shown) =>
  salesLines(shown)
    .map((line) => valueOf(line['TaxCodeRef']))
    .join();
const taxOf = (shown: Shown) => (shown.document?.['TxnTaxDetail'] as { TotalTax: number } | undefined)?.TotalTax;
const stateOf = (shown: Shown) => (shown.document?.['ShipAddr'] as Record<string, string> | undefined)?.['CountrySubDivisionCode'];

describe('Automated Sales Tax and an Autotask that taxes nothing', () => {
  const GOODS = { amount: '100', code: 201 };
  const LABOUR = { amount: '50', code: 202 };
  const open = async (): Promise<Bench> => {
    const one = await Bench.open({ tax: 'automated' });
    one.autotask.seed({
      Companies: [
        bare(311, 'Known Co'),
        bare(312, 'Exempt School', { isTaxExempt: true, city: 'Fresno', state: 'CA', postalCode: '93650' }),
      ],
      BillingCodes: [
        { id: 201, name: 'Goods', isActive: true, taxCategoryID: 1 },
        { id: 202, name: 'Labour', isActive: true, taxCategoryID: null },
        { id: 203, name: 'New goods', isActive: true, taxCategoryID: 1 },
      ],
    });
    one.quickbooks.seed({
      ...NOTHING,
      customers: [{ displayName: 'Known Co', taxable: true, shipTo: at('CA') }],
      items: [
        { name: 'Goods', taxable: true },
        { name: 'Labour', taxable: false },
      ],
    });
    return (bench = one);
  };

  it('goes by item and customer, says so once in a run, and doctor counts it', async () => {
    const one = await open();
    const mixed = await one.show({}, { company: 311, lines: [GOODS, LABOUR] });
    expect([codes(mixed), taxOf(mixed), mixed.reasons, mixed.exit]).toEqual(['TAX,NON', 8, [], 0]);
    const credit = await one.show({}, { company: 311, lines: [{ ...GOODS, amount: '-50' }] });
    expect([credit.document?.type, codes(credit), taxOf(credit)]).toEqual(['CreditMemo', 'TAX', 4]);
    one.bill({ company: 311, lines: [GOODS] });
    one.bill({ company: 311, lines: [GOODS] });
    const check = await one.run(['check-invoices']);
    expect(check.out.match(/Autotask computed no tax on any of 2 invoices/g)).toHaveLength(1);
    const run = await one.run(['sync', '--json']);
    const { remarks, invoices } = JSON.parse(run.out) as { remarks: { code: string }[]; invoices: { reasons: unknown[] }[] };
    expect(remarks.map(({ code }) => code)).toEqual(['autotask-taxed-nothing']);
    expect(invoices.flatMap(({ reasons }) => reasons)).toEqual([]);
    expect((await one.run(['doctor'])).out).toMatch(/of 4 invoices of 90 days: Autotask computed no tax on any of 4 invoices/);
  });

  it('with tax.taxability autotask nothing is taxable, and that is a problem of doctor', async () => {
    const one = await open();
    const asAutotask = { 'tax.taxability': 'autotask' };
    const shown = await one.show(asAutotask, { company: 311, lines: [GOODS] });
    expect([codes(shown), taxOf(shown)]).toEqual(['NON', 0]);
    const doctor = await one.run(['doctor'], asAutotask);
    expect([doctor.code, doctor.out]).toEqual([3, expect.stringContaining('QuickBooks charges no sales tax')]);
  });

  it('an exempt company becomes an exempt customer with a reason, and an item follows its tax category', async () => {
    const one = await open();
    const shown = await one.show({}, { company: 312, lines: [GOODS, { amount: '20', code: 203 }] });
    expect([codes(shown), shown.reasons]).toEqual(['NON,NON', ['exemption-reason-assumed']]);
    const customer = one.quickbooks.tables.Customer.get(one.named('Customer', 'Exempt School'));
    expect([customer?.['Taxable'], Number(customer?.['TaxExemptionReasonId'])]).toEqual([false, 5]);
    expect(one.quickbooks.tables.Item.get(one.named('Item', 'New goods'))?.['Taxable']).toBe(true);
  });
});

describe('the destination, the seller being in California', () => {
  it('is the customer’s, never the seller’s by accident, and is said where it is another one than was chosen', async () => {
    bench = await Bench.open({ tax: 'automated' });
    bench.autotask.seed({
      Companies: [
        bare(321, 'Oregon New', { city: 'Salem', state: 'OR', postalCode: '97301' }),
        bare(322, 'Oregon Billed'),
        bare(323, 'Texas Shipped'),
        bare(324, 'Nowhere'),
      ],
    });
    bench.quickbooks.seed({
      ...NOTHING,
      customers: [
        { displayName: 'Oregon Billed', billTo: at('OR') },
        { displayName: 'Texas Shipped', billTo: at('OR'), shipTo: at('TX') },
        { displayName: 'Nowhere' },
      ],
    });
    const taxed = (company: number) => bench?.show({}, { company, lines: [{ amount: '1000', tax: '80', code: 102 }] });
    const [made, billed, shipped, nowhere] = [await taxed(321), await taxed(322), await taxed(323), await taxed(324)];
    expect(made && [stateOf(made), taxOf(made), made.reasons]).toEqual(['OR', 0, ['ship-to-elsewhere', 'tax-by-quickbooks']]);
    expect(billed && [stateOf(billed), taxOf(billed), billed.reasons]).toEqual(['OR', 0, ['ship-to-elsewhere', 'tax-by-quickbooks']]);
    expect(shipped && [stateOf(shipped), taxOf(shipped), shipped.reasons]).toEqual(['TX', 82.5, ['tax-by-quickbooks']]);
    expect(nowhere && [nowhere.document, nowhere.outcome, nowhere.reasons]).toEqual([null, 'held', ['ship-to-missing']]);
    const untaxed = await bench.show({ 'tax.taxability': 'autotask' }, { company: 324 });
    expect([untaxed.outcome, stateOf(untaxed)]).toEqual(['created', undefined]);
  });
});

describe('a code outside the US', () => {
  it('by tax.codes wins also where it taxes nothing: reverse charge, out of scope', async () => {
    bench = await Bench.open({ country: 'GB' });
    bench.quickbooks.seed({
      ...NOTHING,
      taxCodes: [
        { name: '20.0% S', rate: '20' },
        { name: '0.0% Z', rate: '0' },
        { name: '20.0% RC', rates: [{ name: 'RC', percent: '20' }, { name: 'RC back', percent: '-20' }] },
        { name: 'No VAT', rates: [] },
      ],
    }); // prettier-ignore
    const idOf = (name: string) => [...(bench?.quickbooks.tables.TaxCode.values() ?? [])].find((one) => one.Name === name)?.Id ?? '';
    for (const name of ['20.0% RC', 'No VAT']) {
      const shown = await bench.show({ 'tax.codes': JSON.stringify({ EU: idOf(name) }) }, { region: 'EU', lines: [{ amount: '1000' }] });
      expect([shown.outcome, codes(shown), taxOf(shown)]).toEqual(['created', idOf(name), 0]);
    }
    const plain = await bench.show({}, { region: 'EU', lines: [{ amount: '1000' }] });
    expect(codes(plain)).toBe(idOf('0.0% Z'));
    bench.bill({ region: 'EU', lines: [{ amount: '1000' }] });
    const dry = await bench.run(['sync', '--dry-run', '--verbose'], { 'tax.codes': JSON.stringify({ EU: idOf('20.0% RC') }) });
    expect(dry.out).toContain('code "20.0% RC" by tax.codes for region "EU"');
  });

  it('is held to the rate of the document’s date, whether QuickBooks gives one for the rate itself or not', async () => {
    bench = await Bench.open({ country: 'CA' });
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const periods = [{ percent: '15', to: day(6) }, { percent: '14', from: day(5) }]; // prettier-ignore
    bench.quickbooks.seed({
      ...NOTHING,
      taxCodes: [
        { name: 'HST NS', rates: [{ name: 'HST NS', percent: '14', periods }] },
        { name: 'HST bare', rates: [{ name: 'HST bare', periods }] },
        { name: 'Exempt', rate: '0' },
      ],
    });
    for (const region of ['HST NS', 'HST bare']) {
      const of = (age: number, tax: string) => bench?.show({}, { region, age, lines: [{ amount: '1000', tax }] });
      expect((await of(8, '150'))?.document?.['TxnTaxDetail']).toMatchObject({ TotalTax: 150 });
      expect((await of(3, '140'))?.document?.['TxnTaxDetail']).toMatchObject({ TotalTax: 140 });
      expect(await of(8, '140')).toMatchObject({ outcome: 'held', reasons: ['tax-rate-differs'], document: null });
      expect(await of(3, '150')).toMatchObject({ outcome: 'held', reasons: ['tax-rate-differs'], document: null });
    }
  });
});

it.each([
  ['US', 'USA'],
  ['US', 'us'],
  ['US', 'United States'],
  ['CA', 'CAN'],
  ['GB', 'GBR'],
  ['AU', 'AUS'],
] as const)('a company in %s that QuickBooks calls %s is in its own tax world', async (country, written) => {
  bench = await Bench.open({ country, tax: 'off' });
  bench.quickbooks.company['Country'] = written;
  expect(await bench.show()).toMatchObject({ outcome: 'created', exit: 0 });
});
