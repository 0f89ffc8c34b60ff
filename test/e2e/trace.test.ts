// A run as OpenTelemetry's spans, at a collector of the test's own.
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallMonth } from '../fleet/support.ts';
import { connectedWorld, type World } from './support.ts';

interface Span {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}
let world: World;
let server: Server;
let bodies: string[] = [];
let address = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      bodies.push(text);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  address = `http://127.0.0.1:${at !== null && typeof at === 'object' ? at.port : 0}`;
  world = await connectedWorld({ month: smallMonth(2) });
});
afterAll(async () => {
  server.close();
  await world.close();
});

test('a span a run, a document and a call, with Intuit’s trace id, and neither names nor amounts', async () => {
  bodies = [];
  const run = await world.sync([], { OTEL_EXPORTER_OTLP_ENDPOINT: address });
  expect(run.code).toBe(0);
  const sent = bodies.map((body) => JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] });
  const spans = sent.flatMap((one) => one.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans)));
  const roots = spans.filter((span) => span.parentSpanId === undefined || span.parentSpanId === '');
  expect(roots.map((span) => span.name)).toEqual(['at2qbo sync']);
  const documents = spans.filter((span) => span.name === 'document');
  const made = run.json().invoices.filter((one) => one.outcome === 'created');
  expect(documents.length).toBeGreaterThanOrEqual(made.length);
  for (const one of documents) expect(one.parentSpanId).toBe(roots[0]?.spanId);
  const calls = spans.filter((span) => /^(QuickBooks|Autotask)/.test(span.name));
  expect(calls.some((span) => span.attributes.some(({ key }) => key === 'intuit_tid'))).toBe(true);
  const text = bodies.join('');
  for (const one of run.json().invoices) {
    expect(text).not.toContain(one.company);
    expect(text).not.toContain(one.autotaskTotal);
  }
});

test('a collector that is away changes nothing, and without the variable nothing is sent', async () => {
  bodies = [];
  expect((await world.sync([], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).code).toBe(0);
  expect((await world.sync()).code).toBe(0);
  expect(bodies).toEqual([]);
});
