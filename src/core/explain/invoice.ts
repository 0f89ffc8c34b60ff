// Why an invoice is, or isn't, in QuickBooks: every rule with what it read, and what the next run would do.
import { daysBetween } from '../dates.ts';
import { explainDocument } from './document.ts';
import { type RuleFinding, stop, stopped } from './finding.ts';
import type { CompanyScope } from '../companies/read.ts';
import type { Catalog } from '../facts/catalog.ts';
import { isUnsynced, markerOf } from '../facts/marker.ts';
import type { Source } from '../facts/source.ts';
import type { Found } from '../matching/read.ts';
import type { SourceInvoice } from '../model.ts';
import { documentName } from '../model/document.ts';
import type { OutcomeRecord, PersonHold, Transfer, TransferEvent } from '../model/ledger.ts';
import { text } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';
import { draftInvoice } from '../transfer/plan/draft.ts';
import { askHeader, type HeaderFacts, judgeHeader, windowStart } from '../transfer/plan/eligible.ts';
import type { Planned } from '../transfer/plan/plan.ts';
import { withFix } from '../words.ts';

export interface Explanation {
  readonly autotaskId: number;
  readonly autotaskNumber: string | null;
  readonly company: string;
  readonly date: string;
  readonly total: string;
  /** One sentence: is it in QuickBooks, and if not, why. */
  readonly answer: string;
  readonly rules: readonly RuleFinding[];
  readonly ledger: Transfer | null;
  readonly history: readonly TransferEvent[];
  readonly lastOutcome: OutcomeRecord | null;
  /** What the next run would do. */
  readonly next: string;
}

export interface ExplainFacts extends HeaderFacts {
  readonly invoice: SourceInvoice;
  readonly personHold: PersonHold | undefined;
  readonly transfer: Transfer | undefined;
  readonly history: readonly TransferEvent[];
  readonly lastOutcome: OutcomeRecord | undefined;
  /** null: a setting stops every run before it reads this far; `trouble` says which. */
  readonly deep: { readonly source: Source; readonly catalog: Catalog; readonly planned: Planned; readonly found: Found } | null;
  readonly trouble: { readonly message: string; readonly fix: string } | null;
  readonly scope: CompanyScope;
}

export const ok = (rule: string, found: string): RuleFinding => ({ rule, verdict: 'ok', found, fix: '', codes: [] });

export const note = (rule: string, found: string, fix = ''): RuleFinding => ({ rule, verdict: 'note', found, fix, codes: [] });

export function explainInvoice(facts: ExplainFacts): Explanation {
  const { invoice, transfer, deep, trouble } = facts;
  const asked = [
    ...headerRules(facts),
    ...(trouble ? [stopped('settings', trouble)] : []),
    ...(deep ? explainDocument(deep.source, draftInvoice(deep.source, deep.catalog, facts.settings), deep.catalog, facts.settings) : []),
  ];
  const rules = [...asked, ...(deep ? [quickBooksRule(facts, deep, asked)] : []), ledgerRule(transfer)];
  return {
    autotaskId: invoice.id,
    autotaskNumber: invoice.number,
    company: deep?.source.company?.name ?? transfer?.company ?? facts.lastOutcome?.company ?? `company ${invoice.companyId}`,
    date: invoice.date,
    total: text(invoice.net.plus(invoice.tax)),
    answer: answer(facts, rules),
    rules,
    ledger: transfer ?? null,
    history: facts.history,
    lastOutcome: facts.lastOutcome ?? null,
    next: nextStep(facts),
  };
}

/** The rules that need the header and the ledger alone, each said whether or not an earlier one stops the invoice. */
function headerRules(facts: ExplainFacts): RuleFinding[] {
  const { invoice, settings, calendar, now, transfer } = facts;
  const { lookBackDays, sync } = settings.invoices;
  const created = calendar.dayOf(invoice.createdAt);
  const first = windowStart(now, lookBackDays, calendar);
  const marker = markerOf(invoice, settings);
  const outside = reason('outside-window', { created, days: lookBackDays, needed: daysBetween(created, calendar.dayAt(now)) });
  const isSent = transfer !== undefined;
  return [
    sync === 'off' ? stopped('sync', reason('sync-off')) : ok('sync', `invoices.sync is ${sync}`),
    invoice.isVoided ? stopped('voided', reason('voided')) : ok('voided', 'not voided in Autotask'),
    isUnsynced(invoice, settings)
      ? ok('marker', `Autotask doesn't mark it as transferred (numbering ${settings.invoices.numbering})`)
      : isSent && transfer.quickBooksId !== null
        ? note('marker', `Autotask marks it as transferred (${marker})`)
        : stopped('marker', reason('already-synced', { marker, id: invoice.id })),
    invoice.createdAt >= first
      ? ok('window', `created ${created}, in the window that begins ${calendar.dayOf(first)} (${lookBackDays} days)`)
      : isSent
        ? note('window', outside.message)
        : stopped('window', outside),
    ...askHeader(facts).map(({ rule, found, stop }) => (stop ? stopped(rule, stop.reason) : ok(rule, found))),
  ];
}

/** What QuickBooks has of it. A hold that no rule before has named comes of that: it stops the invoice. */
function quickBooksRule({ invoice }: ExplainFacts, deep: NonNullable<ExplainFacts['deep']>, asked: readonly RuleFinding[]): RuleFinding {
  const { found, planned } = deep;
  const said = new Set(asked.flatMap(({ codes }) => codes));
  const holds = planned.action === 'hold' ? planned.reasons.filter(({ code }) => !said.has(code)) : [];
  if (holds.length > 0) return stop('in QuickBooks', holds);
  const noted = found.byNote.get(invoice.id) ?? [];
  if (noted.length > 0) {
    const names = noted.map((one) => `${documentName(one)}${one.isVoided ? ', voided' : ''}, total ${text(one.total)}`).join('; ');
    return note('in QuickBooks', `its note holds the id: ${names}`);
  }
  const numbered = [...found.byNumber.values()].flat();
  if (numbered.length > 0) {
    const names = numbered.map((one) => `${documentName(one)} for ${one.customerName}, total ${text(one.total)}`).join('; ');
    const isAdopted = planned.action === 'finish';
    return note('in QuickBooks', `its number is on ${names}${isAdopted ? '' : ', which is not its document: nothing is done to it'}`);
  }
  return ok('in QuickBooks', 'no document has its id or its number');
}

function ledgerRule(transfer: Transfer | undefined): RuleFinding {
  if (!transfer) return ok('ledger', 'never transferred');
  const document = transfer.quickBooksId === null ? '' : `: ${documentName(transfer)}`;
  const found = `${transfer.state}${document}${transfer.wasAdopted ? ', found in QuickBooks' : ''} (attempt ${transfer.generation + 1}, ${transfer.updatedAt})`;
  const [why] = transfer.reasons;
  if (transfer.state === 'held' && why)
    return { rule: 'ledger', verdict: 'stop', found: `${found}: ${why.message}`, fix: why.fix, codes: [why.code] };
  return note('ledger', found);
}

function answer({ invoice, transfer, deep, settings }: ExplainFacts, rules: readonly RuleFinding[]): string {
  if (transfer && transfer.quickBooksId !== null && transfer.state !== 'voided') {
    const state = transfer.state === 'done' ? '' : `, not finished (${transfer.state})`;
    return `It is in QuickBooks: ${documentName(transfer)}, total ${transfer.total ?? '?'}${state}.`;
  }
  if (transfer?.state === 'voided') return `It was voided in QuickBooks: ${documentName(transfer)}.`;
  const [noted] = (deep?.found.byNote.get(invoice.id) ?? []).filter((one) => !one.isVoided);
  if (noted) return `It is in QuickBooks: ${documentName(noted)}, total ${text(noted.total)}; this ledger didn't send it.`;
  const stop = rules.find((one) => one.verdict === 'stop');
  if (stop?.rule === 'marker')
    return `This ledger didn't send it, and Autotask marks it as transferred (${markerOf(invoice, settings)}): somebody else did.`;
  return stop ? `It is not in QuickBooks: ${stop.found}` : 'It is not in QuickBooks yet; nothing keeps it back.';
}

function nextStep(facts: ExplainFacts): string {
  const { invoice, settings, calendar, now, transfer, deep, trouble } = facts;
  const say = (reasons: readonly Reason[]): string => reasons.map(withFix).join(' ');
  const isOpen = transfer !== undefined && !['done', 'voided', 'rejected'].includes(transfer.state);
  if (!isOpen && !isUnsynced(invoice, settings)) return 'Nothing: Autotask marks it as transferred.';
  if (settings.invoices.sync === 'off') return 'Nothing: invoices.sync is off. To run all the same: at2qbo sync --now';
  if (trouble) return `No run begins: ${trouble.message} ${trouble.fix}`;
  if (!isOpen && invoice.createdAt < windowStart(now, settings.invoices.lookBackDays, calendar))
    return `Nothing: it is older than the look-back window. To send it all the same: at2qbo copy-invoice ${invoice.id}`;
  const verdict = judgeHeader(facts);
  if (verdict.verdict === 'skip' || verdict.verdict === 'hold')
    return `It stays ${verdict.verdict === 'skip' ? 'skipped' : 'held'}: ${say(verdict.reasons)}`;
  const planned = deep?.planned;
  switch (planned?.action) {
    case 'create': {
      const { draft } = planned.drafted;
      return `It is sent as a new ${draft.type === 'CreditMemo' ? 'credit memo' : 'invoice'} ${draft.docNumber ?? '(number by QuickBooks)'}. To see it first: at2qbo sync --dry-run --only ${invoice.id}`;
    }
    case 'finish':
      return `QuickBooks has ${documentName(planned.saved)}: it is ${planned.expectation === null ? '' : 'compared, and '}written back to Autotask; nothing is sent again.`;
    case 'hold':
      return `It stays held: ${say(planned.reasons)}`;
    case 'skip':
      return `It is skipped: ${say(planned.reasons)}`;
    case undefined:
      return 'Nothing is known of it.';
  }
}
