// docs/questions.md: every question of the probe, with what the built-in pair answers; `npx vitest run test/docs/questions.test.ts -u` writes it.
import { fileURLToPath } from 'node:url';
import { expectedOfAutotask, expectedOfQuickBooks } from '../src/commands/probe/expected.ts';
import type { Asked } from '../src/core/probe/plan.ts';
import { AUTOTASK_QUESTIONS, QUICKBOOKS_QUESTIONS } from '../src/core/probe/questions.ts';
import type { ProbedCompany, Question } from '../src/core/probe/types.ts';

/** The page, under docs/. */
export const QUESTIONS_PAGE = fileURLToPath(new URL('../docs/questions.md', import.meta.url));

const US: ProbedCompany = {
  realmId: '',
  name: '',
  country: 'US',
  isUs: true,
  tax: 'automated',
  homeCurrency: 'USD',
  usesMultiCurrency: true,
  customNumbers: true,
  onlinePayments: true,
  closedUntil: '2020-12-31',
  customField: '1',
};
/** Between them everything can be asked. */
const COMPANIES: readonly ProbedCompany[] = [
  US,
  { ...US, customNumbers: false, tax: 'off' },
  { ...US, country: 'GB', isUs: false, tax: 'global', homeCurrency: 'GBP' },
];
const EARLIER = { requestId: 'at2qbo-probe-earlier', documentId: '', days: 1 };

/** The whole page. */
export async function questionsPage(): Promise<string> {
  const answers: Map<string, Asked>[] = [];
  for (const company of COMPANIES) answers.push(await expectedOfQuickBooks(company, EARLIER));
  const autotask = await expectedOfAutotask();
  return `${[
    '# What a probe asks',
    'Made by `scripts/docs-questions.ts` from the questions themselves, which were asked of the built-in sandbox; don’t edit it by hand. [`at2qbo probe`](commands/probe.md) sends the same requests to your sandbox company. Requests are shown without what they are about; those that make the customers and items that all questions share are left out.',
    ...sections('QuickBooks', QUICKBOOKS_QUESTIONS, (id) => answers.map((one) => one.get(id)).find(isAnswered)),
    ...sections('Autotask', AUTOTASK_QUESTIONS, (id) => autotask.get(id)),
  ].join('\n\n')}\n`;
}

function isAnswered(asked: Asked | undefined): boolean {
  return asked !== undefined && 'is' in asked.answer;
}

function sections<Stage>(service: string, questions: readonly Question<Stage>[], answerTo: (id: string) => Asked | undefined): string[] {
  const subjects = [...new Set(questions.map((one) => one.subject))];
  return subjects.flatMap((subject) => {
    const rows = questions.filter((one) => one.subject === subject).map((one) => row(one, answerTo(one.id)));
    const head = ['| question | | the built-in sandbox | requests | where the program depends on it |', '|---|---|---|---|---|'];
    return [`## ${service}: ${subject.replace(/^autotask /, '')}`, [...head, ...rows].join('\n')];
  });
}

function row<Stage>({ id, asks, program }: Question<Stage>, asked: Asked | undefined): string {
  if (asked === undefined || !('is' in asked.answer))
    throw new Error(`${id}: the built-in sandbox has no answer (${JSON.stringify(asked?.answer)})`);
  return `| \`${id}\` | ${cell(asks)} | ${cell(asked.answer.is)} | ${requestsOf(asked.requests)} | ${cell(program)} |`;
}

/** Several of a kind in a row are one with their number. */
function requestsOf(requests: readonly string[]): string {
  const runs: { readonly text: string; count: number }[] = [];
  for (const text of requests) {
    const last = runs.at(-1);
    if (last?.text === text) last.count += 1;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => `\`${cell(text)}\`${count === 1 ? '' : ` x${count}`}`).join('<br>');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
