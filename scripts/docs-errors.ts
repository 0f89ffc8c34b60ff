// docs/errors.md from the table of reasons. A test checks that the file is current; `npx vitest run test/core/reasons.test.ts -u` writes it.
import { fileURLToPath } from 'node:url';
import { REASONS, type ReasonCode } from '../src/core/reasons.ts';
import { CAUSES } from './causes.ts';

/** The page, under docs/. */
export const ERRORS_PAGE = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

const KINDS = {
  hold: ['Held: a person must decide', 'Nothing was sent, or what was sent stays as it is; the next run looks again.'],
  fail: ['Failed: tried, and refused or not answered', 'What is unfinished is taken up by the next run.'],
  skip: ['Skipped: rightly not sent', ''],
  warning: ['Warnings: sent, and worth a look', ''],
} as const;

/** The whole page. */
export function errorsPage(): string {
  const codes = Object.keys(REASONS) as ReasonCode[];
  const parts = Object.entries(KINDS).flatMap(([kind, [title, text]]) => [
    `## ${title}`,
    ...(text === '' ? [] : [text]),
    ...codes.filter((code) => REASONS[code].kind === kind).map((code) => section(code)),
  ]);
  return `${[
    '# What the program says, and what to do',
    'Made from the program’s own table by `scripts/docs-errors.ts`; don’t edit it by hand. `{…}` stands for what the message names. `sync --json` and `logs --json` give the code, the message and the fix.',
    ...parts,
  ].join('\n\n')}\n`;
}

function section(code: ReasonCode): string {
  const { message, fix } = REASONS[code];
  const cause = CAUSES[code];
  return [`### ${code}`, `> ${message}`, ...(cause === undefined ? [] : [`**Why:** ${cause}`]), `**What to do:** ${command(fix)}`].join(
    '\n\n',
  );
}

/** Commands in code type: from `at2qbo` to the end of the sentence. */
function command(fix: string): string {
  return fix.replaceAll(
    /at2qbo [a-z][^;,]*?(?=[,;)]? (?:and|or|to)\b|[.,;)]?$|[,;)]| \(|\. )/g,
    (text) => `\`${text.replaceAll('`', '')}\``,
  );
}
