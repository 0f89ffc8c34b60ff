// What may follow the words so far, for the shells' completion.
// Commands, options, choices, and values that only this computer knows.
import { existsSync } from 'node:fs';
import { profileNames, profilePaths } from '../../config/paths.ts';
import { settingKeys } from '../../config/schema/schema.ts';
import { describeSetting } from '../../config/schema/values.ts';
import type { LedgerPort } from '../../core/ports.ts';
import { memoryIo, type Environment } from '../terminal/io.ts';
import type { ArgumentSpec, CommandSpec, OptionSpec } from './spec.ts';
import { SPECS } from './specs.ts';

const GLOBALS: readonly OptionSpec[] = [
  { flags: '--profile <name>', help: '', value: 'text' },
  { flags: '--all-profiles', help: '' },
  { flags: '--jobs <n>', help: '', value: 'count' },
  { flags: '--share <i/n>', help: '', value: 'text' },
  { flags: '--metrics <file>', help: '', value: 'text' },
  ...['--json', '-q, --quiet', '-v, --verbose', '--no-color', '-h, --help', '-V, --version'].map((flags) => ({ flags, help: '' })),
];

/** Candidates that begin with `current`, in their order. Throws nothing for what can't be read: there is just nothing to offer. */
export async function complete(before: readonly string[], current: string, env: Environment): Promise<string[]> {
  const at = position(before);
  const found = await candidates(at, before, current, env);
  return [...new Set(found)].filter((one) => one.startsWith(current));
}

interface Position {
  readonly command: CommandSpec | null;
  /** Words of the command's name so far. */
  readonly path: string;
  /** How many arguments are there already. */
  readonly given: readonly string[];
  /** The option whose value comes now. */
  readonly waiting: OptionSpec | null;
  readonly used: ReadonlySet<string>;
  readonly profile: string | undefined;
}

function position(before: readonly string[]): Position {
  let path = '';
  let waiting: OptionSpec | null = null;
  let profile: string | undefined;
  const given: string[] = [];
  const used = new Set<string>();
  for (const word of before) {
    const option = word.startsWith('-') ? optionOf(word.split('=')[0] ?? '', commandOf(path)) : null;
    if (option !== null) {
      used.add(longOf(option));
      waiting = takesValue(option) && !word.includes('=') ? option : null;
    } else if (waiting !== null) {
      if (longOf(waiting) === '--profile') profile = word;
      if (!waiting.flags.includes('...')) waiting = null;
    } else if (!word.startsWith('-')) {
      const next = `${path} ${word}`.trim();
      if (given.length === 0 && (word === 'help' || SPECS.some(({ name }) => name === next)))
        path = path === 'help' || word !== 'help' ? next : '';
      else given.push(word);
    }
  }
  return { command: commandOf(path), path, given, waiting, used, profile };
}

async function candidates(at: Position, before: readonly string[], current: string, env: Environment): Promise<readonly string[]> {
  const { command, path, given, waiting } = at;
  if (waiting !== null && !(waiting.flags.includes('...') && current.startsWith('-'))) return optionValues(waiting, at, env);
  const options = [...(command?.options ?? []), ...GLOBALS]
    .filter((one) => !at.used.has(longOf(one)) || one.flags.includes('...'))
    .map(longOf);
  if (current.startsWith('-')) return options;
  const subs =
    given.length > 0
      ? []
      : SPECS.flatMap(({ name }) =>
          name.startsWith(path === '' ? '' : `${path} `) ? [name.slice(path === '' ? 0 : path.length + 1)] : [],
        ).filter((name) => !name.includes(' '));
  if (before.includes('help')) return subs;
  const argument = command?.args?.[given.length];
  const values = argument === undefined ? [] : await argumentValues(argument, at, env);
  const found = [...subs, ...(path === '' && given.length === 0 ? ['help'] : []), ...values];
  return found.length > 0 || argument !== undefined ? found : options;
}

function argumentValues(argument: ArgumentSpec, at: Position, env: Environment): Promise<readonly string[]> | readonly string[] {
  if (argument.choices) return argument.choices;
  const name = argument.name.replaceAll(/[[\]]/g, '');
  const command = at.command?.name ?? '';
  if (name === 'key') return settingKeys;
  if (name === 'value' && command === 'settings set') return allowedValues(at.given[0] ?? '');
  if (command.startsWith('profiles '))
    return command === 'profiles add' || (command === 'profiles copy' && at.given.length > 0) ? [] : profilesThere(env);
  if (name === 'id' || name === 'what' || name === 'code') return waitingInvoices(at.profile, env);
  return name === 'run' ? runIds(at.profile, env) : [];
}

function optionValues(option: OptionSpec, at: Position, env: Environment): Promise<readonly string[]> | readonly string[] {
  if (option.choices) return option.choices;
  const long = longOf(option);
  if (long === '--profile') return profilesThere(env);
  if (long === '--run') return runIds(at.profile, env);
  return long === '--only' || long === '--invoice' ? waitingInvoices(at.profile, env) : [];
}

function allowedValues(key: string): readonly string[] {
  if (!settingKeys.some((one) => one === key)) return [];
  return describeSetting(key).choices ?? [];
}

function profilesThere(env: Environment): string[] {
  return profileNames(env).filter((name) => name === 'default' || existsSync(profilePaths(name, env).config));
}

/** Those that wait for a person, or that a person put on hold. */
async function waitingInvoices(profile: string | undefined, env: Environment): Promise<readonly string[]> {
  return withLocalLedger(profile, env, async (ledger) => {
    const waiting = (await ledger.outcomes())
      .filter(({ outcome }) => outcome === 'held' || outcome === 'failed')
      .map((one) => one.invoiceId);
    return [...(await ledger.personHolds()).keys(), ...waiting].map(String);
  });
}

function runIds(profile: string | undefined, env: Environment): Promise<readonly string[]> {
  return withLocalLedger(profile, env, async (ledger) => (await ledger.runs(20)).map((one) => one.id));
}

type Ledger = Pick<LedgerPort, 'outcomes' | 'personHolds' | 'runs'>;

/** A ledger in a database is not asked at the press of a key, and none is made. */
async function withLocalLedger(
  profile: string | undefined,
  env: Environment,
  ask: (ledger: Ledger) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { chooseProfile } = await import('../../config/paths.ts');
  const name = chooseProfile(profile, env);
  if (!existsSync(profilePaths(name, env).ledger)) return [];
  const { withContext } = await import('../context/context.ts');
  const globals = { profile: name, json: true, quiet: true, verbose: false, color: false };
  const invocation = { io: memoryIo({ env }), globals, command: 'status', options: {}, args: [], offered: [] };
  return withContext(invocation, async (context) => (context.settings.ledger.url === null ? ask(context.ledger()) : []));
}

function commandOf(path: string): CommandSpec | null {
  return SPECS.find(({ name }) => name === path) ?? null;
}

function optionOf(word: string, command: CommandSpec | null): OptionSpec | null {
  return [...(command?.options ?? []), ...GLOBALS].find(({ flags }) => flags.split(/[ ,]+/).includes(word)) ?? null;
}

function longOf({ flags }: OptionSpec): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}

function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes('<');
}
