// Autotask's questions: first to the built-in one, then to the connected one.
// It is only read, but for the one invoice that was named.
import { At2qboError, UsageError } from '../../core/errors.ts';
import { askAll, putBack, type OpenJournal, type ProbePort } from '../../core/probe/apply.ts';
import { findingOf, unmetInAutotask, type Asked } from '../../core/probe/plan.ts';
import { AUTOTASK_QUESTIONS } from '../../core/probe/questions.ts';
import { at, isJson } from '../../core/probe/script.ts';
import type { AutotaskStage, LeftBehind, Question } from '../../core/probe/types.ts';
import type { Context } from '../context/context.ts';
import type { Probed } from './quickbooks.ts';
import { expectedOfAutotask, questionsOf } from './expected.ts';
import type { Stopping } from './stopping.ts';

type Ask = Question<AutotaskStage>;

/** Refuses an invoice that Autotask doesn't have, before anything else is asked. */
export async function requireInvoice(port: ProbePort, invoiceId: number | null): Promise<void> {
  if (invoiceId === null) return;
  const [reply] = await port.ask([{ method: 'GET', path: `Invoices/${invoiceId}` }]);
  if (isJson(at(reply?.json, 'item'))) return;
  throw new UsageError(`Autotask has no invoice ${invoiceId} (--invoice): nothing was changed`, 'at2qbo check-invoices lists ids');
}

export async function probeAutotask(
  context: Context,
  port: ProbePort,
  invoiceId: number | null,
  journal: OpenJournal,
  stopping: Stopping,
): Promise<Probed> {
  context.events.progress('Asking the built-in Autotask');
  const expected = await expectedOfAutotask();
  const stage: AutotaskStage = { invoiceId };
  const seen = new Map<string, Asked>();
  const left: LeftBehind[] = [];
  let trouble: At2qboError | null = null;
  try {
    for (const isLast of [false, true]) {
      const asking = { port, stage, journal, unmet, isStopped: (question: Ask, n: number) => stopping.at('Autotask', question.id, n) };
      await askAll({ ...asking, questions: questionsOf(AUTOTASK_QUESTIONS, isLast), found: seen });
    }
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    trouble = error;
  }
  try {
    left.push(...(await putBack(port, journal.state)));
    if (left.length === 0 && journal.state.changed !== null) await journal.isPutBack();
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    trouble ??= error;
  }
  const untold: Asked = { answer: { why: 'the probe ended before' }, requests: [] };
  const findings = AUTOTASK_QUESTIONS.map((question) =>
    findingOf('autotask', question, seen.get(question.id) ?? untold, expected.get(question.id) ?? untold),
  );
  return { findings, left, trouble };

  function unmet({ needs = [] }: Ask): string | null {
    return unmetInAutotask(needs, stage);
  }
}
