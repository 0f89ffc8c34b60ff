// Turns one invoice into the document we want in QuickBooks, or says every reason why it must wait.
import type { Catalog } from '../../facts/catalog.ts';
import { completeLines, type NetLine } from '../../rules/complete-lines.ts';
import type { Choice, Customer, Draft, DraftLine, Item, QuickBooksId, BillingCodeId } from '../../model.ts';
import { cents, text, ZERO, type Money } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import { chooseClasses, type ClassChoice } from '../../rules/document/class.ts';
import { chooseCustomer, type CustomerChoice } from '../../rules/customer.ts';
import type { Decision } from '../../rules/decision.ts';
import { chooseShipTo } from '../../rules/document/ship-to.ts';
import { exchangeRate } from '../../rules/exchange-rate.ts';
import { chooseEmail, type EmailChoice } from '../../rules/document/email.ts';
import { mappedFields } from '../../rules/document/custom-fields.ts';
import { poField, type PoField } from '../../rules/document/po-number.ts';
import { onlinePayment } from '../../rules/document/online-payment.ts';
import { takesQuantity } from '../../model/item-type.ts';
import { chooseItem, type ItemChoice } from '../../rules/item.ts';
import { draftLine, type LineText } from '../../rules/line.ts';
import { customerMessage } from '../../rules/document/message.ts';
import { privateNote } from '../../matching/note.ts';
import { documentNumber } from '../../rules/document/number.ts';
import { isCredit, netToReach, roundingLine, type RoundingLine } from '../../rules/rounding.ts';
import { chooseTax } from '../../rules/tax/tax.ts';
import type { TaxChoice, TaxWhy } from '../../rules/tax/choice.ts';
import { quickBooksDecidesTax } from '../../rules/tax/world.ts';
import { chooseTerm } from '../../rules/document/terms.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';

/** Most lines of a taxed transaction, and of one without tax (QuickBooks' documented limits). */
const MOST_LINES = { taxed: 750, untaxed: 10_000 };

/** Why the document has what it has: a sentence of each rule; `items` one a line, in the lines' order. */
export interface Mapping {
  readonly customer: string;
  readonly term: string;
  readonly tax: string;
  readonly class: string;
  readonly number: string;
  readonly items: readonly string[];
}

export interface Drafted {
  readonly draft: Draft;
  /** Warnings: shown, and no reason to wait. */
  readonly remarks: readonly Reason[];
  /** null: QuickBooks computes the tax and a difference is no error. */
  readonly expectedTax: Money | null;
  /** QuickBooks is to mail it after it was verified. */
  readonly wantsEmail: boolean;
  /** The rules' own words for `--dry-run` and `explain`. */
  readonly customer: CustomerChoice;
  readonly items: readonly ItemChoice[];
  readonly taxWhy: TaxWhy;
  readonly why: Mapping;
  /** The billing code of each of them; null: the line has none. */
  readonly lineCodes: readonly (BillingCodeId | null)[];
}

export type DraftResult = { readonly drafted: Drafted } | { readonly holds: readonly Reason[] };

/** Collects what rules answer: values go on, holds pile up. */
class Findings {
  readonly holds: Reason[] = [];
  readonly remarks: Reason[] = [];
  readonly why: Partial<Record<Exclude<keyof Mapping, 'items'>, string>> = {};

  /** `what`: where the rule's own words are to be kept. */
  take<T>(decision: Decision<T>, what?: Exclude<keyof Mapping, 'items'>): T | undefined {
    if ('holds' in decision) {
      this.holds.push(...decision.holds.filter((hold) => !this.holds.some((known) => known.message === hold.message)));
      return undefined;
    }
    this.remarks.push(...decision.remarks);
    if (what !== undefined) this.why[what] = decision.why;
    return decision.value;
  }

  hold(one: Reason): void {
    this.holds.push(one);
  }
}

type Complete<T> = { readonly [Part in keyof T]: Exclude<T[Part], undefined> };

/** Did every rule answer with a value? */
function areComplete<T extends object>(answers: T): answers is T & Complete<T> {
  return Object.values(answers).every((answer) => answer !== undefined);
}

/** The document for one invoice; every reason at once when it must wait. */
export function draftInvoice(source: Source, catalog: Catalog, settings: Settings): DraftResult {
  const { invoice } = source;
  const findings = new Findings();
  const credit = isCredit(source);
  if (credit && settings.invoices.negative === 'hold')
    findings.hold(reason('negative-total', { total: text(invoice.net.plus(invoice.tax)) }));
  const closed = catalog.preferences.bookCloseDate;
  if (closed !== null && invoice.date <= closed) findings.hold(reason('books-closed', { date: invoice.date, closed }));

  const docNumber = findings.take(documentNumber(invoice, settings), 'number');
  const customer = findings.take(chooseCustomer(source, catalog, settings), 'customer');
  const termId = findings.take(chooseTerm(source, catalog, settings), 'term');
  const message = findings.take(customerMessage(source, settings));
  const po = findings.take(poField(source, catalog, settings));
  const mapped = findings.take(mappedFields(source, catalog, settings)) ?? [];
  const existing = customer && 'existing' in customer ? customer.existing : null;
  const email = customer ? findings.take(chooseEmail(source, existing, settings)) : undefined;

  const complete = completeLines(invoice, source.lines);
  if ('hold' in complete) {
    findings.hold(complete.hold);
    return { holds: findings.holds };
  }
  const turn = (value: Money): Money => (credit ? value.neg() : value);
  const lines = buildLines(source, complete.lines, catalog, settings, findings);
  const autotaskTax = quickBooksDecidesTax(catalog, settings) ? null : cents(turn(invoice.tax));
  const amounts = lines.map((line) => line.parts.amount);
  const rounding = findings.take(roundingLine(netToReach(source, autotaskTax), amounts, catalog, settings)) ?? null;
  const classes = findings.take(chooseClasses(source, amounts, catalog, settings), 'class');
  const taxed = [
    ...complete.lines.map((line, n) => ({
      amount: lines[n]?.parts.amount ?? cents(turn(line.net)),
      tax: turn(line.source.tax),
      categoryId: line.source.taxCategoryId,
      isItemTaxable: isItemTaxable(lines[n]?.item),
    })),
    ...(rounding === null ? [] : [{ amount: rounding.amount, tax: ZERO, categoryId: null, isItemTaxable: false }]),
  ];
  const isCustomerTaxable =
    customer === undefined || ('existing' in customer ? customer.existing.isTaxable : customer.create.isTaxable !== false);
  const taxFacts = { source, lines: taxed, total: turn(invoice.tax), customer: existing, isCustomerTaxable, catalog, settings };
  const tax = findings.take(chooseTax(taxFacts), 'tax');
  const rate = findings.take(exchangeRate(source, catalog));
  const shipTo =
    customer && findings.take(chooseShipTo(source, customer, isCustomerTaxable && tax?.codes.includes('TAX') === true, catalog, settings));
  const most = tax?.codes.some((code) => code !== null && code !== 'NON') === true ? MOST_LINES.taxed : MOST_LINES.untaxed;
  if (taxed.length > most) findings.hold(reason('too-many-lines', { lines: taxed.length, most }));

  const answers = { docNumber, customer, termId, message, po, email, classes, tax, rate, shipTo };
  if (findings.holds.length > 0 || !areComplete(answers)) return { holds: findings.holds };
  return { drafted: draftedOf({ source, catalog, settings, findings, lines, netLines: complete.lines, rounding, mapped, ...answers }) };
}

/** All that the rules answered, when each answered with a value. */
interface Answers {
  readonly source: Source;
  readonly catalog: Catalog;
  readonly settings: Settings;
  readonly findings: Findings;
  readonly lines: readonly BuiltLine[];
  readonly netLines: readonly NetLine[];
  readonly rounding: RoundingLine | null;
  readonly docNumber: string | null;
  readonly customer: CustomerChoice;
  readonly termId: QuickBooksId | null;
  readonly message: string;
  readonly po: PoField | null;
  readonly mapped: readonly PoField[];
  readonly email: EmailChoice;
  readonly classes: ClassChoice;
  readonly tax: TaxChoice;
  readonly rate: Money | null;
  readonly shipTo: Draft['shipTo'];
}

function draftedOf(answers: Answers): Drafted {
  const { source, findings, lines, rounding, customer, email, classes, tax } = answers;
  return {
    remarks: findings.remarks,
    expectedTax: tax.expected,
    wantsEmail: email.isWanted,
    customer,
    items: lines.flatMap(({ item }) => (item === undefined ? [] : [item])),
    taxWhy: tax.why,
    why: {
      customer: findings.why.customer ?? '',
      term: isCredit(source) ? 'none: a credit memo has no term' : (findings.why.term ?? ''),
      tax: findings.why.tax ?? '',
      class: findings.why.class ?? '',
      number: findings.why.number ?? '',
      items: [
        ...lines.map((line) => line.why),
        ...(rounding === null ? [] : ['items.roundingItem: the lines rounded to cents miss the total by this']),
      ],
    },
    lineCodes: answers.netLines.map((line) => line.source.billingCodeId),
    draft: documentOf(answers, linesOf(lines, rounding, tax, classes)),
  };
}

function linesOf(lines: readonly BuiltLine[], rounding: RoundingLine | null, tax: TaxChoice, classes: ClassChoice): DraftLine[] {
  const drafted: DraftLine[] = lines.flatMap(({ parts, item }, n) =>
    item === undefined ? [] : [{ ...parts, item: idOf(item), taxCode: tax.codes[n] ?? null, classId: classes.lines[n] ?? null }],
  );
  if (rounding !== null) drafted.push({ ...rounding, taxCode: tax.codes.at(-1) ?? null, classId: null });
  return drafted;
}

function documentOf(answers: Answers, lines: readonly DraftLine[]): Draft {
  const { source, catalog, settings, customer, termId, email, mapped, tax } = answers;
  const { invoice } = source;
  const credit = isCredit(source);
  return {
    type: credit ? 'CreditMemo' : 'Invoice',
    invoiceId: invoice.id,
    customer: 'existing' in customer ? { existing: customer.existing.id } : customer,
    docNumber: answers.docNumber,
    date: invoice.date,
    dueDate: credit ? null : invoice.dueDate,
    termId: credit ? null : termId,
    lines,
    tax: tax.tax,
    taxCalculation: tax.calculation,
    currency: catalog.preferences.usesMultiCurrency ? currencyOf(customer, catalog) : null,
    exchangeRate: answers.rate,
    classId: answers.classes.header,
    poField: answers.po,
    ...(mapped.length === 0 ? {} : { mappedFields: mapped }),
    customerMessage: answers.message,
    privateNote: privateNote(invoice.id),
    billEmail: email.billEmail,
    billTo: null,
    shipTo: answers.shipTo,
    shipFrom: null,
    ...(credit
      ? { allowsCard: false, allowsAch: false }
      : onlinePayment(source, 'existing' in customer ? customer.existing : null, settings)),
  };
}

interface BuiltLine {
  readonly parts: LineText;
  readonly item: ItemChoice | undefined;
  readonly why: string;
}

function buildLines(source: Source, lines: readonly NetLine[], catalog: Catalog, settings: Settings, findings: Findings): BuiltLine[] {
  return lines.map((line) => {
    const choice = chooseItem(line.source, source, catalog, settings);
    const item = findings.take(choice);
    const parts = {
      net: line.net,
      isCredit: isCredit(source),
      isBlended: settings.invoices.blendedRate,
      takesQuantity: item === undefined || 'create' in item || takesQuantity(item.existing.type),
      countsStock: countsStock(item),
    };
    const built = findings.take(draftLine(line.source, source, parts));
    // What is held has its amount all the same: the sums are looked at too.
    return {
      item,
      why: 'holds' in choice ? '' : choice.why,
      parts: built ?? {
        amount: cents(parts.isCredit ? line.net.neg() : line.net),
        quantityAndPrice: null,
        description: '',
        serviceDate: null,
      },
    };
  });
}

/** Stock moves by the quantity of such a line. */
function countsStock(item: ItemChoice | undefined): boolean {
  return item !== undefined && 'existing' in item && item.existing.type === 'Inventory';
}

function isItemTaxable(item: ItemChoice | undefined): boolean {
  return item !== undefined && ('existing' in item ? item.existing.isTaxable : item.create.isTaxable === true);
}

function idOf(choice: ItemChoice): Choice<QuickBooksId, Extract<ItemChoice, { create: unknown }>['create']> {
  return 'existing' in choice ? { existing: (choice.existing satisfies Item).id } : choice;
}

function currencyOf(customer: Choice<Customer, { readonly currency: string | null }>, catalog: Catalog): string {
  return ('existing' in customer ? customer.existing.currency : customer.create.currency) ?? catalog.preferences.homeCurrency;
}
