// Holds and failures once QuickBooks was asked: what it has differs, or the call went wrong.
import type { Entry } from './entry.ts';

export const SAVED = {
  // ---- after the create, or found in QuickBooks
  'total-differs': {
    kind: 'hold',
    message: 'QuickBooks made {document} with {field} {saved}; Autotask says {expected}.',
    fix: 'Correct or void it in QuickBooks, or accept it as it is: at2qbo release {id} --accept',
  },
  'lines-differ': {
    kind: 'hold',
    message: 'QuickBooks stored {document} with other lines: {detail}.',
    fix: 'Correct or void it in QuickBooks, or accept it as it is: at2qbo release {id} --accept',
  },
  'exchange-rate-differs': {
    kind: 'hold',
    message: 'QuickBooks stored {document} with the exchange rate {saved} for {currency}; the rate of {date} is {expected}.',
    fix: 'Correct the exchange rate of the document in QuickBooks, or accept it as it is: at2qbo release {id} --accept',
  },
  'customer-differs': {
    kind: 'hold',
    message: 'QuickBooks stored {document} for customer {saved}, not {expected}.',
    fix: 'Correct or void it in QuickBooks, or accept it as it is: at2qbo release {id} --accept',
  },
  'number-not-given': {
    kind: 'hold',
    message: "QuickBooks made {document} without a number, so Autotask can't be given one.",
    fix: 'Number it in QuickBooks (custom transaction numbers must be off), then: at2qbo release {id} --accept',
  },
  'number-changed': {
    kind: 'hold',
    message: 'QuickBooks stored {document} under the number {saved} instead of {expected}.',
    fix: 'Renumber it in QuickBooks, or accept it: at2qbo release {id} --accept',
  },
  'twice-in-quickbooks': {
    kind: 'hold',
    message: 'QuickBooks has it more than once: {documents}.',
    fix: 'Void all but one in QuickBooks, then: at2qbo sync --only {id}',
  },
  'found-different': {
    kind: 'hold',
    message: 'QuickBooks has {document} for this invoice, but {difference}.',
    fix: 'Compare the two; accept the one in QuickBooks with: at2qbo release {id} --accept',
  },
  'voided-in-quickbooks': {
    kind: 'hold',
    message: '{document} was voided in QuickBooks; it is never made again by itself.',
    fix: 'Void the invoice in Autotask too, or send a new copy: at2qbo copy-invoice {id} --overwrite',
  },
  'deleted-in-quickbooks': {
    kind: 'hold',
    message: '{document} was deleted in QuickBooks; it is never made again by itself.',
    fix: 'Void the invoice in Autotask too, or send a new copy: at2qbo copy-invoice {id} --overwrite',
  },
  'voided-in-autotask': {
    kind: 'hold',
    message: 'The invoice was voided in Autotask after {document} was made.',
    fix: 'Void it in QuickBooks too: at2qbo sync-voids',
  },
  'gone-from-autotask': {
    kind: 'hold',
    message: 'Autotask no longer shows invoice {id}, of which QuickBooks has {document}.',
    fix: 'Let the API user see its line of business again. If it is gone for good, void the document in QuickBooks. What is known: at2qbo explain {id}',
  },
  'marker-not-written': {
    kind: 'hold',
    message: 'Autotask did not keep {field}: it says {saved} instead of {expected}.',
    fix: "Check the API user's permission to edit invoices; the next run tries again.",
  },
  'marker-changed': {
    kind: 'hold',
    message: "Autotask's invoice number is {saved} now, but {document} has {expected}.",
    fix: 'Decide which number is right and correct the other, then: at2qbo release {id} --accept',
  },

  // ---- tried, error
  rejected: { kind: 'fail', message: 'QuickBooks refused it (code {code}): {detail}', fix: '{advice}' },
  'no-answer': {
    kind: 'fail',
    message: 'No clear answer from {service}: {detail}',
    fix: 'Nothing to do: the next run looks in QuickBooks first and finishes it.',
  },
  'not-reachable': {
    kind: 'fail',
    message: '{service} could not be reached or is busy: {detail}',
    fix: 'Nothing to do: the next run takes it.',
  },
  'write-back-failed': {
    kind: 'fail',
    message: '{document} is in QuickBooks, but it could not be written back to Autotask: {detail}',
    fix: 'Nothing to do: the next run writes it back to Autotask; it is not sent again.',
  },
  'write-back-refused': {
    kind: 'fail',
    message: '{document} is in QuickBooks, but Autotask refused the write-back: {detail}',
    fix: 'Correct what Autotask names, then: at2qbo sync (it is not sent again)',
  },
  'run-broke-off': {
    kind: 'fail',
    message: 'The run stopped at this document: {detail}',
    fix: '{remedy} The next run looks in QuickBooks before anything is sent again.',
  },
  'unexpected-answer': {
    kind: 'fail',
    message: '{detail}',
    fix: 'Run it again; if it stays so, send the log: at2qbo logs --bundle support.tgz',
  },
} as const satisfies Record<string, Entry>;
