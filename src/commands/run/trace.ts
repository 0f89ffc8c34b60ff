// Hands a run that has ended to OpenTelemetry, where its variable is set. It never changes how the run ends.
import type { RunResult } from '../../core/report/run-result.ts';
import type { Context } from '../context/context.ts';

/** `result` is null where the run had none. */
export async function traceRun(
  context: Context,
  run: { readonly command: string; readonly startedAt: number; readonly exitCode: number },
  result: RunResult | null,
): Promise<void> {
  if (context.tracer === null) return;
  try {
    await context.tracer.end({
      ...run,
      runId: context.runId,
      profile: context.profile,
      endedAt: context.clock.now(),
      documents: (result?.invoices ?? []).map(({ invoiceId, outcome, reasons }) => ({
        invoiceId,
        outcome,
        reasons: reasons.map(({ code }) => code),
      })),
    });
  } catch (cause) {
    context.events.log('warn', `The run could not be traced: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
