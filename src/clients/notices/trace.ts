// A run as OpenTelemetry's spans: the run, its documents, their calls. Ids, codes and times alone.
import type { CallRecord } from '../http/http.ts';

/** One run, when it has ended. */
export interface TracedRun {
  readonly runId: string;
  readonly profile: string;
  readonly command: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly exitCode: number;
  readonly documents: readonly { readonly invoiceId: number; readonly outcome: string; readonly reasons: readonly string[] }[];
}

export interface Tracer {
  /** After each call; `invoiceId` null: it is about none, or several. */
  call(call: CallRecord, endedAt: number, invoiceId: number | null): void;
  /** Sends the spans; resolves when they are sent, or couldn't be. */
  end(run: TracedRun): Promise<void>;
}

/** Where OpenTelemetry's variable says that spans go; null where it isn't set: nothing is loaded then, nothing kept. */
export function tracerFor(env: Readonly<Record<string, string | undefined>>, version: string): Tracer | null {
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return endpoint === undefined || endpoint === '' ? null : createTracer(version);
}

interface Traced {
  readonly call: CallRecord;
  readonly endedAt: number;
  readonly invoiceId: number | null;
}

/** A run of months must not fill the memory: its first calls are told, and how many more there were. */
const MOST_CALLS = 20_000;
const SEND_MS = 5000;

function createTracer(version: string): Tracer {
  const calls: Traced[] = [];
  let more = 0;
  return {
    call: (call, endedAt, invoiceId) => {
      if (calls.length < MOST_CALLS) calls.push({ call: { ...call, requestBody: null, responseBody: null }, endedAt, invoiceId });
      else more += 1;
    },
    end: async (run) => {
      const [
        { SpanKind, SpanStatusCode, ROOT_CONTEXT, trace },
        { BasicTracerProvider, BatchSpanProcessor },
        { resourceFromAttributes },
        { OTLPTraceExporter },
      ] = await Promise.all([
        import('@opentelemetry/api'),
        import('@opentelemetry/sdk-trace-base'),
        import('@opentelemetry/resources'),
        import('@opentelemetry/exporter-trace-otlp-http'),
      ]);
      const exporter = new OTLPTraceExporter({ timeoutMillis: SEND_MS });
      const provider = new BasicTracerProvider({
        resource: resourceFromAttributes({ 'service.name': 'at2qbo', 'service.version': version }),
        spanProcessors: [new BatchSpanProcessor(exporter, { maxQueueSize: MOST_CALLS * 2, exportTimeoutMillis: SEND_MS })],
      });
      const tracer = provider.getTracer('at2qbo', version);
      const root = tracer.startSpan(
        `at2qbo ${run.command}`,
        {
          startTime: run.startedAt,
          attributes: {
            'at2qbo.profile': run.profile,
            'at2qbo.run': run.runId,
            'at2qbo.exit_code': run.exitCode,
            'at2qbo.calls_left_out': more,
          },
        },
        ROOT_CONTEXT,
      );
      if (run.exitCode !== 0) root.setStatus({ code: SpanStatusCode.ERROR, message: `exit code ${run.exitCode}` });
      const under = trace.setSpan(ROOT_CONTEXT, root);
      const documents = new Map(run.documents.map((one) => [one.invoiceId, one]));
      for (const [invoiceId, list] of byInvoice(calls)) {
        const document = invoiceId === null ? undefined : documents.get(invoiceId);
        const span =
          invoiceId === null
            ? null
            : tracer.startSpan(
                'document',
                {
                  startTime: Math.min(...list.map(startOf)),
                  attributes: {
                    'at2qbo.invoice_id': invoiceId,
                    ...(document === undefined ? {} : { 'at2qbo.outcome': document.outcome, 'at2qbo.reasons': [...document.reasons] }),
                  },
                },
                under,
              );
        const parent = span === null ? under : trace.setSpan(ROOT_CONTEXT, span);
        for (const one of list) {
          const { call } = one;
          const child = tracer.startSpan(
            `${call.service} ${call.kind}`,
            {
              kind: SpanKind.CLIENT,
              startTime: startOf(one),
              attributes: {
                'http.request.method': call.method,
                ...(call.status === null ? {} : { 'http.response.status_code': call.status }),
                ...(call.error === null ? {} : { 'error.type': call.error }),
                ...(call.traceId === null ? {} : { intuit_tid: call.traceId }),
                'at2qbo.metered': call.isMetered,
              },
            },
            parent,
          );
          if (call.status === null || call.status >= 400) child.setStatus({ code: SpanStatusCode.ERROR });
          child.end(one.endedAt);
        }
        span?.end(Math.max(...list.map((one) => one.endedAt)));
      }
      root.end(run.endedAt);
      await provider.shutdown();
    },
  };
}

const startOf = ({ call, endedAt }: Traced): number => endedAt - call.milliseconds;

function byInvoice(calls: readonly Traced[]): Map<number | null, Traced[]> {
  const groups = new Map<number | null, Traced[]>();
  for (const one of calls) {
    const list = groups.get(one.invoiceId);
    if (list === undefined) groups.set(one.invoiceId, [one]);
    else list.push(one);
  }
  return groups;
}
