// What a run leaves in a ledger that hosts share, for the status of a fleet: when its sign-in ends, calls left.
import { RUN_FACTS, type RunFacts } from '../../clients/ledger/fleet.ts';
import type { Context } from '../context/context.ts';
import { signInEnd, unlessDown } from './metrics.ts';

/** Never changes how the run ends: a ledger that is down is the run's own trouble. */
export async function rememberFacts(context: Context): Promise<void> {
  if (context.settings.ledger.url === null) return;
  await unlessDown(async () => {
    const facts: RunFacts = { tokenEndsAt: await signInEnd(context), autotaskLeft: context.quotaLeft };
    await context.ledger().remember(RUN_FACTS, JSON.stringify(facts));
    return null;
  });
}
