// The values that QuickBooks stores and answers with, and decimal sums over them.
// JSON numbers are turned into decimals digit by digit.
import BigDecimal from 'big.js';

// A constructor of its own, so that nobody else's precision or rounding reaches in here.
const Decimal = BigDecimal();
Decimal.strict = true;
Decimal.DP = 20;
Decimal.RM = 1;

export type Amount = BigDecimal;
/** An object as it travels. */
export type Json = Record<string, unknown>;

export interface Ref {
  readonly value: string;
  readonly name?: string;
}

/** What every stored object has. */
export interface Stored extends Json {
  Id: string;
  SyncToken: string;
  MetaData: { CreateTime: string; LastUpdatedTime: string };
  sparse: boolean;
  domain: string;
}

export interface Named extends Stored {
  Active?: boolean;
  Name?: string;
  DisplayName?: string;
  FullyQualifiedName?: string;
}

export interface Linked {
  TxnId: string;
  TxnType: string;
}

export interface StoredLine extends Json {
  Id?: string;
  LineNum?: number;
  Description?: string;
  Amount?: number;
  DetailType: string;
  SalesItemLineDetail?: Json;
  LinkedTxn?: Linked[];
}

/** An invoice or a credit memo. */
export interface SalesForm extends Stored {
  DocNumber?: string;
  TxnDate: string;
  DueDate?: string;
  PrivateNote?: string;
  CustomerRef: Ref;
  CurrencyRef: Ref;
  BillEmail?: { Address?: string };
  EmailStatus: string;
  DeliveryInfo?: { DeliveryType: string; DeliveryTime: string };
  Line: StoredLine[];
  LinkedTxn: Linked[];
  TxnTaxDetail: Json & { TotalTax: number };
  TotalAmt: number;
  Balance: number;
  RemainingCredit?: number;
}

export interface StoredPayment extends Stored {
  TxnDate: string;
  CustomerRef: Ref;
  TotalAmt: number;
  UnappliedAmt: number;
  Line: StoredLine[];
}

export const ZERO: Amount = new Decimal('0');
const HUNDRED: Amount = new Decimal('100');

/** Decimal of a JSON number or a decimal text; throws when it is neither. */
export function dec(value: unknown): Amount {
  if (typeof value === 'number' && Number.isFinite(value)) return new Decimal(String(value));
  if (typeof value === 'string') return new Decimal(value);
  if (value instanceof BigDecimal) return new Decimal(value.toFixed());
  throw new TypeError(`not a decimal number: ${shown(value)}`);
}

/** Half-up (away from zero) to cents. */
export function cents(amount: Amount): Amount {
  return amount.round(2, 1);
}

export function percentOf(amount: Amount, percent: Amount): Amount {
  return cents(amount.times(percent).div(HUNDRED));
}

export function sum(amounts: Iterable<Amount>): Amount {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** The JSON number of a decimal. */
export function num(amount: Amount): number {
  const number = Number(amount.toFixed());
  return number === 0 ? 0 : number;
}

/** Anything as text, for messages and comparisons. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function child(parent: Json | undefined, key: string): Json | undefined {
  const value = parent?.[key];
  return isJson(value) ? value : undefined;
}

export function rows(parent: Json, key: string): Json[] {
  const value = parent[key];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function text(parent: Json | undefined, key: string): string | undefined {
  const value = parent?.[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** The Id that a reference names. */
export function refOf(parent: Json | undefined, key: string): string | undefined {
  return text(child(parent, key), 'value');
}
