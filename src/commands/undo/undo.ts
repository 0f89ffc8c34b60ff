// `at2qbo undo RUN`: takes back what one run made, as a plan first. What isn't as the run left it is left and named.
import { UsageError } from '../../core/errors.ts';
import { invoiceId } from '../../core/model.ts';
import { documentKey } from '../../core/model/document.ts';
import type { RunRecord } from '../../core/model/ledger.ts';
import { applyLists, applyUndo, plannedOutcomes } from '../../core/undo/apply.ts';
import { readLists, readUndo, runStart, type UndoPlan } from '../../core/undo/read.ts';
import type { ListOutcome, UndoOutcome } from '../../core/undo/types.ts';
import { counted } from '../../core/words.ts';
import { withContext, type Context } from '../context/context.ts';
import { troubleLines } from '../program/error-report.ts';
import type { Invocation } from '../program/spec.ts';
import { runJson } from '../run/render-json.ts';
import { runWork } from '../run/locked-run.ts';
import { partOf } from '../sync/parts.ts';
import { askYesNo } from '../terminal/ask.ts';
import { print, printError } from '../terminal/print.ts';
import { renderUndo, undoJson } from './render.ts';

interface Flags {
  readonly dryRun?: boolean;
  readonly only?: readonly number[];
  readonly withLists?: boolean;
  readonly yes?: boolean;
}

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const flags: Flags = invocation.options;
  return withContext(invocation, async (context) => {
    const isDryRun = flags.dryRun === true;
    const undone = invocation.args[0] ?? '';
    const only = flags.only?.map((id) => invoiceId(id)) ?? null;
    // Said before anything is asked of either service.
    const since = (await runStart(context.ledger(isDryRun ? 'look' : 'run'), undone)) ?? (await unknownRun(context, undone));
    if (!isDryRun && flags.yes !== true && io.terminal === null) throw needsYes(undone);

    const outcomes: UndoOutcome[] = [];
    let lists: readonly ListOutcome[] = [];
    let isRefused = false;
    const { result, exitCode } = await runWork(context, io, { command: 'undo', isDryRun }, async (ports, brake, parts) => {
      const part = partOf(context, ports, brake, isDryRun);
      const put = (outcome: UndoOutcome): void => {
        outcomes.push(outcome);
        parts.voids.push(outcome);
      };
      const plan = await readUndo(part, undone, only);
      checkOnly(plan, only, undone);
      const goes = new Set(
        plan.steps.flatMap((one) =>
          one.action === 'void' || one.action === 'delete' ? [documentKey(one.document.type, one.document.id)] : [],
        ),
      );
      if (isDryRun) {
        plannedOutcomes(plan).forEach(put);
        lists = await readLists(plan, since, goes, part);
        return;
      }
      if (flags.yes !== true) {
        isRefused = !(await confirm(invocation, plan));
        if (isRefused) return;
      }
      await applyUndo(plan, undone, part, put);
      if (brake.cause) return;
      const steps = await readLists(plan, since, new Set(), part);
      lists = flags.withLists === true ? await applyLists(steps, part) : steps;
    });
    const view = { run: undone, outcomes: outcomes.toSorted((a, b) => a.invoiceId - b.invoiceId), lists: lists.map(plainList), isRefused };
    if (globals.json) io.json({ ...runJson(result, exitCode, context.counts), undo: undoJson(view) });
    else {
      print(io, renderUndo(view, result, { width: io.width, isBrief: globals.quiet, withLists: flags.withLists === true }));
      if (result.trouble) printError(io, troubleLines(result.trouble));
    }
    return exitCode;
  });
}

const plainList = ({ kind, id, name, outcome, why }: ListOutcome): ListOutcome => ({ kind, id, name, outcome, why });

function needsYes(undone: string): UsageError {
  return new UsageError(
    'An undo voids documents in QuickBooks, and there is no terminal to ask for it.',
    `Look first: at2qbo undo ${undone} --dry-run. Then: at2qbo undo ${undone} --yes`,
  );
}

/** Names the runs that there are: an id is copied from somewhere, and easily cut short. */
async function unknownRun(context: Context, undone: string): Promise<never> {
  const runs = (await context.ledger().runs(1000)).filter(isSender).slice(0, 3);
  const known = runs.length === 0 ? 'This ledger has no run that could have sent anything.' : `The latest: ${runs.map(named).join('; ')}.`;
  throw new UsageError(`There is no run "${undone}".`, `${known} All of them, with what they did: at2qbo logs`);
}

const isSender = (run: RunRecord): boolean => run.command === 'sync' || run.command === 'copy-invoice';
const named = (run: RunRecord): string => `${run.id} (${run.command}, ${run.startedAt}, ${run.totals?.['created'] ?? 0} created)`;

function checkOnly(plan: UndoPlan, only: readonly number[] | null, undone: string): void {
  const known = new Set<number>(plan.steps.map((one) => one.transfer.invoiceId));
  const stranger = only?.find((id) => !known.has(id));
  if (stranger === undefined) return;
  throw new UsageError(
    `Run ${undone} made nothing for invoice ${stranger}.`,
    `Leave it out of --only. What the run made: at2qbo undo ${undone} --dry-run`,
  );
}

async function confirm(invocation: Invocation, plan: UndoPlan): Promise<boolean> {
  const { io } = invocation;
  const planned = plannedOutcomes(plan);
  const going = planned.filter((one) => one.outcome === 'voided');
  if (going.length === 0) return true;
  for (const one of going) io.err(`  ${one.invoiceId}  ${one.company}  ${one.docNumber ?? 'without number'}  ${one.total ?? ''}`);
  for (const one of planned)
    if (one.outcome === 'held') io.err(`  ${one.invoiceId}  ${one.company}: left. ${one.reasons.map((why) => why.message).join(' ')}`);
  return askYesNo(io, { message: `Take back ${counted(going.length, 'document')} in QuickBooks?`, missing: '--yes', initial: false });
}
