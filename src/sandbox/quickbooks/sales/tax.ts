// Sales tax as each of QuickBooks' tax worlds makes it: automated and manual in the US, by tax code elsewhere, or none.
import { refuse } from '../wire/rejection.ts';
import { taxWorld, type Books } from '../store.ts';
import { cents, child, dec, num, percentOf, refOf, rows, sum, text, ZERO, type Amount, type Json, type Named } from '../values.ts';

export interface TaxedLine {
  readonly amount: Amount;
  /** `TAX`, `NON` or the Id of a tax code. */
  readonly code: string | null;
}

export interface TaxQuestion {
  readonly lines: readonly TaxedLine[];
  /** `TxnTaxDetail` as it was sent. */
  readonly sent: Json | undefined;
  readonly calculation: string;
  readonly customerTaxable: boolean;
  /** `TxnDate`: a rate belongs to a day. */
  readonly date: string;
  /** State of the ship-to address, else the company's. */
  readonly state: string | null;
}

/** Where the company has a tax agency: state -> Id of the tax code that Automated Sales Tax charges there. */
const STATE_CODES: ReadonlyMap<string, string> = new Map([
  ['CA', '2'],
  ['TX', '3'],
  ['NY', '4'],
]);

interface RateOfCode {
  readonly rate: Named;
  readonly percent: Amount;
  readonly applies: string;
}

interface Part {
  readonly rateId: string;
  readonly percent: Amount;
  readonly base: Amount;
  readonly amount: Amount;
}

export type TaxDetail = Json & { TotalTax: number };

/** The `TxnTaxDetail` that QuickBooks stores. */
export function taxOf(books: Books, question: TaxQuestion): TaxDetail {
  switch (taxWorld(books)) {
    case 'off':
      return { TotalTax: 0 };
    case 'automated':
      return automated(books, question);
    case 'manual':
      return manual(books, question);
    case 'global':
      return global(books, question);
  }
}

function automated(books: Books, question: TaxQuestion): TaxDetail {
  refuseCustomSalesTax(question.sent);
  const codeId = books.flatTaxCode ?? STATE_CODES.get(question.state ?? '');
  const code = codeId === undefined ? undefined : books.tables.TaxCode.get(codeId);
  // The engine's own code replaces a supplied one; where no agency is set up there is no tax.
  const base = question.customerTaxable ? taxable(question.lines) : ZERO;
  const rates = code ? ratesOf(books, code, question.date) : [];
  const kept = books.facts['tax-override'] === 'kept' ? override(question, rates, base) : null;
  const parts = kept ?? simpleParts(rates, base);
  return detail(parts, code && !base.eq(ZERO) ? code.Id : undefined);
}

function manual(books: Books, question: TaxQuestion): TaxDetail {
  refuseCustomSalesTax(question.sent);
  const named = refOf(question.sent, 'TxnTaxCodeRef');
  const sentLines = question.sent ? rows(question.sent, 'TaxLine') : [];
  const supplied = question.sent?.['TotalTax'] !== undefined || sentLines.length > 0;
  if (named === undefined && !supplied) return { TotalTax: 0 };
  const id = named ?? books.preferences.TaxPrefs.TaxGroupCodeRef?.value;
  const code = id === undefined ? undefined : books.tables.TaxCode.get(id);
  if (!code || code['TaxGroup'] !== true) throw refuse.reference(`TaxCode element id ${id ?? ''} not found`);
  if (code.Active === false) throw refuse.inactiveRef();
  const base = question.customerTaxable ? taxable(question.lines) : ZERO;
  const rates = ratesOf(books, code, question.date);
  return detail(override(question, rates, base) ?? simpleParts(rates, base), code.Id);
}

// A supplied total is honoured and spread over the rates; with nothing taxable there is nothing to spread it over.
function override(question: TaxQuestion, rates: readonly RateOfCode[], base: Amount): Part[] | null {
  const total = suppliedTotal(question.sent);
  if (total === null) return null;
  if (base.eq(ZERO) || rates.length === 0) return [];
  const percents = sum(rates.map((rate) => rate.percent));
  let left = total;
  return rates.map((rate, index) => {
    const share = index === rates.length - 1 || percents.eq(ZERO) ? left : cents(total.times(rate.percent).div(percents));
    left = left.minus(share);
    return { rateId: rate.rate.Id, percent: rate.percent, base, amount: share };
  });
}

function suppliedTotal(sent: Json | undefined): Amount | null {
  if (!sent) return null;
  if (sent['TotalTax'] !== undefined && sent['TotalTax'] !== null) return cents(dec(sent['TotalTax']));
  const lines = rows(sent, 'TaxLine');
  return lines.length === 0 ? null : cents(sum(lines.map((line) => dec(line['Amount'] ?? 0))));
}

function simpleParts(rates: readonly RateOfCode[], base: Amount): Part[] {
  return base.eq(ZERO)
    ? []
    : rates.map((rate) => ({ rateId: rate.rate.Id, percent: rate.percent, base, amount: percentOf(base, rate.percent) }));
}

function global(books: Books, question: TaxQuestion): TaxDetail {
  if (question.calculation === 'NotApplicable') {
    if (question.sent && Object.keys(question.sent).length > 0) throw refuse.taxNotApplicable();
    return { TotalTax: 0 };
  }
  const bases = new Map<string, { rate: RateOfCode; base: Amount }>();
  for (const line of question.lines) {
    if (line.code === null) throw refuse.business(missingCode(books.country));
    const code = books.tables.TaxCode.get(line.code);
    if (!code) throw refuse.reference(`TaxCode element id ${line.code} not found`);
    if (code.Active === false) throw refuse.inactiveRef();
    let taxSoFar = ZERO;
    for (const rate of ratesOf(books, code, question.date)) {
      const base =
        rate.applies === 'TaxOnAmountPlusTax' ? line.amount.plus(taxSoFar) : rate.applies === 'TaxOnTax' ? taxSoFar : line.amount;
      taxSoFar = taxSoFar.plus(percentOf(base, rate.percent));
      bases.set(rate.rate.Id, { rate, base: (bases.get(rate.rate.Id)?.base ?? ZERO).plus(base) });
    }
  }
  const sentLines = question.sent ? rows(question.sent, 'TaxLine') : [];
  const amounts = new Map<string, Amount>();
  for (const line of sentLines) {
    const rateId = refOf(child(line, 'TaxLineDetail'), 'TaxRateRef');
    if (rateId === undefined) throw refuse.missing('TaxRateRef');
    if (!bases.has(rateId)) throw refuse.business(`The tax rate ${rateId} is not used by the tax codes of the lines.`);
    amounts.set(rateId, (amounts.get(rateId) ?? ZERO).plus(cents(dec(line['Amount'] ?? 0))));
  }
  if (amounts.size > 0 && amounts.size !== bases.size) throw refuse.business('Every tax rate that the lines use needs its tax line.');
  // The tax of a rate is made once, over the whole invoice.
  const parts = [...bases].map(([rateId, { rate, base }]) => ({
    rateId,
    percent: rate.percent,
    base,
    amount: amounts.get(rateId) ?? percentOf(base, rate.percent),
  }));
  return detail(parts, undefined);
}

function missingCode(country: string): string {
  const tax = country === 'CA' ? 'GST/HST' : country === 'GB' ? 'VAT' : 'GST';
  return `Make sure all your transactions have a ${tax} rate before you save.`;
}

function refuseCustomSalesTax(sent: Json | undefined): void {
  if (refOf(sent, 'TxnTaxCodeRef') === 'CustomSalesTax') throw refuse.customSalesTax();
}

function taxable(lines: readonly TaxedLine[]): Amount {
  return sum(lines.filter((line) => line.code === 'TAX').map((line) => line.amount));
}

function ratesOf(books: Books, code: Named, date: string): RateOfCode[] {
  const details = rows(child(code, 'SalesTaxRateList') ?? {}, 'TaxRateDetail');
  return details
    .toSorted((a, b) => Number(a['TaxOrder']) - Number(b['TaxOrder']))
    .map((part) => {
      const rate = books.tables.TaxRate.get(refOf(part, 'TaxRateRef') ?? '');
      if (!rate) throw refuse.reference(`TaxRate of ${code.Id} not found`);
      return { rate, percent: percentOn(rate, date), applies: text(part, 'TaxTypeApplicable') ?? 'TaxOnAmount' };
    });
}

/** The percent of the day: of the periods where there are any, else the one there is. */
function percentOn(rate: Named, date: string): Amount {
  const periods = rows(rate, 'EffectiveTaxRate');
  const day = (period: Json, key: string, otherwise: string): string => (text(period, key) ?? otherwise).slice(0, 10);
  const found = periods.find(
    (period) => day(period, 'EffectiveDate', '0000-01-01') <= date && date <= day(period, 'EndDate', '9999-12-31'),
  );
  if (found) return dec(found['RateValue']);
  if (periods.length > 0 || rate['RateValue'] === undefined) throw refuse.business(`The tax rate ${rate.Id} has no value on ${date}.`);
  return dec(rate['RateValue']);
}

function detail(parts: readonly Part[], code: string | undefined): TaxDetail {
  const total = sum(parts.map((part) => part.amount));
  return {
    ...(code === undefined ? {} : { TxnTaxCodeRef: { value: code } }),
    TotalTax: num(total),
    ...(parts.length === 0
      ? {}
      : {
          TaxLine: parts.map((part) => ({
            Amount: num(part.amount),
            DetailType: 'TaxLineDetail',
            TaxLineDetail: {
              TaxRateRef: { value: part.rateId },
              PercentBased: true,
              TaxPercent: num(part.percent),
              NetAmountTaxable: num(cents(part.base)),
            },
          })),
        }),
  };
}
