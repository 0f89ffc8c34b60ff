// What a quiet run says: what is new, what is settled, and how many wait as was said before.
import type { News } from '../../../core/report/news.ts';
import { totalsOf, type RunResult } from '../../../core/report/run-result.ts';
import { counted } from '../../../core/words.ts';
import { paint } from '../../terminal/paint.ts';

/** The result without what was told before. */
export function onlyNews(result: RunResult, news: News): RunResult {
  const { invoices, voids, payments, trouble } = result;
  const fresh = invoices.filter((one) => news.fresh.has(`invoice ${one.invoiceId}`));
  return {
    ...result,
    invoices: fresh,
    voids: voids.filter((one) => news.fresh.has(`void ${one.invoiceId}`)),
    payments: payments.filter((one) => news.fresh.has(`payment ${one.invoiceId}`)),
    totals: totalsOf(fresh, 0),
    trouble: news.isTroubleNew ? trouble : null,
  };
}

/** After what is new. Nothing to say: no line. */
export function settledLines({ settled, fresh, old }: News, profile: string): string[] {
  const status = `at2qbo status${profile === 'default' ? '' : ` --profile ${profile}`}`;
  if (settled.length === 0 && fresh.size === 0) return [];
  return [
    ...settled.map(({ title, detail }) => paint.green(`Settled: ${title}. ${detail}`)),
    ...(old === 0 ? [] : [`${counted(old, 'more waits', 'more wait')}, as was said before: ${status}`]),
  ];
}
