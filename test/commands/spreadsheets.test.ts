// A workbook opened by LibreOffice and by Gnumeric, where they are installed: every cell is what it was.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { xlsxBytes } from '../../src/commands/format/xlsx.ts';
import type { Cell } from '../../src/core/report/report.ts';
import { readWorkbook } from '../support/workbook.ts';

/** What CSV loses: each of these is opened from it as something else, or with a stray apostrophe. */
const TEXTS = ['00123', '1E5', '5/8', '=1+1', '+49 170 1234', '-', '@SUM(A1)', 'TRUE', '1,234.50', '2026-07-31', '  two spaces  ', 'line\nbreak', 'O’Malley & <Söhne> "Ltd"', '株式会社 日本', "'quoted"]; // prettier-ignore
const NUMBERS = ['1861.08', '-12.30', '0.00', '5000001', '999999999999.99', '-0.01', '0.0725', '1.5', '9007199254740.99'];
const DATES = ['2026-07-31', '2026-03-29', '2024-02-29', '1999-12-31', '1900-03-01'];
/** More digits than a spreadsheet keeps: text, so that none is lost. */
const TOO_LONG = ['12345678901234567.89', '0.1234567890123456'];

const rows: Cell[][] = [
  ...TEXTS.map((text) => [text]),
  ...NUMBERS.map((number) => [{ number }]),
  ...DATES.map((date) => [{ date }]),
  ...TOO_LONG.map((number) => [{ number }]),
];
const folder = mkdtempSync(join(tmpdir(), 'at2qbo-sheet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'table.xlsx');
writeFileSync(path, await xlsxBytes({ titles: ['What'], rows }));

const missing = (program: string): string => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore', env: { ...process.env, HOME: folder } });
    return '';
  } catch {
    return `${program} is not installed`;
  }
};
const unescape = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|apos|amp|#(\d+));/g, (sign, code: string | undefined) =>
    code === undefined
      ? ({ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' }[sign] ?? '')
      : String.fromCodePoint(Number(code)),
  );
const number = (text: string): string => String(Number(text));
const expected = [
  ...TEXTS.map((text) => `text ${text}`),
  ...NUMBERS.map((one) => `number ${number(one)}`),
  ...DATES.map((one) => `date ${one}`),
  ...TOO_LONG.map((one) => `text ${one}`),
];

test('what is stored: text, decimals with their format, days', () => {
  const stored = readWorkbook(readFileSync(path)).map(([cell]) => cell);
  expect(stored.slice(0, 2)).toEqual(['What', '00123']);
  expect(stored.filter((cell) => typeof cell !== 'string')).toMatchInlineSnapshot(`
    [
      {
        "format": "#,##0.00",
        "number": "1861.08",
      },
      {
        "format": "#,##0.00",
        "number": "-12.3",
      },
      {
        "format": "#,##0.00",
        "number": "0",
      },
      {
        "format": "0",
        "number": "5000001",
      },
      {
        "format": "#,##0.00",
        "number": "999999999999.99",
      },
      {
        "format": "#,##0.00",
        "number": "-0.01",
      },
      {
        "format": "0.0000",
        "number": "0.0725",
      },
      {
        "format": "0.0",
        "number": "1.5",
      },
      {
        "format": "#,##0.00",
        "number": "9007199254740.99",
      },
      {
        "format": "yyyy-mm-dd",
        "number": "46234",
      },
      {
        "format": "yyyy-mm-dd",
        "number": "46110",
      },
      {
        "format": "yyyy-mm-dd",
        "number": "45351",
      },
      {
        "format": "yyyy-mm-dd",
        "number": "36525",
      },
      {
        "format": "yyyy-mm-dd",
        "number": "61",
      },
    ]
  `);
});

test('more rows than a worksheet holds are refused', async () => {
  await expect(xlsxBytes({ titles: ['a'], rows: Array.from({ length: 1_048_576 }, () => ['']) })).rejects.toThrow(
    /ends in \.csv|more than/,
  );
});

describe('opened without a screen', () => {
  const noOffice = missing('soffice');
  test.skipIf(noOffice !== '')(`LibreOffice${noOffice && ` (${noOffice}: skipped)`}`, { timeout: 120_000 }, () => {
    const args = [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'fods', '--outdir', folder, path];
    execFileSync('soffice', args, { stdio: 'ignore', env: { ...process.env, HOME: folder } });
    const cells = [
      ...readFileSync(join(folder, 'table.fods'), 'utf8').matchAll(/<table:table-cell ([^>]*[^/>])>(.*?)<\/table:table-cell>/gs),
    ];
    const read = cells.map(([, attributes = '', content = '']) => {
      const of = (name: string): string => new RegExp(`office:${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
      const text = [...content.matchAll(/<text:p>(.*?)<\/text:p>/gs)].map(([, line = '']) =>
        unescape(line.replaceAll(/<text:s(?: text:c="(\d+)")?\/>/g, (_, count: string | undefined) => ' '.repeat(Number(count ?? 1)))),
      );
      if (of('value-type') === 'float') return `number ${number(of('value'))}`;
      return of('value-type') === 'date' ? `date ${of('date-value')}` : `text ${text.join('\n')}`;
    });
    expect(read.slice(1)).toEqual(expected);
  });

  const noGnumeric = missing('ssconvert');
  test.skipIf(noGnumeric !== '')(`Gnumeric${noGnumeric && ` (${noGnumeric}: skipped)`}`, { timeout: 60_000 }, () => {
    const out = join(folder, 'table.gnumeric');
    execFileSync('ssconvert', [path, out], { stdio: 'ignore', env: { ...process.env, HOME: folder } });
    const sheet = gunzipSync(readFileSync(out)).toString('utf8');
    const days = [...sheet.matchAll(/startRow="(\d+)" endCol="\d+" endRow="(\d+)">\s*<gnm:Style [^>]*Format="yyyy-mm-dd"/g)];
    const isDay = (row: number): boolean => days.some(([, from, to]) => row >= Number(from) && row <= Number(to));
    const read = [...sheet.matchAll(/<gnm:Cell Row="(\d+)" ([^>]*)>(.*?)<\/gnm:Cell>/gs)].map(([, row, attributes = '', content = '']) => {
      if (/ValueType="60"/.test(attributes)) return `text ${unescape(content)}`;
      if (!isDay(Number(row))) return `number ${number(content)}`;
      return `date ${new Date((Number(content) - 25_569) * 86_400_000).toISOString().slice(0, 10)}`;
    });
    expect(read.slice(1)).toEqual(expected);
  });
});
