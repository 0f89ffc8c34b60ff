// Sends mail over SMTP: the certificate is always checked, and no password goes over the wire in the clear.
// Nothing waits longer than 30 seconds.
import { isIP } from 'node:net';
import type { Mail, SMTPSentMessageInfo, SMTPTransportOptions } from 'nodemailer';
import { redact } from '../secrets/redact.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

export interface Message {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Files, the content as base64; a name's ending says the kind. */
  readonly attachments: readonly { readonly name: string; readonly content: string }[];
  /** The same each time it is tried, so that a mail program shows it once. */
  readonly messageId: string;
}

/** The mail server didn't take it. */
export class MailError extends Error {
  readonly remedy: string;
  /** Another message of this moment would fare no better. */
  readonly isServer: boolean;
  /** The server answered, and doesn't let this user in. */
  readonly isRefusal: boolean;
  constructor(message: string, remedy: string, isServer: boolean, cause: unknown, isRefusal = false) {
    super(message, { cause });
    this.name = 'MailError';
    this.remedy = remedy;
    this.isServer = isServer;
    this.isRefusal = isRefusal;
  }
}

/** Every time limit in milliseconds. */
export interface MailLimits {
  readonly connect: number;
  readonly whole: number;
}

const LIMITS: MailLimits = { connect: 10_000, whole: 30_000 };

/** Sends one message; gives the addresses that the server refused while it took others. Throws MailError. */
export async function sendMail(server: MailServer, message: Message, limits: MailLimits = LIMITS): Promise<readonly string[]> {
  const { from, to, cc, subject, text, html, attachments, messageId } = message;
  const info = await withTransport(server, limits, (transport) =>
    transport.sendMail({
      from,
      to: [...to],
      cc: [...cc],
      subject,
      text,
      html,
      messageId,
      attachments: attachments.map(({ name, content }) => ({ filename: name, content, encoding: 'base64' })),
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      disableFileAccess: true,
      disableUrlAccess: true,
    }),
  );
  return info.rejected;
}

/** Signs in and sends nothing. Throws MailError. */
export async function checkMailServer(server: MailServer, limits: MailLimits = LIMITS): Promise<void> {
  await withTransport(server, limits, (transport) => transport.verify());
}

type Transport = Mail<SMTPSentMessageInfo, SMTPTransportOptions>;

async function withTransport<T>(server: MailServer, limits: MailLimits, work: (transport: Transport) => Promise<T>): Promise<T> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(transportOptions(server, limits));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limits.whole / 1000} seconds`)), limits.whole);
  });
  try {
    return await Promise.race([work(transport), late]);
  } catch (cause) {
    throw mailError(server, cause);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** How this server is spoken to. */
export function transportOptions(server: MailServer, limits: MailLimits): SMTPTransportOptions {
  const { host, port, secure, user, password } = server;
  const hasPassword = user !== null && password !== null;
  return {
    host,
    port,
    secure,
    ...(hasPassword ? { auth: { user, pass: password } } : {}),
    // A password goes through TLS or not at all; what stays on this machine needs none.
    requireTLS: hasPassword && !secure && !isLoopback(host),
    ignoreTLS: !hasPassword && !secure && isLoopback(host),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    connectionTimeout: limits.connect,
    greetingTimeout: limits.connect,
    dnsTimeout: limits.connect,
    socketTimeout: limits.whole,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

// nodemailer's codes: where it went wrong decides what to do about it.
const REMEDIES: readonly (readonly [ReadonlySet<string>, string])[] = [
  [
    new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']),
    'check mail.user, and give the password again: AT2QBO_MAIL_PASSWORD=… at2qbo connect mail (or at2qbo connect mail on a terminal)',
  ],
  [
    new Set(['ETLS', 'ESOCKET', 'EREQUIRETLS']),
    'check mail.port and mail.secure (465: true, 587: false); a certificate of your own authority: NODE_EXTRA_CA_CERTS=FILE',
  ],
  [new Set(['EENVELOPE', 'EMESSAGE']), 'check mail.from, mail.to and mail.cc'],
];
const OF_THE_MESSAGE = new Set(['EENVELOPE', 'EMESSAGE']);

function mailError(server: MailServer, cause: unknown): MailError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const remedy = REMEDIES.find(([codes]) => codes.has(code))?.[1] ?? 'check mail.host and mail.port, and that the server is up';
  const words = redact(error.message, server.password === null ? [] : [server.password])
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
  const message = `the mail server ${server.host}:${server.port} didn't take it: ${words}`;
  return new MailError(message, remedy, !OF_THE_MESSAGE.has(code), cause, code === 'EAUTH');
}
