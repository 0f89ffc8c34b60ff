// The tax of a document: off, automated (US), manual (US), or by a code on every line (elsewhere).
// Amounts here are positive on a credit memo, like its lines.
import type { Catalog } from '../../facts/catalog.ts';
import type { Taxability } from '../../model.ts';
import { cents, isZero, money, type Money, text } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import { because, decided, type Decision, held } from '../decision.ts';
import { mapWith } from '../map-command.ts';
import { computeTax, overrideLines, totalOf } from './amounts.ts';
import type { TaxChoice, TaxFacts, TaxWhy } from './choice.ts';
import { codeOfLine, type FoundCode, regionCode, untaxedCode, zeroCodes } from './codes.ts';
import { codesOn } from './rates.ts';
import { isTaxable, taxabilityOf } from './taxability.ts';
import type { TaxedLine } from './taxed-line.ts';
import { whyTax } from './why.ts';
import { quickBooksDecidesTax } from './world.ts';

const HALF_CENT = money('0.005');

const CENT = money('0.01');

/** Tax and tax codes of the document with how they were decided, or why it must wait. */
export function chooseTax(facts: TaxFacts): Decision<TaxChoice> {
  const choice = choose(facts);
  return 'holds' in choice ? choice : because(whyTax(choice.value, facts), choice.value, ...choice.remarks);
}

function choose(given: TaxFacts): Decision<TaxChoice> {
  const catalog = { ...given.catalog, taxCodes: codesOn(given.catalog.taxCodes, given.source.invoice.date) };
  const facts = { ...given, catalog };
  const total = cents(facts.total);
  const taxability = taxabilityOf(facts.source, facts.lines, catalog, facts.settings);
  const why: TaxWhy = { taxability, codes: [], likely: null };
  const plainly = { tax: { kind: 'none' }, codes: pseudoCodes(facts, taxability), calculation: null, why } as const;
  switch (catalog.preferences.taxWorld) {
    case 'off':
      if (!isZero(total)) return held(reason('tax-off-in-quickbooks', { tax: text(total) }));
      return decided({ ...plainly, expected: total });
    case 'automated':
      if (quickBooksDecidesTax(catalog, facts.settings)) return decided({ ...plainly, expected: null });
      return explicitTotal(facts, total, why);
    case 'manual':
      return manualTax(facts, total, why);
    case 'global':
      return globalTax(facts, total);
  }
}

/** US: TAX or NON on every line, said outright; elsewhere none. */
function pseudoCodes(facts: TaxFacts, by: Taxability): (string | null)[] {
  if (facts.catalog.company.country !== 'US') return facts.lines.map(() => null);
  return facts.lines.map((line) => (isTaxable(line, by, facts.isCustomerTaxable) ? 'TAX' : 'NON'));
}

/** Automated Sales Tax overridden by Autotask's total. */
function explicitTotal(facts: TaxFacts, total: Money, why: TaxWhy): Decision<TaxChoice> {
  const codes = pseudoCodes(facts, 'autotask');
  if (!codes.includes('TAX')) return decided({ tax: { kind: 'none' }, codes, calculation: null, expected: total, why });
  const exempt = exemptCustomer(facts, total);
  if (exempt) return held(exempt);
  const found = regionCode(facts.source, facts.catalog, facts.settings);
  const group = found?.code.isGroup === true ? found : undefined;
  return decided({
    tax: { kind: 'total', total, codeId: group?.code.id ?? null, lines: [] },
    codes,
    calculation: null,
    expected: total,
    why: { ...why, codes: said([group]) },
  });
}

function exemptCustomer(facts: TaxFacts, total: Money): Reason | null {
  if (isZero(total) || facts.customer?.isTaxable !== false) return null;
  return reason('customer-exempt-in-quickbooks', { tax: text(total), name: facts.customer.displayName });
}

function manualTax(facts: TaxFacts, total: Money, why: TaxWhy): Decision<TaxChoice> {
  const by = why.taxability ?? 'autotask';
  const codes = pseudoCodes(facts, by);
  const untaxed: TaxChoice = { tax: { kind: 'none' }, codes: codes.map(() => 'NON'), calculation: null, expected: total, why };
  if (!codes.includes('TAX')) return decided(untaxed);
  const region = facts.source.invoice.taxRegionName ?? '';
  const isComputed = quickBooksDecidesTax(facts.catalog, facts.settings);
  const found =
    regionCode(facts.source, facts.catalog, facts.settings) ?? (region === '' && isComputed ? companyCode(facts.catalog) : undefined);
  if (found?.code.isGroup !== true) {
    // Taxes that cancel each other out need no code.
    if (isZero(total) && by === 'autotask') return decided(untaxed);
    if (region !== '') return held(codeMissing(region, facts.settings));
    return held(isZero(total) ? reason('tax-code-unknown') : reason('tax-region-missing', { tax: text(total) }));
  }
  const { code } = found;
  const exempt = exemptCustomer(facts, total);
  if (exempt) return held(exempt);
  const whyCode = { ...why, codes: said([found]) };
  if (isComputed) {
    const taxable = facts.lines.filter((line) => isTaxable(line, by, facts.isCustomerTaxable));
    const likely = totalOf(computeTax(taxable.map(({ amount }) => ({ amount, code }))));
    return decided({ tax: { kind: 'code', codeId: code.id }, codes, calculation: null, expected: null, why: { ...whyCode, likely } });
  }
  const computed = computeTax(facts.lines.filter((line) => !isZero(line.tax)).map((line) => ({ amount: line.amount, code })));
  if (!isRounding(totalOf(computed), total, facts.lines, code.rates.length)) {
    return held(reason('tax-rate-differs', { tax: text(total), code: code.name, computed: text(totalOf(computed)) }));
  }
  // Code and total together: the code alone was reported to give no tax at all.
  return decided({
    tax: { kind: 'total', total, codeId: code.id, lines: overrideLines(computed, total) },
    codes,
    calculation: null,
    expected: total,
    why: whyCode,
  });
}

/** What QuickBooks itself charges where nothing else is said. */
function companyCode({ taxCodes, preferences }: Catalog): FoundCode | undefined {
  const code = taxCodes.find((one) => one.id === preferences.defaultTaxCodeId);
  return code && { code, by: 'company-default' };
}

/** Each code once, with what led to it. */
function said(found: readonly (FoundCode | undefined)[]): TaxWhy['codes'] {
  const each = new Map(found.flatMap((one) => (one ? [[`${one.code.id} ${one.by}`, { name: one.code.name, by: one.by }] as const] : [])));
  return [...each.values()];
}

/** Outside the US: a code on every line; the rates' amounts are given outright where QuickBooks' own could differ from Autotask's. */
function globalTax(facts: TaxFacts, total: Money): Decision<TaxChoice> {
  const { settings } = facts;
  const chosen = chooseCodes(facts, total);
  if ('holds' in chosen) return chosen;
  const lines = facts.lines.flatMap((line, n) => {
    const found = chosen.value[n];
    return found ? [{ amount: line.amount, code: found.code }] : [];
  });
  const codes = lines.map(({ code }) => code.id);
  const computed = computeTax(lines);
  const sumComputed = totalOf(computed);
  const why: TaxWhy = { taxability: null, codes: said(chosen.value), likely: null };
  const plainly = { tax: { kind: 'none' }, codes, calculation: 'TaxExcluded', why } as const;
  if (settings.tax.mode === 'quickbooks') return decided({ ...plainly, expected: null });
  // A tax on a tax is rounded differently by everybody: its amounts are always said.
  const isCompound = lines.some(({ code }) => code.rates.some((rate) => rate.appliesTo === 'amount-plus-tax'));
  if (sumComputed.eq(total) && !isCompound) return decided({ ...plainly, expected: total });
  const rates = Math.max(1, ...lines.map(({ code }) => code.rates.length));
  if (!isRounding(sumComputed, total, facts.lines, rates)) {
    const names = [...new Set(lines.map(({ code }) => code.name))].join(', ');
    return held(reason('tax-rate-differs', { tax: text(total), code: names, computed: text(sumComputed) }));
  }
  return decided({ ...plainly, tax: { kind: 'lines', total, lines: overrideLines(computed, total) }, expected: total });
}

/** A code for each line. A line of 0.00 (work that a contract covers) has no tax with any code: it takes another line's rather than keep the invoice back. */
function chooseCodes(facts: TaxFacts, total: Money): Decision<FoundCode[]> {
  const { source, catalog, settings } = facts;
  const region = source.invoice.taxRegionName;
  const chosen: (FoundCode | undefined)[] = [];
  for (const line of facts.lines) {
    const found = isZero(line.tax) ? untaxedCode(line, source, catalog, settings) : codeOfLine(line, source, catalog, settings);
    if (!found && !isZero(line.tax)) {
      return held(region === null || region === '' ? reason('tax-region-missing', { tax: text(total) }) : codeMissing(region, settings));
    }
    if (!found && !isZero(line.amount)) return held(reason('untaxed-code-needed', { count: zeroCodes(catalog).length }));
    chosen.push(found);
  }
  const spare = (chosen.find((found) => found !== undefined) ?? regionCode(source, catalog, settings))?.code ?? zeroCodes(catalog)[0];
  if (!spare) return held(reason('untaxed-code-needed', { count: 0 }));
  return decided(chosen.map((found) => found ?? { code: spare, by: 'spare' }));
}

/** Can rounding (half a cent a taxed line and rate, and one for the header) explain the difference? */
function isRounding(computed: Money, total: Money, lines: readonly TaxedLine[], rates: number): boolean {
  const roundings = money(String(lines.filter((line) => !isZero(line.tax)).length * Math.max(1, rates)));
  return computed.minus(total).abs().lte(HALF_CENT.times(roundings).plus(CENT));
}

function codeMissing(region: string, { tax }: Settings): Reason {
  return reason('tax-code-missing', { region, map: mapWith(tax.codes, { [region]: '<tax code id>' }) });
}
