// `at2qbo check-invoices --upcoming`: what is approved and not invoiced yet, and what of it would be held.
// Reads alone; shown, mailed, saved.
import { UsageError } from '../../core/errors.ts';
import { instantAt, utcDay } from '../../core/dates.ts';
import { readUpcoming } from '../../core/upcoming/read.ts';
import { withContext } from '../context/context.ts';
import { checkOutFile } from '../files/output-file.ts';
import { writeTable } from '../files/table-file.ts';
import { sendReport } from '../mail/send.ts';
import { EXIT } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { syncPorts } from '../run/locked-run.ts';
import { print } from '../terminal/print.ts';
import { renderUpcoming, upcomingTable, upcomingJson, upcomingMail } from './render.ts';

interface Flags {
  readonly numbering?: string;
  readonly maxAge?: number;
  readonly csv?: string;
  readonly email?: readonly string[];
}

export async function runUpcoming(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const flags: Flags = invocation.options;
  const stray = flags.numbering !== undefined ? '--numbering' : flags.maxAge !== undefined ? '--max-age' : null;
  if (stray !== null)
    throw new UsageError(`${stray} is about invoices; --upcoming looks at what has none yet.`, 'at2qbo check-invoices --upcoming');
  return withContext(invocation, async (context) => {
    if (flags.csv !== undefined) checkOutFile(flags.csv, 'replace', context.env);
    await context.requireConnection();
    const found = await readUpcoming(await syncPorts(context, 'look'), context.settings);
    const exitCode = found.some((one) => one.verdict === 'held') ? EXIT.needsPerson : EXIT.done;
    const day = utcDay(instantAt(context.clock.now()));
    if (flags.csv !== undefined) await writeTable(flags.csv, upcomingTable(found), context.env);
    if (globals.json) io.json({ profile: context.profile, exitCode, ...upcomingJson(found), calls: context.counts });
    else
      print(io, [
        ...renderUpcoming(found, io.width, globals.quiet),
        ...(flags.csv === undefined || globals.quiet ? [] : [`Written: ${flags.csv}`]),
      ]);
    const extra = flags.email ?? [];
    if (extra.length > 0 || (exitCode !== EXIT.done && context.settings.mail.onHold))
      await sendReport(context, upcomingMail(found, context.profile, day), extra);
    return exitCode;
  });
}
