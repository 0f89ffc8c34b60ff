// The command tree, made of specs.ts and table.ts. Only commander is loaded for the help.
// An action loads its module when it runs.
import { Argument, Command, Option } from 'commander';
import type { Io } from '../terminal/io.ts';
import { forProfile } from '../terminal/for-profile.ts';
import { withoutColor } from '../terminal/io.ts';
import { loadColours } from '../terminal/paint.ts';
import { fleetWish } from '../fleet/choice.ts';
import { PARSE } from './option-values.ts';
import type { ArgumentSpec, CommandSpec, Globals, Invocation, Loader, OptionSpec } from './spec.ts';
import { SPECS } from './specs.ts';
import { commandAt, refuseUnknownSub } from './lookup.ts';

/** What the tree is made with. */
export interface Parts {
  readonly io: Io;
  readonly version: string;
  readonly commands: Readonly<Record<string, Loader>>;
  /** As given: what runs for several profiles is handed on to a process for each. */
  readonly argv?: readonly string[];
  /** Gets the exit code of the command that ran. */
  readonly onExit: (code: number) => void;
}

/** The whole tree. Usage errors are thrown as commander's, nothing is printed for them and nothing exits. */
export function buildProgram(parts: Parts): Command {
  const program = quiet(new Command('at2qbo'), parts.io)
    .description('Moves Autotask invoices to QuickBooks Online, each exactly once, to the cent, and says why when it doesn’t.')
    .usage('COMMAND [options]')
    .version(parts.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print the help of at2qbo or of a command')
    .helpCommand(false)
    .addOption(
      new Option(
        '--profile <name>',
        'which Autotask and QuickBooks pair (default: $AT2QBO_PROFILE, else "default"); several: a,b,c',
      ).argParser(PARSE.text),
    )
    .option('--all-profiles', 'for every profile there is, side by side')
    .addOption(new Option('--jobs <n>', 'with several profiles: how many at a time (default: 4)').argParser(PARSE.jobs))
    .addOption(new Option('--share <i/n>', 'with several profiles: the i-th of n shares of them, counted from 0').argParser(PARSE.share))
    .addOption(new Option('--metrics <file>', 'write the numbers of the run there, for Prometheus').argParser(PARSE.text))
    .option('--json', 'one JSON document on stdout, nothing else there')
    .option('-q, --quiet', 'say only what needs a person')
    .option('-v, --verbose', 'say more on stderr')
    .option('--no-color', 'no colours')
    .addHelpText('after', TRAILER);
  for (const spec of SPECS) addCommand(program, spec, parts);
  addHelp(program, parts);
  return program;
}

/** `help COMMAND [SUB]`. */
function addHelp(program: Command, { io, onExit }: Parts): void {
  const help = quiet(new Command('help'), io)
    .argument('[command...]', 'which command, and which of a group')
    .summary('print the help of a command')
    .description('Print the help of a command.')
    .helpOption('-h, --help', 'print this help')
    .action((path: readonly string[]) => {
      commandAt(program, path).outputHelp();
      onExit(0);
    });
  program.addCommand(help);
}

const TRAILER = `
Examples:
  at2qbo settings                  # all settings, their values and what they do
  at2qbo settings --help           # the help of a command

Exit codes:
  0 done   1 a person is needed   2 usage or settings   3 differences found
  4 connect again   5 a service is down   6 another run is active
  7 stopped to protect the books   70 a bug   129, 130, 143 interrupted`;

/** For several profiles each process loads its own. */
const NONE = { run: (): Promise<number> => Promise.resolve(0) };

function addCommand(program: Command, spec: CommandSpec, parts: Parts): void {
  const load = parts.commands[spec.name];
  if (load === undefined) return;
  const [group = '', sub] = spec.name.split(' ');
  const parent = sub === undefined ? program : program.commands.find((one) => one.name() === group);
  if (parent === undefined) return;
  const command = quiet(new Command(sub ?? group), parts.io)
    .summary(spec.summary)
    .description(`${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .allowExcessArguments(false)
    .addHelpText('after', `\nExamples:\n${spec.examples.map(([line, does]) => `  ${line}\n      ${does}`).join('\n')}`);
  if (spec.group !== '') command.helpGroup(spec.group);
  for (const argument of spec.args ?? []) command.addArgument(argumentOf(argument));
  for (const option of spec.options ?? []) command.addOption(optionOf(option));
  command.action(async () => {
    const globals = globalsOf(program);
    const plain = globals.color ? parts.io : withoutColor(parts.io);
    const io = isOfOne(spec) ? forProfile(plain, globals.profile, ofOneProfile()) : plain;
    const wish = spec.isFleet === true ? undefined : fleetWish(program.opts());
    if (wish === undefined && spec.profile !== 'any') await refuseUnknownProfile(globals, spec, command.opts(), io.env);
    const [{ run }] = await Promise.all([wish === undefined ? load() : NONE, io.color ? loadColours() : null]);
    const args = command.processedArgs as (string | undefined)[];
    const invocation: Invocation = {
      io,
      globals,
      command: spec.name,
      options: command.opts(),
      args,
      offered: SPECS.filter((one) => parts.commands[one.name] !== undefined),
    };
    if (wish === undefined) {
      parts.onExit(await run(invocation));
      if (io.terminal !== null) await (await import('../version/update.ts')).sayUpdate(io, globals);
    } else parts.onExit(await (await import('../fleet/fleet.ts')).runFleet(invocation, wish, parts.argv ?? []));
  });
  parent.addCommand(command);
}

/** Names of the commands that are about one profile. */
export function ofOneProfile(): string[] {
  return SPECS.filter((one) => !one.name.includes(' ') && isOfOne(one)).map((one) => one.name);
}

function isOfOne({ name, profile }: CommandSpec): boolean {
  return profile !== 'any' || name === 'connect';
}

/** A typing error would be taken for a profile without connection, ledger or work, and leave a folder behind. */
async function refuseUnknownProfile(
  { profile }: Globals,
  { profile: kind, isFleet }: CommandSpec,
  { create }: Readonly<Record<string, unknown>>,
  env: Io['env'],
): Promise<void> {
  if (create === true) return;
  const { chooseProfile, requireProfile } = await import('../../config/paths.ts');
  const names = isFleet === true && profile !== undefined ? profile.split(',') : [profile];
  for (const name of names) requireProfile(chooseProfile(name, env), env, kind === 'made');
}

// Commander neither exits nor prints an error: main.ts does, in our words. Its help goes through our io.
function quiet(command: Command, io: Io): Command {
  const write = (text: string) => io.out(text.replace(/\n$/, ''));
  return command
    .showSuggestionAfterError(false)
    .on('beforeHelp', () => refuseUnknownSub(command))
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: (text) => io.err(text.replace(/\n$/, '')),
      outputError: () => {},
      getOutHelpWidth: () => io.width,
      getErrHelpWidth: () => io.width,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true });
}

function argumentOf({ name, help, choices }: ArgumentSpec): Argument {
  const argument = new Argument(name.startsWith('[') ? name : `<${name}>`, help);
  return choices === undefined ? argument : argument.choices(choices);
}

function optionOf({ flags, help, value, choices }: OptionSpec): Option {
  const option = new Option(flags, help);
  if (choices !== undefined) option.choices(choices);
  else if (value !== undefined) option.argParser(PARSE[value]);
  return option;
}

function globalsOf(program: Command): Globals {
  const options = program.opts<Partial<Globals> & { color: boolean }>();
  const { profile, json = false, quiet: isQuiet = false, verbose = false, color, metrics, jobs, allProfiles } = options;
  return {
    profile,
    json,
    quiet: isQuiet,
    verbose,
    color,
    ...(metrics === undefined ? {} : { metrics }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(allProfiles === undefined ? {} : { allProfiles }),
  };
}
