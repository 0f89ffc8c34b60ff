// New customers and items as QuickBooks takes them, and items that are made inactive.
import type { CustomerDraft, CustomerUpdate, Item, ItemDraft } from '../../../core/model.ts';
import { addressWire, ref, textOr, wireText } from './json.ts';

/** Body of a customer's create. The attention name is the first line of the address. */
export function customerJson(draft: CustomerDraft): string {
  return wireText({
    DisplayName: draft.displayName,
    CompanyName: textOr(draft.companyName),
    PrimaryEmailAddr: draft.email === '' ? undefined : { Address: draft.email },
    PrimaryPhone: draft.phone === '' ? undefined : { FreeFormNumber: draft.phone },
    BillAddr: addressWire(draft.billTo, draft.attention),
    CurrencyRef: ref(draft.currency),
    Taxable: draft.isTaxable ?? undefined,
    TaxExemptionReasonId: draft.taxExemptionReasonId ?? undefined,
  });
}

/** Body of an item's create: a service, under its parent when it has one. */
export function itemJson(draft: ItemDraft): string {
  return wireText({
    Name: draft.name,
    Type: 'Service',
    SubItem: draft.parentId === null ? undefined : true,
    ParentRef: ref(draft.parentId),
    Sku: textOr(draft.sku),
    Description: textOr(draft.description),
    UnitPrice: draft.unitPrice ?? undefined,
    IncomeAccountRef: ref(draft.incomeAccountId),
    Taxable: draft.isTaxable ?? undefined,
  });
}

/** Sparse, with all that is known of it: whether QuickBooks minds "sparse" on items is undocumented, and a full update clears what is left out. */
export function inactiveItemJson(item: Item): string {
  return wireText({
    Id: item.id,
    SyncToken: item.syncToken,
    sparse: true,
    Name: item.name,
    Type: item.type,
    SubItem: item.parentId === null ? undefined : true,
    ParentRef: ref(item.parentId),
    Sku: textOr(item.sku),
    Description: textOr(item.description),
    UnitPrice: item.unitPrice ?? undefined,
    IncomeAccountRef: ref(item.incomeAccountId),
    Taxable: item.isTaxable,
    Active: false,
  });
}

/** Sparse: what is left out stays as it is. */
export function customerUpdateJson(update: CustomerUpdate): string {
  return wireText({
    Id: update.id,
    SyncToken: update.syncToken,
    sparse: true,
    DisplayName: update.displayName,
    PrimaryEmailAddr: update.email === undefined ? undefined : { Address: update.email },
    PrimaryPhone: update.phone === undefined ? undefined : { FreeFormNumber: update.phone },
    BillAddr: update.billTo === undefined ? undefined : addressWire(update.billTo.address, update.billTo.attention),
    ShipAddr: update.shipTo === undefined ? undefined : addressWire(update.shipTo),
    SalesTermRef: ref(update.termId ?? null),
    Taxable: update.exemption?.isTaxable,
    TaxExemptionReasonId: update.exemption?.reasonId ?? undefined,
    PrimaryTaxIdentifier: update.taxNumber,
    Active: update.isActive,
    ...(update.parentId === undefined ? {} : { Job: true, ParentRef: ref(update.parentId), BillWithParent: true }),
  });
}
