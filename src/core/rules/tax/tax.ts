// Tax of a document in each of QuickBooks' worlds: off, automated (US), manual (US), and a code on every line (elsewhere).
// Amounts here are positive on a credit memo, like its lines.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import type { Customer, DraftTax, TaxCode } from '../../model.ts';
import { cents, isZero, money, type Money, text } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import { decided, type Decision, held } from '../decision.ts';
import { computeTax, overrideLines, totalOf } from './amounts.ts';
import { codeOfLine, regionCode, untaxedCode, zeroCodes } from './codes.ts';
import type { TaxedLine } from './taxed-line.ts';
import type { Settings } from '../../settings.ts';

export interface TaxChoice {
  readonly tax: DraftTax;
  /** One a line: 'TAX' or 'NON' in the US, a TaxCode Id elsewhere, null where none is sent. */
  readonly codes: readonly (string | null)[];
  readonly calculation: 'TaxExcluded' | null;
  /** null: QuickBooks decides, and a difference is no error. */
  readonly expected: Money | null;
}

const HALF_CENT = money('0.005');

const CENT = money('0.01');

export interface TaxFacts {
  readonly source: Source;
  readonly lines: readonly TaxedLine[];
  /** Autotask's tax of the whole invoice, turned like the lines. */
  readonly total: Money;
  readonly customer: Customer | null;
  readonly catalog: Catalog;
  readonly settings: Settings;
}

/** Is the tax QuickBooks' to compute, so that another one than Autotask's is no error? */
export function quickBooksDecidesTax(catalog: Pick<Catalog, 'preferences'>, settings: Settings): boolean {
  const world = catalog.preferences.taxWorld;
  return world === 'automated' ? settings.tax.mode !== 'autotask' : world !== 'off' && settings.tax.mode === 'quickbooks';
}

/** Tax and tax codes of the document, or why it must wait. */
export function chooseTax(facts: TaxFacts): Decision<TaxChoice> {
  const { catalog, settings } = facts;
  const total = cents(facts.total);
  switch (catalog.preferences.taxWorld) {
    case 'off':
      if (!isZero(total)) return held(reason('tax-off-in-quickbooks', { tax: text(total) }));
      return decided({ tax: { kind: 'none' }, codes: pseudoCodes(facts), calculation: null, expected: total });
    case 'automated':
      if (settings.tax.mode !== 'autotask')
        return decided({ tax: { kind: 'none' }, codes: pseudoCodes(facts), calculation: null, expected: null });
      return explicitTotal(facts, total);
    case 'manual':
      return manualTax(facts, total);
    case 'global':
      return globalTax(facts, total);
  }
}

/** US: TAX or NON on every line, said outright, from what Autotask taxed; elsewhere none. */
function pseudoCodes(facts: TaxFacts): (string | null)[] {
  if (facts.catalog.company.country !== 'US') return facts.lines.map(() => null);
  return facts.lines.map((line) => (isZero(line.tax) ? 'NON' : 'TAX'));
}

/** Automated Sales Tax overridden by Autotask's total. */
function explicitTotal(facts: TaxFacts, total: Money): Decision<TaxChoice> {
  const codes = pseudoCodes(facts);
  if (!codes.includes('TAX')) return decided({ tax: { kind: 'none' }, codes, calculation: null, expected: total });
  const exempt = exemptCustomer(facts, total);
  if (exempt) return held(exempt);
  const code = regionCode(facts.source, facts.catalog, facts.settings);
  const codeId = code?.isGroup === true ? code.id : null;
  return decided({ tax: { kind: 'total', total, codeId, lines: [] }, codes, calculation: null, expected: total });
}

function exemptCustomer(facts: TaxFacts, total: Money): Reason | null {
  if (isZero(total) || facts.customer?.isTaxable !== false) return null;
  return reason('customer-exempt-in-quickbooks', { tax: text(total), name: facts.customer.displayName });
}

function manualTax(facts: TaxFacts, total: Money): Decision<TaxChoice> {
  const codes = pseudoCodes(facts);
  const untaxed: TaxChoice = { tax: { kind: 'none' }, codes: codes.map(() => 'NON'), calculation: null, expected: total };
  if (!codes.includes('TAX')) return decided(untaxed);
  const region = facts.source.invoice.taxRegionName;
  const code = regionCode(facts.source, facts.catalog, facts.settings);
  if (!code || !code.isGroup) {
    // Taxes that cancel each other out need no code.
    if (isZero(total)) return decided(untaxed);
    if (region === null || region === '') return held(reason('tax-region-missing', { tax: text(total) }));
    return held(reason('tax-code-missing', { region }));
  }
  const exempt = exemptCustomer(facts, total);
  if (exempt) return held(exempt);
  if (facts.settings.tax.mode === 'quickbooks') {
    return decided({ tax: { kind: 'code', codeId: code.id }, codes, calculation: null, expected: null });
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
  });
}

/** Outside the US: a code on every line; the rates' amounts are given outright where QuickBooks' own could differ from Autotask's. */
function globalTax(facts: TaxFacts, total: Money): Decision<TaxChoice> {
  const { settings } = facts;
  const chosen = chooseCodes(facts, total);
  if ('holds' in chosen) return chosen;
  const lines = facts.lines.flatMap((line, n) => {
    const code = chosen.value[n];
    return code ? [{ amount: line.amount, code }] : [];
  });
  const codes = lines.map(({ code }) => code.id);
  const computed = computeTax(lines);
  const sumComputed = totalOf(computed);
  const plainly = { tax: { kind: 'none' }, codes, calculation: 'TaxExcluded' } as const;
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

/** A code for each line. A line of 0.00 (work that a contract covers) bears no tax with any code: it takes another line's rather than keep the invoice back. */
function chooseCodes(facts: TaxFacts, total: Money): Decision<TaxCode[]> {
  const { source, catalog, settings } = facts;
  const region = source.invoice.taxRegionName;
  const chosen: (TaxCode | undefined)[] = [];
  for (const line of facts.lines) {
    const code = isZero(line.tax) ? untaxedCode(line, source, catalog, settings) : codeOfLine(line, source, catalog, settings);
    if (!code && !isZero(line.tax)) {
      return held(
        region === null || region === '' ? reason('tax-region-missing', { tax: text(total) }) : reason('tax-code-missing', { region }),
      );
    }
    if (!code && !isZero(line.amount)) return held(reason('untaxed-code-needed', { count: zeroCodes(catalog).length }));
    chosen.push(code);
  }
  const spare = chosen.find((code) => code !== undefined) ?? regionCode(source, catalog, settings) ?? zeroCodes(catalog)[0];
  if (!spare) return held(reason('untaxed-code-needed', { count: 0 }));
  return decided(chosen.map((code) => code ?? spare));
}

/** Can rounding (half a cent a taxed line and rate, and one for the header) explain the difference? */
function isRounding(computed: Money, total: Money, lines: readonly TaxedLine[], rates: number): boolean {
  const roundings = money(String(lines.filter((line) => !isZero(line.tax)).length * Math.max(1, rates)));
  return computed.minus(total).abs().lte(HALF_CENT.times(roundings).plus(CENT));
}
