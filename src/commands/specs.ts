// Names, options and examples of every command. A command is offered once table.ts says where its module is.
import type { CommandSpec, OptionSpec } from './spec.ts';

const RUN = 'Run:';
const FIX = 'Look and fix:';
const SETUP = 'Set up:';
const TRY = 'Try it:';

const email: OptionSpec = { flags: '--email <address...>', help: 'send the report to these addresses too', value: 'emails' };
const dryRun: OptionSpec = { flags: '--dry-run', help: 'write nothing anywhere; show what would be done' };
const days: OptionSpec = { flags: '--days <n>', help: 'how many days back to look, instead of the setting', value: 'days' };
const yes: OptionSpec = { flags: '--yes', help: 'answer every question with yes' };
const csv: OptionSpec = { flags: '--csv <file>', help: 'write it as CSV too', value: 'text' };
const service = { name: '[service]', help: 'which; both systems if left out', choices: ['autotask', 'quickbooks', 'mail'] };
const invoiceId = { name: 'id', help: 'Autotask’s invoice id' };

/** Every command, in the order of the help. */
export const SPECS: readonly CommandSpec[] = [
  {
    name: 'sync',
    group: RUN,
    summary: 'send the eligible invoices; then voids and payments, if their settings are on',
    options: [
      dryRun,
      { flags: '--plan <file>', help: 'with --dry-run: save the plan; alone: carry out exactly that plan', value: 'text' },
      { flags: '--csv <file>', help: 'with --dry-run: the documents line by line, for a spreadsheet', value: 'text' },
      { flags: '--html <file>', help: 'with --dry-run: the documents on a page to read, print and file', value: 'text' },
      { flags: '--only <id...>', help: 'only these Autotask invoice ids', value: 'ids' },
      { flags: '--max <n>', help: 'send at most so many documents', value: 'count' },
      { flags: '--now', help: 'run although invoices.sync is off' },
      yes,
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
    name: 'sync-voids',
    group: RUN,
    summary: 'void in QuickBooks what was voided in Autotask, whatever voids.sync says',
    options: [dryRun, days],
    examples: [['at2qbo sync-voids --dry-run --days 30', 'what would be voided, a month back']],
  },
  {
    name: 'sync-payments',
    group: RUN,
    summary: 'write paid dates back to Autotask, whatever payments.sync says',
    options: [dryRun, days],
    examples: [['at2qbo sync-payments', 'mark what was paid in QuickBooks']],
  },
  {
    name: 'copy-invoice',
    group: RUN,
    summary: 'send one Autotask invoice now',
    args: [invoiceId],
    options: [
      { flags: '--overwrite', help: 'save a new copy although QuickBooks has the invoice' },
      { flags: '--void-old', help: 'with --overwrite: void the older copies' },
      email,
    ],
    examples: [['at2qbo copy-invoice 4711', 'send it, if QuickBooks doesn’t have it']],
  },
  {
    name: 'mark-paid',
    group: RUN,
    summary: 'set the paid date of an invoice in Autotask',
    args: [{ name: 'number', help: 'the invoice’s number' }],
    options: [{ flags: '--date <date>', help: 'YYYY-MM-DD; today if left out', value: 'date' }],
    examples: [['at2qbo mark-paid 20260731.0001 --date 2026-08-04', 'paid on that day']],
  },
  {
    name: 'status',
    group: FIX,
    summary: 'one screen: connections, last run, what is held, failed, waiting',
    examples: [
      ['at2qbo status --all-profiles', 'one line a profile'],
      ['at2qbo status', 'where things stand'],
      ['at2qbo status --json', 'for a monitor'],
    ],
  },
  {
    name: 'check-invoices',
    group: FIX,
    summary: 'what the next run would send, and what it would leave and why',
    options: [
      { flags: '--numbering <mode>', help: 'as if the setting were this', choices: ['quickbooks', 'autotask-id', 'autotask-number'] },
      { flags: '--max-age <days>', help: 'how many days back to look, instead of the setting', value: 'days' },
      email,
    ],
    examples: [['at2qbo check-invoices --max-age 60', 'two months back']],
  },
  {
    name: 'compare-items',
    group: FIX,
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
    group: FIX,
    summary: 'why an invoice is, or isn’t, in QuickBooks',
    args: [{ name: 'id', help: 'Autotask’s invoice id, or its number' }],
    examples: [
      ['at2qbo explain 4711', 'each rule with what it found, and what the next run would do'],
      ['at2qbo explain 20260731.0001', 'by its number'],
    ],
  },
  {
    name: 'reconcile',
    group: FIX,
    summary: 'compare both books invoice by invoice, to the cent',
    options: [
      { flags: '--from <date>', help: 'first invoice date', value: 'date' },
      { flags: '--to <date>', help: 'last invoice date', value: 'date' },
      csv,
      { flags: '--html <file>', help: 'write it as a page too', value: 'text' },
    ],
    examples: [['at2qbo reconcile --from 2026-07-01 --to 2026-07-31', 'July']],
  },
  {
    name: 'hold',
    group: FIX,
    summary: 'keep an invoice from being sent until it is released',
    args: [invoiceId],
    options: [{ flags: '--why <text>', help: 'the reason, for the reports', value: 'text' }],
    examples: [['at2qbo hold 4711 --why "price in dispute"', 'not until it is released']],
  },
  {
    name: 'release',
    group: FIX,
    summary: 'let a held invoice be sent again',
    args: [invoiceId],
    options: [{ flags: '--accept', help: 'take the document in QuickBooks as it is' }],
    examples: [
      ['at2qbo release 4711', 'the next run looks at it again'],
      ['at2qbo release 4711 --accept', 'QuickBooks’ document is right: the next run tells Autotask'],
    ],
  },
  {
    name: 'logs',
    group: FIX,
    summary: 'the log',
    options: [
      { flags: '--errors', help: 'only what went wrong' },
      { flags: '--invoice <id>', help: 'the whole life of one invoice', value: 'text' },
      { flags: '--run <id>', help: 'one run', value: 'text' },
      { flags: '--since <when>', help: 'a date YYYY-MM-DD, a moment, or 12h, 7d', value: 'text' },
      { flags: '--follow', help: 'go on as lines are added' },
      email,
      { flags: '--bundle <file>', help: 'write an archive for support, without secrets', value: 'text' },
    ],
    examples: [
      ['at2qbo logs --errors --since 7d', 'what went wrong this week'],
      ['at2qbo logs --invoice 4711', 'the whole life of one invoice'],
    ],
  },
  {
    name: 'doctor',
    group: FIX,
    summary: 'check everything that can go wrong, without writing',
    examples: [['at2qbo doctor', 'each check: ok, warning or problem, and the fix']],
  },
  {
    name: 'clear-status',
    group: FIX,
    summary: 'free a run that is stuck, and settle what it left half done',
    options: [{ flags: '--force', help: 'although its holder seems alive: look first' }],
    examples: [['at2qbo clear-status', 'release the lock of a run that died']],
  },
  {
    name: 'connect',
    group: SETUP,
    summary: 'connect Autotask and QuickBooks; asks, checks and keeps the secrets sealed',
    args: [service],
    options: [
      { flags: '--autotask-username <name>', help: 'Autotask’s API-only user', value: 'text' },
      { flags: '--client-id <id>', help: 'the client id of your Intuit app', value: 'text' },
      { flags: '--realm-id <id>', help: 'the QuickBooks company’s realm id', value: 'text' },
      { flags: '--redirected-url <address>', help: 'the address that Intuit’s consent page led to', value: 'text' },
      {
        flags: '--secrets <place>',
        help: 'move the key of the secrets there',
        choices: ['keychain', 'credential', 'file', 'command', 'env'],
      },
      yes,
    ],
    examples: [
      ['at2qbo connect', 'both, step by step'],
      [
        'at2qbo connect autotask --autotask-username api@example.com',
        'unattended: the secrets come from AT2QBO_AUTOTASK_SECRET and AT2QBO_AUTOTASK_INTEGRATION_CODE',
      ],
      ['at2qbo connect mail', 'the password of the mail server (mail.host, mail.user); unattended: AT2QBO_MAIL_PASSWORD'],
    ],
  },
  {
    name: 'disconnect',
    group: SETUP,
    summary: 'revoke and forget the credentials; the settings stay',
    args: [service],
    options: [yes],
    examples: [['at2qbo disconnect quickbooks', 'forget QuickBooks']],
  },
  {
    name: 'settings',
    group: SETUP,
    summary: 'all settings with value, default and help; get, set and more',
    examples: [
      ['at2qbo settings', 'all of them; what differs from its default is marked with *'],
      ['at2qbo settings set invoices.lookBackDays 30', 'change one'],
      ['AT2QBO_INVOICES__LOOK_BACK_DAYS=60 at2qbo settings', 'another value for one run, of sync for example'],
    ],
  },
  {
    name: 'settings list',
    group: '',
    summary: 'all settings (the same as settings alone)',
    examples: [['at2qbo settings list --json', 'for a script']],
  },
  {
    name: 'settings get',
    group: '',
    summary: 'the value of one setting',
    args: [{ name: 'key', help: 'its name' }],
    examples: [['at2qbo settings get invoices.numbering', 'prints the value alone']],
  },
  {
    name: 'settings set',
    group: '',
    summary: 'change one setting; objects and lists are given as JSON',
    args: [
      { name: 'key', help: 'its name' },
      { name: 'value', help: 'its new value' },
    ],
    examples: [
      ['at2qbo settings set items.incomeAccount 79', 'an account Id'],
      [`at2qbo settings set customers.map '{"173":"58"}'`, 'Autotask company 173 is QuickBooks customer 58'],
      ['at2qbo settings set invoices.numberPrefix -- -A', 'a value that begins with a dash'],
    ],
  },
  {
    name: 'settings unset',
    group: '',
    summary: 'back to the default',
    args: [{ name: 'key', help: 'its name' }],
    examples: [['at2qbo settings unset invoices.goLiveDate', 'no go-live date']],
  },
  {
    name: 'settings edit',
    group: '',
    summary: 'change settings with choices read from both systems',
    examples: [['at2qbo settings edit', 'asks, one group at a time']],
  },
  {
    name: 'settings check',
    group: '',
    summary: 'check the settings against both systems',
    examples: [['at2qbo settings check', 'do the accounts, items and codes exist?']],
  },
  {
    name: 'settings export',
    group: '',
    summary: 'write all settings to a file, without secrets',
    args: [{ name: 'file', help: 'where; - for stdout' }],
    examples: [['at2qbo settings export settings.json', 'for another host or profile']],
  },
  {
    name: 'settings import',
    group: '',
    summary: 'take over the settings of a file; those it doesn’t name stay',
    args: [{ name: 'file', help: 'from where; - for stdin' }],
    examples: [['at2qbo settings import settings.json', 'all of them or, if one is wrong, none']],
  },
  {
    name: 'adopt',
    group: SETUP,
    summary: 'link what another integration already sent, so that nothing is sent twice',
    options: [
      dryRun,
      { flags: '--from <date>', help: 'first invoice date', value: 'date' },
      { flags: '--to <date>', help: 'last invoice date', value: 'date' },
      {
        flags: '--go-live <date>',
        help: 'set invoices.goLiveDate to this; else the day after the newest match is suggested',
        value: 'date',
      },
      csv,
      yes,
    ],
    examples: [
      ['at2qbo adopt --dry-run', 'what would be linked, and what is ambiguous'],
      ['at2qbo adopt --from 2026-04-01 --go-live 2026-08-01', 'link since April; nothing created before August is ever sent'],
    ],
  },
  {
    name: 'schedule',
    group: SETUP,
    summary: 'the entry that runs sync: printed, or installed',
    args: [{ name: '[kind]', help: 'which scheduler; this system’s own if left out', choices: ['cron', 'systemd', 'task-scheduler'] }],
    options: [
      { flags: '--install', help: 'install it for this user (cron, systemd); again: it is replaced' },
      { flags: '--remove', help: 'take out what was installed' },
      { flags: '--every <time>', help: 'how often: 5m to 30m, 1h to 12h, or 1d (default: 15m)', value: 'text' },
      { flags: '--system', help: 'systemd: print units for the whole system instead of this user’s own' },
    ],
    examples: [
      ['at2qbo schedule', 'print the entry for this system’s scheduler; nothing is changed'],
      ['at2qbo schedule cron --install --every 30m', 'into this user’s crontab'],
      ['at2qbo schedule systemd --install', 'a timer of this user’s systemd'],
      ['at2qbo schedule systemd --remove', 'no more scheduled runs'],
    ],
  },
  {
    name: 'ledger',
    group: SETUP,
    summary: 'where the ledger is; move it',
    examples: [['at2qbo ledger', 'the file or the database, and what is in it']],
  },
  {
    name: 'ledger move',
    group: '',
    summary: 'move the ledger to PostgreSQL, or back into the SQLite file; checked, and the old one is kept',
    options: [
      { flags: '--to <where>', help: 'postgres://USER@HOST/DATABASE (the password belongs into ~/.pgpass), or sqlite', value: 'text' },
      yes,
    ],
    examples: [
      ['at2qbo ledger move --to postgres://at2qbo@db.example.com/at2qbo', 'for several hosts'],
      ['at2qbo ledger move --to sqlite', 'back'],
    ],
  },
  {
    name: 'profiles',
    group: SETUP,
    summary: 'the profiles there are; add, copy, rename or remove one',
    examples: [['at2qbo profiles', 'one line each']],
  },
  { name: 'profiles list', group: '', summary: 'the same as profiles alone', examples: [['at2qbo profiles list --json', 'for a script']] },
  {
    name: 'profiles add',
    group: '',
    summary: 'make an empty profile',
    args: [{ name: 'name', help: 'its name' }],
    examples: [['at2qbo profiles add acme', 'then: at2qbo connect --profile acme']],
  },
  {
    name: 'profiles copy',
    group: '',
    summary: 'make a profile with the settings of another one, without secrets and connection',
    args: [
      { name: 'from', help: 'whose settings' },
      { name: 'to', help: 'the new one' },
    ],
    examples: [['at2qbo profiles copy acme beta', 'the same rules for another client']],
  },
  {
    name: 'profiles rename',
    group: '',
    summary: 'give a profile another name, with its ledger, log and secrets',
    args: [
      { name: 'from', help: 'its name now' },
      { name: 'to', help: 'its new name' },
    ],
    examples: [['at2qbo profiles rename acme acme-us', 'nothing is sent twice by it']],
  },
  {
    name: 'profiles remove',
    group: '',
    summary: 'remove a profile with its settings, secrets and SQLite ledger',
    args: [{ name: 'name', help: 'which' }],
    options: [yes],
    examples: [['at2qbo profiles remove acme', 'refused while something of it is unfinished']],
  },
  {
    name: 'completion',
    group: SETUP,
    summary: 'the completion script of a shell',
    args: [{ name: 'shell', help: 'which shell', choices: ['bash', 'zsh', 'fish', 'powershell'] }],
    examples: [
      ['eval "$(at2qbo completion bash)"', 'in ~/.bashrc'],
      ['at2qbo completion fish > ~/.config/fish/completions/at2qbo.fish', 'for good'],
    ],
  },
  {
    name: 'demo',
    group: TRY,
    summary: 'the whole thing against a built-in Autotask and QuickBooks; no account needed',
    examples: [['at2qbo demo', 'a month of invoices']],
  },
  {
    name: 'sandbox',
    group: TRY,
    summary: 'serve that built-in pair until it is stopped, and say how to point a profile at it',
    options: [
      { flags: '--port <n>', help: 'Autotask’s port, QuickBooks gets the next; any free ones if left out', value: 'port' },
      { flags: '--invoices <n>', help: 'how many invoices the month has (default: 120)', value: 'count' },
      { flags: '--tax-world <world>', help: 'how the company is taxed', choices: ['automated', 'manual', 'global'] },
      { flags: '--numbered', help: 'Autotask numbers the invoices, QuickBooks takes custom transaction numbers' },
      { flags: '--fault <fault...>', help: 'something that goes wrong: ACTION[@[SERVICE:]KIND][ after N][ xN]', value: 'texts' },
    ],
    examples: [
      ['at2qbo sandbox', 'until Ctrl-C'],
      ['at2qbo sandbox --fault "reset-after@invoice.create after 3"', 'the answer to the fourth new invoice gets lost'],
      ['at2qbo sandbox --fault "503@Invoices.query x2" slow:3000', 'Autotask down twice, and one slow answer'],
    ],
  },
];
