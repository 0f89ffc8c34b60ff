// Rows that are kept as text come back equal, decimals and all.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Fields, PackedRows } from '../../src/core/model/packing.ts';
import { money, plain, type Money } from '../../src/core/money.ts';

interface Row {
  readonly name: string;
  readonly count: number | null;
  readonly isOpen: boolean;
  readonly total: Money;
  readonly rate: Money | null;
  readonly words: readonly string[];
  readonly lines: readonly { readonly amount: Money; readonly id: string | null }[];
}

const FIELDS: Fields<Row> = {
  name: 'plain',
  count: 'plain',
  isOpen: 'plain',
  total: 'money',
  rate: 'money',
  words: 'plain',
  lines: { amount: 'money', id: 'plain' },
};

const decimal = fc.tuple(fc.bigInt(), fc.nat(12)).map(([digits, places]) => money(`${digits}e-${places}`));
const row: fc.Arbitrary<Row> = fc.record({
  name: fc.string({ unit: 'binary' }),
  count: fc.option(fc.integer()),
  isOpen: fc.boolean(),
  total: decimal,
  rate: fc.option(decimal),
  words: fc.array(fc.string()),
  lines: fc.array(fc.record({ amount: decimal, id: fc.option(fc.string()) })),
});
const shown = (one: Row | undefined): unknown => one && JSON.parse(JSON.stringify(one, (_, value: unknown) => value));

test('what comes out is what was put in', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const packed = new PackedRows<number, Row>(FIELDS);
      rows.forEach((one, n) => packed.set(n, one));
      expect(packed.size).toBe(rows.length);
      rows.forEach((one, n) => {
        const back = packed.get(n);
        expect(shown(back)).toEqual(shown(one));
        expect(back?.total.eq(one.total)).toBe(true);
        expect(back && plain(back.total.plus('0.1'))).toBe(plain(one.total.plus('0.1')));
      });
    }),
  );
});

test('a key has its last row, and its first place', () => {
  const packed = new PackedRows<string, { readonly at: number }>({ at: 'plain' });
  for (const [n, key] of ['a', 'b', 'a'].entries()) packed.set(key, { at: n });
  expect([...packed.keys()].map((key) => packed.get(key))).toEqual([{ at: 2 }, { at: 1 }]);
  packed.delete('a');
  expect([packed.has('a'), packed.get('a'), packed.size]).toEqual([false, undefined, 1]);
});
