// Every write to a service waits for the word that the lock is still ours; no read does.
import { expect, test } from 'vitest';
import { confirmedAutotask, confirmedQuickBooks } from '../../src/clients/confirmed.ts';
import { lostLease } from '../../src/clients/ledger/lease/lease.ts';
import type { AutotaskPort, QuickBooksPort } from '../../src/core/ports.ts';

const QUICKBOOKS: Record<keyof QuickBooksPort, 'read' | 'write'> = {
  company: 'read',
  preferences: 'read',
  customers: 'read',
  nameHolders: 'read',
  items: 'read',
  terms: 'read',
  classes: 'read',
  account: 'read',
  incomeAccounts: 'read',
  taxCodes: 'read',
  documents: 'read',
  eachDocument: 'read',
  payments: 'read',
  changes: 'read',
  createCustomer: 'write',
  createItem: 'write',
  createDocument: 'write',
  voidInvoice: 'write',
  deleteCreditMemo: 'write',
  renumberInvoice: 'write',
  updateCustomer: 'write',
  deactivateCustomer: 'write',
  deactivateItem: 'write',
  sendDocument: 'write',
  attach: 'write',
  exchangeRate: 'read',
};
const AUTOTASK: Record<keyof AutotaskPort, 'read' | 'write'> = {
  budget: 'read',
  hourLeft: 'read',
  now: 'read',
  invoiceStatuses: 'read',
  invoices: 'read',
  lines: 'read',
  companies: 'read',
  uninvoicedLines: 'read',
  fields: 'read',
  everyCompany: 'read',
  itemKinds: 'read',
  taxRegions: 'read',
  templateTerms: 'read',
  ticketWithKey: 'read',
  createTicket: 'write',
  noteTicket: 'write',
  completeTicket: 'write',
  noteCompany: 'write',
  billingCodes: 'read',
  paymentTerms: 'read',
  primaryEmails: 'read',
  currencies: 'read',
  linesOfBusiness: 'read',
  taxes: 'read',
  invoicePdf: 'read',
  access: 'read',
  writeBack: 'write',
};

type AnyPort = Record<string, (...args: unknown[]) => Promise<unknown>>;

function recorded(kinds: Readonly<Record<string, string>>): { readonly port: AnyPort; readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const port = Object.fromEntries(
    Object.keys(kinds).map((name) => [name, (...args: unknown[]) => (calls.push([name, ...args]), Promise.resolve(name))]),
  );
  return { port, calls };
}

test.each([
  ['QuickBooks', QUICKBOOKS, confirmedQuickBooks],
  ['Autotask', AUTOTASK, confirmedAutotask],
] as const)(
  '%s: a host that lost its lease writes nothing, whatever the call; with it every argument arrives',
  async (_, kinds, confirmed) => {
    const wrap = confirmed as unknown as (port: AnyPort, confirm: () => Promise<void>) => AnyPort;
    for (const [name, kind] of Object.entries(kinds)) {
      const { port, calls } = recorded(kinds);
      const lost = wrap(port, () => Promise.reject(lostLease()))[name];
      if (kind === 'write') await expect(lost?.('a', 'b')).rejects.toMatchObject({ kind: 'integrity' });
      else expect(await lost?.('a')).toBe(name);
      expect(calls).toEqual(kind === 'write' ? [] : [[name, 'a']]);
      calls.length = 0;
      const args = ['a', 'b', 'c', 'd'].slice(0, name === 'attach' || name === 'sendDocument' ? 4 : 2);
      expect(await wrap(port, () => Promise.resolve())[name]?.(...args)).toBe(name);
      expect(calls).toEqual([[name, ...args]]);
    }
  },
);
