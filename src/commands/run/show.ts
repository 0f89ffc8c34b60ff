// What a run command prints at its end: the one JSON document, or lines for people and the trouble that ended it.
import type { Preview } from '../../core/approval/preview.ts';
import type { Context } from '../context/context.ts';
import { troubleLines } from '../program/error-report.ts';
import type { News } from '../../core/report/news.ts';
import type { EndedRun } from './locked-run.ts';
import { newsJson } from './news/news.ts';
import { runJson } from './render-json.ts';
import type { Invocation } from '../program/spec.ts';
import { print, printError } from '../terminal/print.ts';

/** Prints it; `lines` are for people. */
export function showRun(
  invocation: Invocation,
  context: Context,
  { result, exitCode, news = null }: EndedRun & { readonly news?: News | null },
  lines: readonly string[],
  previews?: ReadonlyMap<number, Preview>,
): void {
  const { io, globals } = invocation;
  if (globals.json) {
    io.json({ ...runJson(result, exitCode, context.counts, previews), ...(news === null ? {} : { news: newsJson(news) }) });
    return;
  }
  print(io, lines);
  if (!result.trouble || news?.isTroubleNew === false) return;
  printError(io, troubleLines(result.trouble));
}
