// Reasons of what follows a transfer: voids, payments, and a second copy on purpose.
import { NOTHING, type Entry } from './entry.ts';

export const AFTERWARDS = {
  'not-in-quickbooks': { kind: 'skip', message: 'QuickBooks has no document for this invoice.', fix: NOTHING },
  'already-void': { kind: 'skip', message: '{document} is void in QuickBooks already.', fix: NOTHING },
  'already-deleted': { kind: 'skip', message: '{document} was deleted in QuickBooks already.', fix: NOTHING },
  'void-in-closed-books': {
    kind: 'hold',
    message: '{document} is dated {date}; the books in QuickBooks are closed{closed}, so it cannot be voided.',
    fix: 'Move the closing date in QuickBooks and run: at2qbo sync-voids; or make a credit memo there by hand.',
  },
  'void-changed-meanwhile': {
    kind: 'hold',
    message: 'Somebody changed {document} in QuickBooks while it was being voided, twice in a row.',
    fix: 'When nobody works on it any more: at2qbo sync-voids',
  },
  'not-voided-yet': { kind: 'skip', message: '{document} is not void in QuickBooks.', fix: 'at2qbo sync-voids' },
  'has-payments': {
    kind: 'hold',
    message: '{document} has payments or credits applied in QuickBooks.',
    fix: 'Take them off in QuickBooks, then: at2qbo sync-voids',
  },
  'has-deposit': {
    kind: 'hold',
    message: '{document} has a deposit of {deposit} in QuickBooks.',
    fix: 'Remove the deposit in QuickBooks, then: at2qbo sync-voids',
  },
  'void-not-ours': {
    kind: 'hold',
    message:
      '{document} has the number, customer and amount of this voided invoice, but was neither made nor adopted by at2qbo: it is left alone.',
    fix: 'If it is the same invoice, void it in QuickBooks by hand.',
  },
  'not-unique': {
    kind: 'hold',
    message: 'Several QuickBooks documents could be meant: {documents}.',
    fix: 'Void the right one in QuickBooks by hand.',
  },
  'void-failed': {
    kind: 'fail',
    message: '{document} could not be voided: {detail}',
    fix: 'Nothing to do if it passes; otherwise void it in QuickBooks.',
  },
  undone: {
    kind: 'hold',
    message: 'The run {run} was undone: {document} was taken back.',
    fix: 'To send it again: at2qbo release {id}',
  },
  'undone-already': { kind: 'skip', message: '{document} was taken back already.', fix: NOTHING },
  'undo-replaced': {
    kind: 'hold',
    message: 'A later attempt took the place of what this run made; {document} is the present one.',
    fix: 'Undo the run that made the present one, or void the older copy in QuickBooks.',
  },
  'undo-unsettled': {
    kind: 'hold',
    message: 'It is not known yet whether QuickBooks made it.',
    fix: 'First: at2qbo clear-status. Then the undo once more. What is known: at2qbo explain {id}',
  },
  'undo-adopted': { kind: 'hold', message: '{document} was adopted, not made by at2qbo: it is left alone.', fix: NOTHING },
  'undo-mailed': {
    kind: 'hold',
    message: '{document} was mailed to the customer already.',
    fix: 'Send the customer a credit memo, or void it in QuickBooks by hand and say so. What is known: at2qbo explain {id}',
  },
  'undo-edited': {
    kind: 'hold',
    message: '{document} was changed in QuickBooks since it was made.',
    fix: 'Look at it in QuickBooks (Audit history), and void it there by hand. What is known: at2qbo explain {id}',
  },
  'undo-number-kept': {
    kind: 'warning',
    message: '{document} is void but keeps the number {number}: {detail}',
    fix: 'Renumber it in QuickBooks before the invoice is sent again.',
  },
  'undo-mark-stays': {
    kind: 'hold',
    message: 'It is taken back in QuickBooks, but Autotask still shows {fields}.',
    fix: 'Clear them in Autotask (Invoice History) before it is sent again. What is known: at2qbo explain {id}',
  },
  'undo-unfinished': {
    kind: 'fail',
    message: 'It is taken back in QuickBooks; Autotask was not reachable: {detail}',
    fix: 'Nothing to do: the next run finishes it. It stays held until: at2qbo release {id}',
  },
  'partly-paid': { kind: 'skip', message: 'Partly paid: {balance} of {total} is still open.', fix: NOTHING },
  overpaid: {
    kind: 'warning',
    message: '{excess} of what was paid is applied to no invoice; {total} was due.',
    fix: 'It is a credit of the customer in QuickBooks: apply or refund it there.',
  },
  'paid-date-set': { kind: 'skip', message: 'Autotask has the paid date {paidDate} already, set by somebody else.', fix: NOTHING },
  'paid-date-cleared': {
    kind: 'warning',
    message: 'No longer paid in QuickBooks; the paid date {paidDate} that at2qbo had written was taken back.',
    fix: NOTHING,
  },
  'paid-date-refused': {
    kind: 'fail',
    message: 'Autotask did not take the paid date {paidDate}: {detail}',
    fix: "Check the API user's permission to edit invoices; the next run tries again.",
  },
  'paid-date-same': { kind: 'warning', message: 'Autotask had the paid date {paidDate} already.', fix: NOTHING },
  'paid-date-replaced': { kind: 'warning', message: 'Autotask had the paid date {before} before.', fix: NOTHING },
  'number-unknown': {
    kind: 'fail',
    message: 'Autotask has no invoice with the number {number} that the API user may see.',
    fix: "Check the number in Autotask's Invoice History.",
  },
  'number-ambiguous': {
    kind: 'fail',
    message: 'Autotask has several invoices with the number {number} ({invoices}). Nothing was saved.',
    fix: 'Renumber all but one, or set the paid date in Autotask by hand.',
  },
  'voided-not-marked': {
    kind: 'fail',
    message: 'Invoice {number} (id {id}) is voided in Autotask. Nothing was saved.',
    fix: 'Use the number of the invoice that replaced it.',
  },
  'copy-of-voided': { kind: 'fail', message: 'Invoice {id} is voided in Autotask. Nothing was saved.', fix: NOTHING },
  'copy-number-taken': {
    kind: 'fail',
    message:
      'The number {number} belongs to the older copy in QuickBooks ({documents}), which keeps it even when it is void. Nothing was saved.',
    fix: 'Renumber the older copy in QuickBooks, to {number}-old for example, then: at2qbo copy-invoice {id} --overwrite',
  },
  'copy-number-of-another': {
    kind: 'fail',
    message: "The number {number} belongs to another document in QuickBooks ({documents}), which isn't this invoice's. Nothing was saved.",
    fix: 'Renumber one of the two, then: at2qbo copy-invoice {id} --overwrite',
  },
  'copy-unsettled': {
    kind: 'fail',
    message: 'An earlier attempt to send it has not been settled yet. Nothing was saved.',
    fix: 'First: at2qbo clear-status. Then: at2qbo copy-invoice {id} --overwrite',
  },
  'old-copy-voided': { kind: 'warning', message: 'The older copy was voided: {document}.', fix: NOTHING },
  'old-copy-stays': {
    kind: 'fail',
    message: 'The new copy was made, but the older one stays: {detail}',
    fix: 'Void the older copy in QuickBooks.',
  },
  'not-sent-yet': { kind: 'skip', message: 'QuickBooks does not have it.', fix: 'Nothing to do: the next run sends it.' },
  'payment-unclear': {
    kind: 'skip',
    message: 'The balance is zero, but QuickBooks names no payment or credit that brought it there.',
    fix: 'If it is paid: at2qbo mark-paid {number} (today; for another day with --date)',
  },
} as const satisfies Record<string, Entry>;
