// What a person may do in the two built-in services: receive a payment, void, rename.
// Each says what was done, and what shows it.
import type { Sandbox } from '../../sandbox/server.ts';
import { UsageError } from '../../core/errors.ts';
import { invoiceIdInNote } from '../../core/matching/note.ts';
import { isNegative, isZero, money, text } from '../../core/money.ts';

/** By name; each takes its words and gives lines for a person. Throws a UsageError for what isn't there. */
export type Act = 'pay' | 'void' | 'rename';
export type Words = Readonly<Record<string, string>>;

/** Does it in the running pair. */
export function act(sandbox: Sandbox, name: Act, words: Words): string[] {
  if (name === 'pay') return pay(sandbox, words);
  if (name === 'void')
    return words['in'] === 'quickbooks' ? voidInQuickBooks(sandbox, words['id'] ?? '') : voidInAutotask(sandbox, words['id'] ?? '');
  return rename(sandbox, words);
}

function pay({ quickbooks }: Sandbox, { number = '', amount, date }: Words): string[] {
  const invoice = documentBy(quickbooks, number);
  const balance = money(invoice.Balance.toFixed(2));
  const paid = amount === undefined ? balance : money(amount);
  if (isZero(paid) || isNegative(paid) || paid.gt(balance))
    throw new UsageError(
      `invoice ${number} has ${text(balance)} open, so it can't be paid with ${text(paid)}`,
      'give a smaller --amount, or none: all of it',
    );
  quickbooks.ui.pay(invoice.Id, text(paid), date);
  const left = balance.minus(paid);
  return [
    `QuickBooks: ${text(paid)} received for invoice ${number}, ${text(left)} left.`,
    isZero(left) ? 'See it reach Autotask: at2qbo sync-payments' : 'Paid in part, so Autotask is not marked: at2qbo sync-payments says so',
  ];
}

function voidInAutotask({ autotask, quickbooks }: Sandbox, id: string): string[] {
  const row = autotask.tables.Invoices.get(Number(id));
  if (!row)
    throw new UsageError(
      `Autotask has no invoice with the id ${id}`,
      `the ids are those that sync shows: ${[...autotask.tables.Invoices.keys()].slice(0, 3).join(', ')} …`,
    );
  if (row['isVoided'] === true) throw new UsageError(`invoice ${id} is void already`, 'take another one');
  autotask.ui.voidInvoice(Number(id));
  const isThere = [...quickbooks.tables.Invoice.values()].some((one) => invoiceIdInNote(one.PrivateNote ?? '') === Number(id));
  return [
    `Autotask: invoice ${id} is void.`,
    isThere
      ? 'Carry it to QuickBooks: at2qbo sync-voids (see first: at2qbo sync-voids --dry-run)'
      : 'QuickBooks never had it: at2qbo sync leaves it alone',
  ];
}

function voidInQuickBooks({ quickbooks }: Sandbox, number: string): string[] {
  const invoice = documentBy(quickbooks, number);
  quickbooks.ui.void(invoice.Id);
  return [`QuickBooks: invoice ${number} is void, behind at2qbo’s back.`, 'See it found: at2qbo reconcile'];
}

const TABLES = { customer: ['Customer', 'DisplayName'], vendor: ['Vendor', 'DisplayName'], item: ['Item', 'Name'] } as const;

function rename({ autotask, quickbooks }: Sandbox, { kind = '', name = '', to = '' }: Words): string[] {
  if (kind === 'company') {
    const row = [...autotask.tables.Companies.values()].find((one) => one['companyName'] === name);
    if (!row)
      throw missing(
        'Autotask has no company',
        name,
        [...autotask.tables.Companies.values()].map((one) => String(one['companyName'])),
      );
    row['companyName'] = to;
    return [
      `Autotask: company ${String(row['id'])} is called ${to} now.`,
      'Its customer stays the same one: at2qbo sync, at2qbo sync-customers --dry-run',
    ];
  }
  const [table, field] = TABLES[kind === 'item' || kind === 'vendor' ? kind : 'customer'];
  const rows = [...quickbooks.tables[table].values()];
  const found = rows.find((one) => one[field] === name);
  if (!found)
    throw missing(
      `QuickBooks has no ${kind}`,
      name,
      rows.map((one) => String(one[field])),
    );
  if (rows.some((one) => one[field] === to)) throw new UsageError(`QuickBooks has a ${kind} ${to} already`, 'give another name');
  quickbooks.ui.edit(table, found.Id, { [field]: to, ...(table === 'Item' ? { FullyQualifiedName: to } : {}) });
  return [
    `QuickBooks: ${kind} ${found.Id} is called ${to} now.`,
    kind === 'vendor'
      ? 'The name is free for a customer now: at2qbo sync'
      : 'What at2qbo sent to it once stays tied to it by its Id: at2qbo doctor names what drifted apart',
  ];
}

function documentBy(
  quickbooks: Sandbox['quickbooks'],
  number: string,
): { readonly Id: string; readonly Balance: { toFixed(digits: number): string } } {
  const all = [...quickbooks.tables.Invoice.values()];
  const found = all.find((one) => one.DocNumber === number) ?? all.find((one) => invoiceIdInNote(one.PrivateNote ?? '') === Number(number));
  if (found) return found;
  throw missing(
    'QuickBooks has no invoice',
    number,
    all.map((one) => one.DocNumber ?? ''),
    'send some first: at2qbo sync',
  );
}

function missing(what: string, name: string, there: readonly string[], ifNone = ''): UsageError {
  const some = there.filter((one) => one !== '').slice(0, 5);
  return new UsageError(
    `${what} ${name}`,
    some.length === 0 ? ifNone : `there are: ${some.join(', ')}${there.length > some.length ? ' …' : ''}`,
  );
}
