// The comparison of billing codes and items as a report by mail.
// What isn't in order first, all of it in the attached file.
import type { CodeState } from '../../core/items/compare.ts';
import { type Report, type ReportRow, type Tone } from '../../core/report/report.ts';
import { counted } from '../../core/words.ts';
import { comparisonTable, type ComparisonReport } from './render.ts';

const SECTIONS: readonly (readonly [CodeState, string, Tone, string])[] = [
  ['missing', 'Missing in QuickBooks', 'attention', 'To create them: at2qbo compare-items --copy'],
  ['ambiguous', 'Ambiguous', 'attention', 'More than one could be meant.'],
  ['inactive', 'Inactive in QuickBooks', 'attention', ''],
  ['category', 'A category in QuickBooks, no item', 'attention', ''],
  ['bundle', 'A bundle in QuickBooks, no item', 'attention', ''],
  ['unusable', 'An item in QuickBooks that is for no line', 'attention', ''],
  ['differing', 'Differing', 'attention', 'They match; these fields are not the same.'],
];

/** The mail of a comparison. `day` names the file. */
export function comparisonMail(report: ComparisonReport, day: string): Report {
  const { codes, counts, copied, matchBy, profile } = report;
  const rows = (state: CodeState): ReportRow[] =>
    codes
      .filter((one) => one.state === state)
      .map((one) => ({
        title: one.code,
        link: null,
        amount: '',
        details: [
          ...(one.items.length === 0 ? [] : [`QuickBooks: ${one.items.map(({ name }) => name).join(' | ')}`]),
          ...one.differences.map(({ field, autotask, quickbooks }) => `${field}: Autotask "${autotask}", QuickBooks "${quickbooks}"`),
          ...(one.note === '' ? [] : [one.note]),
        ],
        reasons: [],
      }));
  const copies = copied.map(({ code, outcome, item, message }) => ({
    title: code,
    link: null,
    amount: '',
    details: [[outcome, item === null ? '' : `"${item.name}" (Id ${item.id})`, message].filter((part) => part !== '').join(' · ')],
    reasons: [],
  }));
  const open = SECTIONS.reduce((sum, [state]) => sum + counts[state], 0);
  const made = copied.filter(({ outcome }) => outcome === 'created').length;
  const sections = [
    { heading: 'Copied to QuickBooks', tone: 'good' as const, note: '', rows: copies },
    ...SECTIONS.map(([state, heading, tone, note]) => ({ heading, tone, note: copied.length > 0 ? '' : note, rows: rows(state) })),
  ];
  return {
    headline: `Billing codes and items: ${counts.matched} matched${open === 0 ? '' : `, ${open} to look at`}${made === 0 ? '' : `, ${made} created`}`,
    tone: copied.some(({ outcome }) => outcome === 'failed') ? 'bad' : open > made ? 'attention' : 'good',
    facts: [
      { label: 'Billing codes', value: String(codes.length) },
      { label: 'Matched by', value: matchBy },
      ...(['matched', ...SECTIONS.map(([state]) => state), 'unused'] as const)
        .filter((state) => counts[state] > 0)
        .map((state) => ({ label: state.charAt(0).toUpperCase() + state.slice(1), value: counted(counts[state], 'code') })),
    ],
    sections: sections.filter((one) => one.rows.length > 0),
    footer: [`at2qbo compare-items, profile ${profile}, ${day}`],
    sheet: { name: `at2qbo-compare-items-${day}`, ...comparisonTable(report) },
  };
}
