// `at2qbo worker status`: every company of the shared ledger at a glance. Costs no request, and needs no queue.
import { systemClock } from '../../clients/host/clock.ts';
import { openFleetLedger } from '../../clients/ledger/fleet.ts';
import type { FleetView } from '../../core/fleet/view.ts';
import { checkOutFile, writeOutFile } from '../files/output-file.ts';
import { EXIT, worst } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';
import { sharedLedger } from './profiles.ts';
import { readView } from './read-view.ts';
import { renderFleetStatus } from './render-status.ts';
import { fleetPage } from './render-status-page.ts';

/** The worst: the code of a last run that needs a person or fails; 1 where something is held, failed or overdue. */
export async function run({ io, globals, options }: Invocation): Promise<number> {
  const html = typeof options['html'] === 'string' ? options['html'] : null;
  if (html !== null) checkOutFile(html, 'replace', io.env);
  const url = sharedLedger(globals.profile === undefined ? null : globals.profile.split(','), io.env);
  const ledger = openFleetLedger(url, systemClock);
  try {
    const view = await readView(ledger, io.env, systemClock.now());
    const exitCode = worst(view.profiles.map(codeOf));
    if (html !== null) writeOutFile(html, fleetPage(view), 'replace', io.env);
    if (globals.json) io.json({ ...view, exitCode });
    else print(io, [...renderFleetStatus(view, io.width, globals.quiet), ...(html === null ? [] : [`Page: ${html}`])]);
    return exitCode;
  } finally {
    await ledger.close();
  }
}

function codeOf({ standing, exitCode }: FleetView['profiles'][number]): number {
  if (standing === 'ok' || standing === 'new') return EXIT.done;
  return standing === 'needs-person' || standing === 'failing' ? (exitCode ?? EXIT.needsPerson) : EXIT.needsPerson;
}
