// The commands that look, and those that settle what a run left: names, options, examples.
import type { CommandSpec } from '../spec.ts';
import { csv, email, invoiceId, noPager, yes } from './options.ts';

const GROUP = 'Look and fix:';

export const LOOK_AND_FIX: readonly CommandSpec[] = [
  {
    name: 'status',
    group: GROUP,
    summary: 'one screen: connections, last run, what is held, failed, waiting',
    examples: [
      ['at2qbo status --all-profiles', 'one line a profile'],
      ['at2qbo status', 'where things stand'],
      ['at2qbo status --json', 'for a monitor'],
    ],
  },
  {
    name: 'check-invoices',
    group: GROUP,
    summary: 'what the next run would send, and what it would leave and why',
    options: [
      { flags: '--numbering <mode>', help: 'as if the setting were this', choices: ['quickbooks', 'autotask-id', 'autotask-number'] },
      { flags: '--max-age <days>', help: 'how many days back to look, instead of the setting', value: 'days' },
      { flags: '--upcoming', help: 'what is approved and not invoiced yet, and what of it would be held, by company' },
      csv,
      email,
    ],
    examples: [
      ['at2qbo check-invoices --max-age 60', 'two months back'],
      ['at2qbo check-invoices --upcoming', 'trouble before the first of the month'],
    ],
  },
  {
    name: 'compare-items',
    group: GROUP,
    summary: 'compare Autotask’s billing codes with QuickBooks’ items',
    options: [
      { flags: '--copy', help: 'create the missing items in QuickBooks' },
      {
        flags: '--match-by <field>',
        help: 'what to compare; settings: as items.matchBy says',
        choices: ['settings', 'name', 'external-number', 'external-number-or-name'],
      },
      csv,
      yes,
      email,
    ],
    examples: [
      ['at2qbo compare-items --csv items.csv', 'the comparison as a table'],
      ['at2qbo compare-items --copy', 'create what is missing'],
    ],
  },
  {
    name: 'explain',
    group: GROUP,
    summary: 'why an invoice is, or isn’t, in QuickBooks; or what a code means',
    args: [{ name: 'id', help: 'Autotask’s invoice id or its number; or a code in [brackets]' }],
    examples: [
      ['at2qbo explain 4711', 'each rule with what it found, and what the next run would do'],
      ['at2qbo explain 20260731.0001', 'by its number'],
      ['at2qbo explain customer-inactive', 'what this code means; needs no connection'],
    ],
  },
  {
    name: 'reconcile',
    group: GROUP,
    summary: 'compare both books invoice by invoice, to the cent',
    options: [
      { flags: '--from <date>', help: 'first invoice date; without --from and --to: the last whole month', value: 'date' },
      { flags: '--to <date>', help: 'last invoice date', value: 'date' },
      csv,
      { flags: '--html <file>', help: 'write it as a page too', value: 'text' },
      noPager,
    ],
    examples: [
      ['at2qbo reconcile', 'the last whole month; exit code 3 if the books differ'],
      ['at2qbo reconcile --from 2026-07-01 --to 2026-07-31 --html july.html', 'July, with a page to read, print and file'],
    ],
  },
  {
    name: 'hold',
    group: GROUP,
    summary: 'keep an invoice from being sent until it is released',
    args: [invoiceId],
    options: [{ flags: '--why <text>', help: 'the reason, for the reports', value: 'text' }],
    examples: [['at2qbo hold 4711 --why "price in dispute"', 'not until it is released']],
  },
  {
    name: 'release',
    group: GROUP,
    summary: 'let a held invoice be sent again',
    args: [{ ...invoiceId, name: '[id]' }],
    options: [
      { flags: '--accept', help: 'take the document in QuickBooks as it is' },
      { flags: '--run <id>', help: 'everything of this run that was undone', value: 'text' },
    ],
    examples: [
      ['at2qbo release 4711', 'the next run looks at it again'],
      ['at2qbo release --run 01J9ZK3V7Q', 'what was undone may be sent again'],
      ['at2qbo release 4711 --accept', 'QuickBooks’ document is right: the next run writes it back to Autotask'],
    ],
  },
  {
    name: 'logs',
    group: GROUP,
    summary: 'the log',
    options: [
      { flags: '--errors', help: 'only what went wrong' },
      { flags: '--invoice <id>', help: 'the whole life of one invoice', value: 'text' },
      { flags: '--run <id>', help: 'one run', value: 'text' },
      { flags: '--since <when>', help: 'a date YYYY-MM-DD, a moment, or 12h, 7d', value: 'text' },
      { flags: '--follow', help: 'go on as lines are added' },
      email,
      { flags: '--bundle <file>', help: 'write an archive for support, without secrets', value: 'text' },
      noPager,
    ],
    examples: [
      ['at2qbo logs --errors --since 7d', 'what went wrong this week'],
      ['at2qbo logs --invoice 4711', 'the whole life of one invoice'],
    ],
  },
  {
    name: 'doctor',
    group: GROUP,
    summary: 'check everything that can go wrong, without writing',
    examples: [
      ['at2qbo doctor', 'each check: ok, warning or problem, and the fix'],
      ['at2qbo doctor --quiet', 'problems alone'],
    ],
  },
  {
    name: 'clear-status',
    group: GROUP,
    summary: 'free a run that is stuck, and settle what it left half done',
    options: [{ flags: '--force', help: 'although its holder seems alive: look first' }],
    examples: [['at2qbo clear-status', 'release the lock of a run that died']],
  },
];
