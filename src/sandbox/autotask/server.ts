// The built-in Autotask: real HTTP on loopback, as strict as the published papers of the REST API V1.0.
// No account is needed.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { factsWith } from '../facts.ts';
import type { Facts } from '../facts.ts';
import { applyFault, FaultList, sendAnswer } from '../faults.ts';
import type { Answer } from '../faults.ts';
import type { Entity } from './query/fields.ts';
import { Gate, sameUser } from './gate.ts';
import type { Credentials, GateCounts } from './gate.ts';
import { ItemsByInvoice } from './query/lookup.ts';
import { createRow } from './creates.ts';
import { fieldsJson, informationJson, picklist } from './query/metadata.ts';
import { invoicePdfJson } from './pdf.ts';
import { QueryDesk } from './query/query.ts';
import { bare, errors, frameworkMessage, json, Refusal, refused } from './refusal.ts';
import { findRoute, kindOf } from './routes.ts';
import type { Route } from './routes.ts';
import { emptyTables, rowJson, seedTables, USER_DEFINED } from './rows.ts';
import type { AutotaskSeed, Row, Tables } from './rows.ts';
import { openWindow } from './query/window.ts';
import type { AutotaskWindow } from './query/window.ts';
import { isWritable, writeRow } from './writes.ts';
import type { Write } from './writes.ts';

export interface AutotaskOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The sandbox's clock in milliseconds. */
  readonly now?: () => number;
  /** Milliseconds that each call takes. */
  readonly latency?: { readonly read?: number; readonly write?: number };
  /** Calls allowed in sixty minutes; 10,000 if not given. */
  readonly perHour?: number;
  /** Calls allowed at once at one endpoint; 3 if not given. */
  readonly threads?: number;
  /** What no paper settles, where it is to be other than usual. */
  readonly facts?: Partial<Facts>;
}

/** One call as the sandbox saw it; status 0: the connection was cut by a fault. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly kind: string;
  readonly status: number;
}

export interface AutotaskSandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** `url` with `/atservicesrest`: for both Autotask endpoints of the settings. */
  readonly root: string;
  readonly credentials: Credentials;
  readonly tables: Tables;
  /** Adds rows. */
  seed(rows: AutotaskSeed): void;
  readonly requests: readonly SeenCall[];
  readonly counts: GateCounts;
  /** Every accepted PATCH and PUT, in order. */
  readonly writes: readonly Write[];
  readonly faults: FaultList;
  /** Change them while the sandbox runs. */
  readonly facts: Facts;
  /** How many milliseconds the `Date` of its answers is ahead of this computer's clock; 0 to begin with. */
  aheadMs: number;
  /** May the API user read the PDFs of invoices? */
  mayReadPdf: boolean;
  readonly ui: AutotaskWindow;
  /** Lines of business (association ids; null = items without one) that the API user may see; null: all. What it has no right to see is simply missing. */
  limitTo(associations: readonly (number | null)[] | null): void;
  /** Unlocks the API user after too many wrong secrets. */
  unlock(): void;
  stop(): Promise<void>;
}

const CREDENTIALS: Credentials = {
  username: 'at2qbo@sandbox.example',
  secret: 'k#9$Lz~2@vQ*e',
  integrationCode: 'SANDBOX0INTEGRATION0CODE',
};
const LONGEST_URL = 2048;

/** Starts an Autotask on loopback. */
export async function startAutotaskSandbox(options: AutotaskOptions = {}): Promise<AutotaskSandbox> {
  const now = options.now ?? Date.now;
  const tables = emptyTables();
  const gate = new Gate({ credentials: CREDENTIALS, threads: options.threads ?? 3, perHour: options.perHour ?? 10_000, now });
  const faults = new FaultList();
  const requests: SeenCall[] = [];
  const writes: Write[] = [];
  let visible: ReadonlySet<number | null> | null = null;
  let url = '';
  const facts = factsWith(options.facts);
  const own = { aheadMs: 0, mayReadPdf: true };
  const desk = new QueryDesk(() => `${url}/ATServicesRest`, facts);

  const isVisible = (entity: Entity, row: Row): boolean =>
    visible === null || entity.path !== 'BillingItems' || visible.has((row['organizationalLevelAssociationID'] ?? null) as number | null);
  const items = new ItemsByInvoice(tables.BillingItems);
  const rowsOf = function* (entity: Entity, query: string): Generator<Row> {
    const rows = entity.path === 'BillingItems' ? items.candidates(query) : tables[entity.path].values();
    for (const row of rows) if (isVisible(entity, row)) yield row;
  };

  const perform = (route: Route, search: URLSearchParams, body: string): Answer => {
    const asked = 'verb' in route && route.verb === 'GET' ? (search.get('search') ?? '') : body;
    switch (route.kind) {
      case 'versionInformation':
        return json('{"apiVersions":["V1.0","V2.0"]}');
      case 'zoneInformation':
        if (!sameUser(search.get('user'), CREDENTIALS.username)) throw errors('Zone information could not be determined');
        return json(JSON.stringify({ zoneName: 'Sandbox', url: `${url}/ATServicesRest/`, webUrl: `${url}/`, ci: 123456 }));
      case 'ThresholdInformation':
        return json(gate.thresholdJson());
      case 'query':
        return desk.first(route.entity, rowsOf(route.entity, asked), route.verb, asked);
      case 'next':
        return desk.next(route.entity, rowsOf(route.entity, asked), route.verb, search.get('paging') ?? '', asked);
      case 'count':
        return desk.count(route.entity, rowsOf(route.entity, asked), asked);
      case 'information':
        return json(informationJson(route.entity, isWritable(route.entity)));
      case 'fields':
        return json(fieldsJson(route.entity, tables, facts));
      case 'userDefinedFields':
        return json(userDefinedJson(tables[route.entity.path].values()));
      case 'get': {
        const row = tables[route.entity.path].get(route.id);
        if (row && isVisible(route.entity, row)) return json(`{"item":${rowJson(route.entity, row, null, facts)}}`);
        return json('{"item":null}');
      }
      case 'pdf': {
        const invoice = tables.Invoices.get(route.id);
        if (!own.mayReadPdf)
          throw errors(
            'The logged in Resource does not have the adequate permissions to view invoice PDFs.',
            Number(facts['missing-right']),
          );
        if (!invoice) throw bare(404);
        return json(invoicePdfJson(invoice, facts['pdf-shape']));
      }
      case 'create': {
        const parents = route.entity.path === 'CompanyNotes' ? tables.Companies : tables.Tickets;
        if (route.parent !== null && !parents.has(route.parent.id))
          throw errors(`No matching records found for ${route.parent.field} ${route.parent.id}.`, 404);
        const isChoice = (name: string, value: number): boolean => {
          const field = route.entity.fields.get(name);
          return field === undefined || picklist(route.entity, field, tables, facts).some((choice) => choice.value === value);
        };
        const id = createRow(route.entity, tables, { body: parsedBody(body), parent: route.parent, isChoice, now: now() });
        return json(JSON.stringify({ itemId: id }));
      }
      case 'write': {
        const write = writeRow(route.entity, tables, route.method, parsedBody(body), now());
        writes.push(write);
        return json(JSON.stringify({ itemId: write.id }));
      }
    }
  };

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const method = req.method ?? '';
    res.setHeader('date', new Date(Date.now() + own.aheadMs).toUTCString());
    const target = new URL(req.url ?? '/', url);
    const seen = { method, path: target.pathname, kind: 'unknown', status: 0 };
    requests.push(seen);
    let leave: (() => unknown) | null = null;
    try {
      const route = findRoute(method, target.pathname);
      seen.kind = kindOf(route);
      const isOpen = route.kind === 'zoneInformation' || route.kind === 'versionInformation';
      // The thread is taken before the caller is known: a wrong secret costs one, too.
      if (!isOpen) leave = gate.enter('entity' in route ? route.entity.path : route.kind);
      const body = await readBody(req);
      const run = async (): Promise<Answer> => {
        await pause(route.kind === 'write' ? options.latency?.write : options.latency?.read);
        try {
          if (!isOpen) gate.signIn(req.headers);
          checkTransport(method, target.href, req);
          return perform(route, target.searchParams, body);
        } catch (error) {
          if (error instanceof Refusal) return refused(error);
          throw error;
        }
      };
      const fault = faults.take({ service: 'autotask', method, path: target.pathname, kind: seen.kind, body: quietlyParsed(body) });
      if (fault === null) sendAnswer(res, await run());
      else await applyFault(fault, req, res, run, faultBody);
    } catch (error) {
      sendAnswer(res, error instanceof Refusal ? refused(error) : refused(errors(`The sandbox itself failed: ${String(error)}`)));
    } finally {
      leave?.();
      seen.status = res.headersSent ? res.statusCode : 0;
    }
  };

  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    root: `${url}/atservicesrest`,
    credentials: CREDENTIALS,
    tables,
    seed: (rows) => seedTables(tables, rows),
    requests,
    counts: gate.counts,
    writes,
    faults,
    facts,
    get aheadMs() {
      return own.aheadMs;
    },
    set aheadMs(milliseconds) {
      own.aheadMs = milliseconds;
    },
    get mayReadPdf() {
      return own.mayReadPdf;
    },
    set mayReadPdf(may) {
      own.mayReadPdf = may;
    },
    ui: openWindow(tables, now, facts),
    limitTo: (associations) => {
      visible = associations === null ? null : new Set(associations);
    },
    unlock: () => gate.unlock(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Definitions of the user-defined fields that rows have. */
function userDefinedJson(rows: Iterable<Row>): string {
  const names = new Set<string>();
  for (const row of rows) for (const { name } of JSON.parse(String(row[USER_DEFINED] ?? '[]')) as { name: string }[]) names.add(name);
  return JSON.stringify({
    fields: [...names].sort().map((name) => ({ name, label: name, dataType: 'string', isPickList: false, picklistValues: null })),
  });
}

function checkTransport(method: string, href: string, req: IncomingMessage): void {
  if (method === 'GET' && href.length > LONGEST_URL) throw bare(404);
  if (method === 'GET') return;
  const type = req.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw frameworkMessage(415, `The request entity's media type '${type}' is not supported for this resource.`);
  }
}

function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw errors('The request body is not JSON.');
  }
}

// For the faults' matching only: a body that isn't JSON is shown to them as it is.
function quietlyParsed(body: string): unknown {
  try {
    return body === '' ? null : (JSON.parse(body) as unknown);
  } catch {
    return body;
  }
}

function faultBody(status: number): { headers: Record<string, string>; body: string } {
  const text = status === 429 ? 'The thread threshold for this endpoint has been exceeded.' : 'An error has occurred.';
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify({ errors: [text] }) };
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function pause(milliseconds = 0): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
