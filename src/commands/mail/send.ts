// Sends reports by mail. What can't be sent now is kept in the outbox and sent by the next run.
// Nothing here ends a command.
import { DAY_MS } from '../../core/dates.ts';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { checkMailServer, MailError, sendMail, type MailServer } from '../../clients/notices/mail.ts';
import { openOutbox, type KeptMail, type Outbox } from '../../clients/notices/outbox.ts';
import { redact, secretValues } from '../../clients/secrets/redact.ts';
import { mapTexts, type Report } from '../../core/report/report.ts';
import { counted } from '../../core/words.ts';
import { At2qboError } from '../../core/errors.ts';
import type { Context } from '../context/context.ts';
import { CONNECTED_EMAIL } from './connected-email.ts';
import { newRunId } from '../context/run-id.ts';
import { checkedAddress, recipientsOf } from './recipients.ts';
import { recallBooks } from './books.ts';
import { renderMail } from './render.ts';

/** Most reports sent by one run, so that a long outage doesn't end in a long run. */
const MOST_AT_ONCE = 20;
const MOST_KEPT = 200;
const KEPT_DAYS = 14;

/**
 * Mails a report to `mail.to` (or who connected QuickBooks), `mail.cc` and `extra`; reports that were kept go first. Without `mail.host` nothing
 * happens; a failure is a warning on stderr, and the report is kept. Null: only what was kept.
 */
export async function sendReport(context: Context, report: Report | null, extra: readonly string[] = []): Promise<void> {
  await guarded(context, async () => {
    if (isMailOn(context, report, extra)) {
      if (report) await keepReport(context, report, extra);
      await flushReports(context);
    }
  });
}

/** A report for these addresses alone, tried once and never kept: that of a dry run. */
export async function sendOnce(context: Context, report: Report, addresses: readonly string[]): Promise<void> {
  await guarded(context, async () => {
    if (!isMailOn(context, report, addresses)) return;
    await deliver(context, await kept(context, report, addresses), true);
  });
}

/** False where no mail server is set; somebody who asked for a mail is informed. */
export function isMailOn(context: Context, report: Report | null, extra: readonly string[]): boolean {
  if (context.settings.mail.host !== null) return true;
  if (report && extra.length > 0)
    context.events.log('warn', 'No report was mailed: mail.host is not set. Fix: at2qbo settings set mail.host <server>');
  return false;
}

/** Puts the report into the outbox, durably; `flushReports` sends it. */
export async function keepReport(context: Context, report: Report, extra: readonly string[]): Promise<void> {
  const outbox = outboxOf(context);
  const mail = await kept(context, report, extra);
  for (let excess = outbox.count() + 1 - MOST_KEPT; excess > 0; excess -= 1) {
    outbox.take(null)?.drop();
    context.events.log('warn', `More than ${MOST_KEPT} reports wait for the mail server: the oldest was dropped.`);
  }
  outbox.keep(newRunId(context.clock.now()), mail);
}

/** Sends what waits, oldest first, until the server refuses to go on. */
export async function flushReports(context: Context): Promise<void> {
  if (context.env['AT2QBO_KEEP_MAIL'] === '1') return; // one of several profiles: what all have to tell goes as one
  const outbox = outboxOf(context);
  let last: string | null = null;
  let trouble: MailError | null = null;
  for (let n = 0; n < MOST_AT_ONCE; n += 1) {
    const taken = outbox.take(last);
    if (taken === null) break;
    last = taken.id;
    const { mail } = taken;
    if (mail === null || mail.since < context.clock.now() - KEPT_DAYS * DAY_MS) {
      taken.drop();
      context.events.log('warn', `A report ${mail === null ? 'that could not be read' : `of ${KEPT_DAYS} days ago`} was dropped unsent.`);
      continue;
    }
    try {
      await deliver(context, mail, false);
      taken.drop();
    } catch (cause) {
      taken.putBack();
      trouble = asMailError(cause);
      if (trouble.isServer) break;
    }
  }
  if (trouble === null) return;
  const waiting = outbox.count();
  const kept = `${counted(waiting, 'report is', 'reports are')} kept, and sent by the next run`;
  context.events.log('warn', `Not mailed: ${trouble.message}. ${kept}. Fix: ${trouble.remedy}`);
}

async function kept(context: Context, report: Report, extra: readonly string[]): Promise<KeptMail> {
  const secrets = await knownSecrets(context);
  const clean = mapTexts(report, (text) => redact(text, secrets));
  const messageId = newRunId(context.clock.now()).toLowerCase();
  return {
    messageId,
    since: context.clock.now(),
    extra: [...extra],
    ...(await renderMail(clean, { profile: context.profile, books: clean.books ?? (await recallBooks(context)) })),
  };
}

/** Sends one mail now; throws a MailError. */
export async function deliver(context: Context, mail: KeptMail, isOnlyExtra: boolean): Promise<void> {
  const { settings } = context;
  const connected = settings.mail.to === null ? await connectedEmail(context) : null;
  const { to, cc, refused } = recipientsOf(
    isOnlyExtra ? { to: null, cc: null } : settings.mail,
    isOnlyExtra ? null : connected,
    mail.extra,
  );
  if (refused.length > 0) context.events.log('warn', `Not an e-mail address: ${refused.join(', ')}.`);
  if (to.length + cc.length === 0)
    throw new MailError('nobody is named to get the report', 'at2qbo settings set mail.to <address>', true, undefined);
  const server = await mailServer(context);
  const from = senderOf(context);
  const domain = from.replace(/^.*@|>$/g, '');
  const rejected = await sendMail(server, { ...mail, messageId: `<${mail.messageId}@${domain}>`, from, to, cc });
  context.events.log('info', `report mailed: ${mail.subject}`, { recipients: to.length + cc.length - rejected.length });
  if (rejected.length > 0)
    context.events.log('warn', `The mail server ${server.host} refused these recipients of the report: ${rejected.join(', ')}.`);
}

/** Who connected QuickBooks; unknown where the ledger can't be read. */
async function connectedEmail(context: Context): Promise<string | null> {
  try {
    return await context.ledger().recall(CONNECTED_EMAIL);
  } catch (cause) {
    if (cause instanceof At2qboError) return null;
    throw cause;
  }
}

function senderOf({ settings: { mail } }: Context): string {
  return (
    checkedAddress(mail.from ?? '') ??
    checkedAddress(mail.user ?? '') ??
    `at2qbo@${checkedAddress(`x@${hostname()}`) ? hostname() : 'localhost'}`
  );
}

/** Signs in to the mail server and sends nothing; null: it lets us in. */
export async function mailTrouble(context: Context): Promise<MailError | null> {
  try {
    await checkMailServer(await mailServer(context));
    return null;
  } catch (cause) {
    return asMailError(cause);
  }
}

async function mailServer(context: Context): Promise<MailServer> {
  const { host, port, secure, user } = context.settings.mail;
  const password = user === null ? null : await mailPassword(context);
  if (user !== null && password === null)
    throw new MailError('mail.user is set, but there is no password for it', 'at2qbo connect mail', true, undefined);
  return { host: host ?? '', port, secure, user, password };
}

async function mailPassword(context: Context): Promise<string | null> {
  const given = context.env['AT2QBO_MAIL_PASSWORD'];
  if (given !== undefined && given !== '') return given;
  if (!(await context.vault.exists())) return null;
  return (await context.secrets())['mail.password'] ?? null;
}

/** Values to take out of every mail; none where the secrets can't be read: then none of them can be in it. */
async function knownSecrets(context: Context): Promise<readonly string[]> {
  const given = context.env['AT2QBO_MAIL_PASSWORD'] ?? '';
  try {
    return [given, ...((await context.vault.exists()) ? secretValues(await context.secrets()) : [])];
  } catch (cause) {
    if (cause instanceof At2qboError) return [given];
    throw cause;
  }
}

function asMailError(cause: unknown): MailError {
  if (cause instanceof MailError) return cause;
  if (cause instanceof At2qboError) return new MailError(cause.message, cause.remedy, true, cause);
  throw cause;
}

/** A report that fails is a warning: what the command did stays as it is. */
export async function guarded(context: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const remedy = cause instanceof MailError || cause instanceof At2qboError ? cause.remedy : 'at2qbo logs --errors';
    context.events.log('warn', `The report could not be mailed: ${message}. Fix: ${remedy}`);
  }
}

function outboxOf(context: Context): Outbox {
  return openOutbox(join(context.paths.directory, 'outbox'), () => context.clock.now());
}
