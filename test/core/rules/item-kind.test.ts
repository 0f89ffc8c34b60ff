// Item and income account by kind of line: a billing code's id before Autotask's label before a plain word; a code's own item before that of its kind.
import { describe, expect, test } from 'vitest';
import { entryFor, kindWord } from '../../../src/core/matching/item-kind.ts';
import { compareItems } from '../../../src/core/items/compare.ts';
import { billingCodeId, type BillingCode, type Item } from '../../../src/core/model.ts';
import { chooseItem } from '../../../src/core/rules/item.ts';
import { billingCode, catalog, item, line, settings, source } from '../support/facts.ts';

describe('the entry', () => {
  test.each<[string, Record<string, string>, number | null, (string | null)[], string | undefined]>([
    ['by id', { '101': 'a', labor: 'b' }, 101, ['General Allocation Code'], 'a'],
    ['by Autotask’s label', { 'Material Charge Code': 'a', charges: 'b' }, 7, ['Material Charge Code'], 'a'],
    ['by a plain word', { 'recurring-services': 'a' }, 7, ['Recurring Contract Service Code'], 'a'],
    ['British spelling, capitals, spaces', { Labour: 'a' }, null, ['Labor'], 'a'],
    ['block hours of a line', { 'Block Hours': 'a' }, null, ['Contract Block'], 'a'],
    ['the code’s kind before the line’s', { labor: 'a', charges: 'b' }, 7, ['General Allocation Code', 'Ticket Charge'], 'a'],
    ['the line’s, where nothing says the code’s', { charges: 'b' }, 7, ['General Allocation Code', 'Ticket Charge'], 'b'],
    ['none', { products: 'a' }, 7, ['Labor', null], undefined],
    ['an empty map', {}, 7, ['Labor'], undefined],
  ])('%s', (_, map, id, labels, expected) => expect(entryFor(map, id, labels)).toBe(expected));

  test.each([
    ['Labor', 'labor'],
    ['General Allocation Code', 'labor'],
    ['Expense Code', 'expenses'],
    ['Material Charge Code', 'charges'],
    ['Recurring Contract Service Code', 'recurring-services'],
    ['Recurring Service Bundle Adjustment', 'recurring-services'],
    ['Milestone Code', 'milestones'],
    ['Product Code', 'products'],
    ['Contract Block', 'block-hours'],
    ['Contract Retainer', 'retainers'],
    ['Setup Fee', 'setup-fees'],
    ['Subscription', 'subscriptions'],
    ['Contract Ticket', 'charges'],
    ['Internal Allocation Code', null],
  ])('%s is %s', (label, word) => expect(kindWord(label)).toBe(word));
});

describe('the item of a line', () => {
  const labor = billingCode(101, 'Night work', { useType: 'General Allocation Code' });
  const chosen = (
    changed: object,
    own: Parameters<typeof line>[0] = {},
    items: readonly Item[] = [],
    code: BillingCode = labor,
  ): unknown => {
    const of = source({ lines: [line(own)], codes: [code] });
    const decision = chooseItem(
      of.lines[0] ?? line(),
      of,
      catalog({ items: [...items] }),
      settings({ 'items.missing': 'create', ...changed }),
    );
    if ('holds' in decision) return decision.holds.map((one) => one.code);
    return 'existing' in decision.value
      ? decision.value.existing.name
      : [decision.value.create.name, decision.value.create.incomeAccountId];
  };
  test.each<[string, unknown, unknown]>([
    ['made under the account of its kind', chosen({ 'items.accounts': { labor: '81' } }), ['Night work', '81']],
    ['made under its own account', chosen({ 'items.accounts': { labor: '81', '101': '82' } }), ['Night work', '82']],
    ['made under the account of all', chosen({ 'items.accounts': { products: '81' } }), ['Night work', '79']],
    ['booked on the item of its kind', chosen({ 'items.names': { labor: 'Labor' } }, {}, [item('9', 'Labor')]), 'Labor'],
    [
      'on its own item, where there is one',
      chosen({ 'items.names': { labor: 'Labor' } }, {}, [item('9', 'Labor'), item('8', 'Night work')]),
      'Night work',
    ],
    [
      'on the item that is named for this code, although it has its own',
      chosen({ 'items.names': { '101': 'Labor' } }, {}, [item('9', 'Labor'), item('8', 'Night work')]),
      'Labor',
    ],
    [
      'the item of its kind is made once for all',
      chosen({ 'items.names': { labor: 'Labor' }, 'items.accounts': { labor: '81' } }),
      ['Labor', '81'],
    ],
    [
      'a line without a code: the item of its kind',
      chosen({ 'items.names': { 'block-hours': 'Hours' } }, { billingCodeId: null, kindId: 12 }, [item('9', 'Hours')]),
      'Hours',
    ],
    [
      'a line without a code: made',
      chosen({ 'items.names': { 'block-hours': 'Hours' } }, { billingCodeId: null, kindId: 12 }),
      ['Hours', '79'],
    ],
    [
      'a line without a code, of another kind',
      chosen({ 'items.names': { 'block-hours': 'Hours' } }, { billingCodeId: null, kindId: 1 }),
      ['line-without-billing-code'],
    ],
    ['not made where nothing may be made', chosen({ 'items.missing': 'hold', 'items.names': { labor: 'Labor' } }), ['item-missing']],
    [
      'an inactive item of its kind is a hold',
      chosen({ 'items.names': { labor: 'Labor' } }, {}, [item('9', 'Labor', { isActive: false })]),
      ['item-inactive'],
    ],
    ['no account at all', chosen({ 'items.incomeAccount': null, 'items.accounts': { products: '81' } }), ['income-account-unset']],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected));
});

test('compare-items goes by the same names: one item for a kind is no ambiguity', () => {
  const codes = [1, 2].map((n) => billingCode(n, `Code ${n}`, { id: billingCodeId(n), useType: 'General Allocation Code' }));
  const { codes: compared, counts } = compareItems({
    codes,
    catalog: catalog({ items: [item('9', 'Labor')] }),
    isTaxable: () => null,
    matchBy: 'name',
    names: { labor: 'Labor' },
  });
  expect(counts.matched).toBe(2);
  expect(compared[0]).toMatchObject({
    state: 'matched',
    isByKind: true,
    items: [{ name: 'Labor' }],
    note: 'By its kind, General Allocation Code (items.names).',
  });
});
