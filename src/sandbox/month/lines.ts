// The lines of a month's invoices: each kind of thing that Autotask bills, with its amounts in decimal.
import { choiceOf } from '../autotask/query/metadata.ts';
import { Decimal } from '../autotask/rows.ts';
import type { Row } from '../autotask/rows.ts';
import { CODES } from './business.ts';
import type { CodeName } from './business.ts';
import type { Chance } from './random.ts';

export type Amount = InstanceType<typeof Decimal>;

/** One line: what is billed, before it belongs to an invoice. */
export interface Line {
  readonly code: CodeName;
  readonly name: string;
  readonly type: string;
  readonly subType: string;
  readonly quantity: Amount;
  readonly rate: Amount;
  /** The billed amount, up to four decimals; 0 where a contract covers it. */
  readonly amount: Amount;
  /** What it is made from: `timeEntryID`, `serviceID` … */
  readonly links: Readonly<Row>;
  readonly lineOfBusiness: number | null;
}

export const NOTHING = new Decimal('0');
const CENTS = 2;
const HALF_UP = 1;

/** Half away from zero, to cents. */
export function toCents(amount: Amount): Amount {
  return amount.round(CENTS, HALF_UP);
}

interface Billed {
  readonly name: string;
  readonly type: string;
  readonly subType?: string;
  readonly links: Readonly<Row>;
  readonly lineOfBusiness?: number;
}

function line(code: CodeName, billed: Billed, quantity: string, rate: string, amount?: string): Line {
  const count = new Decimal(quantity);
  const price = new Decimal(rate);
  return {
    code,
    name: billed.name,
    type: billed.type,
    subType: billed.subType ?? billed.type,
    quantity: count,
    rate: price,
    amount: amount === undefined ? toCents(count.times(price)) : new Decimal(amount),
    links: billed.links,
    lineOfBusiness: billed.lineOfBusiness ?? null,
  };
}

const RATES = ['95', '125', '128.35', '150', '185.5'] as const;
const TASKS = [
  'Mail migration',
  'VPN won’t connect',
  'Printer & scanner set-up',
  'Server patching',
  'New starter',
  'Firewall review',
] as const;

/** Hours worked: quarters of an hour at a role's rate. */
export function labour(by: Chance): Line {
  const code = by.pick(['support', 'onSite', 'project'] as const);
  const links = { timeEntryID: by.between(10_000, 99_999), ticketID: by.between(1000, 9999), roleID: 5 };
  const lineOfBusiness = code === 'project' ? 2 : 1;
  return line(code, { name: by.pick(TASKS), type: 'Labor', links, lineOfBusiness }, quarters(by), by.pick(RATES));
}

/** Hours that a block covers: they have a rate and cost nothing. */
export function coveredLabour(by: Chance): Line {
  const links = {
    timeEntryID: by.between(10_000, 99_999),
    ticketID: by.between(1000, 9999),
    contractID: 70,
    contractBlockID: 75,
    roleID: 5,
  };
  return line('support', { name: by.pick(TASKS), type: 'Labor', links, lineOfBusiness: 1 }, quarters(by), '125', '0');
}

/** The purchase of such a block. */
export function block(by: Chance): Line {
  const links = { contractID: 70, contractBlockID: by.between(76, 99) };
  return line(
    'block',
    { name: 'Block of hours', type: 'Contract Block', subType: 'Block Purchase', links },
    String(by.pick([10, 20, 40])),
    '118.75',
  );
}

/** A service billed each month. */
export function recurring(by: Chance): Line {
  const [code, name, rate] = by.pick([
    ['managed', 'Managed workstation', '65'],
    ['managed', 'Managed server', '149.95'],
    ['backup', 'Cloud backup 1 TB', '39.9'],
  ] as const);
  const links = { serviceID: by.between(1, 9), contractID: by.between(40, 69), contractServiceID: by.between(100, 199) };
  return line(code, { name, type: 'Recurring Services', links, lineOfBusiness: 1 }, String(by.between(1, 60)), rate);
}

/** Small goods whose price has four decimals, and so has the line's amount. */
export function smallGoods(by: Chance): Line {
  const quantity = new Decimal(String(by.between(3, 250)));
  const rate = new Decimal(`${by.between(0, 4)}.${by.between(1001, 9999)}`);
  const links = { ticketChargeID: by.between(100, 9999) };
  const billed = { name: 'Patch cable Cat 6 (per foot)', type: 'Ticket Charge', links };
  return line('cables', billed, quantity.toFixed(), rate.toFixed(), quantity.times(rate).toFixed());
}

/** Computers and licences. */
export function goods(by: Chance): Line {
  const [code, name, rate] = by.pick([
    ['workstations', 'Workstation, 16 GB', '1149.99'],
    ['licences', 'Endpoint protection, 1 year', '48.6'],
    ['cables', 'Patch cable Cat 6, 2 m', '4.25'],
  ] as const);
  return line(code, { name, type: 'Project Charge', links: { projectChargeID: by.between(100, 9999) } }, String(by.between(1, 12)), rate);
}

/** Miles, at a rate with more than two decimals now and then. */
export function expense(by: Chance): Line {
  const amount = `${by.between(8, 240)}.${String(by.between(0, 99)).padStart(2, '0')}`;
  return line('travel', { name: 'Mileage', type: 'Expense', links: { expenseItemID: by.between(100, 999) } }, '1', amount);
}

/** A reduction: negative price, quantity one. */
export function discount(by: Chance): Line {
  return line(
    'discount',
    { name: 'Loyalty discount', type: 'Contract Charge', subType: 'Subscription Charge', links: { contractChargeID: 31 } },
    '1',
    `-${by.between(15, 60)}.5`,
  );
}

/** A credit larger than anything on its invoice. */
export function credit(): Line {
  return line(
    'managed',
    { name: 'Credit for outage', type: 'Contract Charge', subType: 'Subscription Charge', links: { contractChargeID: 32 } },
    '1',
    '-412.75',
  );
}

/** A charge paid from a contract, and the deduction that takes it off again. */
export function deductionPair(by: Chance): Line[] {
  const price = `${by.between(60, 480)}.25`;
  const links = { ticketChargeID: by.between(100, 9999), contractID: 71 };
  return [
    line('licences', { name: 'Router licence', type: 'Ticket Charge', links }, '1', price),
    line('licences', { name: 'Router licence', type: 'Ticket Charge', subType: 'Ticket Charge Deductions', links }, '1', `-${price}`),
  ];
}

/** What QuickBooks has no item for. */
export function withoutItem(): Line[] {
  return [
    line('setup', { name: 'Onboarding', type: 'Setup Fee', links: { contractID: 72 } }, '1', '450'),
    line(
      'loaner',
      { name: 'Loaner laptop, one week', type: 'Contract Charge', subType: 'Subscription Charge', links: { contractChargeID: 33 } },
      '2',
      '35',
    ),
  ];
}

/** Two lines of 10.005 each: 20.01 together, 20.02 when each is rounded. */
export function roundingLines(): Line[] {
  const billed = { name: 'Metered storage', type: 'Recurring Services', links: { serviceID: 8, contractID: 41 } };
  return [line('backup', billed, '3', '3.335', '10.005'), line('backup', billed, '3', '3.335', '10.005')];
}

function quarters(by: Chance): string {
  return new Decimal(String(by.between(1, 32))).times('0.25').toFixed();
}

/** The line as a row of BillingItems, without what its invoice gives it. */
export function lineRow(item: Line, tax: Amount): Row {
  const money = { rate: item.rate, extendedPrice: toCents(item.quantity.times(item.rate)), totalAmount: item.amount, taxDollars: tax };
  return {
    billingItemType: choiceOf('BillingItems.billingItemType', item.type),
    subType: choiceOf('BillingItems.subType', item.subType),
    billingCodeID: CODES[item.code].id,
    itemName: item.name,
    description: item.name,
    quantity: item.quantity.toFixed(),
    rate: money.rate.toFixed(),
    extendedPrice: money.extendedPrice.toFixed(),
    totalAmount: money.totalAmount.toFixed(),
    taxDollars: money.taxDollars.toFixed(),
    internalCurrencyRate: money.rate.toFixed(),
    internalCurrencyExtendedPrice: money.extendedPrice.toFixed(),
    internalCurrencyTotalAmount: money.totalAmount.toFixed(),
    internalCurrencyTaxDollars: money.taxDollars.toFixed(),
    organizationalLevelAssociationID: item.lineOfBusiness,
    ...item.links,
  };
}
