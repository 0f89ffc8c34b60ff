// What a person reads when the command line is refused.
import type { Command, CommanderError } from 'commander';
import { nearest } from '../../config/nearest.ts';
import { UsageError } from '../../core/errors.ts';

/** Commander's words, with its suggestion as the fix. */
export function usageError(error: CommanderError, argv: readonly string[], program: Command): UsageError {
  const [command = ''] = argv.filter((word) => !word.startsWith('-'));
  // A group of commands without one of its own: commander has shown the help.
  if (error.code === 'commander.help') return new UsageError('no command was given', 'at2qbo --help');
  const subs = program.commands.find((one) => one.name() === command)?.commands.map((one) => one.name()) ?? [];
  const wanted = argv[argv.indexOf(command) + 1] ?? '';
  if (error.code === 'commander.excessArguments' && subs.length > 0 && !subs.includes(wanted)) {
    const near = nearest(wanted, subs);
    return new UsageError(
      `unknown command '${command} ${wanted}'`,
      near === null ? `at2qbo ${command} --help` : `did you mean ${command} ${near}?`,
    );
  }
  const text = error.message.replace(/^error: /, '');
  const suggestion = /\n?\(?(Did you mean [^)]*)\)?\s*$/.exec(text);
  const message = suggestion ? text.slice(0, suggestion.index).trim() : text;
  const known = error.code !== 'commander.unknownCommand' && /^[a-z-]+$/.test(command);
  const help = known ? `at2qbo ${command} --help` : 'at2qbo --help';
  return new UsageError(message, suggestion?.[1] === undefined ? help : suggestion[1].toLowerCase());
}
