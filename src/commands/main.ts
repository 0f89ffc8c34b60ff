// One call of the program: arguments in, exit code out. Every error ends here.
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { nearest } from '../config/nearest.ts';
import { UsageError } from '../core/errors.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { withoutColor } from './io.ts';
import { buildProgram } from './program.ts';
import type { Loader } from './spec.ts';
import { COMMANDS } from './table.ts';
import { readVersion } from './version.ts';

/** Runs the command that the arguments name (without node and the script) and returns the exit code. */
export async function main(argv: readonly string[], io: Io, commands: Readonly<Record<string, Loader>> = COMMANDS): Promise<number> {
  const version = readVersion();
  let code: number = EXIT.bug;
  const program = buildProgram({ io, version, commands, onExit: (exitCode) => (code = exitCode) });
  // Without a command there is nothing to do: the help says what could be.
  if (argv.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.usage;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const { reportError } = await import('./report.ts');
    const given = program.opts<{ profile?: string; json?: boolean; color: boolean }>();
    // A refused command line isn't parsed to its end.
    const hasFlag = (flag: string) => argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes(flag);
    const where = { profile: given.profile, json: given.json ?? hasFlag('--json'), argv, version };
    const plainIo = given.color && !hasFlag('--no-color') ? io : withoutColor(io);
    return reportError(error instanceof CommanderError ? usageError(error, argv, program) : error, plainIo, where);
  }
}

// Commander's words, with its suggestion as the fix.
function usageError(error: CommanderError, argv: readonly string[], program: Command): UsageError {
  const [command = ''] = argv.filter((word) => !word.startsWith('-'));
  // A group of commands without one of its own: commander has shown the help.
  if (error.code === 'commander.help') return new UsageError('no command was given', 'at2qbo --help');
  const subs = program.commands.find((one) => one.name() === command)?.commands.map((one) => one.name()) ?? [];
  if (error.code === 'commander.excessArguments' && subs.length > 0) {
    const wanted = argv[argv.indexOf(command) + 1] ?? '';
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
