// `at2qbo sync-payments`: paid dates go back to Autotask, whatever payments.sync says.
import { withContext } from '../context/context.ts';
import { partTotals, paymentLines, voidLines } from '../run/render-parts.ts';
import { runWork } from '../run/locked-run.ts';
import { newsOfRun, sayOnce } from '../run/news/news.ts';
import { onlyNews, settledLines } from '../run/news/render.ts';
import { showRun } from '../run/show.ts';
import type { Invocation } from '../program/spec.ts';
import { partOf, payments } from './parts.ts';

interface Flags {
  readonly dryRun?: boolean;
  readonly days?: number;
}

export function run(invocation: Invocation): Promise<number> {
  return withContext(invocation, (context) =>
    sayOnce(invocation, context, 'sync-payments', async () => {
      const flags: Flags = invocation.options;
      const isDryRun = flags.dryRun === true;
      const { result, exitCode } = await runWork(context, invocation.io, { command: 'sync-payments', isDryRun }, (ports, brake, parts) =>
        payments(partOf(context, ports, brake, isDryRun), parts, flags.days ?? null),
      );
      const isBrief = invocation.globals.quiet;
      const news = await newsOfRun(invocation, context, 'sync-payments', { result, sawAll: false });
      const said = news === null ? result : onlyNews(result, news);
      const isSilent = invocation.globals.quiet && (news === null ? exitCode === 0 : news.fresh.size + news.settled.length === 0);
      const lines = [
        ...paymentLines(said, isBrief),
        ...voidLines(said, isBrief),
        ...partTotals(said, [...said.payments, ...said.voids], 'No invoice was paid in QuickBooks since the last look.'),
        ...(news === null ? [] : settledLines(news, context.profile)),
      ];
      await showRun(invocation, context, { result, exitCode, news }, isSilent ? [] : lines);
      await news?.keep();
      return exitCode;
    }),
  );
}
