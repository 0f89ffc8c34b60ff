// A planned document as a person reads it before it is made: as QuickBooks will store it, but with credits below zero.
// Plain JSON only, money as decimal text: it is shown, saved in plan files and compared with a later plan.
import { canonical } from '../canonical.ts';
import type { Catalog } from '../facts/catalog.ts';
import type { Address, Draft, DraftLine, DraftTax } from '../model.ts';
import { money, plain, sum, text, type Money } from '../money.ts';
import type { PlannedCreate } from '../transfer/plan/plan.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Something of QuickBooks by id and name; `create` is what would be made where it doesn't exist yet. */
export interface NamedChoice {
  readonly id: string | null;
  readonly name: string;
  readonly create: Json;
}

export interface NamedId {
  readonly id: string;
  readonly name: string;
}

export interface PlannedLine {
  readonly item: NamedChoice;
  readonly description: string;
  readonly serviceDate: string | null;
  /** null: sent without; the amount alone. */
  readonly quantity: string | null;
  readonly price: string | null;
  readonly amount: string;
  readonly taxCode: string | null;
  readonly class: NamedId | null;
}

export interface PlannedDocument {
  readonly type: Draft['type'];
  /** null: QuickBooks gives the number. */
  readonly docNumber: string | null;
  readonly date: string;
  readonly dueDate: string | null;
  readonly customer: NamedChoice;
  readonly term: NamedId | null;
  readonly class: NamedId | null;
  readonly currency: string | null;
  /** Home units for one unit of the currency; null: home currency, or one only. */
  readonly exchangeRate: string | null;
  readonly lines: readonly PlannedLine[];
  readonly net: string;
  /** null: QuickBooks computes it. */
  readonly tax: string | null;
  /** Net plus tax; null where QuickBooks computes the tax. */
  readonly total: string | null;
  readonly taxSent: Json;
  readonly poNumber: string | null;
  /** Custom fields that customFields.map fills; left out where it fills none. */
  readonly customFields?: readonly { readonly id: string; readonly value: string }[];
  readonly message: string;
  readonly memo: string;
  /** '' : the customer's own address. */
  readonly email: string;
  readonly isMailed: boolean;
  /** null: QuickBooks' own setting decides. */
  readonly allowsCard: boolean | null;
  readonly allowsAch: boolean | null;
  readonly shipTo: string | null;
}

/** A credit memo counts against, here as everywhere: QuickBooks stores its amounts without the sign. */
function turnOf({ type }: Draft): (amount: Money) => Money {
  return (amount) => (type === 'CreditMemo' ? amount.neg() : amount);
}

/** The document of a planned create. */
export function describeDocument(planned: PlannedCreate, catalog: Catalog): PlannedDocument {
  const { drafted, expectation } = planned;
  const { draft } = drafted;
  const turn = turnOf(draft);
  const net = turn(sum(draft.lines.map((line) => line.amount)));
  const tax = expectation.tax === null ? null : turn(expectation.tax);
  return {
    type: draft.type,
    docNumber: draft.docNumber,
    date: draft.date,
    dueDate: draft.dueDate,
    customer:
      'existing' in drafted.customer
        ? { id: drafted.customer.existing.id, name: drafted.customer.existing.displayName, create: null }
        : { id: null, name: drafted.customer.create.displayName, create: toJson(drafted.customer.create) },
    term: draft.termId === null ? null : { id: draft.termId, name: catalog.termsById.get(draft.termId)?.name ?? '' },
    class: named(draft.classId, catalog),
    currency: draft.currency,
    exchangeRate: draft.exchangeRate === null ? null : plain(draft.exchangeRate),
    lines: draft.lines.map((line) => describeLine(line, turn, catalog)),
    net: text(net),
    tax: tax === null ? null : text(tax),
    total: tax === null ? null : text(net.plus(tax)),
    taxSent: describeTax(draft.tax, turn),
    poNumber: draft.poField?.value ?? null,
    ...(draft.mappedFields === undefined
      ? {}
      : { customFields: draft.mappedFields.map(({ definitionId, value }) => ({ id: definitionId, value })) }),
    message: draft.customerMessage,
    memo: draft.privateNote,
    email: draft.billEmail,
    isMailed: drafted.wantsEmail,
    allowsCard: draft.allowsCard,
    allowsAch: draft.allowsAch,
    shipTo: draft.shipTo === null ? null : addressLine(draft.shipTo),
  };
}

function describeLine(line: DraftLine, turn: (amount: Money) => Money, catalog: Catalog): PlannedLine {
  const { quantityAndPrice } = line;
  return {
    item:
      'existing' in line.item
        ? { id: line.item.existing, name: catalog.items.byId(line.item.existing)?.fullName ?? '', create: null }
        : { id: null, name: line.item.create.name, create: toJson(line.item.create) },
    description: line.description,
    serviceDate: line.serviceDate,
    quantity: quantityAndPrice === null ? null : plain(quantityAndPrice.quantity),
    price: quantityAndPrice === null ? null : plain(turn(quantityAndPrice.price)),
    amount: text(turn(line.amount)),
    taxCode: line.taxCode === null ? null : (catalog.taxCodes.find((code) => code.id === line.taxCode)?.name ?? line.taxCode),
    class: named(line.classId, catalog),
  };
}

function named(id: Draft['classId'], catalog: Catalog): NamedId | null {
  return id === null ? null : { id, name: catalog.classes.get(id)?.fullName ?? '' };
}

function describeTax(tax: DraftTax, turn: (amount: Money) => Money): Json {
  if (tax.kind === 'none') return null;
  if (tax.kind === 'code') return toJson(tax);
  const lines = tax.lines.map((line) => ({ ...line, amount: turn(line.amount), net: turn(line.net) }));
  return toJson({ ...tax, total: turn(tax.total), lines });
}

function addressLine(address: Address): string {
  return [...address.lines, address.city, `${address.state} ${address.postalCode}`.trim(), address.country]
    .filter((part) => part !== '')
    .join(', ');
}

/** Any facts as plain JSON with sorted keys and decimals as text. */
export function toJson(facts: unknown): Json {
  return JSON.parse(canonical(facts)) as Json;
}

/** That the document comes to what Autotask billed, shown as sums; below zero on a credit memo. */
export interface Proof {
  readonly lines: number;
  /** Sum of the document's lines. */
  readonly sum: string;
  /** Autotask's total before tax. */
  readonly autotaskNet: string;
  readonly difference: string;
  readonly autotaskTax: string;
  /** null: QuickBooks computes it. */
  readonly expectedTax: string | null;
  /** What QuickBooks' total must be; null where it computes the tax. */
  readonly expectedTotal: string | null;
}

export function proveTotal(planned: PlannedCreate): Proof {
  const { expectation, drafted } = planned;
  const turn = turnOf(drafted.draft);
  const lines = turn(sum(drafted.draft.lines.map((line) => line.amount)));
  const net = turn(expectation.net);
  const tax = expectation.tax === null ? null : turn(expectation.tax);
  return {
    lines: drafted.draft.lines.length,
    sum: text(lines),
    autotaskNet: text(net),
    difference: text(lines.minus(net)),
    autotaskTax: text(turn(expectation.autotaskTax)),
    expectedTax: tax === null ? null : text(tax),
    expectedTotal: tax === null ? null : text(net.plus(tax)),
  };
}

/** Do the lines make Autotask's net to the cent? */
export function isProven(proof: Proof): boolean {
  return money(proof.difference).eq(money('0'));
}
