// Finds a command by its words, and refuses words that name none.
import { CommanderError, type Command } from 'commander';

/** The command of these words; none: the program itself. Throws commander's own error for a word that names none. */
export function commandAt(program: Command, path: readonly string[]): Command {
  let found = program;
  for (const word of path) {
    const next = found.commands.find((one) => one.name() === word);
    if (next === undefined) throw unknownCommand(found, word);
    found = next;
  }
  return found;
}

/** `at2qbo xync --help`: the help of something else is no answer. */
export function refuseUnknownSub(command: Command): void {
  const [word] = command.args;
  if (word === undefined || word.startsWith('-') || command.commands.length === 0) return;
  if (!command.commands.some((one) => one.name() === word)) throw unknownCommand(command, word);
}

function unknownCommand(parent: Command, word: string): CommanderError {
  const before = parent.parent === null ? '' : `${parent.name()} `;
  return new CommanderError(1, 'commander.unknownCommand', `error: unknown command '${before}${word}'`);
}
