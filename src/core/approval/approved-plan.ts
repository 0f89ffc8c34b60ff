// An approved plan: what was seen of each invoice and its document, with a digest.
// Later the same is planned again and compared.
import type { Catalog } from '../facts/catalog.ts';
import { canonical } from '../canonical.ts';
import { documentName } from '../model/document.ts';
import type { InvoiceId } from '../model.ts';
import { text } from '../money.ts';
import type { Planned, PlannedCreate, PlannedFinish, PlannedWait } from '../transfer/plan/plan.ts';
import { describeDocument, toJson, type Json } from './planned-document.ts';
import type { Digest } from '../ports.ts';
import { reason } from '../reasons.ts';
import { nameKey } from '../text.ts';

/** Goes up when entries mean something else; a plan of another version is refused. */
export const PLAN_VERSION = 1;
export const PLAN_FORMAT = 'at2qbo-plan';

/** One invoice as it was approved. `source`: Autotask's header and lines; `target`: the document as it would be stored, or the one that is there. */
export interface ApprovedInvoice {
  readonly autotaskId: number;
  readonly autotaskNumber: string | null;
  readonly company: string;
  readonly action: 'create' | 'finish';
  readonly total: string;
  readonly source: Json;
  readonly target: Json;
  readonly digest: string;
}

export interface ApprovedPlan {
  readonly format: typeof PLAN_FORMAT;
  readonly version: number;
  readonly profile: string;
  readonly realmId: string;
  readonly run: string;
  readonly createdAt: string;
  readonly invoices: readonly ApprovedInvoice[];
  /** Of everything above: a plan that was edited is refused. */
  readonly digest: string;
}

/** The entry of a planned invoice; null for what waits: there is nothing to approve. */
export function approvable(planned: Planned, catalog: Catalog, digest: Digest): ApprovedInvoice | null {
  if (planned.action !== 'create' && planned.action !== 'finish') return null;
  const { invoice } = planned;
  const source = sourceFacts(planned);
  const target = planned.action === 'create' ? toJson(describeDocument(planned, catalog)) : foundFacts(planned);
  return {
    autotaskId: invoice.id,
    autotaskNumber: invoice.number,
    company: planned.company,
    action: planned.action,
    total: text(invoice.net.plus(invoice.tax)),
    source,
    target,
    digest: digest(canonical({ action: planned.action, source, target })),
  };
}

export function sealPlan(plan: Omit<ApprovedPlan, 'digest' | 'format' | 'version'>, digest: Digest): ApprovedPlan {
  const whole = { format: PLAN_FORMAT, version: PLAN_VERSION, ...plan } as const;
  return { ...whole, digest: digest(canonical(whole)) };
}

/** Is it as it was saved? */
export function isIntact(plan: ApprovedPlan, digest: Digest): boolean {
  const { digest: seal, ...whole } = plan;
  return digest(canonical(whole)) === seal;
}

/** Autotask's side; without what a transfer itself writes there, and without what a document is not made of. */
function sourceFacts(planned: PlannedCreate | PlannedFinish): Json {
  const { webServiceDate: _written, paidDate: _paid, voidedAt: _voided, number: _number, ...header } = planned.invoice;
  const lines = planned.action === 'create' ? { lines: planned.source.lines } : {};
  return toJson({ invoice: header, ...lines });
}

function foundFacts({ saved }: PlannedFinish): Json {
  return toJson({
    type: saved.type,
    id: saved.id,
    docNumber: saved.docNumber,
    customer: saved.customerId,
    date: saved.date,
    lines: saved.lines.map((line) => ({ item: line.itemId, amount: line.amount })),
    tax: saved.tax,
    total: saved.total,
  });
}

/** The plan of this moment, with a hold in place of each invoice that isn't what was approved. */
export function holdChanged(
  plan: readonly Planned[],
  approved: ReadonlyMap<InvoiceId, ApprovedInvoice>,
  catalog: Catalog,
  digest: Digest,
): Planned[] {
  return plan.map((planned) => {
    const before = approved.get(planned.invoice.id);
    const now = approvable(planned, catalog, digest);
    if (now === null || planned.action === 'hold' || planned.action === 'skip') return planned;
    if (before === undefined) return held(planned, ['it is not in the plan']);
    if (before.digest === now.digest) return planned;
    const changes = changesOf(before, now, planned);
    return changes.length === 0 ? planned : held(planned, changes);
  });
}

function held(planned: PlannedCreate | PlannedFinish, changes: readonly string[]): PlannedWait {
  const more = changes.length > MOST ? ` and ${changes.length - MOST} more` : '';
  const what = `${changes.slice(0, MOST).join('; ')}${more}`;
  return {
    action: 'hold',
    invoice: planned.invoice,
    company: planned.company,
    reasons: [reason('plan-changed', { what, id: planned.invoice.id })],
    document: null,
  };
}

/** At most this many changes are named. */
const MOST = 4;

/** What differs, in words; empty where only our own half-done transfer, or a customer or item that the plan itself asked for, came between. */
function changesOf(before: ApprovedInvoice, now: ApprovedInvoice, planned: PlannedCreate | PlannedFinish): string[] {
  const source = differences(before.source, now.source, 'Autotask', []);
  if (before.action === now.action) return [...source, ...differences(before.target, now.target, 'QuickBooks', [])];
  if (planned.action === 'create') return [...source, 'the document that was found in QuickBooks is there no more'];
  // Approved to be made, and there now: our own attempt that was cut short goes on; anything else is somebody else's.
  const own = planned.transfer !== null && !planned.wasAdopted;
  const header = differences(pick(before.source, 'invoice'), pick(now.source, 'invoice'), 'Autotask', []);
  return own ? header : [...header, `QuickBooks has it now: ${documentName(planned.saved)}`];
}

function pick(facts: Json, key: string): Json {
  return isObject(facts) ? { [key]: facts[key] ?? null } : facts;
}

type JsonObject = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function differences(before: Json, now: Json, side: string, path: readonly string[]): string[] {
  if (canonical(before) === canonical(now)) return [];
  if (isList(before) && isList(now)) {
    if (before.length !== now.length) return [`${label(side, path)} ${before.length} -> ${now.length}`];
    return before.flatMap((one, n) => differences(one, now[n] ?? null, side, [...path, String(n + 1)]));
  }
  if (isObject(before) && isObject(now)) {
    if (wasMade(before, now)) return [];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return keys.flatMap((key) => differences(before[key] ?? null, now[key] ?? null, side, [...path, key]));
  }
  return [`${label(side, path)} ${shown(before)} -> ${shown(now)}`];
}

/** A customer or item that was to be made, and exists now under that very name: made for another invoice of the plan. */
function wasMade(before: JsonObject, now: JsonObject): boolean {
  const { name: wanted } = before;
  const { name } = now;
  return (
    before['id'] === null &&
    isObject(before['create']) &&
    typeof now['id'] === 'string' &&
    now['create'] === null &&
    typeof wanted === 'string' &&
    typeof name === 'string' &&
    nameKey(name) === nameKey(wanted)
  );
}

/** `Autotask line 2 amount`. */
function label(side: string, path: readonly string[]): string {
  const words = path.filter((part) => part !== 'invoice').map((part) => part.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
  return [side, ...words].join(' ').replace(/ lines (\d+)/, ' line $1');
}

function shown(value: Json): string {
  if (value === null || value === '') return 'nothing';
  const words = typeof value === 'string' ? value : canonical(value);
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

/** Ids that the plan names; nothing else is touched. */
export function approvedIds(plan: ApprovedPlan): Map<InvoiceId, ApprovedInvoice> {
  return new Map(plan.invoices.map((one) => [one.autotaskId as InvoiceId, one]));
}
