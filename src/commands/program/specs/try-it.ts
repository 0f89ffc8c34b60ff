// The commands that need no account: names, options, examples.
import type { CommandSpec } from '../spec.ts';

const GROUP = 'Try it:';

export const TRY_IT: readonly CommandSpec[] = [
  {
    name: 'demo',
    group: GROUP,
    profile: 'any',
    summary: 'the whole thing against a built-in Autotask and QuickBooks; no account needed',
    examples: [['at2qbo demo', 'a month of invoices']],
  },
  {
    name: 'sandbox',
    group: GROUP,
    profile: 'any',
    summary: 'serve that built-in pair until it is stopped, and say how to point a profile at it',
    options: [
      { flags: '--port <n>', help: 'Autotask’s port, QuickBooks gets the next; any free ones if left out', value: 'port' },
      { flags: '--invoices <n>', help: 'how many invoices the month has (default: 120)', value: 'count' },
      { flags: '--tax-world <world>', help: 'how the company is taxed', choices: ['automated', 'manual', 'global'] },
      { flags: '--numbered', help: 'Autotask numbers the invoices, QuickBooks takes custom transaction numbers' },
      { flags: '--facts <file>', help: 'other answers to what no reference settles: JSON, see docs/facts.md', value: 'text' },
      { flags: '--fault <fault...>', help: 'something that goes wrong: ACTION[@[SERVICE:]KIND][ after N][ xN]', value: 'texts' },
    ],
    examples: [
      ['at2qbo sandbox', 'until Ctrl-C'],
      ['at2qbo sandbox --fault "reset-after@invoice.create after 3"', 'the answer to the fourth new invoice gets lost'],
      ['at2qbo sandbox --fault "503@Invoices.query x2" slow:3000', 'Autotask down twice, and one slow answer'],
    ],
  },
];
