// QuickBooks' lists -> the catalog: customers, names in use, items, terms, classes, accounts.
import { z } from 'zod';
import type { Account, Customer, Item, NameHolder, QuickBooksClass, Term } from '../../../core/model.ts';
import {
  active,
  address,
  amount,
  decimalOrNull,
  flag,
  id,
  numberOrText,
  readShape,
  refId,
  text,
  version,
  withoutDeleted,
} from './schema.ts';

/** An exempt customer says so: one that says nothing is taxed. */
const unlessFalse = active;

const customer = z.looseObject({
  Id: id,
  SyncToken: version,
  DisplayName: z.string(),
  FullyQualifiedName: z.string().nullish(),
  Active: active,
  PrimaryEmailAddr: z.looseObject({ Address: text }).nullish(),
  CurrencyRef: refId,
  Taxable: unlessFalse,
  TaxExemptionReasonId: numberOrText,
  BillAddr: address,
  ShipAddr: address,
  SalesTermRef: refId,
  PrimaryPhone: z.looseObject({ FreeFormNumber: text }).nullish(),
  PrimaryTaxIdentifier: text,
  ParentRef: refId,
  PaymentMethodRef: refId,
  Balance: amount,
});

export function toCustomer(value: unknown): Customer {
  const row = readShape(customer, value, 'Customer');
  return {
    id: row.Id,
    syncToken: row.SyncToken,
    displayName: withoutDeleted(row.DisplayName, row.Active),
    fullName: withoutDeleted(row.FullyQualifiedName ?? row.DisplayName, row.Active),
    isActive: row.Active,
    email: row.PrimaryEmailAddr?.Address ?? '',
    currency: row.CurrencyRef ?? '',
    isTaxable: row.Taxable,
    taxExemptionReasonId: row.TaxExemptionReasonId === '' ? null : row.TaxExemptionReasonId,
    billTo: row.BillAddr,
    shipTo: row.ShipAddr,
    termId: row.SalesTermRef,
    phone: row.PrimaryPhone?.FreeFormNumber ?? '',
    taxNumber: row.PrimaryTaxIdentifier,
    parentId: row.ParentRef,
    hasDefaultPaymentMethod: row.PaymentMethodRef !== null,
    balance: row.Balance,
  };
}

const nameHolder = z.looseObject({ Id: id, DisplayName: z.string(), Active: active });

export function toNameHolder(type: NameHolder['type'], value: unknown): NameHolder {
  const row = readShape(nameHolder, value, type);
  return { type, id: row.Id, displayName: withoutDeleted(row.DisplayName, row.Active), isActive: row.Active };
}

const item = z.looseObject({
  Id: id,
  SyncToken: version,
  Name: z.string(),
  FullyQualifiedName: z.string().nullish(),
  Sku: text,
  Description: text,
  // Companies that never met item types answer without one: those are services.
  Type: z.string().nullish(),
  Active: active,
  Taxable: flag,
  UnitPrice: decimalOrNull,
  ParentRef: refId,
  IncomeAccountRef: refId,
});

export function toItem(value: unknown): Item {
  const row = readShape(item, value, 'Item');
  return {
    id: row.Id,
    syncToken: row.SyncToken,
    name: withoutDeleted(row.Name, row.Active),
    fullName: withoutDeleted(row.FullyQualifiedName ?? row.Name, row.Active),
    sku: row.Sku,
    description: row.Description,
    type: row.Type ?? 'Service',
    isActive: row.Active,
    isTaxable: row.Taxable,
    unitPrice: row.UnitPrice,
    parentId: row.ParentRef,
    incomeAccountId: row.IncomeAccountRef,
  };
}

const named = z.looseObject({ Id: id, Name: z.string(), FullyQualifiedName: z.string().nullish(), Active: active });

export function toTerm(value: unknown): Term {
  const row = readShape(named, value, 'Term');
  return { id: row.Id, name: withoutDeleted(row.Name, row.Active), isActive: row.Active };
}

export function toClass(value: unknown): QuickBooksClass {
  const row = readShape(named, value, 'Class');
  const fullName = withoutDeleted(row.FullyQualifiedName ?? row.Name, row.Active);
  return { id: row.Id, name: withoutDeleted(row.Name, row.Active), fullName, isActive: row.Active };
}

const account = z.looseObject({ Id: id, Name: z.string(), AccountType: z.string(), Active: active });

export function toAccount(value: unknown): Account {
  const row = readShape(account, value, 'Account');
  return { id: row.Id, name: withoutDeleted(row.Name, row.Active), type: row.AccountType, isActive: row.Active };
}
