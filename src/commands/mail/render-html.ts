// The HTML of a report: one column of tables with inline styles, because mail programs know little else.
// Readable at phone width.
import type { Report, ReportRow, ReportSection, Tone } from '../../core/report/report.ts';
import { clean } from '../terminal/clean.ts';

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = '#1f2933';
const SOFT = '#5f6c7b';
const LINE = '#e4e8ed';
const PAPER = '#f3f5f8';

/** Where the reader's screen is dark: each colour for its counterpart. Outlook's own dark mode asks by an attribute. */
const DARK_RULES: readonly (readonly [name: string, rule: string])[] = [
  ['paper', 'background:#14171a!important'],
  ['sheet', 'background:#1e2328!important;border-color:#39414a!important'],
  ['ink', 'color:#e8ebee!important'],
  ['soft', 'color:#a7b0ba!important;border-color:#39414a!important'],
  ['line', 'border-color:#39414a!important'],
  ['box', 'background:#272d34!important'],
  ['link', 'color:#7db4f5!important'],
  ['good', 'color:#6fd39a!important'],
  ['attention', 'color:#e9b44c!important'],
  ['bad', 'color:#ff9a92!important'],
  ['quiet', 'color:#c3cbd4!important'],
];
const DARK = `@media (prefers-color-scheme:dark){${DARK_RULES.map(([name, rule]) => `.${name}{${rule}}`).join('')}}${DARK_RULES.map(([name, rule]) => `[data-ogsc] .${name}{${rule}}`).join('')}`;

/** Strong enough for text on white, and pale for the box with the remedy. */
const COLOURS: Readonly<Record<Tone, { readonly strong: string; readonly pale: string }>> = {
  good: { strong: '#17713f', pale: '#eef8f2' },
  attention: { strong: '#8f5a00', pale: '#fff7e6' },
  bad: { strong: '#b3261e', pale: '#fdf1f0' },
  quiet: { strong: '#3f4d5c', pale: PAPER },
};

/** Text that can't become markup; control characters and marks that reorder text are made visible. */
export function escapeHtml(text: string): string {
  return clean(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const shown = (text: string): string => escapeHtml(text.trim()).replaceAll('\n', '<br>');

/** The whole page around these parts. Nothing is loaded from anywhere. */
export function page(name: string, report: Report, parts: readonly string[]): string {
  const { strong } = COLOURS[report.tone];
  const footer = report.footer.map((line) => `<div>${shown(line)}</div>`).join('');
  const attached =
    report.sheet === null ? '' : '<div style="padding-bottom:6px">The attached file has every document; any spreadsheet opens it.</div>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>${DARK}</style>
<title>${escapeHtml(report.headline)}</title>
</head>
<body class="paper" style="margin:0;padding:0;background:${PAPER};-webkit-text-size-adjust:100%">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="paper" style="background:${PAPER}">
<tr><td align="center" style="padding:20px 10px 32px">
<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table class="sheet ink" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background:#ffffff;border:1px solid ${LINE};border-radius:8px;${FONT};font-size:15px;line-height:1.5;color:${INK};overflow-wrap:anywhere;word-break:break-word">
<tr><td style="height:4px;line-height:4px;font-size:0;background:${strong};border-radius:8px 8px 0 0">&nbsp;</td></tr>
<tr><td class="soft" style="padding:22px 24px 0;font-size:13px;color:${SOFT}">${shown(name)}</td></tr>
<tr><td style="padding:2px 24px 6px"><h1 class="ink" style="margin:0;font-size:21px;line-height:1.3;font-weight:600;color:${INK}">${shown(report.headline)}</h1></td></tr>
${parts.join('\n')}
<tr><td class="soft" style="padding:20px 24px 22px;border-top:1px solid ${LINE};font-size:12px;color:${SOFT}">${attached}${footer}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

/** The totals. */
export function summaryHtml({ facts }: Report): string {
  if (facts.length === 0) return '';
  const rows = facts
    .map(
      ({ label, value }) =>
        `<tr><td class="soft" style="padding:3px 14px 3px 0;color:${SOFT};vertical-align:top;white-space:nowrap;word-break:normal;overflow-wrap:normal">${shown(label)}</td><td align="right" style="padding:3px 0;vertical-align:top;font-variant-numeric:tabular-nums">${shown(value)}</td></tr>`,
    )
    .join('');
  return `<tr><td style="padding:10px 24px 14px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="box" style="background:${PAPER};border-radius:6px;font-size:14px"><tr><td style="padding:9px 14px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="font-size:14px">${rows}</table></td></tr></table></td></tr>`;
}

/** A heading, its rows, and how many more there are. */
export function sectionHtml(section: ReportSection, rows: string, more: string): string {
  const { strong } = COLOURS[section.tone];
  const note = section.note === '' ? '' : `<div class="soft" style="font-size:13px;color:${SOFT}">${shown(section.note)}</div>`;
  const rest =
    more === '' ? '' : `<tr><td class="soft" style="padding:10px 0;border-top:1px solid ${LINE};color:${SOFT}">${shown(more)}</td></tr>`;
  return `<tr><td style="padding:14px 24px 8px"><h2 class="${section.tone}" style="margin:0;font-size:16px;font-weight:600;color:${strong}">${shown(section.heading)}</h2>${note}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:8px;font-size:15px">${rows}${rest}</table></td></tr>`;
}

/** One document: title and amount, details, reasons with what to do. */
export function rowHtml(row: ReportRow, tone: Tone): string {
  const title =
    row.link === null
      ? shown(row.title)
      : `<a class="link" href="${escapeHtml(row.link)}" style="color:#1456a8;text-decoration:none">${shown(row.title)}</a>`;
  const amount =
    row.amount === ''
      ? ''
      : `<td align="right" style="padding-left:14px;vertical-align:top;white-space:nowrap;word-break:normal;overflow-wrap:normal;font-weight:600;font-variant-numeric:tabular-nums">${shown(row.amount)}</td>`;
  const details = row.details.map((line) => `<div class="soft" style="font-size:13px;color:${SOFT}">${shown(line)}</div>`).join('');
  const reasons = row.reasons.map((one) => reasonHtml(one, tone)).join('');
  return `<tr><td class="line" style="padding:9px 0;border-top:1px solid ${LINE}"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="font-size:15px"><tr><td style="vertical-align:top;font-weight:600">${title}</td>${amount}</tr></table>${details}${reasons}</td></tr>`;
}

function reasonHtml({ message, fix }: ReportRow['reasons'][number], tone: Tone): string {
  const { strong, pale } = COLOURS[tone];
  const what = message === '' ? '' : `<div>${shown(message)}</div>`;
  const todo = isSilent(fix)
    ? ''
    : `<div style="padding-top:2px"><span class="${tone}" style="color:${strong};font-weight:600">What to do:</span> ${shown(fix)}</div>`;
  return `<div class="box" style="margin-top:6px;padding:7px 11px;background:${pale};border-left:3px solid ${strong};font-size:14px">${what}${todo}</div>`;
}

/** "Nothing to do." needs no line of its own. */
export function isSilent(fix: string): boolean {
  return fix === '' || fix === 'Nothing to do.';
}
