// Money: decimal from text to text, rounded as QuickBooks and Autotask round, untouched by anybody else's decimals.
import BigDecimal from 'big.js';
import { describe, expect, it, test } from 'vitest';
import { cents, extended, isMoney, isNegative, isWithin, isZero, money, plain, sum, text, ZERO } from '../../src/core/money.ts';

describe('rounding to cents', () => {
  it.each([
    ['1.004', '1.00'],
    ['1.005', '1.01'],
    ['-1.005', '-1.01'],
    ['2.675', '2.68'],
    ['0.0049999999999999999999', '0.00'],
    ['99999999999.995', '100000000000.00'],
  ])('%s is %s, half away from zero', (from, to) => expect(text(money(from))).toBe(to));

  it.each(['-0.004', '-0', '0', '0.0000'])('%s is printed without a sign', (from) => expect(text(money(from))).toBe('0.00'));

  it('keeps the sign and the digits of the amount itself', () => expect(plain(cents(money('-12.345')))).toBe('-12.35'));
});

describe('reading', () => {
  it.each(['12', '-0.5', '1e3', '0.30000000000000004'])('takes %s', (from) => expect(isMoney(money(from))).toBe(true));
  it.each(['', ' ', '1,5', '12 USD', '0x10', 'NaN', 'Infinity', '1.2.3'])('refuses "%s"', (from) =>
    expect(() => money(from)).toThrow(/Invalid/),
  );
  it('refuses a JavaScript number, also in arithmetic', () => {
    expect(() => money(0.1 as unknown as string)).toThrow(TypeError);
    expect(() => money('1').plus(0.1)).toThrow(TypeError);
  });
});

describe('printing all digits', () => {
  it.each([
    ['1e-7', '0.0000001'],
    ['1e21', '1000000000000000000000'],
    ['14.50', '14.5'],
    ['0.1000', '0.1'],
  ])('%s is %s, never with an exponent', (from, to) => expect(plain(money(from))).toBe(to));
});

describe('sums and products', () => {
  it('are exact where floats are not', () => {
    expect(plain(sum(['0.1', '0.2'].map(money)))).toBe('0.3');
    expect(plain(sum(Array.from({ length: 1000 }, () => money('0.01'))))).toBe('10');
    expect(plain(sum([]))).toBe('0');
  });

  it.each([
    ['14.50', '128.350', '1861.08'],
    ['0.3', '33.33', '10.00'],
    ['3', '0.335', '1.01'],
    ['-2', '0.0025', '-0.01'],
  ])('%s x %s is %s, half-up to the cent as QuickBooks checks it', (quantity, price, amount) =>
    expect(text(extended(money(quantity), money(price)))).toBe(amount),
  );

  it('divides to twenty decimals', () => expect(plain(money('1').div(money('3')))).toBe('0.33333333333333333333'));
});

describe('comparing', () => {
  it.each([
    ['1.00', '1.01', true],
    ['1.00', '1.0101', false],
    ['-1.00', '-1.01', true],
  ])('%s and %s: within a cent is %s', (a, b, is) => expect(isWithin(money(a), money(b))).toBe(is));
  it('knows zero and below', () => {
    expect([isZero(money('-0.00')), isZero(money('0.001')), isNegative(money('-0.001')), isNegative(ZERO)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

test('somebody else may set precision and rounding of big.js: money keeps its own', () => {
  const before = { DP: BigDecimal.DP, RM: BigDecimal.RM, strict: BigDecimal.strict };
  try {
    Object.assign(BigDecimal, { DP: 2, RM: 0, strict: false });
    expect(plain(money('1').div(money('3')))).toBe('0.33333333333333333333');
    expect(text(money('1.005'))).toBe('1.01');
    expect(() => money(0.1 as unknown as string)).toThrow(TypeError);
  } finally {
    Object.assign(BigDecimal, before);
  }
});

test('the shared constructor of big.js is left as the library ships it', () => {
  expect([BigDecimal.DP, BigDecimal.RM, BigDecimal.strict]).toEqual([20, 1, false]);
});
