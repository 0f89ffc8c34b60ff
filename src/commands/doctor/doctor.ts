// `at2qbo doctor`: everything that can go wrong, looked at without writing to either system.
// One part that fails hides no other.
import { problem } from '../../core/checks/line.ts';
import { At2qboError } from '../../core/errors.ts';
import { checkClock } from '../../core/checks/health.ts';
import { needsAction, type DoctorLine } from '../../core/checks/health-line.ts';
import type { Transfer } from '../../core/model/ledger.ts';
import { withContext, type Context } from '../context/context.ts';
import { checkLedger, checkMail, checkProbes, checkRoom, checkSchedule, checkSecrets } from './local.ts';
import { checkAutotask, checkBoth, checkQuickBooks } from './remote.ts';
import { EXIT, exitCodeOf, worst } from '../program/exit.ts';
import { renderChecks } from '../format/checks.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

/** 0: all well, or remarks alone; 3: something to do; 4: connect; 5: a side is down. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  return withContext(invocation, async (context) => {
    const { lines, codes } = await examine(context);
    const exitCode = worst([...codes, needsAction(lines) ? EXIT.differences : EXIT.done]);
    if (globals.json) io.json({ profile: context.profile, exitCode, checks: lines, calls: context.counts });
    else print(io, renderChecks(lines, globals.quiet));
    return exitCode;
  });
}

/** Codes that say more than that something is to be done. */
const OWN_CODES = new Set<number>([EXIT.connect, EXIT.remoteDown, EXIT.usage, EXIT.integrity]);

/** All checks; each part that fails is a line. */
export async function examine(context: Context): Promise<{ readonly lines: readonly DoctorLine[]; readonly codes: readonly number[] }> {
  const lines: DoctorLine[] = [];
  const codes: number[] = [];
  const part = async <T>(key: string, work: () => Promise<T>, put: (found: T) => readonly DoctorLine[]): Promise<T | null> => {
    context.events.progress(`Checking ${key}`);
    try {
      const found = await work();
      lines.push(...put(found));
      return found;
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      // The same trouble comes up in every part that needs what is broken: it is said once.
      if (!lines.some((line) => line.message === error.message)) lines.push(problem(key, error.message, error.remedy));
      const code = exitCodeOf(error);
      codes.push(OWN_CODES.has(code) ? code : EXIT.differences);
      return null;
    }
  };
  const list = (found: readonly DoctorLine[]): readonly DoctorLine[] => found;
  await part('secrets', () => checkSecrets(context), list);
  const ledger = await part(
    'ledger',
    () => checkLedger(context),
    (found) => found.lines,
  );
  const transfers: readonly Transfer[] = ledger?.transfers ?? [];
  if (ledger !== null) await part('probe', () => checkProbes(context), list);
  lines.push(checkRoom(context), await checkSchedule(context.env));
  await part('mail', async () => [await checkMail(context)], list);
  const autotask = await part(
    'Autotask',
    async () => checkAutotask(await context.autotask(), context.settings.autotask.username ?? ''),
    list,
  );
  const quickbooks = await part('QuickBooks', () => checkQuickBooks(context), list);
  if (autotask !== null && quickbooks !== null) await part('settings', () => checkBoth(context, transfers), list);
  lines.push(...checkClock(context.clockOffsets));
  return { lines, codes };
}
