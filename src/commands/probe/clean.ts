// `at2qbo probe --clean`: takes away what an interrupted probe made.
// Found by its journal, and by its mark in the company.
import { cleanCompany, lookForRest, openJournal, OpenJournal, putBack } from '../../core/probe/apply.ts';
import type { Journal } from '../../core/probe/journal.ts';
import type { LeftBehind, ProbedService } from '../../core/probe/types.ts';
import { UsageError } from '../../core/errors.ts';
import type { Context } from '../context/context.ts';
import type { Io } from '../terminal/io.ts';
import { confirmCompany, requireName } from './safety.ts';

export interface CleanedUp {
  /** Whether a probe was known to be open. */
  readonly hadJournal: boolean;
  readonly gone: number;
  readonly left: readonly LeftBehind[];
}

/** An open journal is for one company; it is cleaned there and nowhere else. */
export function refuseOtherRealm(journal: Journal | null, realmId: string | null): void {
  if (journal === null || journal.made.length === 0 || journal.realmId === realmId) return;
  throw new UsageError(
    `an interrupted probe of QuickBooks company ${journal.realmId} is still to be cleaned up, and the profile is connected to ${realmId ?? 'none'}`,
    `connect that company again, then: at2qbo probe --clean`,
  );
}

/** `given`: the name of the company, needed where no journal says which one was meant. */
export async function cleanUp(context: Context, io: Io, services: readonly ProbedService[], given: string | undefined): Promise<CleanedUp> {
  const journal = await openJournal(context.ledger('run'));
  const open = journal === null ? null : new OpenJournal(context.ledger('run'), journal);
  const left: LeftBehind[] = [];
  let gone = 0;
  if (services.includes('quickbooks') && (journal === null || journal.made.length > 0)) {
    refuseOtherRealm(journal, context.settings.quickbooks.realmId);
    if (journal === null) requireName(io, given);
    const company = await (await context.quickbooks()).company();
    if (journal === null || given !== undefined) await confirmCompany(io, company, given);
    const port = await (await context.services()).quickbooksProbe();
    context.events.progress('Looking for what a probe made');
    const cleaned = await cleanCompany(port, journal);
    const still = await lookForRest(port, journal);
    gone += cleaned.gone;
    const said = new Set(cleaned.left.map((one) => one.what));
    left.push(...cleaned.left, ...still.filter(({ what }) => !said.has(what)));
    if (left.length === 0) await open?.isCleaned();
  }
  if (services.includes('autotask') && journal?.changed != null) {
    const notBack = await putBack(await (await context.services()).autotaskProbe(), journal);
    left.push(...notBack);
    if (notBack.length === 0) {
      gone += 1;
      await open?.isPutBack();
    }
  }
  return { hadJournal: journal !== null, gone, left };
}
