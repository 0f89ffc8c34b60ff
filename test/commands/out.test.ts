// What leaves as a file: CSV that computes nothing, archives that hold no secret and no address, files that overwrite nothing strange.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { invoiceOfCall } from '../../src/commands/context/call-invoice.ts';
import { maskDeep, maskText } from '../../src/commands/logs/mask.ts';
import { writeOutFile } from '../../src/commands/files/output-file.ts';
import { csvText } from '../../src/commands/format/csv.ts';
import { Calendar } from '../../src/core/calendar.ts';
import { readSince } from '../../src/commands/logs/since.ts';
import { packTgz } from '../../src/commands/logs/tar.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'at2qbo-out-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('CSV', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])('text that begins like %j can’t become a formula', (text) => {
    expect(csvText({ titles: ['a'], rows: [[text]] })).toMatch(/^\ufeffa\n"?'/);
  });
  test('numbers stay numbers, text is quoted where it must be, nothing is an empty cell', () => {
    expect(
      csvText({ titles: ['a', 'b', 'c', 'd', 'e'], rows: [['x, "y"', { number: '-12.30' }, null, 'O’Malley', { date: '2026-07-31' }]] }),
    ).toBe('\ufeffa,b,c,d,e\n"x, ""y""",-12.30,,O’Malley,2026-07-31\n');
  });
  test('a number that is none is text', () => {
    expect(csvText({ titles: ['a'], rows: [[{ number: '=1' }], [{ number: '-1+1' }]] })).toBe("\ufeffa\n'=1\n'-1+1\n");
  });
});

describe('files by name', () => {
  test('a report replaces a plain file, whole and for this user alone', () => {
    const path = join(folder, 'a.csv');
    writeFileSync(path, 'old', { mode: 0o644 });
    writeOutFile(path, 'new', 'replace', {});
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
  test('an archive replaces nothing', () => {
    const path = join(folder, 'a.tgz');
    writeFileSync(path, 'old');
    expect(() => writeOutFile(path, 'new', 'refuse', {})).toThrow(path);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
  test('a link, a device, a folder and a missing folder are refused by name', () => {
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'target'), link);
    for (const path of [link, '/dev/null', folder, join(folder, 'no', 'a.csv')])
      expect(() => writeOutFile(path, 'x', 'replace', {})).toThrow(path);
    expect(existsSync(join(folder, 'target'))).toBe(false);
  });
});

test('tar reads the archive', () => {
  const path = join(folder, 'a.tgz');
  const long = 'é'.repeat(2000);
  writeFileSync(
    path,
    packTgz(
      'top',
      [
        ['a.txt', 'A\n'],
        ['empty', ''],
        ['long', long],
      ],
      Date.parse('2026-08-01T00:00:00Z'),
    ),
  );
  execFileSync('tar', ['xzf', path, '-C', folder]);
  expect(readFileSync(join(folder, 'top/a.txt'), 'utf8')).toBe('A\n');
  expect(readFileSync(join(folder, 'top/empty'), 'utf8')).toBe('');
  expect(readFileSync(join(folder, 'top/long'), 'utf8')).toBe(long);
});

describe('what leaves for support', () => {
  test.each([
    ['a plain address', 'to jane.doe@acme.example now', 'to [e-mail] now'],
    ['several', 'a@x.example,b@y.example', '[e-mail],[e-mail]'],
    ['one in nested JSON', String.raw`{"Address":\"jane@acme.example\"}`, String.raw`{"Address":\"[e-mail]\"}`],
    ['one after a line break of nested JSON', String.raw`"PO 1\njane@acme.example"`, String.raw`"PO 1\n[e-mail]"`],
    ['one with other letters', 'josé@müller.example', '[e-mail]'],
    ['one in an address bar', 'to=jane%2Bx%40acme.example&n=1', 'to=[e-mail]&n=1'],
    ['one that was cut off', 'jane@ac', '[e-mail]'],
    ['none', 'Invoice 5003, 12.50 at 8 %', 'Invoice 5003, 12.50 at 8 %'],
  ])('has its addresses masked: %s', (_, text, masked) => {
    expect(maskText(text, [])).toBe(masked);
  });
  test('has its secrets masked, in keys and values alike', () => {
    const clean = JSON.stringify(maskDeep({ 'k#9$Lz': ['x k#9$Lz y', { a: 'k%239%24Lz' }], n: 1, no: null }, ['k#9$Lz']));
    expect(clean).toBe('{"[secret]":["x [secret] y",{"a":"[secret]"}],"n":1,"no":null}');
  });
});

describe('--since', () => {
  const now = Date.parse('2026-08-03T12:00:00Z');
  const berlin = new Calendar('Europe/Berlin');
  test.each([
    ['2h', '2026-08-03T10:00:00.000Z'],
    ['3d', '2026-07-31T12:00:00.000Z'],
    ['90m', '2026-08-03T10:30:00.000Z'],
    ['2026-08-01T10:00:00Z', '2026-08-01T10:00:00.000Z'],
    ['2026-08-01', '2026-07-31T22:00:00.000Z'],
    ['2026-08-01 10:00', '2026-08-01T08:00:00.000Z'],
    ['2026-08-01T10:00:30', '2026-08-01T08:00:30.000Z'],
  ])('%s', (text, at) => expect(readSince(text, now, berlin)).toBe(at));
  test.each(['yesterday', '2026-02-30', '3x', '', '2026-02-30T10:00:00Z', '999999w'])('%j is refused', (text) => {
    expect(() => readSince(text, now, berlin)).toThrow('--since');
  });
});

test.each([
  [
    'a document by its note',
    { service: 'QuickBooks', method: 'POST', path: '/v3/company/1/invoice', requestBody: '{"PrivateNote":"Autotask invoice id 5003"}' },
    5003,
  ],
  [
    'a write-back',
    { service: 'Autotask', method: 'PATCH', path: '/atservicesrest/V1.0/Invoices', requestBody: '{"id":5003,"paidDate":null}' },
    5003,
  ],
  [
    'an invoice of its own address',
    { service: 'Autotask', method: 'GET', path: '/atservicesrest/V1.0/Invoices/5003/InvoicePDF', requestBody: null },
    5003,
  ],
  ['a list', { service: 'Autotask', method: 'POST', path: '/atservicesrest/V1.0/Invoices/query', requestBody: '{"id":1}' }, null],
  ['sign-in', { service: 'Intuit sign-in', method: 'POST', path: '/oauth2', requestBody: null }, null],
])('a call is known to be about its invoice: %s', (_, call, id) => expect(invoiceOfCall(call)).toBe(id));
