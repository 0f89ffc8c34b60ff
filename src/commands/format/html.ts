// Pages that a person files or prints: one self-contained file, no script, nothing fetched.
import { grouped } from '../../core/money.ts';
import { clean } from '../terminal/clean.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text escaped for HTML and for an attribute; control characters made harmless. */
export function escapeHtml(text: string): string {
  return clean(text).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#1b1f24;background:#fff;margin:0 auto;max-width:1080px;padding:28px 24px}
h1{font-size:22px;margin:0 0 4px}
h2{font-size:16px;margin:26px 0 8px}
h3{font-size:14px;margin:0}
p{margin:4px 0}
.muted{color:#59636e}
table{border-collapse:collapse;width:100%;margin:8px 0}
th{font-weight:600;text-align:left;border-bottom:1.5px solid #59636e;padding:4px 10px 4px 0;vertical-align:bottom}
td{border-bottom:1px solid #d8dee4;padding:4px 12px 4px 0;vertical-align:top;overflow-wrap:anywhere}
th.num,td.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.sum td{border-bottom:0;font-weight:600}
.ok{color:#0a6b2d}.warn{color:#8a5300}.bad{color:#a80f1c}
.card{border:1px solid #d0d7de;border-radius:6px;padding:14px 16px;margin:0 0 16px;break-inside:avoid}
dl{display:grid;grid-template-columns:minmax(90px,max-content) 1fr;gap:2px 14px;margin:8px 0}
dt{color:#59636e}dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}
pre{font:inherit;white-space:pre-wrap;margin:0}
footer{margin-top:28px;color:#59636e;font-size:12px}
summary{cursor:pointer;color:#59636e}summary h2{display:inline-block;color:#1b1f24}
.owner{font-weight:600;margin:0 0 2px}
.signed{display:grid;grid-template-columns:1fr 1fr;gap:24px;margin:34px 0 0;max-width:620px;break-inside:avoid}.signed span{border-top:1px solid #59636e;padding-top:4px;color:#59636e;font-size:12px}
@media(max-width:640px){body{padding:18px 14px}
table,tbody,tr,td{display:block}thead{display:none}tr{border-bottom:1px solid #d8dee4;padding:7px 0}
td,td.num{border:0;padding:1px 0;text-align:left;white-space:normal}td:empty{display:none}
td[data-label]::before{content:attr(data-label) ": ";color:#59636e;font-weight:400}}
@media print{body{max-width:none;padding:0;font-size:10.5px;line-height:1.3}h1{font-size:16px}h2{font-size:12.5px;margin:14px 0 4px}h3{font-size:11px}
h1,h2,h3{break-after:avoid}thead{display:table-header-group}tr{break-inside:avoid}tbody tr:first-child{break-before:avoid}td,th{padding-top:1.5px;padding-bottom:1.5px}
footer{margin-top:12px;font-size:9.5px}@page{margin:12mm 12mm 14mm;@bottom-right{content:counter(page) " of " counter(pages);font:8pt sans-serif;color:#59636e}}}
`;

/** A whole page around a body that is HTML already. `style` is added to the shared one. */
export function htmlPage(page: { readonly title: string; readonly body: string; readonly style?: string }): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing may be loaded or run, whatever an invoice's text says.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(page.title)}</title><style>${STYLE}${page.style ?? ''}</style></head>`,
    `<body>${page.body}</body></html>`,
    '',
  ].join('\n');
}

export interface HtmlColumn {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A number at its beginning with thousands apart: `1,861.08 EUR`. */
function spaced(cell: string): string {
  return cell.replace(/^[-+]?\d+(?:\.\d+)?(?=$|\s)/, grouped);
}

/** A sentence with its amounts so. */
export function spacedIn(text: string): string {
  return text.replaceAll(/(?<![\d.,])-?\d{4,}\.\d\d(?![\d.])/g, grouped);
}

/** A table of texts, numbers with thousands apart; on a phone each value has its label. `rowClass` may mark a row: `sum`, `warn`, `bad`. */
export function htmlTable(
  columns: readonly HtmlColumn[],
  rows: readonly (readonly string[])[],
  rowClass: (row: number) => string = () => '',
): string {
  const type = (n: number): string => (columns[n]?.isNumber === true ? ' class="num"' : '');
  const label = (n: number): string => (columns[n]?.title ? ` data-label="${escapeHtml(columns[n].title)}"` : '');
  const head = columns.map((column, n) => `<th${type(n)}>${escapeHtml(column.title)}</th>`).join('');
  const body = rows.map((row, r) => {
    const mark = rowClass(r);
    return `<tr${mark === '' ? '' : ` class="${escapeHtml(mark)}"`}>${row.map((cell, n) => `<td${type(n)}${label(n)}>${escapeHtml(columns[n]?.isNumber === true ? spaced(cell) : cell)}</td>`).join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

/** Names and what they are. */
export function htmlFacts(facts: readonly (readonly [string, string])[]): string {
  return `<dl>${facts.map(([name, is]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(is)}</dd>`).join('')}</dl>`;
}

/** A line for a name and one for the day. */
export function signedLine(who: string): string {
  return `<p class="signed"><span>${escapeHtml(who)}</span><span>Date</span></p>`;
}
