// Which item a billing code is: the one it was booked on before, unless its external number was changed to mean another.
import { describe, expect, it } from 'vitest';
import { Ties } from '../../../src/core/facts/ties.ts';
import { areAlike, driftOf } from '../../../src/core/matching/drift.ts';
import { matchCode } from '../../../src/core/matching/item.ts';
import type { Item } from '../../../src/core/model.ts';
import type { Tie } from '../../../src/core/model/ledger.ts';
import type { MatchItemsBy } from '../../../src/core/settings.ts';
import { billingCode, catalog, customer, id, item, moment } from '../support/facts.ts';

const tie = (quickBooks: string, autotaskName: string, changed: Partial<Tie> = {}): Tie => ({
  kind: 'item',
  autotaskId: 101,
  quickBooksId: id(quickBooks),
  autotaskName,
  quickBooksName: autotaskName,
  by: 'name',
  at: moment('2026-01-01T00:00:00.000Z'),
  ...changed,
});

function found(name: string, externalNumber: string, items: readonly Item[], known: Tie | null, matchBy: MatchItemsBy = 'name'): string {
  const books = { ...catalog({ items }), ties: new Ties(known === null ? [] : [known]) };
  const match = matchCode(billingCode(101, name, { externalNumber }), matchBy, books);
  return 'item' in match ? `${match.kind} ${match.item.id}` : match.kind;
}

const wires = item('7', 'Wires');
const labor = item('8', 'Labor');

describe('the item of a billing code', () => {
  it('is found by name the first time', () => expect(found('Wires', '', [wires], null)).toBe('found 7'));
  it('is the same one when it is renamed in QuickBooks, or the code in Autotask', () => {
    expect(found('Wiring', '', [wires], tie('7', 'Wiring'))).toBe('found 7');
    expect(found('Structured cabling', '', [wires], tie('7', 'Wires'))).toBe('found 7');
  });
  it('is the known one although another has the name now', () =>
    expect(found('Labor', '', [wires, labor], tie('7', 'Wiring'))).toBe('found 7'));
  it('is another one where its external number was changed to mean another', () => {
    expect(found('X', 'Labor', [wires, labor], tie('7', 'Wires'), 'external-number')).toBe('found 8');
    expect(found('X', 'Wires', [wires, labor], tie('7', 'Wires'), 'external-number')).toBe('found 7');
    // Nothing has the new number: a slip of the keyboard makes no second item.
    expect(found('X', 'Wirez', [wires, labor], tie('7', 'Wires'), 'external-number')).toBe('found 7');
  });
  it('that is known and not in use gives way to one of the name, and is never made again', () => {
    const old = item('7', 'Wires', { isActive: false });
    expect(found('Labor', '', [old, labor], tie('7', 'Wires'))).toBe('found 8');
    expect(found('Wiring', '', [old], tie('7', 'Wires'))).toBe('inactive 7');
  });
  it('that QuickBooks no longer has is looked for by name', () => {
    expect(found('Labor', '', [labor], tie('7', 'Wires'))).toBe('found 8');
    expect(found('Wires', '', [], tie('7', 'Wires'))).toBe('missing');
  });
});

describe('names drift apart', () => {
  it.each([
    ['Acme', ' ACME ', true],
    ['North:South', 'North-South', true],
    ['Lakeside: East', 'Lakeside:East', true],
    ['East', 'Lakeside:East', true],
    ['Acme', 'Acme Holding', false],
  ])('%s and %s: alike %s', (autotask, quickBooks, alike) => expect(areAlike(autotask, quickBooks)).toBe(alike));
  it('of a tie by name; not of one by map, nor where an end isn’t to be seen', () => {
    const books = catalog({ customers: [customer('24', 'Acme Holding')] });
    const known = tie('24', 'Acme', { kind: 'customer', autotaskId: 301 });
    expect(driftOf(known, books, 'Acme')).toMatchObject({ autotaskName: 'Acme', quickBooksName: 'Acme Holding' });
    expect(driftOf({ ...known, by: 'map' }, books, 'Acme')).toBeNull();
    expect(driftOf(known, books, null)).toBeNull();
    expect(driftOf({ ...known, quickBooksId: id('99') }, books, 'Acme')).toBeNull();
  });
});
