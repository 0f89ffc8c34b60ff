// QuickBooks' questions: first to a built-in company of the same kind, then to the connected one.
// That one is cleaned at the end.
import { DAY_MS, instantAt } from '../../core/dates.ts';
import { At2qboError } from '../../core/errors.ts';
import { askAll, cleanCompany, perform, type OpenJournal, type ProbePort } from '../../core/probe/apply.ts';
import { EARLIER_KEY, readKeptRequest, type KeptRequest } from '../../core/probe/journal.ts';
import { findingOf, unmetInCompany, type Asked } from '../../core/probe/plan.ts';
import { QUICKBOOKS_QUESTIONS } from '../../core/probe/questions.ts';
import { bareStage, prepare } from '../../core/probe/stage.ts';
import type { EarlierRequest, Finding, LeftBehind, ProbedCompany, Question, QuickBooksStage } from '../../core/probe/types.ts';
import type { Context } from '../context/context.ts';
import { expectedOfQuickBooks, questionsOf } from './expected.ts';
import type { Stopping } from './stopping.ts';

/** What one service said, and what is still there of it. */
export interface Probed {
  readonly findings: readonly Finding[];
  readonly left: readonly LeftBehind[];
  /** Ended early; what was found until then is told all the same. */
  readonly trouble: At2qboError | null;
}

type Ask = Question<QuickBooksStage>;

export async function probeQuickBooks(
  context: Context,
  port: ProbePort,
  company: ProbedCompany,
  journal: OpenJournal,
  stopping: Stopping,
): Promise<Probed> {
  const earlier = await earlierOf(context);
  context.events.progress('Asking the built-in QuickBooks');
  const expected = await expectedOfQuickBooks(company, earlier);
  await journal.begin();
  const seen = new Map<string, Asked>();
  const left: LeftBehind[] = [];
  let trouble: At2qboError | null = null;
  const part = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      trouble ??= error;
    }
  };
  let stage: QuickBooksStage | null = null;
  const ask = async (isLast: boolean): Promise<void> => {
    if (stage === null || trouble !== null) return;
    await askAll({
      port,
      questions: questionsOf(QUICKBOOKS_QUESTIONS, isLast),
      stage,
      journal,
      unmet: unmetBy(stage),
      isStopped: (question, n) => stopping.at('QuickBooks', question.id, n),
      found: seen,
    });
  };
  await part(async () => {
    stage = await perform(port, prepare(bareStage({ company, now: context.clock.now(), run: journal.state.run, earlier })), journal);
    await ask(false);
  });
  await part(() => keepRequest(context, journal, seen));
  await part(async () => void left.push(...(await cleaned(context, port, journal, stopping))));
  await part(() => ask(true));
  const untold: Asked = { answer: { why: 'the probe ended before' }, requests: [] };
  return {
    findings: QUICKBOOKS_QUESTIONS.map((question) => {
      const [here, sandbox] = [seen.get(question.id) ?? untold, expected.get(question.id) ?? untold];
      return findingOf('quickbooks', question, here, sandbox);
    }),
    left,
    trouble,
  };
}

const unmetBy =
  (stage: QuickBooksStage) =>
  ({ needs = [] }: Ask): string | null =>
    unmetInCompany(needs, stage);

/** Not on SIGTERM, which leaves no time for it: the journal stays. */
async function cleaned(context: Context, port: ProbePort, journal: OpenJournal, stopping: Stopping): Promise<readonly LeftBehind[]> {
  if (stopping.isUrgent()) return [];
  context.events.progress('Taking away what was made');
  const { left } = await cleanCompany(port, journal.state);
  if (left.length === 0) await journal.isCleaned();
  return left;
}

async function earlierOf(context: Context): Promise<EarlierRequest | null> {
  const kept = readKeptRequest(await context.ledger('run').recall(EARLIER_KEY));
  if (kept === null || kept.realmId !== context.settings.quickbooks.realmId) return null;
  const days = Math.floor((context.clock.now() - Date.parse(kept.at)) / DAY_MS);
  return days < 1 ? null : { requestId: kept.requestId, documentId: kept.documentId, days };
}

/** The oldest one that is still known stays; a forgotten one makes room. */
async function keepRequest(context: Context, { state }: OpenJournal, seen: ReadonlyMap<string, Asked>): Promise<void> {
  const ledger = context.ledger('run');
  const before = readKeptRequest(await ledger.recall(EARLIER_KEY));
  const answer = seen.get('request-id-remembered')?.answer;
  const isForgotten = answer !== undefined && 'is' in answer && !answer.is.startsWith('known');
  if (before !== null && before.realmId === state.realmId && !isForgotten) return;
  const made = state.made.find((one) => one.type === 'Invoice' && one.id !== null && one.requestId !== null && one.requestId.length <= 50);
  if (made?.id == null || made.requestId === null) return;
  const kept: KeptRequest = { realmId: state.realmId, requestId: made.requestId, documentId: made.id, at: instantAt(context.clock.now()) };
  await ledger.remember(EARLIER_KEY, JSON.stringify(kept));
}
