// What is approved and on no invoice yet: read once, grouped by who is billed, and put through the rules.
import { expect, test } from 'vitest';
import { companyId, invoiceId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { readUpcoming } from '../../../src/core/upcoming/read.ts';
import { company, customer, line } from '../support/facts.ts';
import { world, type WorldParts } from '../support/world.ts';

const open = (of: number, amount: string, changed: Partial<ReturnType<typeof line>> = {}): ReturnType<typeof line> =>
  line({ invoiceId: invoiceId(0), companyId: companyId(of), amount: money(amount), rate: money(amount), quantity: money('1'), ...changed });
const beta = company({ id: companyId(302), name: 'Beta' });

async function upcoming(lines: readonly ReturnType<typeof line>[], parts: WorldParts = {}): Promise<string[]> {
  const it = world({
    companies: [company(), beta, company({ id: companyId(303), name: 'Acme Branch', parentId: companyId(301), billsParent: true })],
    books: { customers: [customer('24', 'Acme'), customer('25', 'Beta', { isActive: false })] },
    ...parts,
    autotask: {
      uninvoicedLines: () => Promise.resolve([...lines]),
      taxRegions: () => Promise.resolve(new Map([[1, 'Travis County']])),
      ...parts.autotask,
    },
  });
  const found = await readUpcoming(it.part, it.part.settings);
  expect(it.journal).toEqual([]);
  return found.map((one) => [one.company, one.amount, ...one.reasons.map(({ code }) => code)].join(' '));
}

test('nothing approved asks for nothing else', async () => {
  expect(await upcoming([], { quickbooks: { company: () => Promise.reject(new Error('asked')) } })).toEqual([]);
});

test('one entry a company, the largest first, with what would hold it', async () => {
  expect(await upcoming([open(301, '40'), open(302, '75'), open(301, '20', { id: 2 })])).toEqual([
    'Beta 75.00 customer-inactive',
    'Acme 60.00',
  ]);
});

test('a branch whose parent pays is billed to the parent', async () => {
  expect(await upcoming([open(303, '40'), open(301, '20', { id: 2 })])).toEqual(['Acme 60.00']);
});
