// A run as `sync --json` prints it: names and shapes of the public interface.
import { errorJson } from '../format/error-json.ts';
import { invoiceId } from '../../core/model.ts';
import { sumsJson } from '../../core/report/by-currency.ts';
import type { Outcome, QuickBooksReference } from '../../core/run/outcome.ts';
import type { CallCounts } from '../../core/ports.ts';
import type { Preview } from '../../core/approval/preview.ts';
import type { Reason } from '../../core/reasons.ts';
import type { RunResult } from '../../core/report/run-result.ts';

/** One JSON document. Invoices have a `currency`, and `totals` their sums `byCurrency`, where the books keep several. `remarks` is there only when there is something to say of the whole run, `error` only when it ended early. */
export function runJson(
  result: RunResult,
  exitCode: number,
  calls: CallCounts,
  previews: ReadonlyMap<number, Preview> = new Map(),
): Record<string, unknown> {
  const { trouble } = result;
  const isSingle = result.invoices.every(({ currency }) => currency === null || currency === '');
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
      ...(isSingle ? {} : { currency: one.currency }),
      emailed: one.emailed,
      reasons: one.reasons.map(reasonJson),
      ...previewJson(previews.get(one.invoiceId)),
    })),
    voids: result.voids.map((one) => ({
      autotaskId: one.invoiceId,
      quickbooksId: one.quickBooksId,
      docNumber: one.docNumber,
      outcome: one.outcome,
      reasons: one.reasons.map(reasonJson),
    })),
    payments: result.payments.map((one) => ({
      // 0: mark-paid found none, or several.
      autotaskId: one.invoiceId === 0 ? null : one.invoiceId,
      invoiceNumber: one.invoiceNumber,
      paidDate: one.paidDate,
      outcome: one.outcome,
      reasons: one.reasons.map(reasonJson),
    })),
    created: result.created,
    ...(result.remarks.length === 0 ? {} : { remarks: result.remarks }),
    totals: { ...result.totals, ...(isSingle ? {} : { byCurrency: sumsJson(result.invoices) }) },
    calls,
    ...(trouble === null ? {} : { error: errorJson(trouble) }),
  };
}

const reasonJson = ({ code, message, fix }: Reason): Pick<Reason, 'code' | 'message' | 'fix'> => ({ code, message, fix });

/** A planned document with its mapping and its sums; nothing where none would be made. */
function previewJson(preview: Preview | undefined): Record<string, unknown> {
  return preview === undefined ? {} : { document: preview.document, mapping: preview.mapping, proof: preview.proof };
}

/** The document as its reader has it. */
export interface RunDocument extends Pick<RunResult, 'run' | 'profile' | 'dryRun' | 'startedAt' | 'finishedAt' | 'created'> {
  readonly exitCode: number;
  readonly invoices: readonly (Pick<Outcome, 'company' | 'outcome' | 'autotaskTotal' | 'emailed' | 'reasons'> & {
    readonly autotaskId: number;
    readonly autotaskNumber: string | null;
    readonly quickbooks?: QuickBooksReference;
    /** There where the run has several. */
    readonly currency?: string | null;
  })[];
  readonly totals: RunResult['totals'] & { readonly byCurrency?: ReturnType<typeof sumsJson> };
  readonly calls: CallCounts;
  readonly remarks?: readonly Reason[];
  readonly error?: { readonly kind: string; readonly message: string; readonly fix: string; readonly code: string | null };
}

/** The invoices of a document, as the tables and totals take them. */
export function outcomesOf(document: RunDocument): Outcome[] {
  return document.invoices.map(({ autotaskId, autotaskNumber, quickbooks, ...one }) => ({
    ...one,
    invoiceId: invoiceId(autotaskId),
    invoiceNumber: autotaskNumber,
    quickbooks: quickbooks ?? null,
    autotaskTax: null,
    currency: one.currency ?? null,
  }));
}
