// Makes the customers and items that documents need, each once, however many documents wait for it.
import type { Catalog } from '../../facts/catalog.ts';
import { contentRequestId } from '../../run/request-id.ts';
import { RejectedError } from '../../errors.ts';
import type { Choice, Customer, CustomerDraft, Draft, Item, ItemDraft, QuickBooksId } from '../../model.ts';
import type { Digest, LedgerPort, QuickBooksPort, ResolvedDraft } from '../../ports.ts';
import type { Reason } from '../../reasons.ts';
import { exemptionKept } from '../../rules/tax/exemption.ts';
import { nameKey } from '../../text.ts';

export interface Made {
  readonly customers: { readonly id: string; readonly name: string }[];
  readonly items: { readonly id: string; readonly name: string }[];
}

type Keep = (kind: 'customer' | 'item', id: QuickBooksId, name: string) => Promise<void>;

/** Notes it in the ledger: what `undo` lists. */
export const keptIn =
  (ledger: Pick<LedgerPort, 'saveMade'>, runId: string): Keep =>
  (kind, id, name) =>
    ledger.saveMade({ runId, kind, id, name });

/** A refusal to make a customer or an item: the document itself was never sent. */
export class MakingError extends Error {
  readonly what: 'customer' | 'item';
  readonly wanted: string;
  readonly reason: RejectedError;
  constructor(what: 'customer' | 'item', wanted: string, cause: RejectedError) {
    super(cause.message, { cause });
    this.name = 'MakingError';
    this.what = what;
    this.wanted = wanted;
    this.reason = cause;
  }
}

export class Maker {
  readonly made: Made = { customers: [], items: [] };
  readonly #quickbooks: QuickBooksPort;
  readonly #digest: Digest;
  readonly #profile: string;
  readonly #catalog: Catalog;
  readonly #keep: Keep;
  readonly #customers = new Map<string, Promise<Customer>>();
  readonly #items = new Map<string, Promise<Item>>();
  readonly #counted = new Set<MakingError>();
  readonly #remarks = new Map<QuickBooksId, readonly Reason[]>();

  /** `keep` notes what was made, before any document uses it. */
  constructor(quickbooks: QuickBooksPort, digest: Digest, profile: string, catalog: Catalog, keep: Keep = () => Promise.resolve()) {
    this.#quickbooks = quickbooks;
    this.#digest = digest;
    this.#profile = profile;
    this.#catalog = catalog;
    this.#keep = keep;
  }

  /** True the first time that this refusal is met: all documents that wait for the same customer meet the same one. */
  isFirstWord(refusal: MakingError): boolean {
    const isFirst = !this.#counted.has(refusal);
    this.#counted.add(refusal);
    return isFirst;
  }

  async resolve(draft: Draft): Promise<ResolvedDraft> {
    const customerId = await this.#customer(draft.customer);
    const lines = [];
    for (const line of draft.lines) {
      const { item, ...rest } = line;
      lines.push({ ...rest, itemId: await this.#item(item) });
    }
    const { customer: _, ...rest } = draft;
    return { ...rest, customerId, lines };
  }

  async #customer(choice: Choice<QuickBooksId, CustomerDraft>): Promise<QuickBooksId> {
    if ('existing' in choice) return choice.existing;
    const draft = choice.create;
    const customer = await once(this.#customers, nameKey(draft.displayName), async () => {
      const made = await refusalOf(
        'customer',
        draft.displayName,
        this.#quickbooks.createCustomer(draft, contentRequestId(this.#digest, 'customer', this.#profile, draft)),
      );
      // The same request again is answered with what it once made, whatever that is called now: nothing was created.
      const known = this.#catalog.customers.byId(made.id);
      if (known !== undefined) return known;
      await this.#keep('customer', made.id, made.displayName);
      this.#catalog.customers.add(made);
      this.#remarks.set(made.id, exemptionKept(draft, made));
      this.made.customers.push({ id: made.id, name: made.displayName });
      return made;
    });
    return customer.id;
  }

  /** What is worth a look about a customer that was made: said with its first document. */
  takeRemarks(customerId: QuickBooksId): readonly Reason[] {
    const remarks = this.#remarks.get(customerId) ?? [];
    this.#remarks.delete(customerId);
    return remarks;
  }

  async #item(choice: Choice<QuickBooksId, ItemDraft>): Promise<QuickBooksId> {
    if ('existing' in choice) return choice.existing;
    return (await this.makeItem(choice.create)).id;
  }

  async makeItem(draft: ItemDraft): Promise<Item> {
    return once(this.#items, `${draft.parentId ?? ''}/${nameKey(draft.name)}`, async () => {
      const made = await refusalOf(
        'item',
        draft.name,
        this.#quickbooks.createItem(draft, contentRequestId(this.#digest, 'item', this.#profile, draft)),
      );
      const known = this.#catalog.items.byId(made.id);
      if (known !== undefined) return known;
      await this.#keep('item', made.id, made.fullName);
      this.#catalog.items.add(made);
      this.made.items.push({ id: made.id, name: made.fullName });
      return made;
    });
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const making = make();
  known.set(key, making);
  return making;
}

async function refusalOf<T>(what: 'customer' | 'item', wanted: string, making: Promise<T>): Promise<T> {
  try {
    return await making;
  } catch (cause) {
    if (cause instanceof RejectedError) throw new MakingError(what, wanted, cause);
    throw cause;
  }
}
