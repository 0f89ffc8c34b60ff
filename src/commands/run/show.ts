// What a run command prints at its end: the one JSON document, or lines for people and the trouble that ended it.
import type { Preview } from '../../core/approval/preview.ts';
import type { Context } from '../context/context.ts';
import { troubleLines } from '../program/error-report.ts';
import type { News } from '../../core/report/news.ts';
import type { EndedRun } from './locked-run.ts';
import { newsJson } from './news/news.ts';
import { runJson } from './render-json.ts';
import type { Invocation } from '../program/spec.ts';
import { page } from '../terminal/page.ts';
import { print, printError } from '../terminal/print.ts';

export interface ShownRun {
  /** The documents of a dry run, for the JSON. */
  readonly previews?: ReadonlyMap<number, Preview>;
  /** On a terminal too small for it, in a pager. */
  readonly isPaged?: boolean;
}

/** Prints it; `lines` are for people. */
export async function showRun(
  invocation: Invocation,
  context: Context,
  { result, exitCode, news = null }: EndedRun & { readonly news?: News | null },
  lines: readonly string[],
  { previews, isPaged = false }: ShownRun = {},
): Promise<void> {
  const { io, globals } = invocation;
  if (globals.json) {
    io.json({ ...runJson(result, exitCode, context.counts, previews), ...(news === null ? {} : { news: newsJson(news) }) });
    return;
  }
  if (isPaged) await page(invocation, lines);
  else print(io, lines);
  if (!result.trouble || news?.isTroubleNew === false) return;
  printError(io, troubleLines(result.trouble));
}
