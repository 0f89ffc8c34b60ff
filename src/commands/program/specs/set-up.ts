// The commands that set up a profile and the host it runs on: names, options, examples.
import type { CommandSpec } from '../spec.ts';
import { LEDGER_AND_PROFILES } from './ledger-and-profiles.ts';
import { csv, dryRun, yes } from './options.ts';
import { SETTINGS } from './settings.ts';

const GROUP = 'Set up:';
const service = { name: '[service]', help: 'which; both systems if left out', choices: ['autotask', 'quickbooks', 'mail'] };

export const SET_UP: readonly CommandSpec[] = [
  {
    name: 'connect',
    group: GROUP,
    profile: 'any',
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
    group: GROUP,
    summary: 'revoke and forget the credentials; the settings stay',
    args: [service],
    options: [yes, { flags: '--force', help: 'forget even what can’t be revoked at Intuit or read here' }],
    examples: [
      ['at2qbo disconnect quickbooks', 'forget QuickBooks; asks first'],
      ['at2qbo disconnect --yes', 'both, without a question'],
    ],
  },
  ...SETTINGS,
  {
    name: 'adopt',
    group: GROUP,
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
    group: GROUP,
    isFleet: true,
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
      ['at2qbo schedule cron --install --all-profiles', 'one entry for every profile there is when it runs'],
    ],
  },
  ...LEDGER_AND_PROFILES,
  {
    name: 'completion',
    group: GROUP,
    profile: 'any',
    summary: 'the completion script of a shell',
    args: [{ name: 'shell', help: 'which shell', choices: ['bash', 'zsh', 'fish', 'powershell'] }],
    examples: [
      ['eval "$(at2qbo completion bash)"', 'in ~/.bashrc'],
      ['at2qbo completion fish > ~/.config/fish/completions/at2qbo.fish', 'for good'],
    ],
  },
  {
    name: 'version',
    group: GROUP,
    profile: 'any',
    summary: 'what exactly this is: version, Node, SQLite, build',
    examples: [
      ['at2qbo version', 'four lines for a report'],
      ['at2qbo version --json', 'for a script'],
    ],
  },
];
