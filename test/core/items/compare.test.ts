// Billing codes against items: one table of what is found, and that it never says otherwise than sync.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/core/facts/catalog.ts';
import { compareItems, isAllMatched } from '../../../src/core/items/compare.ts';
import { copyItems } from '../../../src/core/items/create-missing.ts';
import { RejectedError } from '../../../src/core/errors.ts';
import { Maker } from '../../../src/core/transfer/send/maker.ts';
import { quickBooksId, type BillingCode, type Item, type ItemDraft, type SourceTax } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import type { QuickBooksPort } from '../../../src/core/ports.ts';
import { itemKey, matchItem } from '../../../src/core/matching/item.ts';
import { newItemTaxability } from '../../../src/core/rules/tax/new-item.ts';
import type { MatchItemsBy } from '../../../src/core/settings.ts';
import { settings } from '../support/facts.ts';
import { books, code, item } from '../support/books.ts';

const TAXES: SourceTax[] = [
  { regionName: 'Travis', categoryId: 1, name: 'Sales tax', percent: money('8.25'), isCompounded: false },
  { regionName: 'Travis', categoryId: 2, name: 'Exempt', percent: money('0'), isCompounded: false },
];
const taxability = (codes: BillingCode[], catalog: Catalog) =>
  newItemTaxability({ codes, taxes: TAXES }, catalog, settings({ 'tax.mode': 'autotask' }));
const compare = (codes: BillingCode[], items: Item[], matchBy: MatchItemsBy = 'name') => {
  const catalog = books({ items });
  return compareItems({ codes, catalog, isTaxable: taxability(codes, catalog), matchBy });
};
const only = (...given: Parameters<typeof compare>) => {
  const [first] = compare(...given).codes;
  if (first === undefined) throw new Error('nothing compared');
  return first;
};

describe('one billing code', () => {
  test.each<[string, BillingCode, Item[], MatchItemsBy, string]>([
    ['the same name', code('Support'), [item('1', 'Support')], 'name', 'matched'],
    ['an item under a category, by its path', code('Hardware:Cables'), [item('1', 'Hardware:Cables')], 'name', 'matched'],
    ['an item at another level, by its own name', code('Cables'), [item('1', 'Hardware:Cables')], 'name', 'matched'],
    ['a name that had to be cleaned', code('A:B'), [item('1', 'A-B')], 'name', 'matched'],
    ['no item', code('Support'), [item('1', 'Other')], 'name', 'missing'],
    ['an external number', code('Support', { externalNumber: 'L-1' }), [item('1', 'L-1')], 'external-number', 'matched'],
    ['a blank external number', code('Support'), [item('1', 'Support')], 'external-number', 'missing'],
    ['a blank external number, name then', code('Support'), [item('1', 'Support')], 'external-number-or-name', 'matched'],
    ['two items of the name', code('Cables'), [item('1', 'A:Cables'), item('2', 'B:Cables')], 'name', 'ambiguous'],
    ['an inactive item', code('Support'), [item('1', 'Support', { isActive: false })], 'name', 'inactive'],
    ['a category', code('Hardware'), [item('1', 'Hardware', { type: 'Category' })], 'name', 'category'],
    ['a bundle', code('Kit'), [item('1', 'Kit', { type: 'Group' })], 'name', 'bundle'],
    ['a subtotal', code('Kit'), [item('1', 'Kit', { type: 'Subtotal' })], 'name', 'unusable'],
    ['a retired code without item', code('Old', { isActive: false }), [], 'name', 'unused'],
    ['a retired code with a retired item', code('Old', { isActive: false }), [item('1', 'Old', { isActive: false })], 'name', 'unused'],
  ])('with %s', (_, given, items, matchBy, state) => {
    const seen = only([given], items, matchBy);
    expect(seen.state).toBe(state);
    const key = itemKey(given, matchBy);
    // The comparison and sync look with the same eyes.
    if (key !== '' && given.isActive) {
      const kind = matchItem(key, books({ items })).kind;
      expect(state === 'matched' || state === 'differing' ? 'found' : state).toBe(kind);
    }
  });

  test.each<[string, Parameters<typeof code>[1], Partial<Item>, { autotask: string; quickbooks: string }]>([
    ['description', { description: 'By phone' }, { description: 'On site' }, { autotask: 'By phone', quickbooks: 'On site' }],
    ['description', { description: 'By phone' }, {}, { autotask: 'By phone', quickbooks: '' }],
    ['price', { unitPrice: money('95') }, { unitPrice: money('90.5') }, { autotask: '95.00', quickbooks: '90.50' }],
    ['price', { unitPrice: money('0.0125') }, {}, { autotask: '0.0125', quickbooks: '' }],
    ['active', { isActive: false }, {}, { autotask: 'no', quickbooks: 'yes' }],
    ['type', { useType: 'Expense Code' }, { type: 'Inventory' }, { autotask: 'Expense Code', quickbooks: 'Inventory' }],
    ['type', {}, { type: 'Discount' }, { autotask: 'General Allocation Code', quickbooks: 'Discount' }],
    ['taxable', { taxCategoryId: 1 }, {}, { autotask: 'yes', quickbooks: 'no' }],
    ['taxable', { taxCategoryId: 2 }, { isTaxable: true }, { autotask: 'no', quickbooks: 'yes' }],
  ])('whose %s differs is named with both values', (field, ofCode, ofItem, values) => {
    const seen = only([code('Support', ofCode)], [item('1', 'Support', ofItem)]);
    expect(seen).toMatchObject({ state: 'differing', differences: [{ field, ...values }] });
  });

  test('in another spelling differs in its name', () => {
    expect(only([code('remote support')], [item('1', 'Remote  Support')])).toMatchObject({
      state: 'differing',
      differences: [{ field: 'name', autotask: 'remote support', quickbooks: 'Remote  Support' }],
    });
  });

  test('is no different for a price of zero, a description that repeats the name, goods in stock, or tax outside the US', () => {
    const given = code('Cable', { unitPrice: money('0.00'), description: 'Cable', useType: 'Product Code', taxCategoryId: 1 });
    const items = [item('1', 'Cable', { type: 'Inventory' })];
    const catalog = books({ items, country: 'GB' });
    expect(compareItems({ codes: [given], catalog, isTaxable: taxability([given], catalog), matchBy: 'name' }).counts.matched).toBe(1);
  });
});

describe('several billing codes', () => {
  test('that lead to one item are ambiguous, and each names the other', () => {
    const { codes, counts } = compare(
      [code('Onsite', { externalNumber: 'L' }), code('Remote', { externalNumber: 'L' })],
      [item('1', 'L')],
      'external-number',
    );
    expect(codes.map(({ state, sharedWith }) => [state, sharedWith])).toEqual([
      ['ambiguous', ['Remote']],
      ['ambiguous', ['Onsite']],
    ]);
    expect(counts.ambiguous).toBe(2);
  });

  test('of which the others are retired are not', () => {
    const codes = [code('Onsite', { externalNumber: 'L' }), code('Old', { externalNumber: 'L', isActive: false })];
    expect(compare(codes, [item('1', 'L')], 'external-number').codes.map(({ state }) => state)).toEqual(['differing', 'matched']);
  });

  test('come in the order of their names; only a full match is a match', () => {
    const matched = compare([code('b'), code('A')], [item('1', 'A'), item('2', 'b')]);
    expect(matched.codes.map((one) => one.code)).toEqual(['A', 'b']);
    expect(isAllMatched(matched)).toBe(true);
    expect(isAllMatched(compare([code('b'), code('A')], [item('1', 'A')]))).toBe(false);
  });
});

describe('copying what is missing', () => {
  const copy = async (codes: BillingCode[], items: Item[], refuse: string[] = []) => {
    const catalog = books({ items });
    const made: { draft: ItemDraft; requestId: string }[] = [];
    const quickbooks = {
      createItem: (draft: ItemDraft, requestId: string) => {
        if (refuse.includes(draft.name)) return Promise.reject(new RejectedError('the name is in use', { code: '6240' }));
        made.push({ draft, requestId });
        const parent = draft.parentId === null ? undefined : catalog.items.byId(draft.parentId);
        return Promise.resolve(item(`n${made.length}`, parent ? `${parent.fullName}:${draft.name}` : draft.name));
      },
    } as unknown as QuickBooksPort;
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    const maker = new Maker(quickbooks, digest, 'default', catalog);
    let looks = 0;
    const facts = { catalog, isTaxable: taxability(codes, catalog), matchBy: 'name' as const, accountOf: () => quickBooksId('79') };
    const copied = await copyItems(codes, facts, maker, () => (looks += 1));
    return { made, copied, looks };
  };

  test('puts a sub-item under its parent, and makes a parent that is a code itself first', async () => {
    const { made, copied } = await copy(
      [code('Cloud:Backup'), code('Cloud'), code('Hardware:Cables')],
      [item('7', 'Hardware', { type: 'Category' })],
    );
    expect(made.map(({ draft }) => [draft.name, draft.parentId])).toEqual([
      ['Cloud', null],
      ['Backup', 'n1'],
      ['Cables', '7'],
    ]);
    expect(copied.map(({ item: one }) => one?.name)).toEqual(['Cloud', 'Cloud:Backup', 'Hardware:Cables']);
  });

  test('uses the cleaned name where there is no parent, and says so', async () => {
    const { made, copied } = await copy([code('Hardware:Cables')], []);
    expect(made.map(({ draft }) => [draft.name, draft.parentId])).toEqual([['Hardware-Cables', null]]);
    expect(copied[0]?.message).toContain('no "Hardware" to put it under');
  });

  test('makes one item for two codes of one name, with a request id that its content gives', async () => {
    const codes = [code('Setup', { taxCategoryId: 2 }), code('SETUP', { taxCategoryId: 2 })];
    const first = await copy(codes, []);
    expect(first.copied.map(({ outcome }) => outcome)).toEqual(['created', 'exists']);
    expect(first.made).toHaveLength(1);
    expect(first.looks).toBe(1);
    expect(first.made[0]?.draft).toMatchObject({ incomeAccountId: '79', isTaxable: false });
    expect((await copy(codes, [])).made[0]?.requestId).toBe(first.made[0]?.requestId);
  });

  test('goes on after a refusal and reports it', async () => {
    const { copied } = await copy([code('Bad', { id: 901 }), code('Good', { id: 902 })], [], ['Bad']);
    expect(copied).toMatchObject([
      { code: 'Bad', outcome: 'failed', message: 'the name is in use' },
      { code: 'Good', outcome: 'created' },
    ]);
  });
});
