// `at2qbo adopt`: links what another integration, or a person, already sent.
// Writes to the ledger alone, and the go-live date if it is wanted.
import { saveSetting } from '../../config/store/save.ts';
import { Calendar } from '../../core/calendar.ts';
import { addDays, type LocalDate } from '../../core/dates.ts';
import { findAdoptions } from '../../core/adopt/read.ts';
import { leftBehind, suggestGoLive } from '../../core/adopt/plan.ts';
import { type AdoptFindings, type AdoptOptions } from '../../core/adopt/types.ts';
import { linkAdoptions } from '../../core/adopt/apply.ts';
import { UsageError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { checkOutFile } from '../files/output-file.ts';
import { writeTable } from '../files/table-file.ts';
import { adoptTable, adoptJson, renderAdopt } from './render.ts';
import { syncPorts } from '../run/locked-run.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

interface AdoptFlags {
  readonly dryRun?: boolean;
  readonly from?: LocalDate;
  readonly to?: LocalDate;
  readonly goLive?: LocalDate;
  readonly csv?: string;
  readonly yes?: boolean;
}

/** So far back where nothing else is said. */
const DAYS = 90;

export async function run(invocation: Invocation): Promise<number> {
  const flags: AdoptFlags = invocation.options;
  return withContext(invocation, async (context) => {
    const calendar = new Calendar(context.settings.invoices.timeZone);
    const today = calendar.dayAt(context.clock.now());
    const to = flags.to ?? today;
    const from = flags.from ?? addDays(to, -Math.max(DAYS, context.settings.invoices.lookBackDays));
    if (from > to) throw new UsageError(`--from ${from} is after --to ${to}`, 'at2qbo adopt --help');
    if (flags.csv !== undefined) checkOutFile(flags.csv, 'replace', context.env);
    const isDryRun = flags.dryRun === true;
    await context.requireConnection();
    if (!isDryRun) await context.lock('adopt');
    const ports = await syncPorts(context, isDryRun ? 'look' : 'run');
    const options: AdoptOptions = { settings: context.settings, profile: context.profile, runId: context.runId, from, to };
    const findings = await findAdoptions(ports, options);
    const linked = isDryRun ? 0 : await linkAdoptions(findings.adoptions, ports, options);
    if (flags.csv !== undefined) await writeTable(flags.csv, adoptTable(findings.adoptions), context.env);
    const isClear = findings.adoptions.every((one) => one.kind === 'matched' || one.kind === 'missing');
    const exitCode = isClear ? EXIT.done : EXIT.needsPerson;
    const suggested = flags.goLive ?? suggestGoLive(findings, calendar);
    if (!invocation.globals.json) {
      const shown = { from, to, findings, linked, isDryRun, csv: flags.csv ?? null };
      print(invocation.io, renderAdopt(shown, invocation.io.width, invocation.globals.quiet));
    }
    const goLive = await setGoLive(invocation, context, flags, suggested, findings);
    if (invocation.globals.json) invocation.io.json(adoptJson({ from, to, findings, linked, isDryRun, goLive, suggested, exitCode }));
    return exitCode;
  });
}

/** Sets the date that was given, or the suggested one if a person says so; returns the date that holds. */
async function setGoLive(
  invocation: Invocation,
  context: Context,
  flags: AdoptFlags,
  suggested: LocalDate | null,
  findings: AdoptFindings,
): Promise<string | null> {
  const { io, globals } = invocation;
  const before = context.settings.invoices.goLiveDate;
  const say = (text: string): void => {
    if (!globals.json && !globals.quiet) io.out(text);
  };
  if (suggested === null || suggested === before) return before;
  const behind = leftBehind(findings.adoptions, suggested, new Calendar(context.settings.invoices.timeZone));
  const warning =
    behind.length === 0
      ? ''
      : ` ${counted(behind.length, 'invoice')} created before it would never be sent, and nothing shows that QuickBooks has ${behind.length === 1 ? 'it' : 'them'}.`;
  if (flags.dryRun === true) {
    say(`Go-live date: would be ${suggested} (now ${before ?? 'not set'}).${warning}`);
    return before;
  }
  const isWanted =
    flags.goLive !== undefined || flags.yes === true || (await ask(invocation, `Set the go-live date to ${suggested}?${warning}`));
  if (!isWanted) {
    say(`The go-live date stays ${before ?? 'not set'}.${warning} To set it: at2qbo settings set invoices.goLiveDate ${suggested}`);
    return before;
  }
  saveSetting({ profile: context.profile, env: io.env }, 'invoices.goLiveDate', suggested);
  say(`Go-live date set: nothing created in Autotask before ${suggested} is ever sent.${warning}`);
  return suggested;
}

async function ask(invocation: Invocation, message: string): Promise<boolean> {
  if (invocation.globals.json || !canAsk(invocation.io)) return false;
  return askYesNo(invocation.io, { message, missing: '--go-live YYYY-MM-DD', initial: true });
}
