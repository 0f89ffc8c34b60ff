// The only place that prompts. Without a terminal on stdin and stderr nothing is asked.
// What is missing is named, and the command ends.
import type * as PromptsModule from '@inquirer/prompts';
import { StoppedError, UsageError } from '../../core/errors.ts';
import { clean } from './clean.ts';
import type { Io } from './io.ts';

/** A question. `missing` says how to give the answer unattended: `--client-id ID`. */
export interface Question {
  readonly message: string;
  readonly missing: string;
}

/** One of the answers to choose from. */
export interface Choice<T> {
  readonly name: string;
  readonly value: T;
  readonly description?: string;
}

/** May questions be asked here? */
export function canAsk(io: Io): boolean {
  return io.terminal !== null;
}

/** A line of text. `check` says what is wrong with an answer, or null. */
export async function askText(io: Io, question: Question & { initial?: string; check?: (text: string) => string | null }): Promise<string> {
  const { initial, check = () => null } = question;
  return prompt(io, question, async ({ input }, message, context) =>
    input({ message, ...(initial === undefined ? {} : { default: clean(initial) }), validate: (text) => check(text) ?? true }, context),
  );
}

/** A line that isn't shown while it is typed. */
export async function askSecret(io: Io, question: Question): Promise<string> {
  return prompt(io, question, async ({ password }, message, context) =>
    password({ message, mask: '*', validate: (text) => text !== '' || 'it can’t be empty' }, context),
  );
}

/** Yes or no. */
export async function askYesNo(io: Io, question: Question & { initial?: boolean }): Promise<boolean> {
  return prompt(io, question, async ({ confirm }, message, context) => confirm({ message, default: question.initial ?? false }, context));
}

/** Something that can't be taken back, before it is done. */
export interface Harm {
  /** The question: what would be done, to what. */
  readonly message: string;
  /** What to type where nobody can be asked: the whole command with `--yes`. */
  readonly command: string;
  /** `--yes` was given. */
  readonly isAgreed: boolean;
}

/** Asks before harm. Throws a UsageError (2, nothing changed) where the answer is no, or where there is no terminal and no `--yes`. */
export async function askBeforeHarm(io: Io, { message, command, isAgreed }: Harm): Promise<void> {
  if (isAgreed) return;
  if (!canAsk(io)) throw new UsageError(`${message} There is no terminal to ask on: nothing was changed.`, command);
  if (!(await askYesNo(io, { message, missing: '--yes', initial: false }))) throw new UsageError('nothing was changed', '');
}

/** One of several. */
export async function askChoice<T>(io: Io, question: Question & { choices: readonly Choice<T>[]; initial?: T }): Promise<T> {
  const choices = question.choices.map(cleanChoice);
  return prompt(io, question, async ({ select }, message, context) =>
    select({ message, choices, pageSize: 12, ...(question.initial === undefined ? {} : { default: question.initial }) }, context),
  );
}

type Prompts = typeof PromptsModule;
interface Context {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

async function prompt<T>(
  io: Io,
  { message, missing }: Question,
  run: (prompts: Prompts, message: string, context: Context) => Promise<T>,
): Promise<T> {
  if (io.terminal === null) throw new UsageError(`${missing} is missing, and there is no terminal to ask for it`, `give ${missing}`);
  const prompts = await import('@inquirer/prompts');
  try {
    return await run(prompts, clean(message), io.terminal);
  } catch (error) {
    // Ctrl-C at a prompt.
    if (error instanceof Error && error.name === 'ExitPromptError') throw new StoppedError('SIGINT');
    throw error;
  }
}

function cleanChoice<T>({ name, value, description }: Choice<T>): Choice<T> {
  return { name: clean(name), value, ...(description === undefined ? {} : { description: clean(description) }) };
}
