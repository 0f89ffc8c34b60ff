// `settings` and its sub-commands: names, examples.
import type { CommandSpec, OptionSpec } from '../spec.ts';

const create: OptionSpec = { flags: '--create', help: 'make the profile (--profile NAME) if it isn’t there' };

export const SETTINGS: readonly CommandSpec[] = [
  {
    name: 'settings',
    group: 'Set up:',
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
    name: 'settings describe',
    group: '',
    summary: 'what one setting means and may be, what it is and where that is set',
    args: [{ name: 'key', help: 'its name' }],
    examples: [['at2qbo settings describe tax.mode', 'meaning, allowed values, default, where it is set, an example']],
  },
  {
    name: 'settings set',
    group: '',
    profile: 'made',
    summary: 'change one setting; objects and lists are given as JSON',
    args: [
      { name: 'key', help: 'its name' },
      { name: 'value', help: 'its new value' },
    ],
    options: [create],
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
    profile: 'made',
    summary: 'change settings with choices read from both systems',
    options: [create],
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
    profile: 'made',
    summary: 'take over the settings of a file; those it doesn’t name stay',
    args: [{ name: 'file', help: 'from where; - for stdin' }],
    options: [create],
    examples: [['at2qbo settings import settings.json', 'all of them or, if one is wrong, none']],
  },
];
