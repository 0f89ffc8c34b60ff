// Reasons to leave an invoice alone before anything is decided about it.
// Rightly not sent, held by a person, not whole in Autotask.
import { NOTHING, type Entry } from './entry.ts';

export const NOT_SENT = {
  // ---- rightly not sent
  voided: { kind: 'skip', message: 'The invoice is voided in Autotask.', fix: NOTHING },
  'already-synced': {
    kind: 'skip',
    message: 'Autotask marks the invoice as transferred ({marker}).',
    fix: 'To send it once more: at2qbo copy-invoice {id}',
  },
  'outside-window': {
    kind: 'skip',
    message: 'Created on {created}, before the look-back window ({days} days).',
    fix: 'To include it: at2qbo settings set invoices.lookBackDays {needed}',
  },
  'before-go-live': {
    kind: 'skip',
    message: 'Created on {created}, before the go-live date {goLive}.',
    fix: 'Nothing to do, or change it: at2qbo settings set invoices.goLiveDate {created}',
  },
  'not-settled': {
    kind: 'skip',
    message: 'Created less than {minutes} minutes ago; Autotask may still be adding lines.',
    fix: 'Nothing to do: a later run takes it.',
  },
  'zero-total': {
    kind: 'skip',
    message: 'The total is 0.00 and invoices.skipZeroTotal is on.',
    fix: 'Nothing to do, or: at2qbo settings set invoices.skipZeroTotal false',
  },
  'line-of-business-not-selected': {
    kind: 'skip',
    message: 'No line belongs to a selected line of business ({lines}).',
    fix: 'To include it, add the line of business to linesOfBusiness.classes.',
  },
  'run-stopped': { kind: 'skip', message: 'Not tried: {why}', fix: 'Nothing to do: the next run takes it.' },
  'sync-off': { kind: 'skip', message: 'invoices.sync is off.', fix: 'at2qbo sync --now, or at2qbo settings set invoices.sync on' },
  'exists-in-quickbooks': {
    kind: 'fail',
    message: 'QuickBooks has it already: {documents}. Nothing was saved.',
    fix: 'To save a second copy on purpose: at2qbo copy-invoice {id} --overwrite',
  },
  'not-found': {
    kind: 'fail',
    message: 'Autotask has no invoice {id} that the API user may see.',
    fix: "Check the id in Autotask's Invoice History, and the API user's lines of business.",
  },

  // ---- held by a person
  'company-not-served': {
    kind: 'skip',
    message: '{company} is not one that this profile serves (companies.only).',
    fix: NOTHING,
  },
  'company-of-several-profiles': {
    kind: 'hold',
    message: '{company} is served by this profile and by {profiles}.',
    fix: 'Change companies.only of one of them; which companies overlap: at2qbo profiles check',
  },
  'sent-by-other-profile': {
    kind: 'hold',
    message: 'The profile {profile} has {document} for it.',
    fix: 'If it belongs in this company, void it there first. What is known: at2qbo explain {id} --profile {profile}',
  },
  'line-of-business-not-served': {
    kind: 'skip',
    message: 'None of its lines of business is one that this profile serves (companies.only): {lines}.',
    fix: NOTHING,
  },
  'line-of-business-of-several-profiles': {
    kind: 'hold',
    message: 'Only some of its lines of business are served by this profile (companies.only): {lines}.',
    fix: 'Have Autotask bill them apart, or name them all in companies.only of one profile. To keep it back: at2qbo hold {id}',
  },
  'held-by-person': { kind: 'hold', message: 'On hold: {why}', fix: 'at2qbo release {id}' },
  'customer-on-hold': {
    kind: 'hold',
    message: 'Invoices of {company} are on hold (customers.overrides).',
    fix: 'Take "hold" out of customers.overrides for company {companyId}.',
  },

  'plan-changed': {
    kind: 'hold',
    message: 'Changed since the plan was made: {what}.',
    fix: 'Look at it again and approve it anew: at2qbo sync --dry-run --only {id} --plan {id}.json',
  },

  'not-released': {
    kind: 'hold',
    message: 'Autotask has not released the invoice: its status is "{status}".',
    fix: 'Nothing to do if Autotask releases it by itself; otherwise release it there, or send it as it is: at2qbo copy-invoice {id}',
  },

  // ---- the source isn't whole
  'incomplete-lines': {
    kind: 'hold',
    message:
      "The lines don't add up to the invoice: its lines ({lines}) make {sum} (totalAmount), the header says {net} before tax (invoiceTotal) and {tax} tax (totalTaxValue).",
    fix: 'Wait for Autotask to finish it; if it stays so, give the API user access to all lines of business, then: at2qbo sync --only {id}',
  },
  'no-lines': {
    kind: 'hold',
    message: 'The invoice has no lines that the API user may see.',
    fix: 'Give the API user access to all lines of business in Autotask, then: at2qbo sync --only {id}',
  },
  'too-many-lines': {
    kind: 'hold',
    message: 'The invoice has {lines} lines; QuickBooks takes at most {most}.',
    fix: 'Split the invoice in Autotask.',
  },
  'company-unknown': {
    kind: 'hold',
    message: "Autotask doesn't show company {companyId} to the API user.",
    fix: 'Give the API user access to that company in Autotask, then: at2qbo sync --only {id}',
  },
  'line-of-business-mixed': {
    kind: 'hold',
    message: 'Some lines belong to selected lines of business and some do not ({lines}); an invoice is never split.',
    fix: 'Select them all in linesOfBusiness.classes, or enter this invoice by hand and: at2qbo hold {id}',
  },
} as const satisfies Record<string, Entry>;
