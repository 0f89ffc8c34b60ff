// A QuickBooks Online company with Intuit's sign-in, in memory, over real HTTP on the loopback address.
// Built from Intuit's published behaviour and strict: what may be refused is refused.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { FaultList, applyFault, sendAnswer, type Answer } from '../faults.ts';
import { kindOf, type AccountingCall, type Desk } from './accounting.ts';
import { openBooks } from './company.ts';
import { callAnswer, createMemory, errorBody } from './sales/exchange.ts';
import { Throttle } from './wire/gate.ts';
import { seedBooks } from './lists.ts';
import { IntuitSignIn, OAUTH_PATHS } from './wire/oauth.ts';
import type { Counters, QuickBooksOptions, QuickBooksSandbox, RequestNote } from './options.ts';
import { createUi } from './ui.ts';

export type { QuickBooksOptions, QuickBooksSandbox } from './options.ts';

const REALM = '9341452718281828';

/** Starts it. Everything it knows is gone after `stop`. */
export async function startQuickBooksSandbox(options: QuickBooksOptions = {}): Promise<QuickBooksSandbox> {
  const realmId = options.realmId ?? REALM;
  const books = openBooks(options, realmId);
  const signIn = new IntuitSignIn(realmId, books.now, options.redirectUris ?? null);
  const desk: Desk = { books, realmId, mails: [], files: new Map() };
  const requests: RequestNote[] = [];
  const counters: Counters = {
    meteredReads: 0,
    writes: 0,
    batches: 0,
    throttled: 0,
    peakPerSecond: 0,
    peakPerMinute: 0,
    peakConcurrent: 0,
  };
  const throttle = new Throttle(options.limits, counters);
  const memory = createMemory();
  const reads = new MonthOfReads(books.now, options.meteredPerMonth ?? null);
  const faults = new FaultList();

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://localhost');
    const body = await readAll(req);
    const method = req.method ?? 'GET';
    const company = /^\/v3\/company\/([^/]*)\/(.*)$/.exec(url.pathname);
    const call: AccountingCall = {
      method,
      path: decodeURIComponent(company?.[2] ?? ''),
      query: url.searchParams,
      contentType: req.headers['content-type'] ?? '',
      accept: req.headers['accept'] ?? '',
      body,
    };
    const oauthKind = OAUTH_PATHS.get(url.pathname);
    const note: RequestNote = {
      method,
      path: url.pathname,
      kind: oauthKind ?? (company ? kindOf(call) : 'unknown'),
      status: null,
      metered: false,
      minorVersion: url.searchParams.get('minorversion'),
      query: url.searchParams.get('query'),
      requestId: url.searchParams.get('requestid'),
      replayed: false,
    };
    requests.push(note);
    res.on('finish', () => {
      note.status = res.statusCode;
      if (count(note, counters, company !== null)) reads.add();
    });
    const run = async (): Promise<Answer> => {
      if (oauthKind !== undefined) {
        const request = { method, path: url.pathname, query: url.searchParams, headers: headersOf(req), body: body.toString('utf8') };
        const signedIn = signIn.answer(request);
        return { ...signedIn, headers: { ...signedIn.headers, intuit_tid: randomUUID() } };
      }
      if (!company)
        return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>404 Not Found</h1></body></html>' };
      const wait = method === 'GET' ? options.latency?.read : options.latency?.create;
      return callAnswer(
        { desk, signIn, throttle, memory, note, isSpent: () => reads.isSpent },
        company[1] ?? '',
        call,
        req.headers.authorization,
        async () => {
          if (wait) await delay(wait);
        },
      );
    };
    const fault = faults.take({
      service: oauthKind === undefined ? 'quickbooks' : 'oauth',
      method,
      path: url.pathname,
      kind: note.kind,
      body: parsed(body),
    });
    if (fault === null) sendAnswer(res, await run());
    else await applyFault(fault, req, res, run, (status) => errorBody(status, call.accept, books.now()));
  }

  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => {
      // A mistake of the sandbox itself must be seen, not guessed at.
      sendAnswer(res, {
        status: 599,
        headers: { 'content-type': 'text/plain' },
        body: error instanceof Error ? (error.stack ?? '') : String(error),
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    realmId,
    clientId: signIn.clientId,
    clientSecret: signIn.clientSecret,
    issueRefreshToken: () => signIn.issueRefreshToken(),
    issuedTokens: () => signIn.issued,
    expireAccessTokens: () => signIn.expireAccessTokens(),
    tables: books.tables,
    preferences: books.preferences,
    company: books.company,
    files: desk.files,
    get duplicateNumbers() {
      return books.duplicateNumbers;
    },
    set duplicateNumbers(mode) {
      books.duplicateNumbers = mode;
    },
    facts: books.facts,
    badRows: books.badRows,
    onlinePayments: books.onlinePayments,
    presentFields: books.presentFields,
    get meteredPerMonth() {
      return reads.limit;
    },
    set meteredPerMonth(limit) {
      reads.limit = limit;
    },
    seed: (seed) => seedBooks(books, seed),
    requests,
    counters,
    mails: desk.mails,
    faults,
    ui: createUi(books),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Metered reads of the calendar month (UTC). */
class MonthOfReads {
  limit: number | null;
  readonly #now: () => number;
  #month = '';
  #count = 0;

  constructor(now: () => number, limit: number | null) {
    this.#now = now;
    this.limit = limit;
  }

  add(): void {
    this.#turn();
    this.#count += 1;
  }

  get isSpent(): boolean {
    this.#turn();
    return this.limit !== null && this.#count >= this.limit;
  }

  #turn(): void {
    const month = new Date(this.#now()).toISOString().slice(0, 7);
    if (month === this.#month) return;
    this.#month = month;
    this.#count = 0;
  }
}

/** true: the call was a metered read. */
function count(note: RequestNote, counters: Counters, isAccounting: boolean): boolean {
  if (note.kind === 'batch') counters.batches += 1;
  if (!isAccounting || note.status === null || note.status >= 300) return false;
  const isRead = note.method === 'GET' || note.kind.startsWith('query.') || note.kind === 'batch';
  note.metered = isRead;
  if (isRead) counters.meteredReads += 1;
  else counters.writes += 1;
  return isRead;
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function headersOf(req: IncomingMessage): Record<string, string | undefined> {
  return { authorization: req.headers.authorization, 'content-type': req.headers['content-type'] };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return body.toString('utf8'); // a fault's match may look at any body
  }
}
