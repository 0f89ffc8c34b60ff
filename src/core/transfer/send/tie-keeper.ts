// Keeps what a document that went through taught: which customer its company is, which items its billing codes.
import type { Catalog } from '../../facts/catalog.ts';
import type { SavedDocument } from '../../model.ts';
import type { Tie } from '../../model/ledger.ts';
import type { Clock, LedgerPort } from '../../ports.ts';
import type { Settings } from '../../settings.ts';
import type { PlannedCreate, PlannedFinish } from '../plan/plan.ts';
import { customerTie, itemTie } from '../ties.ts';

interface KeeperParts {
  readonly ledger: Pick<LedgerPort, 'saveTies'>;
  readonly catalog: Pick<Catalog, 'customers' | 'items' | 'ties'>;
  readonly settings: Settings;
  readonly clock: Pick<Clock, 'now'>;
}

export class TieKeeper {
  readonly #parts: KeeperParts;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** `saved` was compared, or taken over, and agrees. */
  async learn(planned: PlannedCreate | PlannedFinish, saved: SavedDocument): Promise<void> {
    // A person took it as it is, maybe for another customer: that says nothing of the next one.
    if (planned.action === 'finish' && planned.transfer?.state === 'accepted') return;
    const { ledger, catalog } = this.#parts;
    const ties = this.#tiesOf(planned, saved);
    if (ties.length === 0) return;
    await ledger.saveTies(ties);
    for (const tie of ties) catalog.ties.add(tie);
  }

  #tiesOf(planned: PlannedCreate | PlannedFinish, saved: SavedDocument): Tie[] {
    const facts = { ...this.#parts, now: this.#parts.clock.now() };
    const company = { id: planned.invoice.companyId, name: planned.company };
    if (planned.action === 'finish') {
      const tie = customerTie(company, saved.customerId, planned.wasAdopted ? 'adopt' : 'name', facts);
      return tie === null ? [] : [tie];
    }
    const { drafted, source } = planned;
    const ties = new Map<string, Tie>();
    const put = (tie: Tie | null): void => void (tie && ties.set(`${tie.kind} ${tie.autotaskId}`, tie));
    put(customerTie(company, saved.customerId, 'create' in drafted.customer ? 'create' : 'name', facts));
    drafted.lineCodes.forEach((id, n) => {
      const code = id === null ? undefined : source.lists.billingCodes.get(id);
      const choice = drafted.items[n];
      const itemId = choice === undefined ? null : 'existing' in choice ? choice.existing.id : (saved.lines[n]?.itemId ?? null);
      if (code && choice && itemId !== null) put(itemTie(code, itemId, 'create' in choice, facts));
    });
    return [...ties.values()];
  }
}
