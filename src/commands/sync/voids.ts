// `at2qbo sync-voids`: what was voided in Autotask is voided in QuickBooks, whatever voids.sync says.
import { syncVoids } from '../../core/voids/apply.ts';
import { reportGone } from '../../core/voids/read-voided-in-quickbooks.ts';
import { withContext } from '../context/context.ts';
import { partTotals, voidLines } from '../run/render-parts.ts';
import { runWork } from '../run/locked-run.ts';
import { newsOfRun, sayOnce } from '../run/news/news.ts';
import { onlyNews, settledLines } from '../run/news/render.ts';
import { showRun } from '../run/show.ts';
import type { Invocation } from '../program/spec.ts';
import { partOf } from './parts.ts';

interface Flags {
  readonly dryRun?: boolean;
  readonly days?: number;
}

export function run(invocation: Invocation): Promise<number> {
  return withContext(invocation, (context) =>
    sayOnce(invocation, context, 'sync-voids', async () => {
      const flags: Flags = invocation.options;
      const isDryRun = flags.dryRun === true;
      const days = flags.days ?? context.settings.voids.lookBackDays;
      const { result, exitCode } = await runWork(
        context,
        invocation.io,
        { command: 'sync-voids', isDryRun },
        async (ports, brake, parts) => {
          const part = partOf(context, ports, brake, isDryRun);
          await syncVoids(part, { days, listsSettled: true, put: (outcome) => void parts.voids.push(outcome) });
          await reportGone(part, days, (outcome) => void parts.voids.push(outcome));
        },
      );
      const news = await newsOfRun(invocation, context, 'sync-voids', { result, sawAll: false });
      const said = news === null ? result : onlyNews(result, news);
      const isSilent = invocation.globals.quiet && (news === null ? exitCode === 0 : news.fresh.size + news.settled.length === 0);
      const lines = [
        ...voidLines(said, invocation.globals.quiet),
        ...partTotals(said, said.voids, `Nothing that is in QuickBooks was voided in Autotask in the last ${days} days.`),
        ...(news === null ? [] : settledLines(news, context.profile)),
      ];
      await showRun(invocation, context, { result, exitCode, news }, isSilent ? [] : lines);
      await news?.keep();
      return exitCode;
    }),
  );
}
