// After a run: Autotask tickets for what a person must settle, and the webhook. Neither changes how the run ends.
import { postWebhook, type WebhookEvent } from '../../clients/notices/webhook.ts';
import { At2qboError } from '../../core/errors.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { RunContext } from '../../core/run/context.ts';
import { syncTickets } from '../../core/tickets/apply.ts';
import { NOT_TRIED } from '../../core/reasons/passing.ts';
import type { Outcome } from '../../core/run/outcome.ts';
import { problemsOf, signatureOf, type Problem } from '../../core/tickets/plan.ts';
import type { Context } from '../context/context.ts';
import { withFix } from '../../core/words.ts';
import { readVersion } from '../version/number.ts';

const SAID = 'webhook.said';

/** One whose turn didn't come waits as before: nothing of it is settled. */
function wasTried({ reasons }: Pick<Outcome, 'reasons'>): boolean {
  return !reasons.some((why) => NOT_TRIED.has(why.code));
}

/** The tickets, inside the run: its lock is held, and its brake is looked at. */
export async function keepTickets(part: RunContext, outcomes: Parameters<typeof problemsOf>[0]): Promise<void> {
  const { ticket } = part.settings.notify;
  if (ticket === null || part.isDryRun || part.brake.cause) return;
  try {
    await syncTickets(part, new Set(outcomes.filter(wasTried).map((one) => one.invoiceId)), problemsOf(outcomes), ticket);
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    part.events.log('warn', `notify.ticket: ${error.message}`, { kind: error.kind });
  }
}

/** One post a run, and one for each hold that is new, changed or settled since the last run that was told. */
export async function postRun(context: Context, command: string, result: RunResult, exitCode: number): Promise<void> {
  const { webhookUrl } = context.settings.notify;
  if (webhookUrl === null || result.dryRun) return;
  const ledger = context.ledger();
  const problems = problemsOf(result.invoices);
  const before = readSaid(await ledger.recall(SAID));
  const seen = new Set(result.invoices.filter(wasTried).map((one) => String(one.invoiceId)));
  const now = new Map(problems.map((one) => [String(one.invoiceId), signatureOf(one)]));
  const settled = Object.keys(before).filter((id) => seen.has(id) && !now.has(id));
  const events = [
    runEvent(context.profile, command, result, exitCode),
    ...problems
      .filter((one) => before[String(one.invoiceId)] !== signatureOf(one))
      .map((one) => holdEvent(context.profile, result.run, one, String(one.invoiceId) in before)),
    ...settled.map((id) => settledEvent(context.profile, result.run, id)),
  ];
  for (const event of events) {
    const trouble = await postWebhook(webhookUrl, event, { clock: context.clock, userAgent: `at2qbo/${readVersion()}` });
    if (trouble === null) continue;
    // What wasn't taken is said again by the next run.
    context.events.log('warn', `notify.webhookUrl was not reached: ${trouble}.`);
    return;
  }
  const kept = Object.fromEntries([...Object.entries(before).filter(([id]) => !seen.has(id)), ...now]);
  if (JSON.stringify(kept) !== JSON.stringify(before)) await ledger.remember(SAID, JSON.stringify(kept));
}

function readSaid(kept: string | null): Readonly<Record<string, string>> {
  return kept === null ? {} : (JSON.parse(kept) as Record<string, string>);
}

function runEvent(profile: string, command: string, result: RunResult, exitCode: number): WebhookEvent {
  const { run, startedAt, finishedAt, totals, trouble } = result;
  const counts = Object.entries(totals)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
  return {
    text: [
      `at2qbo ${command} (${profile}): ${counts || 'nothing to do'}, exit code ${exitCode}`,
      ...(trouble === null ? [] : [trouble.message]),
    ].join('\n'),
    data: {
      event: 'run',
      profile,
      command,
      run,
      startedAt,
      finishedAt,
      exitCode,
      totals,
      ...(trouble === null ? {} : { error: { kind: trouble.kind, message: trouble.message, fix: trouble.remedy } }),
    },
  };
}

function holdEvent(profile: string, run: string, problem: Problem, isChanged: boolean): WebhookEvent {
  const { invoiceId, invoiceNumber, company, total, outcome, reasons } = problem;
  const lines = reasons.map(withFix);
  return {
    text: [
      `Invoice ${invoiceNumber ?? invoiceId} of ${company} (${total}) ${outcome === 'held' ? 'is held' : 'failed'}${isChanged ? ', for another reason' : ''}`,
      ...lines,
    ].join('\n'),
    data: {
      event: isChanged ? 'hold-changed' : 'hold',
      profile,
      run,
      autotaskId: invoiceId,
      autotaskNumber: invoiceNumber,
      company,
      autotaskTotal: total,
      outcome,
      reasons,
    },
  };
}

function settledEvent(profile: string, run: string, id: string): WebhookEvent {
  return { text: `Invoice ${id} no longer waits.`, data: { event: 'hold-settled', profile, run, autotaskId: Number(id) } };
}
