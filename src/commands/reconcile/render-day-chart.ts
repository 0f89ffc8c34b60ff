// Bars of both books' totals by day (by month in a long span), as SVG that a printer without colours shows as well.
import { text, ZERO, type Money } from '../../core/money.ts';
import type { TotalsRow } from '../../core/reconcile/totals.ts';
import { escapeHtml } from '../format/html.ts';

const WIDTH = 1000;
const HEIGHT = 260;
const LEFT = 74;
const RIGHT = 8;
const TOP = 22;
const BOTTOM = 34;
/** More days than that are shown by month. */
const MOST_BARS = 62;

interface Bar {
  readonly label: string;
  readonly autotask: Money;
  readonly quickbooks: Money;
}

/** The chart with its legend; '' where there is nothing to draw. Below it belongs the table with the same numbers. */
export function dayChart(rows: readonly TotalsRow[], currency: string): string {
  const bars = rows.length > MOST_BARS ? byMonth(rows) : rows;
  if (bars.length === 0) return '';
  const amounts = bars.flatMap((bar) => [px(bar.autotask), px(bar.quickbooks)]);
  const step = niceStep(Math.max(0, ...amounts), Math.min(0, ...amounts));
  const high = Math.ceil(Math.max(0, ...amounts) / step) * step;
  const low = Math.floor(Math.min(0, ...amounts) / step) * step;
  const range = Math.max(high - low, step);
  const y = (amount: number): number => round(TOP + ((low + range - amount) / range) * (HEIGHT - TOP - BOTTOM));
  const slot = (WIDTH - LEFT - RIGHT) / bars.length;
  const wide = Math.min(26, slot * 0.38);
  const every = Math.ceil(bars.length / 16);
  const grid: string[] = [];
  for (let amount = low; amount <= low + range + step / 2; amount += step) {
    const at = y(amount);
    grid.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" class="${amount === 0 ? 'axis' : 'grid'}"/><text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${Math.round(amount).toLocaleString('en-US')}</text>`,
    );
  }
  const drawn = bars.map((bar, n) => {
    const middle = round(LEFT + slot * (n + 0.5));
    const top = Math.min(y(0), y(px(bar.autotask)), y(px(bar.quickbooks)));
    const differs = bar.autotask.eq(bar.quickbooks)
      ? ''
      : `<text x="${middle}" y="${round(top - 5)}" text-anchor="middle" class="mark">≠</text>`;
    const label =
      n % every === 0
        ? `<text x="${middle}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${escapeHtml(bar.label.slice(rows.length > MOST_BARS ? 0 : 5))}</text>`
        : '';
    const words = escapeHtml(`${bar.label}: Autotask ${text(bar.autotask)}, QuickBooks ${text(bar.quickbooks)}`);
    return `<g><title>${words}</title>${rect(middle - wide, wide, bar.autotask, y, 'a')}${rect(middle, wide, bar.quickbooks, y, 'q')}${label}${differs}</g>`;
  });
  return [
    `<figure class="chart"><div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-title chart-words">`,
    `<title id="chart-title">Totals of both books by day</title><desc id="chart-words">${escapeHtml(inWords(bars, currency))}</desc>`,
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/><line x1="0" y1="0" x2="0" y2="5" stroke="#0a6b2d" stroke-width="2.4"/></pattern></defs>',
    ...grid,
    ...drawn,
    '</svg></div><figcaption><svg class="key" viewBox="0 0 14 10" aria-hidden="true"><rect class="a" width="14" height="10"/></svg> Autotask',
    '<svg class="key" viewBox="0 0 14 10" aria-hidden="true"><rect class="q" width="14" height="10"/></svg> QuickBooks',
    `<span class="muted">Total ${escapeHtml(currency)} with tax, by Autotask’s invoice date${rows.length > MOST_BARS ? ', by month' : ''}; ≠ marks a difference.</span></figcaption></figure>`,
  ].join('\n');
}

export const CHART_STYLE = `
.chart{margin:8px 0;break-inside:avoid}.chart svg:not(.key){display:block;width:100%;height:auto}
.chart text{font:12px system-ui,-apple-system,"Segoe UI",Arial,sans-serif;fill:#3d444d}.chart .mark{font-weight:700;font-size:14px;fill:#a80f1c}
.chart .grid{stroke:#d8dee4;stroke-width:1}.chart .axis{stroke:#59636e;stroke-width:1.4}
.chart .a{fill:#24405c;stroke:#24405c}.chart .q{fill:url(#hatch);stroke:#0a6b2d;stroke-width:1.2}
figcaption{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:center;font-size:12px}.key{width:16px;height:11px}
@media(max-width:640px){.chart div{overflow-x:auto}.chart div svg{min-width:620px}}
@media print{.chart *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;

function rect(x: number, width: number, amount: Money, y: (amount: number) => number, mark: string): string {
  const [from, to] = [y(0), y(px(amount))];
  const height = round(Math.abs(from - to));
  return height === 0 ? '' : `<rect class="${mark}" x="${round(x)}" y="${Math.min(from, to)}" width="${round(width)}" height="${height}"/>`;
}

/** For drawing alone: what is printed stays decimal. */
function px(amount: Money): number {
  return Number(amount.toFixed(2));
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

/** 1, 2 or 5 times a power of ten, for four or five lines. */
function niceStep(high: number, low: number): number {
  const raw = Math.max(high - low, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  return ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10) * power;
}

function byMonth(rows: readonly TotalsRow[]): Bar[] {
  const months = new Map<string, Bar>();
  for (const row of rows) {
    const label = row.label.slice(0, 7);
    const known = months.get(label) ?? { label, autotask: ZERO, quickbooks: ZERO };
    months.set(label, { label, autotask: known.autotask.plus(row.autotask), quickbooks: known.quickbooks.plus(row.quickbooks) });
  }
  return [...months.values()];
}

function inWords(bars: readonly Bar[], currency: string): string {
  const differing = bars.filter((bar) => !bar.autotask.eq(bar.quickbooks));
  const most = bars.reduce((best, bar) => (bar.autotask.gt(best.autotask) ? bar : best));
  const agree =
    differing.length === 0
      ? 'On every one of them both totals are equal.'
      : `They differ on ${differing.map((bar) => `${bar.label} (Autotask ${text(bar.autotask)}, QuickBooks ${text(bar.quickbooks)})`).join(', ')}.`;
  return `${bars.length} days with invoices, from ${bars[0]?.label ?? ''} to ${bars.at(-1)?.label ?? ''}; the highest is ${most.label} with ${text(most.autotask)} ${currency}. ${agree} The table By day has all numbers.`;
}
