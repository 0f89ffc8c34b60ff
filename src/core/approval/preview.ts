// Everything of a planned document that a person approves.
// The document, why it is so, and that it comes to Autotask's total.
import type { Catalog } from '../facts/catalog.ts';
import type { InvoiceId } from '../model.ts';
import { text } from '../money.ts';
import type { Mapping } from '../transfer/plan/draft.ts';
import type { Planned } from '../transfer/plan/plan.ts';
import { describeDocument, proveTotal, type PlannedDocument, type Proof } from './planned-document.ts';

export interface Preview {
  readonly autotaskId: InvoiceId;
  readonly autotaskNumber: string | null;
  readonly company: string;
  readonly autotaskTotal: string;
  readonly document: PlannedDocument;
  readonly mapping: Mapping;
  readonly proof: Proof;
}

/** Previews of the documents that would be made; what waits or is in QuickBooks already has none. */
export function previewPlan(plan: readonly Planned[], catalog: Catalog): Preview[] {
  return plan.flatMap((planned) =>
    planned.action !== 'create'
      ? []
      : [
          {
            autotaskId: planned.invoice.id,
            autotaskNumber: planned.invoice.number,
            company: planned.company,
            autotaskTotal: text(planned.invoice.net.plus(planned.invoice.tax)),
            document: describeDocument(planned, catalog),
            mapping: planned.drafted.why,
            proof: proveTotal(planned),
          },
        ],
  );
}
