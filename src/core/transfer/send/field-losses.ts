// Which custom fields QuickBooks doesn't keep, remembered from run to run.
// `doctor` says it until a document keeps the field again.
import { instantAt, type Instant } from '../../dates.ts';
import type { Expectation } from '../../matching/same-document.ts';
import { documentName } from '../../model/document.ts';
import type { SavedDocument } from '../../model.ts';
import type { Clock, LedgerPort } from '../../ports.ts';
import { lostFields } from './verify.ts';

const LOST = 'custom-fields.lost';

/** By field and kind of document (a field can be for invoices and not for credit memos): the document that lost it first. */
export type LostFields = Readonly<Record<string, { readonly field: string; readonly document: string; readonly at: Instant }>>;

/** Empty where every field was kept. */
export async function readLostFields(ledger: Pick<LedgerPort, 'recall'>): Promise<LostFields> {
  const kept = await ledger.recall(LOST);
  return kept === null ? {} : (JSON.parse(kept) as LostFields);
}

/** Of one run. The ledger is read with the first document that has a custom field, and written when something changes. */
export class FieldLosses {
  readonly #ledger: Pick<LedgerPort, 'recall' | 'remember'>;
  readonly #clock: Pick<Clock, 'now'>;
  #known: Promise<LostFields> | null = null;

  constructor(ledger: Pick<LedgerPort, 'recall' | 'remember'>, clock: Pick<Clock, 'now'>) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  async note(expected: Expectation, saved: SavedDocument): Promise<void> {
    if (expected.customFields.length === 0) return;
    const lost = new Set(lostFields(expected, saved).map(({ id }) => id));
    const keyOf = (id: string): string => `${saved.type} ${id}`;
    this.#known ??= readLostFields(this.#ledger);
    const known = await this.#known;
    const changed = expected.customFields.filter(({ id }) => lost.has(id) !== Object.hasOwn(known, keyOf(id)));
    if (changed.length === 0) return;
    const at = instantAt(this.#clock.now());
    const next: Record<string, LostFields[string]> = { ...known };
    for (const { id } of changed) {
      if (lost.has(id)) next[keyOf(id)] = { field: id, document: documentName(saved), at };
      else delete next[keyOf(id)];
    }
    this.#known = Promise.resolve(next);
    await this.#ledger.remember(LOST, Object.keys(next).length === 0 ? null : JSON.stringify(next));
  }
}
