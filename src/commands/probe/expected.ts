// What the built-in pair answers to the same questions: a company of the same kind, for as long as they take.
import { systemClock } from '../../clients/host/clock.ts';
import { UnexpectedAnswerError } from '../../core/errors.ts';
import { askAll, perform, type ProbePort } from '../../core/probe/apply.ts';
import { unmetInCompany, type Asked } from '../../core/probe/plan.ts';
import { AUTOTASK_QUESTIONS, QUICKBOOKS_QUESTIONS } from '../../core/probe/questions.ts';
import { text, tryInvoice, Unanswerable } from '../../core/probe/script.ts';
import { bareStage, lookAtCompany, prepare } from '../../core/probe/stage.ts';
import type { EarlierRequest, ProbedCompany, Question, QuickBooksStage } from '../../core/probe/types.ts';
import { builtInAutotask, builtInQuickBooks, type BuiltIn } from './sandbox.ts';

const RUN = 'own';

/** The company as the questions see it. */
export async function lookAt(port: ProbePort, realmId: string): Promise<ProbedCompany> {
  try {
    return await perform(port, lookAtCompany(realmId));
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    throw new UnexpectedAnswerError(`QuickBooks: ${error.message}.`, { service: 'QuickBooks', remedy: 'at2qbo doctor' });
  }
}

/** The questions before the company is cleaned, and those after it. */
export function questionsOf<Stage>(all: readonly Question<Stage>[], isLast: boolean): readonly Question<Stage>[] {
  return all.filter((one) => (one.isLast ?? false) === isLast);
}

export async function expectedOfQuickBooks(company: ProbedCompany, earlier: EarlierRequest | null): Promise<Map<string, Asked>> {
  const builtIn = await builtInQuickBooks(company);
  try {
    const own = await lookAt(builtIn.port, builtIn.realmId);
    const stage = await perform(builtIn.port, prepare(bareStage({ company: own, now: systemClock.now(), run: RUN, earlier: null })));
    const known = earlier === null ? stage : Object.defineProperty(stage, 'earlier', { value: await again(builtIn, stage, earlier) });
    const unmet = ({ needs = [] }: Question<QuickBooksStage>): string | null => unmetInCompany(needs, known);
    return await inTwoParts(builtIn, (isLast, found) =>
      askAll({ port: builtIn.port, stage: known, journal: null, unmet, questions: questionsOf(QUICKBOOKS_QUESTIONS, isLast), found }),
    );
  } finally {
    await builtIn.stop();
  }
}

export async function expectedOfAutotask(): Promise<Map<string, Asked>> {
  const builtIn = await builtInAutotask();
  const { port, invoiceId, stop } = builtIn;
  try {
    return await inTwoParts(builtIn, (isLast, found) =>
      askAll({ port, stage: { invoiceId }, journal: null, unmet: () => null, questions: questionsOf(AUTOTASK_QUESTIONS, isLast), found }),
    );
  } finally {
    await stop();
  }
}

async function inTwoParts(
  { slow }: BuiltIn,
  ask: (isLast: boolean, found: Map<string, Asked>) => Promise<unknown>,
): Promise<Map<string, Asked>> {
  const found = new Map<string, Asked>();
  await ask(false, found);
  slow();
  await ask(true, found);
  return found;
}

/** The built-in company has known the request id all the time. */
async function again({ port }: BuiltIn, stage: QuickBooksStage, earlier: EarlierRequest): Promise<EarlierRequest> {
  const reply = await perform(port, tryInvoice(stage, {}, { requestid: earlier.requestId }));
  return { ...earlier, documentId: text(reply.json, 'Invoice', 'Id') };
}
