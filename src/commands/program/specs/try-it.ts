// `demo`, `sandbox` and their sub-commands: names, options, examples.
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
    summary: 'serve that built-in pair until it is stopped; with --profile NAME a new profile is connected to it',
    options: [
      { flags: '--port <n>', help: 'Autotask’s port, QuickBooks gets the next; any free ones if left out', value: 'port' },
      { flags: '--invoices <n>', help: 'how many invoices the month has (default: 120)', value: 'count' },
      { flags: '--tax-world <world>', help: 'how the company is taxed', choices: ['automated', 'manual', 'global'] },
      { flags: '--numbered', help: 'Autotask numbers the invoices, QuickBooks takes custom transaction numbers' },
      { flags: '--facts <file>', help: 'other answers to what no reference settles: JSON, see docs/facts.md', value: 'text' },
      { flags: '--fault <fault...>', help: 'something that goes wrong: ACTION[@[SERVICE:]KIND][ after N][ xN]', value: 'texts' },
    ],
    examples: [
      ['at2qbo sandbox --profile trial', 'with a profile that is connected to it, until Ctrl-C'],
      ['at2qbo sandbox --fault "reset-after@invoice.create after 3"', 'the answer to the fourth new invoice gets lost'],
      ['at2qbo sandbox --fault "503@Invoices.query x2" slow:3000', 'Autotask down twice, and one slow answer'],
    ],
  },
  {
    name: 'probe',
    group: GROUP,
    summary: 'ask a sandbox company what no paper settles, beside the built-in sandbox',
    args: [{ name: '[service]', help: 'which service; both if left out', choices: ['quickbooks', 'autotask'] }],
    options: [
      { flags: '--company <name>', help: 'the QuickBooks sandbox company that is meant; asked for on a terminal', value: 'text' },
      {
        flags: '--invoice <id>',
        help: 'an Autotask invoice that may be changed and put back; without it Autotask is only read',
        value: 'id',
      },
      { flags: '--report <file>', help: 'write the answers alone, without names, ids or amounts, to be sent on', value: 'text' },
      { flags: '--html <file>', help: 'write it as a page too', value: 'text' },
      { flags: '--clean', help: 'take away what an interrupted probe has left' },
    ],
    examples: [
      ['at2qbo probe quickbooks --company "Sandbox Company_US_1"', 'never a production company; exit code 3 if something is otherwise'],
      ['at2qbo probe autotask --report facts.json', 'reads only'],
      ['at2qbo probe --clean', 'after a probe that was killed'],
    ],
  },
  {
    name: 'sandbox pay',
    group: '',
    summary: 'in the running sandbox, QuickBooks receives a payment for an invoice',
    args: [{ name: 'number', help: 'its number in QuickBooks, or Autotask’s invoice id' }],
    options: [
      { flags: '--amount <amount>', help: 'a part of it; all that is open if left out', value: 'text' },
      { flags: '--date <date>', help: 'YYYY-MM-DD; today if left out', value: 'date' },
    ],
    examples: [['at2qbo sandbox pay 1037 --profile trial', 'then: at2qbo sync-payments --profile trial']],
  },
  {
    name: 'sandbox void',
    group: '',
    summary: 'in the running sandbox, somebody voids an invoice',
    args: [{ name: 'id', help: 'Autotask’s invoice id; with --in quickbooks the number there' }],
    options: [{ flags: '--in <side>', help: 'where (default: autotask)', choices: ['autotask', 'quickbooks'] }],
    examples: [
      ['at2qbo sandbox void 700011 --profile trial', 'then: at2qbo sync-voids --profile trial'],
      ['at2qbo sandbox void 1037 --in quickbooks --profile trial', 'behind at2qbo’s back: reconcile finds it'],
    ],
  },
  {
    name: 'sandbox rename',
    group: '',
    summary: 'in the running sandbox, somebody renames a customer, a vendor, an item or an Autotask company',
    args: [
      { name: 'kind', help: 'what', choices: ['customer', 'vendor', 'item', 'company'] },
      { name: 'name', help: 'what it is called now' },
      { name: 'to', help: 'what it is called then' },
    ],
    examples: [['at2qbo sandbox rename customer "Acme" "Acme Ltd" --profile trial', 'the next run knows it all the same']],
  },
];
