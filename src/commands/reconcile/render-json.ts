// The tie-out as `reconcile --json`.
import { text, ZERO, type Money } from '../../core/money.ts';
import { footedSums } from '../../core/reconcile/foot.ts';
import type { Both, ReconcileTotals, TotalsRow } from '../../core/reconcile/totals.ts';
import { verdict, type TieOut } from './render.ts';

const both = (amounts: Both): Record<string, string> => ({
  autotask: text(amounts.autotask),
  quickbooks: text(amounts.quickbooks),
  difference: text(amounts.difference),
});
const rowsJson = (rows: readonly TotalsRow[]): Record<string, unknown>[] =>
  rows.map((row) => ({ label: row.label, currency: row.currency, count: row.count, ...both(row) }));

/** `reconcile --json`. */
export function tieOutJson(tie: TieOut, exitCode: number): Record<string, unknown> {
  const { reconciliation, totals } = tie;
  return {
    profile: tie.profile,
    company: tie.company,
    currency: tie.currency,
    madeAt: tie.madeAt,
    madeBy: tie.madeBy,
    exitCode,
    from: reconciliation.from,
    to: reconciliation.to,
    isEqual: verdict(tie).isEqual,
    invoices: totals.invoices,
    documents: totals.documents,
    voided: reconciliation.voided,
    others: { count: reconciliation.others.count, ...othersJson(reconciliation.others.byCurrency) },
    totals: totalsJson(totals),
    differences: differencesJson(tie),
    byDay: rowsJson(totals.byDay),
    byCurrency: rowsJson(totals.currencies.map(({ currency, count, total }) => ({ label: currency, currency, count, ...total }))),
    byCustomer: rowsJson(totals.byCustomer),
    byItem: rowsJson(totals.byItem),
    byClass: rowsJson(totals.byClass),
    byTax: rowsJson(totals.byTax),
    notSent: reconciliation.notSent.map(({ invoice, company, currency, reason }) => ({
      autotaskId: invoice.id,
      autotaskNumber: invoice.number,
      company,
      currency,
      autotaskTotal: text(invoice.net.plus(invoice.tax)),
      reason,
    })),
    exceptions: reconciliation.exceptions.map((one) => ({
      kind: one.kind,
      autotaskId: one.invoiceId,
      autotaskNumber: one.invoiceNumber,
      company: one.company,
      message: one.message,
      fix: one.fix,
      currency: one.currency,
      difference: text(one.difference),
    })),
    explained: reconciliation.explained.map((one) => ({
      kind: one.kind,
      autotaskId: one.invoiceId,
      company: one.company,
      currency: one.currency,
      difference: text(one.difference),
    })),
  };
}

/** Net, tax and total where there is one currency only: two are never added. `byCurrency` has an entry for each. */
function totalsJson({ currencies, home }: ReconcileTotals): Record<string, unknown> {
  const nothing: Both = { autotask: ZERO, quickbooks: ZERO, difference: ZERO };
  const { net, tax, total } = currencies[0] ?? { net: nothing, tax: nothing, total: nothing };
  const alone = currencies.length > 1 ? { net: null, tax: null, total: null } : { net: both(net), tax: both(tax), total: both(total) };
  const each = currencies.map((one) => [
    one.currency,
    { count: one.count, net: both(one.net), tax: both(one.tax), total: both(one.total), home: one.home && both(one.home) },
  ]);
  return { ...alone, home: home && both(home), byCurrency: Object.fromEntries(each) as Record<string, unknown> };
}

/** What the difference of each currency's totals is made of. */
function differencesJson({ reconciliation }: TieOut): Record<string, Record<string, string>> {
  const each = footedSums(reconciliation).map(({ currency, toLookAt, rounding, taxByQuickBooks, difference }) => [
    currency,
    { toLookAt: text(toLookAt), rounding: text(rounding), taxByQuickBooks: text(taxByQuickBooks), difference: text(difference) },
  ]);
  return Object.fromEntries(each) as Record<string, Record<string, string>>;
}

function othersJson(byCurrency: ReadonlyMap<string, Money>): Record<string, unknown> {
  const [only, ...more] = byCurrency.values();
  return {
    total: more.length > 0 ? null : text(only ?? ZERO),
    byCurrency: Object.fromEntries([...byCurrency].map(([currency, amount]) => [currency, text(amount)])),
  };
}
