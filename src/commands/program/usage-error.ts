// What a person reads when the command line is refused.
import type { Command, CommanderError } from 'commander';
import { nearest } from '../../config/schema/nearest.ts';
import { UsageError } from '../../core/errors.ts';

/** Commander's words; the fix is the command or option that is near to what was typed, else the help. */
export function usageError(error: CommanderError, argv: readonly string[], program: Command): UsageError {
  const words = argv.filter((word) => !word.startsWith('-'));
  const path = words[0] === 'help' ? words.slice(1) : words;
  const command = program.commands.find((one) => one.name() === path[0]);
  // A group of commands without one of its own: commander has shown the help.
  if (error.code === 'commander.help') return new UsageError('no command was given', 'at2qbo --help');
  const subs = command?.commands.map((one) => one.name()) ?? [];
  const wanted = path[1] ?? '';
  if (isUnknown(error) && command !== undefined && subs.length > 0 && !subs.includes(wanted)) {
    const near = nearest(wanted, subs);
    const fix = near === null ? `at2qbo ${command.name()} --help` : `did you mean ${command.name()} ${near}?`;
    return new UsageError(`unknown command '${command.name()} ${wanted}'`, fix);
  }
  const message = error.message.replace(/^error: /, '');
  if (error.code === 'commander.unknownCommand') {
    const near = nearest(/'([^']*)'$/.exec(message)?.[1] ?? '', namesOf(program));
    return new UsageError(message, near === null ? 'at2qbo --help' : `did you mean ${near}?`);
  }
  const own = command?.commands.find((one) => one.name() === wanted) ?? command;
  const near = error.code === 'commander.unknownOption' ? nearOption(message, [program, ...(own === undefined ? [] : [own])]) : null;
  const help =
    own === undefined
      ? 'at2qbo --help'
      : `at2qbo ${[command, own === command ? null : own]
          .map((one) => one?.name())
          .filter(Boolean)
          .join(' ')} --help`;
  return new UsageError(message, near === null ? help : `did you mean ${near}?`);
}

function isUnknown({ code }: CommanderError): boolean {
  return code === 'commander.excessArguments' || code === 'commander.unknownCommand';
}

function namesOf(program: Command): string[] {
  return program.commands.map((one) => one.name());
}

/** Of the long options of these commands. */
function nearOption(message: string, commands: readonly Command[]): string | null {
  const typed = /'--([^'=]*)/.exec(message)?.[1];
  if (typed === undefined) return null;
  const known = commands.flatMap((one) => one.options.flatMap(({ long }) => (long ? [long.slice(2)] : [])));
  const near = nearest(typed, [...known, 'help']);
  return near === null ? null : `--${near}`;
}
