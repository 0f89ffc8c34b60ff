// What a person or a script reads when a command can't go on; a bug leaves a report behind.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { At2qboError } from '../../core/errors.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import type { Io } from '../terminal/io.ts';
import { paint } from '../terminal/paint.ts';
import { printError } from '../terminal/print.ts';
import { errorJson, type ErrorJson } from '../format/error-json.ts';
import { redact } from '../../clients/secrets/redact.ts';

/** What was asked for when it went wrong. */
export interface Asked {
  readonly profile: string | undefined;
  readonly json: boolean;
  readonly argv: readonly string[];
  readonly version: string;
}

/** Says what happened and the fix, on stderr or as JSON on stdout; returns the exit code. */
export async function reportError(error: unknown, io: Io, asked: Asked): Promise<number> {
  const exitCode = exitCodeOf(error);
  const described = exitCode === EXIT.bug || !(error instanceof At2qboError) ? await reportBug(error, io, asked) : errorJson(error);
  if (asked.json) {
    io.json({ error: described, exitCode });
    return exitCode;
  }
  printError(io, errorLines(described));
  return exitCode;
}

/** These say it all themselves. */
const PLAIN = new Set(['usage', 'config', 'stopped', 'bug']);

/** An error for people: what happened, what to do, and where its kind is explained. */
export function errorLines({
  kind = 'usage',
  message,
  fix,
}: {
  readonly kind?: string;
  readonly message: string;
  readonly fix: string;
}): string[] {
  return [
    `${paint.red('error:')} ${message}`,
    ...(fix === '' ? [] : [`${paint.cyan('fix:')} ${fix}`]),
    ...(PLAIN.has(kind) ? [] : [paint.dim(`more: at2qbo explain ${kind}`)]),
  ];
}

/** What ended a run. */
export function troubleLines({ kind, message, remedy }: At2qboError): string[] {
  return errorLines({ kind, message, fix: remedy });
}

async function reportBug(error: unknown, io: Io, asked: Asked): Promise<ErrorJson> {
  const summary = redact(error instanceof Error ? error.message : String(error));
  const text = redact(reportText(error, asked));
  const message = `this is a bug in at2qbo: ${summary}`;
  try {
    const path = await writeReport(text, io, asked);
    return {
      kind: 'bug',
      message,
      fix: `please report it with the file ${path}; what was finished is in the ledger, the next run takes up the rest`,
      code: null,
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    io.err(text);
    return {
      kind: 'bug',
      message,
      fix: `please report it with the lines above (no report could be written: ${redact(why)})`,
      code: null,
    };
  }
}

function reportText(error: unknown, { argv, version }: Asked): string {
  const lines = [
    `at2qbo ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    new Date().toISOString(),
    `at2qbo ${argv.join(' ')}`,
    '',
  ];
  const seen = new Set<unknown>();
  for (let cause = error; cause !== undefined && !seen.has(cause); cause = cause instanceof Error ? cause.cause : undefined) {
    if (seen.size > 0) lines.push('caused by:');
    seen.add(cause);
    lines.push(cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause));
  }
  return `${lines.join('\n')}\n`;
}

async function writeReport(text: string, io: Io, asked: Asked): Promise<string> {
  const { chooseProfile, makeDirectory, profilePaths } = await import('../../config/paths.ts');
  const paths = profilePaths(chooseProfile(asked.profile, io.env), io.env);
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const path = join(makeDirectory(paths.logs, paths), `crash-${stamp}-${process.pid}.txt`);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return path;
}
