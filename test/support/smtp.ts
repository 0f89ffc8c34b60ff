// A real SMTP server on loopback for tests: EHLO, STARTTLS with a certificate made on the spot, AUTH PLAIN and LOGIN, DATA.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket, createSecureContext } from 'node:tls';

/** A mail as it came over the wire. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly isEncrypted: boolean;
  readonly user: string | null;
}

export interface SmtpOptions {
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  /** Offers STARTTLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Refuses these recipients with 550. */
  readonly refused?: readonly string[];
  /** Takes connections and never says a word. */
  readonly isMute?: boolean;
}

export interface SmtpServer {
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** Every line that clients sent outside DATA, with whether it was encrypted. */
  readonly lines: { readonly text: string; readonly isEncrypted: boolean }[];
  stop(): Promise<void>;
}

/** Listens on 127.0.0.1. */
export async function startSmtp(options: SmtpOptions = {}): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const lines: SmtpServer['lines'] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (options.isMute !== true) new Session(socket, options, mails, lines).greet();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    lines,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

class Session {
  #socket: Socket;
  readonly #options: SmtpOptions;
  readonly #mails: ReceivedMail[];
  readonly #lines: SmtpServer['lines'];
  #buffer = '';
  #isEncrypted = false;
  #user: string | null = null;
  #login: { user: string | null } | null = null;
  #isPlainNext = false;
  #from = '';
  #to: string[] = [];
  #isInData = false;

  constructor(socket: Socket, options: SmtpOptions, mails: ReceivedMail[], lines: SmtpServer['lines']) {
    this.#socket = socket;
    this.#options = options;
    this.#mails = mails;
    this.#lines = lines;
    this.#listen(socket);
  }

  greet(): void {
    this.#say('220 test.invalid ESMTP');
  }

  #say(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  #listen(socket: Socket): void {
    socket.on('data', (part: Buffer) => {
      this.#buffer += part.toString('utf8');
      this.#read();
    });
  }

  #read(): void {
    for (;;) {
      const mark = this.#isInData ? '\r\n.\r\n' : '\r\n';
      const end = this.#buffer.indexOf(mark);
      if (end < 0) return;
      const text = this.#buffer.slice(0, end);
      this.#buffer = this.#buffer.slice(end + mark.length);
      if (this.#isInData) this.#take(text);
      else {
        this.#lines.push({ text, isEncrypted: this.#isEncrypted });
        this.#obey(text);
      }
    }
  }

  #take(raw: string): void {
    this.#isInData = false;
    this.#mails.push({
      from: this.#from,
      to: this.#to,
      raw: raw.replaceAll('\r\n..', '\r\n.'),
      isEncrypted: this.#isEncrypted,
      user: this.#user,
    });
    this.#to = [];
    this.#say('250 taken');
  }

  #obey(line: string): void {
    if (this.#login) return this.#continueLogin(line);
    if (this.#isPlainNext) return this.#plain(line);
    const word = line.split(' ')[0]?.toUpperCase();
    if (word === 'EHLO' || word === 'HELO') return this.#offer();
    if (word === 'STARTTLS' && this.#options.tls) return this.#encrypt(this.#options.tls);
    if (word === 'AUTH') return this.#auth(line.split(' ').slice(1));
    if (word === 'MAIL') return this.#mail(line);
    if (word === 'RCPT') return this.#recipient(line);
    if (word === 'DATA') {
      this.#isInData = true;
      return this.#say('354 go on');
    }
    if (word === 'QUIT') {
      this.#say('221 bye');
      this.#socket.end();
      return;
    }
    this.#say(word === 'RSET' || word === 'NOOP' ? '250 ok' : '502 unknown');
  }

  #offer(): void {
    const offers = ['test.invalid', '8BITMIME'];
    if (this.#options.tls && !this.#isEncrypted) offers.push('STARTTLS');
    if (this.#options.password !== undefined) offers.push('AUTH PLAIN LOGIN');
    offers.forEach((offer, n) => this.#say(`250${n === offers.length - 1 ? ' ' : '-'}${offer}`));
  }

  #encrypt(tls: { key: string; cert: string }): void {
    this.#say('220 go');
    this.#socket.removeAllListeners('data');
    const secure = new TLSSocket(this.#socket, { isServer: true, secureContext: createSecureContext(tls) });
    secure.on('error', () => secure.destroy());
    this.#socket = secure;
    this.#isEncrypted = true;
    this.#listen(secure);
  }

  #auth([method = '', first]: string[]): void {
    if (method.toUpperCase() === 'PLAIN') {
      if (first !== undefined) return this.#plain(first);
      this.#isPlainNext = true;
      return this.#say('334 ');
    }
    this.#login = { user: first === undefined ? null : decode(first) };
    this.#say(first === undefined ? '334 VXNlcm5hbWU6' : '334 UGFzc3dvcmQ6');
  }

  #plain(encoded: string): void {
    this.#isPlainNext = false;
    const [, user = '', password = ''] = decode(encoded).split('\0');
    this.#signIn(user, password);
  }

  #continueLogin(line: string): void {
    if (this.#login?.user === null) {
      this.#login = { user: decode(line) };
      return this.#say('334 UGFzc3dvcmQ6');
    }
    const user = this.#login?.user ?? '';
    this.#login = null;
    this.#signIn(user, decode(line));
  }

  #signIn(user: string, password: string): void {
    const isRight = user === this.#options.user && password === this.#options.password;
    if (isRight) this.#user = user;
    // Some servers say back what they were given.
    this.#say(isRight ? '235 welcome' : `535 5.7.8 ${user} ${password} ${Buffer.from(password).toString('base64')} refused`);
  }

  #mail(line: string): void {
    if (this.#options.password !== undefined && this.#user === null) return this.#say('530 sign in first');
    this.#from = /<([^>]*)>/.exec(line)?.[1] ?? '';
    this.#say('250 ok');
  }

  #recipient(line: string): void {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (this.#options.refused?.includes(address)) return this.#say('550 no such user');
    this.#to.push(address);
    this.#say('250 ok');
  }
}

const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** A certificate of its own for `localhost`, with the file that makes it trusted; null where there is no openssl. */
export function makeCertificate(): { readonly key: string; readonly cert: string; readonly file: string; remove(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-cert-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-keyout',
        key,
        '-out',
        cert,
        ...names,
      ],
      { stdio: 'ignore' },
    );
  } catch (cause) {
    remove();
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), file: cert, remove };
}

/** A part of a mail, its headers apart and its transfer encoding undone. */
export interface MailPart {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of a part in base64: a file. */
  readonly bytes?: Buffer;
  readonly parts: readonly MailPart[];
}

/** Takes a mail apart, as a mail program would. */
export function parseMail(raw: string): MailPart {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers: Record<string, string> = {};
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const body = rest.join('\r\n\r\n');
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
  if (boundary !== undefined) {
    const parts = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
    return { headers, text: '', parts: parts.map((part) => parseMail(part.replace(/^\r\n/, ''))) };
  }
  const encoding = headers['content-transfer-encoding']?.toLowerCase();
  if (encoding === 'base64') {
    const bytes = Buffer.from(body, 'base64');
    return { headers, text: bytes.toString('utf8'), bytes, parts: [] };
  }
  if (encoding === 'quoted-printable') {
    const bytes = body
      .replaceAll('=\r\n', '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return { headers, text: Buffer.from(bytes, 'latin1').toString('utf8'), parts: [] };
  }
  return { headers, text: body, parts: [] };
}

/** The first part of this type, however deep. */
export function partOf(mail: MailPart, type: string): MailPart | undefined {
  if ((mail.headers['content-type'] ?? '').startsWith(type)) return mail;
  for (const part of mail.parts) {
    const found = partOf(part, type);
    if (found) return found;
  }
  return undefined;
}
