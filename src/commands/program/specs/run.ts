// The commands that send: names, options, examples.
import type { CommandSpec } from '../spec.ts';
import { csv, days, dryRun, email, invoiceId, noPager, yes } from './options.ts';

const GROUP = 'Run:';

export const RUN: readonly CommandSpec[] = [
  {
    name: 'sync',
    group: GROUP,
    summary: 'send the eligible invoices; then voids and payments, if their settings are on',
    options: [
      dryRun,
      { flags: '--plan <file>', help: 'with --dry-run: save the plan; alone: carry out exactly that plan', value: 'text' },
      {
        flags: '--csv <file>',
        help: 'with --dry-run: the documents line by line, as CSV, or as an Excel workbook where the name ends in .xlsx',
        value: 'text',
      },
      { flags: '--html <file>', help: 'with --dry-run: the documents on a page to read, print and file', value: 'text' },
      { flags: '--only <id...>', help: 'only these Autotask invoice ids', value: 'ids' },
      { flags: '--max <n>', help: 'send at most this many documents', value: 'count' },
      { flags: '--now', help: 'run although invoices.sync is off' },
      yes,
      noPager,
      email,
    ],
    examples: [
      ['at2qbo sync --dry-run', 'show each document as QuickBooks would store it'],
      ['at2qbo sync --dry-run --plan july.json --html july.html', 'save the plan and a page to approve it by'],
      ['at2qbo sync --plan july.json', 'carry out exactly that plan; what changed since is held'],
      ['at2qbo sync', 'one run'],
      ['at2qbo sync --quiet', 'from cron: says something only if a person is needed'],
      ['at2qbo sync --only 4711 4712', 'two invoices alone'],
      ['at2qbo sync --all-profiles --jobs 8', 'every profile, eight at a time; one that fails leaves the others alone'],
    ],
  },
  {
    name: 'worker',
    group: GROUP,
    summary: 'run the profiles of a shared ledger from a queue, until it is stopped; on as many hosts as one likes',
    isFleet: true,
    options: [
      { flags: '--listen <address>', help: 'serve the page of worker status, /metrics and /healthz there: 127.0.0.1:9464', value: 'text' },
    ],
    examples: [
      ['at2qbo worker --listen 127.0.0.1:9464', 'with the page, the metrics and the health check on loopback'],
      ['at2qbo worker', 'every profile here that has a shared ledger (ledger.url), four at a time'],
      ['at2qbo worker --jobs 8 --quiet', 'eight at a time; says only what needs a person'],
    ],
  },
  {
    name: 'worker status',
    group: '',
    summary: 'every company of the shared ledger at a glance, the one with the most trouble first',
    isFleet: true,
    options: [{ flags: '--html <file>', help: 'as a page to read and print', value: 'text' }],
    examples: [
      ['at2qbo worker status', 'a line a company, and what each needs'],
      ['at2qbo worker status --html fleet.html', 'the same as a page'],
    ],
  },
  {
    name: 'sync-voids',
    group: GROUP,
    summary: 'void in QuickBooks what was voided in Autotask, whatever voids.sync says',
    options: [dryRun, days],
    examples: [['at2qbo sync-voids --dry-run --days 30', 'what would be voided, a month back']],
  },
  {
    name: 'sync-payments',
    group: GROUP,
    summary: 'write paid dates back to Autotask, whatever payments.sync says',
    options: [dryRun, days],
    examples: [['at2qbo sync-payments', 'mark what was paid in QuickBooks']],
  },
  {
    name: 'sync-customers',
    group: GROUP,
    summary: 'bring QuickBooks customers up to date with their Autotask companies, field by field',
    options: [
      dryRun,
      { flags: '--plan <file>', help: 'with --dry-run: save the plan; alone: carry out exactly that plan', value: 'text' },
      { flags: '--only <company...>', help: 'only these Autotask company ids', value: 'ids' },
      { flags: '--prefer <side>', help: 'what wins where QuickBooks was edited', choices: ['quickbooks', 'autotask'] },
      { flags: '--rename', help: 'names too' },
      { flags: '--sub-customers', help: 'put a company that Autotask bills to its parent under the parent’s customer' },
      csv,
    ],
    examples: [
      ['at2qbo sync-customers --dry-run --csv customers.csv', 'each field that would change, and those that were edited in QuickBooks'],
      ['at2qbo sync-customers --only 301 --prefer autotask', 'one customer; what was edited in QuickBooks too'],
    ],
  },
  {
    name: 'copy-invoice',
    group: GROUP,
    summary: 'send one Autotask invoice now',
    args: [invoiceId],
    options: [
      { flags: '--overwrite', help: 'save a new copy although QuickBooks has the invoice' },
      { flags: '--void-old', help: 'with --overwrite: void the older copies' },
      yes,
      email,
    ],
    examples: [['at2qbo copy-invoice 4711', 'send it, if QuickBooks doesn’t have it']],
  },
  {
    name: 'undo',
    group: GROUP,
    summary: 'take back what one run made: void it in QuickBooks, clear its marks in Autotask',
    args: [{ name: 'run', help: 'the run’s id, as logs and --json show it' }],
    options: [
      dryRun,
      { flags: '--only <id...>', help: 'only these Autotask invoice ids', value: 'ids' },
      { flags: '--with-lists', help: 'make customers and items that the run created inactive, where nothing uses them' },
      yes,
    ],
    examples: [
      ['at2qbo undo 01J9ZK3V7Q --dry-run', 'what would be taken back, and what would be left and why'],
      ['at2qbo undo 01J9ZK3V7Q --only 4711 4712 --yes', 'two documents of the run, without a question'],
    ],
  },
  {
    name: 'mark-paid',
    group: GROUP,
    summary: 'set the paid date of an invoice in Autotask',
    args: [{ name: 'number', help: 'the invoice’s number' }],
    options: [{ flags: '--date <date>', help: 'YYYY-MM-DD; today if left out', value: 'date' }, yes],
    examples: [['at2qbo mark-paid 20260731.0001 --date 2026-08-04', 'paid on that day']],
  },
];
