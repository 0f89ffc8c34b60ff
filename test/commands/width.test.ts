// Text on a terminal as wide as the terminal makes it: tables stay in line with names of any script.
import { describe, expect, test } from 'vitest';
import { table } from '../../src/commands/format/table.ts';
import { cutTo, padTo, widthOf } from '../../src/commands/format/width.ts';
import { wrap } from '../../src/commands/format/wrap.ts';
import { paint } from '../../src/commands/terminal/paint.ts';
import { fold } from '../../src/commands/terminal/print.ts';

const NAMES = ['Acme', '株式会社 日本', 'Cafe\u0301 Zoe\u0308', '👩‍👩‍👧 Family', 'ｆｕｌｌ width', 'שלום', '한국 전자'];

describe('tables', () => {
  test.each([30, 24, 18])('the next column begins in the same place on every line, %d columns wide', (width) => {
    const columns = [
      { title: 'Company', isFlexible: true },
      { title: 'Total', isRight: true },
    ];
    const lines = table(columns, NAMES.map((name) => [name, '10.00']), width); // prettier-ignore
    expect(lines).toHaveLength(NAMES.length + 1);
    expect(new Set(lines.map(widthOf)).size).toBe(1);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });
});

test.each([
  ['Acme', 4],
  ['日本', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['', 0],
])('%s takes %d columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
  expect(widthOf(paint.red(text))).toBe(width);
  expect(widthOf(padTo(text, 9))).toBe(9);
});

test('a letter is never cut in two', () => {
  expect(cutTo('日本語', 3)).toBe('日');
  expect(cutTo('Cafe\u0301s', 4)).toBe('Cafe\u0301');
  expect(cutTo('👩‍👩‍👧x', 1)).toBe('');
});

test('sentences are broken by what they take on the screen', () => {
  for (const line of wrap('株式会社 日本 電気 株式会社 日本 電気', 12)) expect(widthOf(line)).toBeLessThanOrEqual(12);
  for (const line of fold('ok  株式会社 日本 電気 株式会社 日本 電気', 16).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(16);
});
