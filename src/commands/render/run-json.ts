// A run as `sync --json` prints it: names and shapes of the public interface. Pure.
import type { CallCounts } from '../../core/ports.ts';
import type { Preview } from '../../core/preview.ts';
import type { RunResult } from '../../core/run.ts';

/** One JSON document. `error` is there only when the run ended early. */
export function runJson(
  result: RunResult,
  exitCode: number,
  calls: CallCounts,
  previews: ReadonlyMap<number, Preview> = new Map(),
): Record<string, unknown> {
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
      ...previewJson(previews.get(one.invoiceId)),
    })),
    voids: result.voids.map((one) => ({
      autotaskId: one.invoiceId,
      quickbooksId: one.quickBooksId,
      docNumber: one.docNumber,
      outcome: one.outcome,
      reasons: one.reasons,
    })),
    payments: result.payments.map((one) => ({
      autotaskId: one.invoiceId,
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

/** A planned document with its mapping and its sums; nothing where none would be made. */
function previewJson(preview: Preview | undefined): Record<string, unknown> {
  return preview === undefined ? {} : { document: preview.document, mapping: preview.mapping, proof: preview.proof };
}
