// The command line of one profile's own process, made of the one that was given for several.
import { UsageError } from '../../core/errors.ts';

/** Options that are about all profiles together; the number of words that follow. */
const OF_ALL: Readonly<Record<string, number>> = {
  '--profile': 1,
  '--jobs': 1,
  '--share': 1,
  '--metrics': 1,
  '--all-profiles': 0,
  '--json': 0,
  '--no-color': 0,
};
/** A file of one profile; an id of one Autotask. */
const FILES = new Set(['--csv', '--html', '--plan', '--bundle']);
const PLACE = '{profile}';

/** The arguments that all profiles share. Throws a UsageError where they can only be meant for one. */
export function sharedArgs(argv: readonly string[]): string[] {
  const shared: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') return [...shared, ...argv.slice(at)];
    const [name = '', value] = word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word];
    if (name === '--only') throw new UsageError('--only names invoices of one Autotask', 'run it for one profile');
    if (FILES.has(name) && !(value ?? argv[at + 1] ?? '').includes(PLACE))
      throw new UsageError(`${name}: one file can't hold several profiles`, `put ${PLACE} into its name: ${name.slice(2)}-${PLACE}`);
    const words = OF_ALL[name];
    if (words === undefined) shared.push(word);
    else if (value === undefined) at += words;
  }
  return shared;
}

/** The whole command line of one profile. */
export function argsOf(profile: string, shared: readonly string[], more: readonly string[] = []): string[] {
  return ['--profile', profile, '--json', '--no-color', ...more, ...shared.map((word) => word.replaceAll(PLACE, profile))];
}
