// What a code means: the reason of a document, or the kind of error that ended a command.
// Feeds `explain CODE` and docs/errors.md.
import { CAUSES } from './causes.ts';
import type { ErrorKind } from '../errors.ts';
import { REASONS, type ReasonCode } from '../reasons.ts';

export interface AboutCode {
  readonly code: string;
  /** A heading of docs/errors.md. */
  readonly kind: CodeKind;
  /** As the program says it; `{…}` stands for what is named. */
  readonly message: string;
  /** '' where the message says it all. */
  readonly why: string;
  readonly fix: string;
}

type CodeKind = 'hold' | 'fail' | 'skip' | 'warning' | 'ended';

/** Heading and the sentence under it, in the order of docs/errors.md. */
export const CODE_KINDS: Readonly<Record<CodeKind, readonly [string, string]>> = {
  hold: ['Held: a person must decide', 'Nothing was sent, or what was sent stays as it is; the next run looks again.'],
  fail: ['Failed: tried, and refused or not answered', 'What is unfinished is taken up by the next run.'],
  skip: ['Skipped: rightly not sent', ''],
  warning: ['Warnings: sent, and worth a look', ''],
  ended: [
    'Errors: what ended the command',
    'They stand on stderr, with --json under `error.kind`. What was finished before is in the ledger; the next run takes up the rest.',
  ],
};

interface Ended {
  readonly message: string;
  readonly why: string;
  readonly fix: string;
}

/** Kinds of errors that say the same as a reason (`rejected`, `unexpected-answer`) have its section. A signal needs none. */
const ENDED: Readonly<Record<Exclude<ErrorKind, ReasonCode | 'stopped'> | 'bug', Ended>> = {
  usage: {
    message: 'The command line was refused (exit code 2).',
    why: 'A command, option or value is mistyped or missing. Nothing was attempted.',
    fix: 'The line after "fix:" says what is allowed; each command has examples: at2qbo sync --help',
  },
  config: {
    message: 'A setting is refused, or contradicts a connected system (exit code 2).',
    why: 'Nothing was attempted: with such a setting documents could be booked wrongly.',
    fix: 'Change the setting that is named, then: at2qbo settings check',
  },
  secrets: {
    message: 'The sealed secrets can’t be opened or written (exit code 4).',
    why: 'The keychain is locked, the key is another one, or the file is damaged.',
    fix: 'at2qbo doctor says where the key is looked for; to begin anew: at2qbo connect',
  },
  auth: {
    message: 'A connection is missing, has ended or was refused (exit code 4).',
    why: 'Nobody connected yet, the sign-in ran out, somebody revoked it, or the API user was locked.',
    fix: 'at2qbo connect',
  },
  temporary: {
    message: 'Autotask, QuickBooks or the way there is down or busy (exit code 5).',
    why: 'A network fault, an outage or a limit of theirs. It was tried several times.',
    fix: 'Nothing to do: the next run takes up the rest. If it lasts: at2qbo doctor',
  },
  'unknown-outcome': {
    message: 'Something was sent and no usable answer came (exit code 5).',
    why: 'The connection broke while the other side worked. It may have happened or not.',
    fix: 'Nothing to do: the next run asks with the same request id, and never creates it twice. To settle it now: at2qbo clear-status',
  },
  stale: {
    message: 'Somebody changed it in QuickBooks at the same moment (exit code 1).',
    why: 'QuickBooks refuses to write over a change that was not read.',
    fix: 'Run the command once more.',
  },
  busy: {
    message: 'Another run of this profile is active (exit code 6).',
    why: 'Two runs at once could send the same invoice. A run that died leaves its lock behind; the next one sees that.',
    fix: 'Wait for it: at2qbo status says which one it is. If it is stuck: at2qbo clear-status',
  },
  integrity: {
    message: 'Stopped to protect the books (exit code 7).',
    why: 'Ledger and QuickBooks contradict each other, or QuickBooks gave the same rejection to ten documents in a row.',
    fix: 'Look before the next run: at2qbo logs --errors, then at2qbo reconcile',
  },
  bug: {
    message: 'A bug in at2qbo (exit code 70).',
    why: 'Something happened that the program doesn’t know. What was finished is in the ledger.',
    fix: 'Report it with the file that the message names, or with: at2qbo logs --bundle support.tgz',
  },
};

/** Every code there is, in the order of docs/errors.md. */
export const ALL_CODES: readonly string[] = [...Object.keys(REASONS), ...Object.keys(ENDED)];

/** What it means; null: there is no such code. */
export function aboutCode(code: string): AboutCode | null {
  if (isKey(REASONS, code)) return { code, why: CAUSES[code] ?? '', ...REASONS[code] };
  return isKey(ENDED, code) ? { code, kind: 'ended', ...ENDED[code] } : null;
}

function isKey<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}
