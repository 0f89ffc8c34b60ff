// The lines of an invoice or credit memo as QuickBooks checks and stores them.
import { refuse } from '../wire/rejection.ts';
import { referTo, taxWorld, usable, type Books } from '../store.ts';
import type { TaxedLine } from './tax.ts';
import { cents, child, dec, num, refOf, rows, sum, text, ZERO, type Amount, type Json, type Named, type StoredLine } from '../values.ts';

export interface StoredLines {
  readonly lines: StoredLine[];
  readonly taxed: readonly TaxedLine[];
  readonly subtotal: Amount;
  readonly discount: Amount;
}

const MOST_TAXABLE_LINES = 750;
const MOST_LINES = 10_000;

/** Checks the lines sent and makes the stored ones, the subtotal line included. */
export function storeLines(books: Books, body: Json, customerTaxable: boolean): StoredLines {
  const sent = rows(body, 'Line').filter((line) => line['DetailType'] !== 'SubTotalLineDetail');
  if (sent.length === 0) throw refuse.missing('Line');
  const notApplicable = text(body, 'GlobalTaxCalculation') === 'NotApplicable';
  const lines: StoredLine[] = [];
  const discounts: StoredLine[] = [];
  const taxed: TaxedLine[] = [];
  let discount = ZERO;
  for (const line of sent) {
    const type = text(line, 'DetailType');
    if (type === undefined) throw refuse.missing('DetailType');
    if (type === 'DescriptionOnly') lines.push(descriptionLine(line, lines.length + 1));
    else if (type === 'DiscountLineDetail') {
      const stored = discountLine(line, sum(taxed.map((part) => part.amount)));
      discount = discount.plus(dec(stored.Amount));
      discounts.push(stored);
    } else if (type === 'SalesItemLineDetail') {
      const detail = child(line, 'SalesItemLineDetail');
      const itemId = refOf(detail, 'ItemRef');
      // Without an item a line is documentation: its amount is dropped without a word.
      if (!detail || itemId === undefined) lines.push(descriptionLine(line, lines.length + 1));
      else {
        const { stored, amount, code } = salesLine(books, line, detail, itemId, lines.length + 1, { customerTaxable, notApplicable });
        lines.push(stored);
        taxed.push({ amount, code });
      }
    } else throw type === 'GroupLineDetail' ? refuse.business('Bundles are not offered here.') : refuse.enumeration('DetailType', type);
  }
  const most = taxed.some((line) => line.code !== null && line.code !== 'NON') ? MOST_TAXABLE_LINES : MOST_LINES;
  if (lines.length > most) throw refuse.business(`A transaction can't have more than ${most} lines.`);
  const subtotal = sum(taxed.map((line) => line.amount));
  lines.push({ Amount: num(subtotal), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} }, ...discounts);
  return { lines, taxed, subtotal, discount };
}

function descriptionLine(line: Json, position: number): StoredLine {
  const date = text(child(line, 'DescriptionLineDetail'), 'ServiceDate') ?? text(child(line, 'SalesItemLineDetail'), 'ServiceDate');
  const description = text(line, 'Description');
  return {
    Id: String(position),
    LineNum: position,
    ...(description === undefined ? {} : { Description: description }),
    DetailType: 'DescriptionOnly',
    DescriptionLineDetail: date === undefined ? {} : { ServiceDate: date },
  };
}

function discountLine(line: Json, base: Amount): StoredLine {
  const detail = child(line, 'DiscountLineDetail') ?? {};
  const percent = detail['DiscountPercent'];
  const isPercent = detail['PercentBased'] === true;
  if (isPercent ? percent === undefined : line['Amount'] === undefined) throw refuse.discount();
  const amount = isPercent ? cents(base.times(dec(percent)).div(dec('100'))) : cents(dec(line['Amount']));
  return { Amount: num(amount), DetailType: 'DiscountLineDetail', DiscountLineDetail: detail };
}

function salesLine(
  books: Books,
  line: Json,
  detail: Json,
  itemId: string,
  position: number,
  facts: { customerTaxable: boolean; notApplicable: boolean },
): { stored: StoredLine; amount: Amount; code: string | null } {
  if (line['Amount'] === undefined || line['Amount'] === null) throw refuse.missing('Amount');
  if (detail['UnitPrice'] !== undefined && detail['RatePercent'] !== undefined)
    throw refuse.malformed('UnitPrice and RatePercent exclude one another');
  const item = usableItem(books, itemId);
  refuseKind(text(item, 'Type') ?? 'Service');
  const sentAmount = dec(line['Amount']);
  const amount = cents(sentAmount);
  const quantity = detail['Qty'] === undefined || detail['Qty'] === null ? null : dec(detail['Qty']);
  let price = detail['UnitPrice'] === undefined || detail['UnitPrice'] === null ? null : dec(detail['UnitPrice']);
  if (quantity && price && !cents(quantity.times(price)).eq(sentAmount)) throw refuse.amount(withThousands(sentAmount));
  if (quantity && !price && !quantity.eq(ZERO)) price = amount.div(quantity).round(7, 1);
  const code = taxCode(books, detail, item['Taxable'] !== false, facts);
  const classId = refOf(detail, 'ClassRef');
  const lineClass = classId === undefined ? null : usable(books, 'Class', classId);
  const date = text(detail, 'ServiceDate');
  const description = text(line, 'Description') ?? text(item, 'Description');
  const stored: StoredLine = {
    Id: String(position),
    LineNum: position,
    ...(description === undefined ? {} : { Description: description }),
    Amount: num(amount),
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: {
      ...(date === undefined ? {} : { ServiceDate: date }),
      ItemRef: referTo(item),
      // A class on a line of a company that tracks classes by transaction, or not at all, is ignored.
      ...(lineClass && books.preferences.AccountingInfoPrefs['ClassTrackingPerTxnLine'] === true ? { ClassRef: referTo(lineClass) } : {}),
      ...(price ? { UnitPrice: num(price) } : {}),
      ...(quantity ? { Qty: num(quantity) } : {}),
      ...(item['IncomeAccountRef'] === undefined ? {} : { ItemAccountRef: item['IncomeAccountRef'] }),
      ...(code === null ? {} : { TaxCodeRef: { value: code } }),
    },
  };
  return { stored, amount, code };
}

function usableItem(books: Books, id: string): Named {
  const found = books.tables.Item.get(id);
  if (found?.Active === false) throw refuse.inactive(books.facts['inactive-item']);
  return usable(books, 'Item', id);
}

/** What an item of another type is no use for: on a sales line. */
const SALEABLE = new Set(['Service', 'NonInventory', 'Inventory']);

function refuseKind(type: string): void {
  if (type === 'Category') throw refuse.reference('Categories cannot be used in transactions.');
  if (!SALEABLE.has(type)) throw refuse.business(`An item of type ${type} can't be used on a sales line.`);
}

// US lines say whether they are taxed, by a pseudo code; elsewhere a line names a real code or none (refused by the tax rules).
function taxCode(
  books: Books,
  detail: Json,
  itemTaxable: boolean,
  facts: { customerTaxable: boolean; notApplicable: boolean },
): string | null {
  const sent = refOf(detail, 'TaxCodeRef');
  if (books.country !== 'US') return facts.notApplicable ? null : (sent ?? null);
  if (sent !== undefined && sent !== 'TAX' && sent !== 'NON') throw refuse.usTaxCode(sent);
  const world = taxWorld(books);
  if (world === 'off') return 'NON';
  if (sent !== undefined) return sent;
  if (world === 'automated') {
    const fate = books.facts['tax-code-omitted'];
    return fate === 'taxed' || (fate === 'by-item' && itemTaxable) ? 'TAX' : 'NON';
  }
  return itemTaxable && facts.customerTaxable ? 'TAX' : 'NON';
}

function withThousands(amount: Amount): string {
  const [whole = '0', fraction] = amount.toFixed().split('.');
  return whole.replaceAll(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}
