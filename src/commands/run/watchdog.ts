// The watchdog's pings around a scheduled run: one at its start, one with its exit code. They never change how it ends.
import { createPing } from '../../clients/notices/ping.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { Context } from '../context/context.ts';
import { readVersion } from '../version/number.ts';

export interface Watch {
  /** The run ended with this code; null where it has no result. */
  end(exitCode: number, result: RunResult | null): Promise<void>;
}

const SILENT: Watch = { end: () => Promise.resolve() };

/** Pings the start without waiting for the answer. Silent where `notify.healthcheckUrl` isn't set. */
export function startWatch(context: Context): Watch {
  const url = context.settings.notify.healthcheckUrl;
  if (url === null) return SILENT;
  const ping = createPing({ url, runId: context.runId, userAgent: `at2qbo/${readVersion()}`, clock: context.clock });
  const warn = (what: string, trouble: string | null): void => {
    if (trouble !== null) context.events.log('warn', `notify.healthcheckUrl could not be informed of the ${what}: ${trouble}.`);
  };
  // A ping is a courtesy: whatever goes wrong with it is said and no more.
  const attempt = (what: string, sent: Promise<string | null>): Promise<void> =>
    sent.then(
      (trouble) => warn(what, trouble),
      (cause: unknown) => warn(what, cause instanceof Error ? cause.message : String(cause)),
    );
  const started = attempt('start', ping.start());
  return {
    end: async (exitCode, result) => {
      await started;
      await attempt('end', ping.finish(exitCode, watchSummary(exitCode, result)));
    },
  };
}

/** For a service that is somebody else's: counts and reason codes, no names, no amounts. */
export function watchSummary(exitCode: number, result: RunResult | null): string {
  if (result === null) return `exit code ${exitCode}\n`;
  const codes = new Map<string, number>();
  for (const one of result.invoices.filter(({ outcome }) => outcome === 'held' || outcome === 'failed'))
    for (const { code } of one.reasons) codes.set(code, (codes.get(code) ?? 0) + 1);
  const count = (list: readonly { readonly outcome: string }[], outcome: string): number =>
    list.filter((one) => one.outcome === outcome).length;
  return [
    `exit code ${exitCode}, run ${result.run}`,
    Object.entries(result.totals)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    `voided ${count(result.voids, 'voided')}, marked as paid ${count(result.payments, 'marked')}`,
    ...[...codes].map(([code, n]) => `${code}: ${n}`),
    ...(result.trouble === null
      ? []
      : [`ended early: ${[result.trouble.kind, result.trouble.service, result.trouble.code].filter(Boolean).join(' ')}`]),
    '',
  ].join('\n');
}
