// What became of one profile in a call for several.
// Its exit code, the few words that it comes to, and its document where that is printed.
import type { ThreadEnd } from '../../clients/host/thread.ts';
import { EXIT, worst } from '../program/exit.ts';
import { isBody, listOf, textOf, wrongIn, type Body } from './wrong.ts';

/** One profile's part of a call, short enough to be kept for hundreds of them. */
export interface ProfileRun {
  readonly profile: string;
  readonly exitCode: number;
  readonly seconds: number;
  /** What it did, in a few words. */
  readonly did: string;
  /** Why it ended early; '' if it didn't. */
  readonly trouble: string;
  readonly fix: string;
  /** Codes of what is held or failed, and how many of each. */
  readonly reasons: Readonly<Record<string, number>>;
  /** What `status` or `doctor` found wrong. */
  readonly wrong: readonly string[];
  /** Of a quiet run: is anything new, and what is settled. Null: it doesn't say, so all of it is shown. */
  readonly news: { readonly isNew: boolean; readonly settled: readonly string[] } | null;
}

export interface Ended {
  readonly run: ProfileRun;
  /** Its document, kept only where it is printed: the memory must not grow with the number of profiles. */
  readonly document: unknown;
}

/** One profile's part of the call. */
interface Call {
  readonly command: string;
  readonly profile: string;
  readonly seconds: number;
  /** Is its document printed? */
  readonly isKept: boolean;
}

/** What became of it, from what it answered or from why it couldn't. */
export function endOf(call: Call, { code, trouble, out }: ThreadEnd): Ended {
  const answer = parse(out);
  if (code !== null && answer !== undefined) return finished(call, code, answer);
  const how = trouble ?? `exit code ${code ?? '?'} and no answer`;
  const fix = 'the next run goes on where it stopped; if it happens again, look whether the machine has memory enough for this many --jobs';
  const error = { kind: 'bug', message: `it didn't end properly: ${how}`, fix, code: null };
  return finished(call, code === null || code === 0 ? EXIT.bug : code, { error });
}

/** One that the command didn't come to. */
export function notStarted(call: Call): Ended {
  const error = { kind: 'stopped', message: 'not started: the command was interrupted', fix: 'the next run does it', code: null };
  return finished(call, EXIT.interrupted, { error });
}

function finished(call: Call, exitCode: number, answer: unknown): Ended {
  const body = isBody(answer) ? answer : { result: answer };
  const run = summaryOf(call, exitCode, body);
  return { run, document: call.isKept ? { profile: call.profile, ...body, exitCode: run.exitCode } : null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // it died before it could say anything
  }
}

/** The few words that a command's document comes to. */
function summaryOf({ command, profile, seconds }: Call, exitCode: number, body: Body): ProfileRun {
  const wrong = wrongIn(command, body);
  const error = isBody(body['error']) ? body['error'] : {};
  const trouble = textOf(error['message']);
  const reasons: Record<string, number> = {};
  for (const one of ['invoices', 'voids', 'payments'].flatMap((part) => listOf(body[part])))
    if (one['outcome'] === 'held' || one['outcome'] === 'failed')
      for (const why of listOf(one['reasons'])) reasons[textOf(why['code'])] = (reasons[textOf(why['code'])] ?? 0) + 1;
  const did = wrong.length > 0 ? `${wrong.length} to look at` : didOf(body, exitCode);
  const code = worst([exitCode, ...wrong.map((one) => one.code)]);
  return {
    profile,
    exitCode: code,
    seconds,
    did,
    trouble,
    fix: textOf(error['fix']),
    reasons,
    wrong: wrong.map((one) => one.line),
    news: newsIn(body),
  };
}

function newsIn({ news, error }: Body): ProfileRun['news'] {
  if (!isBody(news)) return null;
  const settled = Array.isArray(news['settled']) ? news['settled'].map(textOf) : [];
  return { settled, isNew: settled.length > 0 || news['fresh'] !== 0 || (isBody(error) && news['isTroubleNew'] === true) };
}

function didOf(body: Body, exitCode: number): string {
  const counts: [string, unknown][] = isBody(body['totals']) ? Object.entries(body['totals']) : [];
  const voided = listOf(body['voids']).filter((one) => one['outcome'] === 'voided').length;
  const marked = listOf(body['payments']).filter((one) => one['outcome'] === 'marked').length;
  const said = [...counts, ['voided', voided] as const, ['marked as paid', marked] as const]
    .filter(([, count]) => typeof count === 'number' && count > 0)
    .map(([name, count]) => `${String(count)} ${name === 'outsideWindow' ? 'outside the window' : name}`);
  if (said.length > 0) return said.join(', ');
  if ('value' in body) return typeof body['value'] === 'string' ? body['value'] : JSON.stringify(body['value']);
  return exitCode === 0 ? (counts.length > 0 ? 'nothing to do' : 'done') : '';
}
