// The invoices of a month: which kinds there are, and lines whose cents agree however they are summed (but for the one
// that mustn't).
import { isTaxedCode } from './business.ts';
import type { Company } from './companies.ts';
import * as lines from './lines.ts';
import { NOTHING, toCents } from './lines.ts';
import type { Amount, Line } from './lines.ts';
import type { Chance } from './random.ts';
import type { InvoiceKind, TaxWorld } from './seed.ts';

/** The peculiar invoices, one each, in this order from the first; `unsettled` is the month's last. */
export const PECULIAR_KINDS: readonly InvoiceKind[] = [
  'old',
  'negative',
  'zero',
  'voided',
  'rounding',
  'parent-billed',
  'inactive-customer',
  'vendor-name',
  'new-item',
  'sub-item',
  'deductions',
  'block',
  'discount',
  'four-decimals',
  'apostrophe',
  'colon',
  'accent',
];

/** Kinds that a run with default settings doesn't transfer. */
export const NOT_SENT: ReadonlySet<InvoiceKind> = new Set<InvoiceKind>([
  'old',
  'voided',
  'unsettled',
  'rounding',
  'inactive-customer',
  'vendor-name',
]);

/** Which invoice is of which kind. */
export function kindAt(index: number, count: number): InvoiceKind {
  if (index === count - 1) return 'unsettled';
  return PECULIAR_KINDS[index] ?? 'plain';
}

/** Lines and the tax of each, half-up per line as Autotask has it. */
export interface Billed {
  readonly lines: readonly Line[];
  readonly taxes: readonly Amount[];
  readonly net: Amount;
  readonly tax: Amount;
}

const TRIES = 400;

/** Bills one invoice. Chance is drawn again until tax and cents come out the same per line and per invoice. */
export function bill(kind: InvoiceKind, company: Company, world: TaxWorld, by: Chance, wanted?: number): Billed {
  for (let left = TRIES; left > 0; left -= 1) {
    const drawn = drawLines(kind, by, wanted ?? by.between(2, 7));
    const billed = withTaxes(drawn, company, world);
    if (kind === 'rounding' || agrees(billed, company, world)) return billed;
  }
  throw new RangeError(`no lines found for an invoice of kind ${kind}`);
}

function drawLines(kind: InvoiceKind, by: Chance, count: number): Line[] {
  if (kind === 'rounding') return lines.roundingLines();
  if (kind === 'negative') return [lines.recurring(by), lines.recurring(by), lines.credit()].slice(2);
  if (kind === 'zero') return Array.from({ length: Math.min(count, 3) }, () => lines.coveredLabour(by));
  const first = kind === 'plain' ? [] : peculiarLines(kind, by);
  const rest = Math.max(count - first.length, first.length === 0 ? 1 : 0);
  return [...first, ...Array.from({ length: rest }, (_, index) => plainLine(by, index))];
}

function peculiarLines(kind: InvoiceKind, by: Chance): Line[] {
  switch (kind) {
    case 'new-item':
      return lines.withoutItem();
    case 'sub-item':
      return [lines.smallGoods(by)];
    case 'deductions':
      return [lines.recurring(by), ...lines.deductionPair(by)];
    case 'block':
      return [lines.block(by), lines.coveredLabour(by)];
    case 'discount':
      return [lines.recurring(by), lines.block(by), lines.discount(by)];
    case 'four-decimals':
      return [lines.smallGoods(by), lines.smallGoods(by), lines.smallGoods(by)];
    default:
      return [];
  }
}

// The first line is never a reduction or free, so that a plain invoice has a total above zero.
function plainLine(by: Chance, index: number): Line {
  if (index === 0) return by.pick([lines.labour, lines.recurring])(by);
  return by.pick([lines.labour, lines.labour, lines.recurring, lines.goods, lines.smallGoods, lines.expense, lines.coveredLabour])(by);
}

function withTaxes(drawn: readonly Line[], company: Company, world: TaxWorld): Billed {
  const taxes = drawn.map((line) => (isTaxedCode(line.code, world) ? taxOf(line.amount, company) : NOTHING));
  return { lines: drawn, taxes, net: sum(drawn.map((line) => line.amount)), tax: sum(taxes) };
}

function agrees(billed: Billed, company: Company, world: TaxWorld): boolean {
  const rounded = billed.lines.map((line) => toCents(line.amount));
  const taxed = billed.lines.filter((line) => isTaxedCode(line.code, world)).map((line) => toCents(line.amount));
  return sum(rounded).eq(toCents(billed.net)) && taxOf(sum(taxed), company).eq(billed.tax);
}

function taxOf(amount: Amount, company: Company): Amount {
  return company.region === null ? NOTHING : toCents(amount.times(company.region.rate).times('0.01'));
}

/** The sum, in decimal. */
export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce((total, amount) => total.plus(amount), NOTHING);
}
