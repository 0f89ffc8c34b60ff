// `explain` for people and as JSON.
import type { Calendar } from '../../core/calendar.ts';
import type { Explanation } from '../../core/explain/invoice.ts';
import type { RuleFinding } from '../../core/explain/finding.ts';
import { CODE_KINDS, type AboutCode } from '../../core/reasons/about.ts';
import { paint } from '../terminal/paint.ts';
import { withCode } from '../format/codes.ts';
import { wrap } from '../format/wrap.ts';

const MARKS = { ok: 'ok  ', stop: 'STOP', note: 'note' } as const;
const NAME = 17;

export function renderExplanation(one: Explanation, calendar: Calendar): string[] {
  const number = one.autotaskNumber === null || one.autotaskNumber === '' ? 'no number' : `number ${one.autotaskNumber}`;
  return [
    paint.bold(`Invoice ${one.autotaskId} (${number}), ${one.company}, dated ${one.date}, total ${one.total}`),
    one.answer,
    '',
    ...one.rules.flatMap(ruleLines),
    '',
    `${paint.bold('Next run:')} ${one.next}`,
    ...(one.lastOutcome
      ? [
          `${paint.bold('Last outcome:')} ${one.lastOutcome.outcome} since ${calendar.dayOf(one.lastOutcome.firstSeen)}: ${one.lastOutcome.reasons.map(withCode).join(' ')}`,
        ]
      : []),
    ...(one.history.length === 0
      ? []
      : [
          paint.bold('History:'),
          ...one.history.map(
            (event) => `  ${calendar.secondOf(event.at)}  ${event.what}${event.detail === '' ? '' : ` (${event.detail})`}`,
          ),
        ]),
    '',
  ];
}

function ruleLines(rule: RuleFinding): string[] {
  const mark = rule.verdict === 'stop' ? paint.red(MARKS.stop) : rule.verdict === 'note' ? paint.yellow(MARKS.note) : paint.green(MARKS.ok);
  const indent = ' '.repeat(7 + NAME);
  const found = rule.found.replaceAll('\n', `\n${indent}`);
  const fix = rule.fix === '' ? [] : [`${indent}${paint.cyan('fix:')} ${rule.fix.replaceAll('\n', `\n${indent}     `)}`];
  const more = rule.codes.map((code) => `${indent}${paint.dim(`more: at2qbo explain ${code}`)}`);
  return [`  ${mark} ${rule.rule.padEnd(NAME)}${found}`, ...fix, ...more];
}

/** What a code means. */
export function renderCode({ code, kind, message, why, fix }: AboutCode, width: number): string[] {
  const block = (label: string, text: string): string[] => {
    const [first = '', ...more] = wrap(text, Math.max(30, Math.min(width, 100) - label.length - 1));
    return [`${paint.cyan(label)} ${first}`, ...more.map((line) => `${' '.repeat(label.length)} ${line}`)];
  };
  return [
    `${paint.bold(code)}: ${CODE_KINDS[kind][0]}`,
    ...block('says:', message),
    ...(why === '' ? [] : block('why: ', why)),
    ...block('fix: ', fix),
  ];
}

/** The ledger's row without what only a run needs. */
export function explanationJson({ ledger, ...one }: Explanation): Record<string, unknown> {
  if (ledger === null) return { ...one, ledger };
  const { requestId: _request, draftHash: _hash, syncToken: _token, ...shown } = ledger;
  return { ...one, ledger: shown };
}
