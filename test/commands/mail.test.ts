// The mail itself: escaping, headers, the sheet, recipients; and the pings' addresses.
import { describe, expect, test } from 'vitest';
import { isLoopback, sendMail, transportOptions, MailError } from '../../src/clients/notices/mail.ts';
import { addressOf, uuidOf } from '../../src/clients/notices/ping.ts';
import { checkedAddress, recipientsOf } from '../../src/commands/mail/recipients.ts';
import { renderMail } from '../../src/commands/mail/render.ts';
import type { Report, ReportRow } from '../../src/core/report/report.ts';
import { readWorkbook } from '../support/workbook.ts';
import { parseMail, startSmtp } from '../support/smtp.ts';

const MINE = { profile: 'default', books: null };
const EVIL = `<script>alert("x")</script>\r\nBcc: thief@example.com\u202e'&\u001b[31m`;
const row = (more: Partial<ReportRow> = {}): ReportRow => ({ title: 'T', link: null, amount: '', details: [], reasons: [], ...more });
const report = (rows: readonly ReportRow[], more: Partial<Report> = {}): Report => ({
  headline: 'H',
  tone: 'good',
  facts: [],
  sections: [{ heading: 'S', tone: 'good', note: '', rows }],
  footer: [],
  sheet: null,
  ...more,
});

describe('text from outside', async () => {
  const evil = row({ title: EVIL, details: [EVIL], amount: EVIL, reasons: [{ message: EVIL, fix: EVIL }] });
  const mail = await renderMail(report([evil], { headline: EVIL, facts: [{ label: 'L', value: EVIL }], footer: [EVIL] }), MINE);

  test('never becomes markup', () => {
    expect(mail.html).not.toContain('<script');
    expect(mail.html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(mail.html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('never becomes a header: the mail on the wire has no other recipient', async () => {
    const smtp = await startSmtp();
    const server = { host: '127.0.0.1', port: smtp.port, secure: false, user: null, password: null };
    await sendMail(server, { ...mail, from: 'a@example.com', to: ['b@example.com'], cc: [], messageId: '<1@example.com>' });
    await smtp.stop();
    const parsed = parseMail(smtp.mails[0]?.raw ?? '');
    expect(smtp.mails[0]?.to).toEqual(['b@example.com']);
    expect(parsed.headers['bcc']).toBeUndefined();
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  test('never becomes a formula in the sheet; a number stays one', async () => {
    const sheet = {
      name: '../x y',
      titles: ['A', 'B'],
      rows: [
        [{ number: '-12.50' }, '=1+1'],
        [{ number: '-1+1' }, '@x'],
      ],
    };
    const [file] = (await renderMail(report([], { sheet }), MINE)).attachments;
    expect(file?.name).toBe('..-x-y.xlsx');
    expect(readWorkbook(Buffer.from(file?.content ?? '', 'base64'))).toEqual([
      ['A', 'B'],
      [{ number: '-12.5', format: '#,##0.00' }, '=1+1'],
      ['-1+1', '@x'],
    ]);
  });
});

test('nothing in the HTML is loaded from anywhere', async () => {
  expect((await renderMail(report([row({ link: 'https://app.qbo.intuit.com/app/invoice?txnId=1' })]), MINE)).html).not.toMatch(
    /<img|<link|<script|url\(|@import|src=/,
  );
});

test('a long section is cut with a word, and stays below what mail programs show', async () => {
  const many = Array.from({ length: 500 }, () =>
    row({ title: 'x'.repeat(60), reasons: [{ message: 'm'.repeat(200), fix: 'f'.repeat(200) }] }),
  );
  const mail = await renderMail(report(many, { sheet: { name: 'all', titles: [], rows: [] } }), MINE);
  expect(mail.html).toContain('and 460 more, all in the attached file');
  expect(mail.text).toContain('and 460 more, all in the attached file');
  expect(Buffer.byteLength(mail.html)).toBeLessThan(100_000);
});

const SAMPLE = report(
  [
    row({
      title: 'Brightwater Dental',
      link: 'https://app.qbo.intuit.com/app/invoice?txnId=1',
      amount: '2,146.25 USD',
      details: ['Autotask 5007'],
      reasons: [{ code: 'customer-inactive', message: 'The customer is inactive.', fix: 'Make it active.' }],
    }),
  ],
  {
    headline: '12 invoices sent, 1 held for you',
    tone: 'attention',
    books: { company: 'Northwind & Sons', currency: 'USD' },
    facts: [{ label: 'In Autotask', value: '1,234,567.89 USD' }],
    footer: ['at2qbo sync'],
  },
);
const NORTH = { profile: 'default', books: { company: 'Northwind & Sons', currency: 'USD' } };

test('company and currency stand in the subject, the text and the page', async () => {
  const mail = await renderMail(SAMPLE, NORTH);
  expect(mail.subject).toBe('at2qbo, Northwind & Sons: 12 invoices sent, 1 held for you');
  expect((await renderMail(SAMPLE, { ...NORTH, profile: 'north' })).subject).toMatch(/^at2qbo, Northwind & Sons \(north\): /);
  await expect(mail.text).toMatchFileSnapshot('snapshots/mail.txt');
  await expect(mail.html).toMatchFileSnapshot('snapshots/mail.html.txt');
});

test('a dark screen and Outlook are asked in their own way', async () => {
  const { html } = await renderMail(SAMPLE, NORTH);
  expect(html).toContain('<meta name="color-scheme" content="light dark">');
  const [, rules = ''] = /@media \(prefers-color-scheme:dark\)\{(.*?\})\}/.exec(html) ?? [];
  for (const [, name = ''] of html.matchAll(/class="([\w ]+)"/g)) for (const one of name.split(' ')) expect(rules).toContain(`.${one}{`);
  expect(html).toMatch(/<!--\[if mso\]><table [^>]*width="600"/);
  expect(html.match(/<!--\[if mso\]>/g)).toHaveLength(2);
});

test('the profile is named where it is not the only one', async () => {
  expect((await renderMail(report([]), { profile: 'north', books: null })).subject).toBe('at2qbo, north: H');
});

describe('recipients', () => {
  test.each([
    ['a@b.de', 'a@b.de'],
    ['Jane Doe <jane@b.de>', '"Jane Doe" <jane@b.de>'],
    ['"Doe, Jane" <jane@b.de>', '"Doe, Jane" <jane@b.de>'],
    ['a@b.de\r\nBcc: x@y.de', null],
    ['Jane <jane@b.de> <x@y.de>', null],
    ['nobody', null],
    ['a@b.de c@b.de', null],
    ['Jane <jane@b.de', null],
    ['a@@b.de', null],
  ])('%j', (text, expected) => expect(checkedAddress(text)).toBe(expected));

  test('lists with commas and semicolons; each address once; the fallback only where mail.to is unset', () => {
    expect(recipientsOf({ to: 'a@b.de; "Doe, Jane" <j@b.de>', cc: 'A@b.de, c@b.de' }, 'me@b.de', ['x@b.de', 'j@b.de'])).toEqual({
      to: ['a@b.de', '"Doe, Jane" <j@b.de>', 'x@b.de'],
      cc: ['c@b.de'],
      refused: [],
    });
    expect(recipientsOf({ to: null, cc: null }, 'me@b.de', ['x@b.de']).to).toEqual(['me@b.de', 'x@b.de']);
  });

  test('two addresses without a comma are refused and both named; the others get the report; a group is its members', () => {
    expect(recipientsOf({ to: 'a@b.de c@b.de, Team: d@b.de, e@b.de;', cc: 'Jane <j@b.de> x@b.de' }, null, [])).toEqual({
      to: ['d@b.de', 'e@b.de'],
      cc: [],
      refused: [
        'c@b.de a@b.de (c@b.de and a@b.de have no comma between them)',
        'Jane x@b.de j@b.de (x@b.de and j@b.de have no comma between them)',
      ],
    });
  });
});

describe('the connection to the mail server', () => {
  const limits = { connect: 1, whole: 1 };
  const server = { host: 'mail.example.com', port: 587, secure: false, user: 'u', password: 'p' };

  test('a password needs TLS, except on this machine; the certificate is always checked', () => {
    expect(transportOptions(server, limits)).toMatchObject({ requireTLS: true, ignoreTLS: false, tls: { rejectUnauthorized: true } });
    expect(transportOptions({ ...server, host: '127.0.0.1' }, limits)).toMatchObject({ requireTLS: false, ignoreTLS: false });
    expect(transportOptions({ ...server, host: 'localhost', user: null, password: null }, limits)).toMatchObject({ ignoreTLS: true });
    expect(['127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1'].map(isLoopback)).toEqual([false, false, false]);
  });

  test('a server that says nothing is given up', async () => {
    const smtp = await startSmtp({ isMute: true });
    const mute = { host: '127.0.0.1', port: smtp.port, secure: false, user: null, password: null };
    const message = { from: 'a@b.de', to: ['c@d.de'], cc: [], subject: 's', text: 't', html: 'h', attachments: [], messageId: '<1@b.de>' };
    await expect(sendMail(mute, message, { connect: 60_000, whole: 200 })).rejects.toThrow(MailError);
    await smtp.stop();
  });

  test('a recipient that is refused while others are taken is named', async () => {
    const smtp = await startSmtp({ refused: ['x@d.de'] });
    const open = { host: '127.0.0.1', port: smtp.port, secure: false, user: null, password: null };
    const message = {
      from: 'a@b.de',
      to: ['c@d.de', 'x@d.de'],
      cc: [],
      subject: 's',
      text: 't',
      html: 'h',
      attachments: [],
      messageId: '<1@b.de>',
    };
    expect(await sendMail(open, message)).toEqual(['x@d.de']);
    await smtp.stop();
  });
});

test('a ping keeps the query of its address and gives the run as a UUID', () => {
  expect(uuidOf('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe('01563e3a-b5d3-d676-4c61-efb99302bd5b');
  expect(addressOf('https://hc.example/ping/abc/?create=1', 'start', '01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(
    'https://hc.example/ping/abc/start?create=1&rid=01563e3a-b5d3-d676-4c61-efb99302bd5b',
  );
});
