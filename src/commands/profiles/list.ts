// `at2qbo profiles [list]`: the profiles there are, from local facts alone.
import { existsSync } from 'node:fs';
import { loadSettings } from '../../config/store/load.ts';
import { profileNames, profilePaths } from '../../config/paths.ts';
import { At2qboError } from '../../core/errors.ts';
import { EXIT } from '../program/exit.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../format/table.ts';
import type { Invocation } from '../program/spec.ts';

/** One profile, as far as its files tell. */
export interface ProfileFacts {
  readonly profile: string;
  readonly realmId: string | null;
  readonly username: string | null;
  readonly hasSecrets: boolean;
  readonly ledger: 'sqlite' | 'postgresql';
  readonly directory: string;
  /** Why its settings can't be read; '' if they can. */
  readonly problem: string;
}

/** Prints them. */
export async function run({ io, globals }: Invocation): Promise<number> {
  const facts = profileNames(io.env)
    .filter((name) => existsSync(profilePaths(name, io.env).config))
    .map((name) => factsOf(name, io));
  if (globals.json) io.json(facts);
  else if (facts.length === 0) io.out('There is no profile yet. Make one: at2qbo connect, or: at2qbo profiles add NAME');
  else for (const line of lines(facts, io.width)) io.out(line);
  return Promise.resolve(EXIT.done);
}

function factsOf(profile: string, io: Io): ProfileFacts {
  const paths = profilePaths(profile, io.env);
  const base = { profile, directory: paths.directory };
  try {
    const { settings } = loadSettings({ profile, env: io.env });
    const isShared = settings.ledger.url !== null;
    return {
      ...base,
      realmId: settings.quickbooks.realmId,
      username: settings.autotask.username,
      // Of secrets in the ledger nothing is known without asking it.
      hasSecrets: existsSync(paths.secrets) || settings.secrets.store === 'ledger',
      ledger: isShared ? 'postgresql' : 'sqlite',
      problem: '',
    };
  } catch (cause) {
    if (!(cause instanceof At2qboError)) throw cause;
    return { ...base, realmId: null, username: null, hasSecrets: existsSync(paths.secrets), ledger: 'sqlite', problem: cause.message };
  }
}

function lines(facts: readonly ProfileFacts[], width: number): string[] {
  const rows = facts.map((one) => [
    one.profile,
    one.problem === '' ? (one.username ?? '-') : one.problem,
    one.realmId ?? '-',
    one.ledger,
    one.hasSecrets ? 'yes' : 'never: at2qbo connect',
  ]);
  const columns = [
    { title: 'Profile' },
    { title: 'Autotask', isFlexible: true },
    { title: 'QuickBooks' },
    { title: 'Ledger' },
    { title: 'Connected' },
  ];
  return table(columns, rows, width);
}
