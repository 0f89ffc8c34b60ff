// Reports by mail from the built program: a sandbox month, a real SMTP server, both on loopback.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connectedWorld, type World, type WorldOptions } from './support.ts';
import { makeCertificate, parseMail, partOf, startSmtp, type SmtpOptions, type SmtpServer } from '../support/smtp.ts';
import { grouped } from '../../src/core/money.ts';
import { steady } from '../support/screen.ts';
import { readWorkbook } from '../support/workbook.ts';

vi.setConfig({ testTimeout: 150_000 });

const TO = 'books@example.com';
const PASSWORD = 'p4ss w0rd, mail';
/** A slow machine must not make QuickBooks throttle. */
const UNLIMITED = { perSecond: 1000, perMinute: 10_000 };
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0).reverse()) await one();
});

/** The reports of runs: the first sync of a connection brings the comparison of items on top. */
const reports = ({ mails }: SmtpServer): SmtpServer['mails'] =>
  mails.filter(({ raw }) => !(parseMail(raw).headers['subject'] ?? '').includes('Billing codes'));

async function smtpServer(options: SmtpOptions = {}): Promise<SmtpServer> {
  const smtp = await startSmtp(options);
  cleanups.push(() => smtp.stop());
  return smtp;
}

async function worldWith(port: number, settings: WorldOptions['settings'] = {}): Promise<World> {
  const mail = { 'mail.host': '127.0.0.1', 'mail.port': port, 'mail.from': 'at2qbo@example.com', 'mail.to': TO };
  const world = await connectedWorld({ invoices: 12, companies: 5, limits: UNLIMITED, settings: { ...mail, ...settings } });
  cleanups.push(() => world.close());
  return world;
}

function workbookOf(mail: ReturnType<typeof parseMail>): ReturnType<typeof readWorkbook> {
  return readWorkbook(partOf(mail, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')?.bytes ?? Buffer.alloc(0));
}

/** What a call said on stderr, as a file keeps it. */
const stderrOf = (world: World, { err }: { readonly err: string }): string =>
  steady(err, world.home.directory, { '127.0.0.1:<port>': /127\.0\.0\.1:\d+/g });
const outboxOf = (world: World): string => join(world.home.env['AT2QBO_HOME'] ?? '', 'outbox');

describe('sync with a mail server', () => {
  test('one mail with text, HTML and the workbook; nothing new, no second mail', async () => {
    const smtp = await smtpServer();
    const world = await worldWith(smtp.port);
    const first = (await world.sync()).json();
    expect(first.totals['created']).toBeGreaterThan(5);
    expect(reports(smtp)).toHaveLength(1);
    const mail = parseMail(reports(smtp)[0]?.raw ?? '');
    expect(reports(smtp)[0]?.to).toEqual([TO]);
    expect(mail.headers['subject']).toMatch(/^at2qbo, Northwind Managed Services: \d+ invoices sent/);
    const [plain, html] = ['text/plain', 'text/html'].map((type) => partOf(mail, type)?.text ?? '');
    const rows = workbookOf(mail);
    for (const one of first.invoices.filter(({ outcome }) => outcome === 'created')) {
      const row = rows.find((cells) => cells.some((cell) => typeof cell === 'object' && cell?.number === String(one.autotaskId)));
      const stored = JSON.stringify(row).replaceAll(/"number":"(-?[\d.]+)","format":"#,##0\.00"/g, (_, number: string) =>
        Number(number).toFixed(2),
      );
      for (const body of [plain, html, stored]) {
        expect(body).toContain(one.quickbooks?.docNumber ?? '?');
        expect(body).toContain(body === stored ? one.autotaskTotal : grouped(one.autotaskTotal));
        expect(body).toMatch(
          new RegExp(`https://app\\.sandbox\\.qbo\\.intuit\\.com/app/(?:invoice|creditmemo)\\?txnId=${one.quickbooks?.id ?? '?'}\\b`),
        );
      }
    }
    for (const one of first.invoices.filter(({ outcome }) => outcome === 'held')) {
      for (const why of one.reasons) expect(plain).toContain(why.fix.replaceAll(/\s+/g, ' '));
    }
    expect(rows.filter(([kind]) => kind === 'invoice')).toHaveLength(first.invoices.length);

    await world.sync();
    expect(smtp.mails).toHaveLength(2);
    expect(reports(smtp)).toHaveLength(1);
    expect(workbookOf(parseMail(smtp.mails[1]?.raw ?? ''))[0]).toContain('Billing code id');
  });

  test('check-invoices, compare-items and copy-invoice mail their answer, to --email too', async () => {
    const smtp = await smtpServer();
    const world = await worldWith(smtp.port);
    for (const args of [['check-invoices'], ['compare-items'], ['copy-invoice', '5999999']])
      await world.run([...args, '--email', 'boss@example.com']);
    expect(smtp.mails.map(({ to }) => to)).toEqual([0, 1, 2].map(() => [TO, 'boss@example.com']));
    const subjects = smtp.mails.map(({ raw }) => parseMail(raw).headers['subject'] ?? '');
    expect(subjects.map((subject) => subject.replaceAll(/\d+/g, 'N'))).toEqual([
      expect.stringContaining('N invoices would be sent'),
      expect.stringContaining('Billing codes and items: N matched'),
      expect.stringContaining('N failed'),
    ]);
  });

  test('a server that is down changes no exit code; the next run delivers what was kept', async () => {
    const smtp = await smtpServer();
    await smtp.stop();
    const world = await worldWith(smtp.port);
    const quiet = await worldWith(smtp.port, { 'mail.onSuccess': false, 'mail.onError': false, 'mail.onHold': false });
    const down = await world.sync();
    expect(down.code).toBe((await quiet.sync()).code);
    await expect(stderrOf(world, down)).toMatchFileSnapshot('screens/mail-kept.txt');
    const [name = ''] = readdirSync(outboxOf(world));
    expect(statSync(join(outboxOf(world), name)).mode & 0o777).toBe(0o600);
    expect(statSync(outboxOf(world)).mode & 0o777).toBe(0o700);

    const back = await smtpServer({ port: smtp.port });
    const next = await world.sync();
    expect(next.err).toBe('');
    expect(reports(back)).toHaveLength(1);
    expect(parseMail(reports(back)[0]?.raw ?? '').headers['subject']).toContain('invoices sent');
    expect(readdirSync(outboxOf(world))).toEqual([]);
  });

  test('a wrong password is said, never shown, and the run goes on as before', async () => {
    const smtp = await smtpServer({ user: 'books', password: PASSWORD });
    const world = await worldWith(smtp.port, { 'mail.user': 'books' });
    const wrong = 'quite-another-secret';
    const refused = await world.run(['connect', 'mail'], { AT2QBO_MAIL_PASSWORD: wrong });
    expect(refused.code).toBe(2);
    await expect(stderrOf(world, refused)).toMatchFileSnapshot('screens/mail-password-refused.txt');
    const run = await world.sync([], { AT2QBO_MAIL_PASSWORD: wrong });
    expect(run.json().totals['created']).toBeGreaterThan(5);
    await expect(stderrOf(world, run)).toMatchFileSnapshot('screens/mail-password-wrong.txt');
    for (const shown of [refused.out, refused.err, run.out, run.err]) {
      expect(shown).not.toContain(wrong);
      expect(shown).not.toContain(Buffer.from(wrong).toString('base64'));
    }
    expect(reports(smtp)).toHaveLength(0);

    expect((await world.run(['connect', 'mail'], { AT2QBO_MAIL_PASSWORD: PASSWORD })).code).toBe(0);
    await world.sync();
    expect(reports(smtp)).toHaveLength(1);
    expect(reports(smtp)[0]?.user).toBe('books');
  });

  test('with STARTTLS the password goes encrypted; an untrusted certificate gets neither password nor mail', async ({ skip }) => {
    const certificate = makeCertificate();
    if (!certificate) return skip('openssl is needed to make a certificate');
    cleanups.push(() => certificate.remove());
    const smtp = await smtpServer({ user: 'books', password: PASSWORD, tls: certificate });
    const world = await worldWith(smtp.port, { 'mail.host': 'localhost', 'mail.user': 'books' });
    const env = { AT2QBO_MAIL_PASSWORD: PASSWORD };
    const untrusted = await world.sync([], env);
    expect(untrusted.err).toContain('NODE_EXTRA_CA_CERTS');
    expect(reports(smtp)).toHaveLength(0);
    expect(smtp.lines.filter(({ text }) => text.startsWith('AUTH'))).toEqual([]);

    await world.sync([], { ...env, NODE_EXTRA_CA_CERTS: certificate.file });
    expect(reports(smtp)).toHaveLength(1);
    expect(reports(smtp)[0]?.isEncrypted).toBe(true);
    expect(smtp.lines.filter(({ text, isEncrypted }) => text.startsWith('AUTH') && !isEncrypted)).toEqual([]);
  });

  test('--email adds a recipient and brings a report even when nothing happened', async () => {
    const smtp = await smtpServer();
    const world = await worldWith(smtp.port, { 'mail.onSuccess': false, 'mail.onError': false, 'mail.onHold': false });
    await world.sync();
    expect(reports(smtp)).toHaveLength(0);
    await world.sync(['--email', 'boss@example.com']);
    expect(reports(smtp).map(({ to }) => to)).toEqual([[TO, 'boss@example.com']]);
  });

  test('without mail.to it goes to the person who connected QuickBooks', async () => {
    const smtp = await smtpServer();
    const world = await worldWith(smtp.port);
    await world.run(['settings', 'unset', 'mail.to']);
    const run = await world.sync();
    expect(run.err).toBe('');
    expect(reports(smtp)).toHaveLength(1);
    expect(reports(smtp)[0]?.to).toHaveLength(1);
    expect(reports(smtp)[0]?.to[0]).toMatch(/@/);
  });

  test('a connection that ended is mailed once, and once more when it works again', async () => {
    const smtp = await smtpServer();
    const world = await worldWith(smtp.port, { 'mail.onSuccess': false, 'mail.onHold': false });
    const wrong = { AT2QBO_AUTOTASK__USERNAME: 'nobody@example.com' };
    expect((await world.sync([], wrong)).code).toBe(4);
    expect((await world.sync([], wrong)).code).toBe(4);
    expect(reports(smtp)).toHaveLength(1);
    expect(parseMail(reports(smtp)[0]?.raw ?? '').headers['subject']).toContain('The run ended early');
    await world.sync();
    expect(reports(smtp)).toHaveLength(2);
    expect(parseMail(reports(smtp)[1]?.raw ?? '').headers['subject']).toContain('1 solved');
  });

  test('a kept report that is torn is dropped with a word', async () => {
    const smtp = await smtpServer();
    const world = await worldWith(smtp.port, { 'mail.onSuccess': false, 'mail.onError': false, 'mail.onHold': false });
    mkdirSync(outboxOf(world), { recursive: true, mode: 0o700 });
    writeFileSync(join(outboxOf(world), '01.json'), '{"torn', { mode: 0o600 });
    const run = await world.sync();
    await expect(stderrOf(world, run)).toMatchFileSnapshot('screens/mail-torn.txt');
    expect(readdirSync(outboxOf(world))).toEqual([]);
  });
});

describe('the watchdog', () => {
  test('hears of the start and the exit code, with the id of the run, and never changes how it ends', async () => {
    const heard: { method: string; url: string; body: string }[] = [];
    const server: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        heard.push({ method: request.method ?? '', url: request.url ?? '', body });
        response.writeHead(heard.length > 2 ? 500 : 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const world = await connectedWorld({
      invoices: 4,
      companies: 2,
      settings: { 'notify.healthcheckUrl': `http://127.0.0.1:${port}/uuid` },
    });
    cleanups.push(() => world.close());
    const run = await world.sync();
    expect(heard.map(({ method, url }) => [method, url.replace(/[0-9a-f-]{36}$/, 'ID')])).toEqual([
      ['GET', '/uuid/start?rid=ID'],
      ['POST', `/uuid/${run.code}?rid=ID`],
    ]);
    expect(heard[0]?.url.slice(-36)).toBe(heard[1]?.url.slice(-36));
    expect(heard[1]?.body).toContain(`created ${run.json().totals['created']}`);
    const again = await world.sync();
    expect(again.json().exitCode).toBe(again.code);
    await expect(stderrOf(world, again)).toMatchFileSnapshot('screens/watchdog.txt');
    expect(again.err).not.toContain('/uuid');
    // Two tries each.
    expect(heard).toHaveLength(6);
    await world.run(['sync', '--dry-run']);
    expect(heard).toHaveLength(6);
  });
});
