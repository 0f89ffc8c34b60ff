// Tax of a document in each of QuickBooks' worlds: off, automated (US), manual (US), and a code on every line (elsewhere).
// Amounts here are positive on a credit memo, like its lines.
import type { Catalog } from '../catalog.ts';
import type { Customer, DraftTax, TaxCode } from '../model.ts';
import { cents, isZero, money, sum, text, type Money } from '../money.ts';
import { reason } from '../reasons.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../source.ts';
import { decided, held, type Decision } from './decision.ts';
import { computeTax, overrideLines, totalOf } from './tax-amounts.ts';
import { codeOfLine, regionCode, untaxedCode } from './tax-codes.ts';

/** A line as tax sees it: net to the cent, and what Autotask taxed on it. */
export interface TaxedLine {
  readonly amount: Money;
  readonly tax: Money;
  readonly categoryId: number | null;
}

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
  if (isZero(total)) return decided({ tax: { kind: 'none' }, codes: codes.map(() => 'NON'), calculation: null, expected: total });
  if (facts.customer?.isTaxable === false)
    return held(reason('customer-exempt-in-quickbooks', { tax: text(total), name: facts.customer.displayName }));
  const code = regionCode(facts.source, facts.catalog, facts.settings);
  return decided({ tax: { kind: 'total', total, codeId: code?.id ?? null, lines: [] }, codes, calculation: null, expected: total });
}

function manualTax(facts: TaxFacts, total: Money): Decision<TaxChoice> {
  const codes = pseudoCodes(facts);
  if (isZero(total)) return decided({ tax: { kind: 'none' }, codes: codes.map(() => 'NON'), calculation: null, expected: total });
  const region = facts.source.invoice.taxRegionName;
  if (region === null || region === '') return held(reason('tax-region-missing', { tax: text(total) }));
  const code = regionCode(facts.source, facts.catalog, facts.settings);
  if (!code || !code.isGroup) return held(reason('tax-code-missing', { region }));
  if (facts.customer?.isTaxable === false)
    return held(reason('customer-exempt-in-quickbooks', { tax: text(total), name: facts.customer.displayName }));
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

/** Outside the US: a code on every line; the rates' amounts are given outright where Autotask's rounding by line makes another total. */
function globalTax(facts: TaxFacts, total: Money): Decision<TaxChoice> {
  const { source, catalog, settings } = facts;
  const untaxed = untaxedCode(catalog, settings);
  const chosen: TaxCode[] = [];
  for (const line of facts.lines) {
    const taxed = isZero(line.tax) ? undefined : codeOfLine(line, source, catalog, settings);
    if (!isZero(line.tax) && !taxed) {
      const region = source.invoice.taxRegionName;
      return held(
        region === null || region === '' ? reason('tax-region-missing', { tax: text(total) }) : reason('tax-code-missing', { region }),
      );
    }
    const code = taxed ?? untaxed.code;
    if (!code) return held(reason('untaxed-code-needed', { count: untaxed.count }));
    chosen.push(code);
  }
  const codes = chosen.map((code) => code.id);
  const computed = computeTax(facts.lines.map((line, n) => ({ amount: line.amount, code: chosen[n] ?? missingCode() })));
  const sumComputed = totalOf(computed);
  if (settings.tax.mode === 'quickbooks') return decided({ tax: { kind: 'none' }, codes, calculation: 'TaxExcluded', expected: null });
  if (sumComputed.eq(total)) return decided({ tax: { kind: 'none' }, codes, calculation: 'TaxExcluded', expected: total });
  const rates = Math.max(1, ...chosen.map((code) => code.rates.length));
  if (!isRounding(sumComputed, total, facts.lines, rates)) {
    const names = [...new Set(chosen.map((code) => code.name))].join(', ');
    return held(reason('tax-rate-differs', { tax: text(total), code: names, computed: text(sumComputed) }));
  }
  return decided({
    tax: { kind: 'lines', total, lines: overrideLines(computed, total) },
    codes,
    calculation: 'TaxExcluded',
    expected: total,
  });
}

/** Can rounding (half a cent a taxed line and rate, and one for the header) explain the difference? */
function isRounding(computed: Money, total: Money, lines: readonly TaxedLine[], rates: number): boolean {
  const roundings = money(String(lines.filter((line) => !isZero(line.tax)).length * Math.max(1, rates)));
  return computed.minus(total).abs().lte(HALF_CENT.times(roundings).plus(CENT));
}

function missingCode(): never {
  throw new Error('a line without a tax code after codes were chosen');
}

/** Tax that Autotask charges on these lines. */
export function taxOf(lines: readonly TaxedLine[]): Money {
  return sum(lines.map((line) => line.tax));
}
