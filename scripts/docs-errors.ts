// docs/errors.md from the table of reasons. A test checks that the file is current; `npx vitest run test/core/reasons.test.ts -u` writes it.
import { fileURLToPath } from 'node:url';
import { aboutCode, ALL_CODES, CODE_KINDS, type AboutCode } from '../src/core/reasons/about.ts';

/** The page, under docs/. */
export const ERRORS_PAGE = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

/** The whole page. */
export function errorsPage(): string {
  const all = ALL_CODES.flatMap((code) => aboutCode(code) ?? []);
  const parts = Object.entries(CODE_KINDS).flatMap(([kind, [title, text]]) => [
    `## ${title}`,
    ...(text === '' ? [] : [text]),
    ...all.filter((one) => one.kind === kind).map(section),
  ]);
  return `${[
    '# What the program says, and what to do',
    'Made from the program’s own tables by `scripts/docs-errors.ts`; don’t edit it by hand. `{…}` stands for what the message names.',
    'The code is in [brackets] after each reason: on the screen, in reports, pages and mails. `at2qbo explain CODE` shows its section here without a connection; `sync --json` and `logs --json` give code, message and fix.',
    ...parts,
  ].join('\n\n')}\n`;
}

function section({ code, message, why, fix }: AboutCode): string {
  return [`### ${code}`, `> ${message}`, ...(why === '' ? [] : [`**Why:** ${why}`]), `**What to do:** ${command(fix)}`].join('\n\n');
}

/** Commands in code type: from `at2qbo` to the end of the sentence. */
function command(fix: string): string {
  return fix.replaceAll(
    /at2qbo [a-z][^;,]*?(?=[,;)]? (?:and|or|to)\b|[.,;)]?$|[,;)]| \(|\. )/g,
    (text) => `\`${text.replaceAll('`', '')}\``,
  );
}
