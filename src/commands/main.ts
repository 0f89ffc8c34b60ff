// One call of the program: arguments in, exit code out. Every error ends here.
import { CommanderError } from 'commander';
import { EXIT } from './program/exit.ts';
import type { Io } from './terminal/io.ts';
import { withoutColor } from './terminal/io.ts';
import { loadColours } from './terminal/paint.ts';
import { forProfile } from './terminal/for-profile.ts';
import { buildProgram, ofOneProfile } from './program/program.ts';
import type { Loader } from './program/spec.ts';
import { COMMANDS } from './registry.ts';
import { readVersion } from './version/number.ts';

/** Runs the command that the arguments name (without node and the script) and returns the exit code. */
export async function main(argv: readonly string[], io: Io, commands: Readonly<Record<string, Loader>> = COMMANDS): Promise<number> {
  const version = readVersion();
  let code: number = EXIT.bug;
  const program = buildProgram({ io, version, commands, argv, onExit: (exitCode) => (code = exitCode) });
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
    const [{ reportError }, { usageError }] = await Promise.all([import('./program/error-report.ts'), import('./program/usage-error.ts')]);
    const given = program.opts<{ profile?: string; json?: boolean; color: boolean }>();
    // A refused command line isn't parsed to its end.
    const hasFlag = (flag: string) => argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes(flag);
    const where = { profile: given.profile, json: given.json ?? hasFlag('--json'), argv, version };
    const plainIo = given.color && !hasFlag('--no-color') ? io : withoutColor(io);
    if (plainIo.color) await loadColours();
    const named = forProfile(plainIo, given.profile, ofOneProfile());
    return reportError(error instanceof CommanderError ? usageError(error, argv, program) : error, named, where);
  }
}
