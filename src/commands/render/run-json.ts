// A run as `sync --json` prints it: names and shapes of the public interface. Pure.
import type { CallCounts } from '../../core/ports.ts';
import type { RunResult } from '../../core/run.ts';

/** One JSON document. `error` is there only when the run ended early. */
export function runJson(result: RunResult, exitCode: number, calls: CallCounts): Record<string, unknown> {
  const { trouble } = result;
  return {
    run: result.run,
    profile: result.profile,
    dryRun: result.dryRun,
    startedAt: result.startedAt,
    finishedAt: result.finishedAt,
    exitCode,
    invoices: result.invoices.map((one) => ({
      autotaskId: one.invoiceId,
      autotaskNumber: one.invoiceNumber,
      company: one.company,
      outcome: one.outcome,
      ...(one.quickbooks === null ? {} : { quickbooks: one.quickbooks }),
      autotaskTotal: one.autotaskTotal,
      emailed: one.emailed,
      reasons: one.reasons,
    })),
    voids: result.voids.map((one) => ({
      autotaskId: one.invoiceId,
      quickbooksId: one.quickBooksId,
      docNumber: one.docNumber,
      outcome: one.outcome,
      reasons: one.reasons,
    })),
    payments: result.payments.map((one) => ({
      // 0: mark-paid found none, or several.
      autotaskId: one.invoiceId === 0 ? null : one.invoiceId,
      invoiceNumber: one.invoiceNumber,
      paidDate: one.paidDate,
      outcome: one.outcome,
      reasons: one.reasons,
    })),
    created: result.created,
    totals: result.totals,
    calls,
    ...(trouble === null ? {} : { error: { kind: trouble.kind, message: trouble.message, fix: trouble.remedy, code: trouble.code } }),
  };
}
