// `sync` with a plan: what a dry run shows and saves, and what `--plan FILE` allows to be carried out.
import { Calendar } from '../../core/calendar.ts';
import { approvable, approvedIds, holdChanged, sealPlan, type ApprovedInvoice } from '../../core/approval/approved-plan.ts';
import type { Catalog } from '../../core/facts/catalog.ts';
import { UsageError } from '../../core/errors.ts';
import { invoiceId, type InvoiceId } from '../../core/model.ts';
import type { Planned } from '../../core/transfer/plan/plan.ts';
import { previewPlan, type Preview } from '../../core/approval/preview.ts';
import { counted } from '../../core/words.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { Context } from '../context/context.ts';
import { checkOutFile, writeOutFile } from '../files/output-file.ts';
import { writeTable } from '../files/table-file.ts';
import { checkPlanTarget, readPlan, writePlan } from './plan-file.ts';
import { planPage } from './render-plan-page.ts';
import { planTable } from './render-plan-table.ts';

export interface PlanFlags {
  readonly dryRun?: boolean;
  readonly plan?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly only?: readonly number[];
}

export interface PlanDesk {
  /** The invoices that the run is about; null: all. */
  readonly only: readonly InvoiceId[] | null;
  /** For `SyncOptions`. */
  readonly onPlan: (plan: readonly Planned[], catalog: Catalog) => void;
  readonly approve: (plan: readonly Planned[], catalog: Catalog) => readonly Planned[];
  readonly previews: ReadonlyMap<number, Preview>;
  /** Is a saved plan being carried out? */
  readonly isApproved: boolean;
  /** Writes the files that were asked for; returns what to tell a person. */
  readonly save: (result: RunResult) => Promise<string[]>;
}

/** Reads and checks everything that the flags name, before anything is read from outside. */
export function openPlanDesk(flags: PlanFlags, context: Context): PlanDesk {
  const isDryRun = flags.dryRun === true;
  const { realmId } = context.settings.quickbooks;
  for (const [flag, file] of [
    ['--csv', flags.csv],
    ['--html', flags.html],
  ] as const) {
    if (file === undefined) continue;
    if (!isDryRun) throw new UsageError(`${flag} shows a plan: it goes with --dry-run`, `at2qbo sync --dry-run ${flag} <file>`);
    checkOutFile(file, 'replace', context.env);
  }
  if (isDryRun && flags.plan !== undefined) checkPlanTarget(flags.plan, context.env);
  const approved =
    !isDryRun && flags.plan !== undefined ? approvedIds(readPlan(flags.plan, { profile: context.profile, realmId }, context.digest)) : null;

  const previews = new Map<number, Preview>();
  const entries: ApprovedInvoice[] = [];
  return {
    previews,
    isApproved: approved !== null,
    only: chosen(flags, approved),
    onPlan: (plan, catalog) => {
      if (!isDryRun) return;
      for (const preview of previewPlan(plan, catalog)) previews.set(preview.autotaskId, preview);
      if (flags.plan === undefined) return;
      for (const planned of plan) {
        const entry = approvable(planned, catalog, context.digest);
        if (entry !== null) entries.push(entry);
      }
    },
    approve: (plan, catalog) => (approved === null ? plan : holdChanged(plan, approved, catalog, context.digest)),
    save: async (result) => {
      const said: string[] = [];
      if (!isDryRun) return said;
      if (flags.csv !== undefined) {
        await writeTable(flags.csv, planTable(result.invoices, previews), context.env);
        said.push(`Written: ${flags.csv}`);
      }
      if (flags.html !== undefined) {
        writeOutFile(flags.html, planPage(result, previews, new Calendar(context.settings.invoices.timeZone)), 'replace', context.env);
        said.push(`Written: ${flags.html}`);
      }
      if (flags.plan === undefined) return said;
      // A plan that was cut short would look like all there is.
      if (result.trouble) return [...said, `No plan was saved: the dry run ended early.`];
      const whole = { profile: context.profile, realmId: realmId ?? '', run: result.run, createdAt: result.finishedAt, invoices: entries };
      writePlan(flags.plan, sealPlan(whole, context.digest), context.env);
      return [...said, `Plan of ${counted(entries.length, 'invoice')} saved. To carry out exactly that: at2qbo sync --plan ${flags.plan}`];
    },
  };
}

function chosen(flags: PlanFlags, approved: ReadonlyMap<InvoiceId, ApprovedInvoice> | null): readonly InvoiceId[] | null {
  const only = flags.only?.map((id) => invoiceId(id)) ?? null;
  if (approved === null) return only;
  const stranger = only?.find((id) => !approved.has(id));
  if (stranger !== undefined) throw new UsageError(`invoice ${stranger} is not in the plan`, 'leave it out of --only, or make a new plan');
  return only ?? [...approved.keys()];
}
