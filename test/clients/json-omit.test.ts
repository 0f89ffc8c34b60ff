// Members that nobody reads are taken out of an answer before it is parsed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemberSieve } from '../../src/clients/http/json-omit.ts';

const NAMES = new Set(['Invoice.Line', 'Line.Description', '.Id']);

/** In pieces of so many bytes. */
function omit(json: string, size = Infinity): string {
  const sieve = new MemberSieve(NAMES);
  const all = Buffer.from(json);
  const kept: Buffer[] = [];
  for (let at = 0; at < all.length; at += size) kept.push(sieve.sift(all.subarray(at, at + size)));
  return Buffer.concat(kept).toString('utf8');
}

/** What it should come to, by way of the parsed value. */
function without(value: unknown, holder = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, holder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, NAMES.has(`${holder}.${name}`) ? null : without(member, name)]),
  );
}

const name = fc.oneof(fc.constantFrom('Invoice', 'Line', 'Description', 'Id', 'Li\\ne', '"Line"'), fc.string());
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\\"', '{"Line":[1]}', 'Line', ',]}'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(
      name.filter((one) => one !== '__proto__'),
      tie('tree'),
      { maxKeys: 5 },
    ),
  ),
}));

test('whatever the answer, only the named members become null', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom(undefined, 2, '\t\r\n '), fc.constantFrom(1, 2, 3, 7, Infinity), (value, space, size) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(omit(JSON.stringify(value, null, space), size))).toEqual(without(plain));
    }),
    { numRuns: 2000 },
  );
});

test('half an answer does not become a whole one', () => {
  const whole = JSON.stringify({ Invoice: [{ Number: '1', Line: [{ Description: 'a ] } " b' }], Note: 'x' }] });
  for (let length = 0; length < whole.length; length += 1)
    for (const size of [1, 3, Infinity]) expect(() => JSON.parse(omit(whole.slice(0, length), size))).toThrow(SyntaxError);
});

test('a page instead of JSON stays what it is', () => {
  const page = '<html><a href="x">"Line"</a></html>';
  expect(omit(page)).toBe(page);
});
