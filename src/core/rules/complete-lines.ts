// Has Autotask shown all lines of an invoice? Their sum must be the header's total.
// Autotask shows an API user without all lines of business fewer lines, and an invoice that is still being made fewer lines for some
// minutes: a short invoice must never go out.
import type { SourceInvoice, SourceLine } from '../model.ts';
import { cents, isWithin, isZero, money, plain, sum, text, type Money } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';

const HALF_CENT = money('0.005');
const CENT = money('0.01');

/** A line with its amount before tax, whichever way this Autotask database gives it. */
export interface NetLine {
  readonly source: SourceLine;
  readonly net: Money;
}

export type Completeness = { readonly lines: readonly NetLine[] } | { readonly hold: Reason };

/**
 * Compares the sum of `totalAmount` with `invoiceTotal`. Accepted: equal, to the cent, or as far apart as rounding each line explains.
 * Whether `totalAmount` includes tax isn't documented: where only sum - taxes fits, it does.
 */
export function completeLines(invoice: SourceInvoice, lines: readonly SourceLine[]): Completeness {
  if (lines.length === 0) return { hold: reason('no-lines', { id: invoice.id }) };
  const amounts = lines.map((line) => line.amount);
  if (!taxesAddUp(invoice, lines)) return { hold: incomplete(invoice, lines) };
  if (addUp(amounts, invoice.net)) return { lines: lines.map((source) => ({ source, net: source.amount })) };
  const taxes = sum(lines.map((line) => line.tax));
  const nets = lines.map((line) => line.amount.minus(line.tax));
  if (!isZero(taxes) && addUp(amounts, invoice.net.plus(invoice.tax)) && addUp(nets, invoice.net)) {
    return { lines: lines.map((source, n) => ({ source, net: nets[n] ?? source.amount })) };
  }
  return { hold: incomplete(invoice, lines) };
}

function incomplete(invoice: SourceInvoice, lines: readonly SourceLine[]): Reason {
  return reason('incomplete-lines', {
    lines: lines.length,
    sum: plain(sum(lines.map((line) => line.amount))),
    net: plain(invoice.net),
    tax: text(invoice.tax),
    id: invoice.id,
  });
}

/** Taxes are rounded a line at a time, the header once: half a cent a line, and one for the header. Tax that is on no line belongs to a line that isn't there. */
function taxesAddUp(invoice: SourceInvoice, lines: readonly SourceLine[]): boolean {
  if (lines.every((line) => isZero(line.tax))) return isZero(cents(invoice.tax));
  const allowed = HALF_CENT.times(money(String(lines.length))).plus(CENT);
  return isWithin(sum(lines.map((line) => line.tax)), invoice.tax, allowed);
}

function addUp(amounts: readonly Money[], total: Money): boolean {
  const exact = sum(amounts);
  if (cents(exact).eq(cents(total)) || sum(amounts.map(cents)).eq(cents(total))) return true;
  // Header and lines may keep two or four decimals each: what is left of that is shown, held or put on the rounding line later.
  return isWithin(exact, total, HALF_CENT.times(money(String(amounts.length))));
}
