// docs/facts.md from the table of open questions. A test checks that it is current; `npx vitest run test/docs/facts.test.ts -u` writes it.
import { fileURLToPath } from 'node:url';
import { AUTOTASK_QUESTIONS, QUICKBOOKS_QUESTIONS } from '../src/core/probe/questions.ts';
import { FACT_IDS, FACTS, type FactId } from '../src/sandbox/facts.ts';

/** The page, under docs/. */
export const FACTS_PAGE = fileURLToPath(new URL('../docs/facts.md', import.meta.url));

/** What the program does, so that any answer is survived; and who has seen which answer. */
const ABOUT: Readonly<Record<FactId, readonly [does: string, seen: string]>> = {
  'sort-by-id': ['sorts nothing by Id', 'Intuit’s mail to developers, 2025-11: Id stops being sortable; refused or ignored is unknown'],
  'sort-by-time': [
    'asks for this order, looks whether rows keep to it, and cuts the list into spans of time where they don’t',
    'Intuit’s schema calls it sortable',
  ],
  'hidden-fraction': ['cuts at whole seconds, from inclusive and to exclusive', 'nobody'],
  'unsorted-rows': ['relies on no order', 'recent first: the author of a Go client, on a live company'],
  'odd-literal': [
    'splits the query, asks for the one value by pattern, and in the end looks through the list',
    'refused: users of quickbooks-ruby, with U+2019',
  ],
  'bad-row': ['reads around the row, then the row alone, and names it', '4002 and 10000: users of Intuit’s .NET and PHP packages'],
  'bad-row-in-changes': ['asks for each kind of document alone, and by query for the one that is in the way', 'nobody'],
  'payment-flags-omitted': [
    'leaves them out where `payments.creditCard` and `payments.ach` are `company`',
    'company-setting: recorded on 2026-05-05, and Intuit’s release notes of 2024-09',
  ],
  'tax-code-omitted': ['says TAX or NON on every line', 'by-item: Intuit, 2018; untaxed: another implementation'],
  'ship-to-omitted': [
    'sends the destination itself (`tax.shipTo`)',
    'company: Intuit’s page about Automated Sales Tax; the customer’s addresses: users',
  ],
  'tax-override': [
    'compares the stored tax with the one sent, and holds a difference',
    'kept, for all companies: Intuit’s release notes of 2023-12',
  ],
  'exemption-reason-omitted': ['sends a reason with it, and compares the answer', 'nobody'],
  'rate-omitted': ['sends the rate of the document’s date', 'one: two reports of users; day-rate: Intuit’s reference'],
  'rate-sent': ['compares the stored rate with the one sent', 'day-rate: one report of a user'],
  'bill-email-omitted': ['sends the customer’s own address along', 'none: a live company'],
  'void-mark': [
    'takes its own void for done when nothing is left of the document, whatever its memo says',
    'before: Intuit; after: another implementation; four recorded voids had no memo before',
  ],
  'field-not-associated': ['compares what came back, and says what was lost', 'dropped: Intuit’s pages of 2026'],
  'send-changes-version': ['reads a document again before it changes it', 'nobody'],
  'request-id-after-refusal': ['gives what was refused a new request id', 'nobody'],
  'inactive-customer': ['takes either code for the same', '610 and 2500: both recorded'],
  'inactive-item': ['takes either code for the same', '610 and 2500: both in Intuit’s pages; neither is recorded for an item'],
  'inactive-name': [
    'looks for a customer of the name among the inactive ones, too, and holds the invoice',
    'free: inferred from the suffix " (deleted)"; taken: another implementation',
  ],
  'name-blanks': ['trims names before they are sent, and compares them trimmed', 'trimmed: another implementation'],
  'closed-books': [
    'takes either code for the same, and looks at the closing date first',
    '6200 without and 6210 with a password: Intuit’s reference',
  ],
  'metered-budget': ['counts by itself and stops before; takes either answer for what it is', 'nobody'],
  'company-country': ['reads all of them as the same country', 'alpha-2: every recording until 2024; alpha-3: a test of 2026-09'],
  'invoice-status': [
    'reads the labels from Autotask, and holds an invoice that isn’t finished',
    'the field: live metadata of 2026-03; its labels: nobody',
  ],
  'number-like-texts': ['reads both', 'number: rows recorded by other integrations'],
  'blank-number-filter': ['looks at the numbers of the window itself', 'nobody'],
  'page-over-500': ['asks for 500 at most', 'cut: another implementation'],
  'pdf-shape': ['reads all of them', 'bare: Autotask’s schema of 2020; item, items and bytes: other integrations'],
  'missing-right': ['takes either status with Autotask’s words for a missing right', '500 with those words: django-autotask'],
  'items-of-voided': [
    'asks for the items of an invoice that isn’t voided only',
    'freed: Autotask’s help says that they can be invoiced again',
  ],
};

/** Facts that no question of the probe is about. */
function unasked(): string {
  const asked = new Set([...QUICKBOOKS_QUESTIONS, ...AUTOTASK_QUESTIONS].map(({ fact }) => fact));
  return FACT_IDS.filter((id) => !asked.has(id))
    .map((id) => `\`${id}\``)
    .join(', ');
}

/** The whole page. */
export function factsPage(): string {
  const rows = FACT_IDS.map((id) => {
    const { question, answer, alternatives } = FACTS[id];
    const [does, seen] = ABOUT[id];
    return `| \`${id}\` | ${question} | ${[`**${answer}**`, ...alternatives].join(', ')} | ${does} | ${seen} |`;
  });
  return `${[
    '# What no reference settles',
    'Made from `src/sandbox/facts.ts` by `scripts/docs-facts.ts`; don’t edit it by hand. Each open question is a switch of the built-in sandbox: in bold the answer that it gives by default.',
    `A sandbox company can tell: [\`at2qbo probe\`](commands/probe.md) asks yours all that it can be asked on purpose (not: ${unasked()}, which take damage, a month or another user), says where it answers otherwise, and writes a file (\`--report\`) that can be sent to the maintainers. \`doctor\` says when this company was asked.`,
    'A file with other answers makes a sandbox of them, `at2qbo sandbox --facts FILE`, with one JSON object in it: `{"sort-by-id": "refused", "void-mark": "after"}`. A probe’s report is such a file, too. `npm run test:facts` sends a month under each answer: every invoice once and to the cent, or held with a reason.',
    ['| fact | question | answers | what the program does, whatever the answer | seen by |', '|---|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')}\n`;
}
