// `at2qbo profiles add|copy|rename|remove`. What was sent is never forgotten by accident.
// A profile's ledger goes only when a person says so.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../clients/host/durable.ts';
import { renameStatements, rowsUnder } from '../../clients/ledger/rename.ts';
import { checkProfileName, makeDirectory, profilePaths } from '../../config/paths.ts';
import { writeStore } from '../../config/store/store-write.ts';
import { readStore } from '../../config/store/store.ts';
import { ConfigError, UsageError } from '../../core/errors.ts';
import type { Transfer } from '../../core/model/ledger.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { withContext } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import type { Environment } from '../terminal/io.ts';
import type { Invocation } from '../program/spec.ts';

/** The connection, and what names single customers of one company: wrong for any other. */
const NOT_COPIED = new Set([
  'quickbooks.realmId',
  'autotask.username',
  'customers.map',
  'customers.overrides',
  'linesOfBusiness.classes',
  'tax.codes',
]);

export async function run(invocation: Invocation): Promise<number> {
  const { command, args, io, globals } = invocation;
  const [first = '', second = ''] = args;
  const said = await change(command, first, second, invocation);
  if (globals.json) io.json(said.facts);
  else if (!globals.quiet) for (const line of said.lines) io.out(line);
  return EXIT.done;
}

interface Said {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

function change(command: string, first: string, second: string, invocation: Invocation): Promise<Said> {
  const { env } = invocation.io;
  if (command === 'profiles add') return Promise.resolve(add(first, env));
  if (command === 'profiles copy') return Promise.resolve(copy(first, second, env));
  if (command === 'profiles rename') return rename(first, second, invocation);
  return remove(first, invocation);
}

function add(name: string, env: Environment): Said {
  const paths = newProfile(name, env);
  writeStore(paths, new Map());
  return {
    facts: { added: name, directory: paths.directory },
    lines: [`Profile ${name} was added. Next: at2qbo connect --profile ${name}`],
  };
}

function copy(from: string, to: string, env: Environment): Said {
  const stored = readStore(existing(from, env));
  const paths = newProfile(to, env);
  const left = [...stored.keys()].filter((key) => NOT_COPIED.has(key));
  writeStore(paths, new Map([...stored].filter(([key]) => !NOT_COPIED.has(key))));
  return {
    facts: { copied: from, to, directory: paths.directory, left },
    lines: [
      `Profile ${to} has the settings of ${from}; secrets aren’t among them.`,
      ...(left.length === 0 ? [] : [`Left out, because they belong to the other connection: ${left.join(', ')}.`]),
      `Next: at2qbo connect --profile ${to}, then: at2qbo settings check --profile ${to} (account and item Ids differ between companies)`,
    ],
  };
}

async function rename(from: string, to: string, invocation: Invocation): Promise<Said> {
  const { env } = invocation.io;
  const old = existing(from, env);
  if (from === 'default')
    throw new UsageError(
      'the profile default can’t be renamed: its files are in the folder of all profiles',
      `copy its settings: at2qbo profiles copy default ${to}`,
    );
  const paths = newProfile(to, env);
  await withContext(of(from, invocation), async (context) => {
    await context.lock('profiles rename');
    const ledger = context.ledger('run');
    const half = (await ledger.unfinished()).filter((one) => one.state !== 'held');
    if (half.length > 0)
      throw new UsageError(
        `${described(half)} half done under the name ${from}; it is part of what was sent`,
        `at2qbo clear-status --profile ${from}`,
      );
    const known = await rowsUnder(to, from, ledger.store);
    if (known === 'others') throw new UsageError(`the ledger knows a profile ${to} already`, 'choose another name');
    // The secrets first: from here on neither name can send anything until all of it is done; the same command again goes on.
    await context.vault.relabel(to);
    await ledger.flush();
    if (known === 'none') await ledger.store.write(renameStatements(from, to));
  });
  makeFolder(dirname(paths.directory));
  renameSync(old.directory, paths.directory);
  return {
    facts: { renamed: from, to, directory: paths.directory },
    lines: [`Profile ${from} is ${to} now, with its ledger, log and secrets. Change it in your schedule too.`],
  };
}

async function remove(name: string, invocation: Invocation): Promise<Said> {
  const { io, options } = invocation;
  const paths = existing(name, io.env);
  if (name === 'default')
    throw new UsageError(
      'the profile default can’t be removed: its files are in the folder of all profiles',
      'forget its connection: at2qbo disconnect',
    );
  const isSure = options['yes'] === true;
  const facts = await withContext(of(name, invocation), async (context) => {
    await context.lock('profiles remove');
    const ledger = context.ledger();
    const [unfinished, transferred] = [await ledger.unfinished(), await ledger.transferredCount()];
    if (unfinished.length > 0 && !isSure)
      throw new UsageError(
        `${described(unfinished)} not finished; without the ledger nobody knows of them`,
        `settle them: at2qbo clear-status --profile ${name}, or remove it all the same: at2qbo profiles remove ${name} --yes`,
      );
    const isConnected = await context.vault.exists().catch(() => true);
    if (!isSure && (transferred > 0 || isConnected) && !(canAsk(io) && (await confirmed(io, name, transferred))))
      throw new UsageError(
        `profile ${name} has secrets or a ledger (${transferred} documents): not removed`,
        `at2qbo profiles remove ${name} --yes`,
      );
    const keyLeft = isConnected ? await context.vault.forget() : null;
    return { transferred, isShared: context.settings.ledger.url !== null, wasConnected: isConnected, keyLeft };
  });
  rmSync(paths.directory, { recursive: true, force: true });
  return {
    facts: { removed: name, transferred: facts.transferred, ledgerKept: facts.isShared, keyLeft: facts.keyLeft },
    lines: [
      `Profile ${name} is removed.`,
      ...(facts.wasConnected
        ? ['QuickBooks still lists its access: end it there under Apps > My apps. Next time, run at2qbo disconnect before.']
        : []),
      ...(facts.isShared
        ? [`The ledger in PostgreSQL still holds its ${facts.transferred} documents; a new profile ${name} takes them up.`]
        : []),
      ...(facts.keyLeft === null ? [] : [`Its key could not be removed: ${facts.keyLeft}`]),
    ],
  };
}

function confirmed(io: Invocation['io'], name: string, transferred: number): Promise<boolean> {
  return askYesNo(io, { message: `Remove profile ${name}, its secrets and the ledger of ${transferred} documents?`, missing: '--yes' });
}

function described(transfers: readonly Transfer[]): string {
  const [one] = transfers;
  return transfers.length === 1 && one ? `invoice ${one.invoiceId} is` : `${transfers.length} invoices are`;
}

/** The same call, for this profile. */
function of(profile: string, invocation: Invocation): Invocation {
  return { ...invocation, globals: { ...invocation.globals, profile } };
}

function existing(name: string, env: Environment): ReturnType<typeof profilePaths> {
  const paths = profilePaths(checkProfileName(name, 'profile'), env);
  if (!existsSync(paths.config)) throw new UsageError(`there is no profile ${name}`, 'see which there are: at2qbo profiles');
  return paths;
}

function newProfile(name: string, env: Environment): ReturnType<typeof profilePaths> {
  const paths = profilePaths(checkProfileName(name, 'profile'), env);
  if (existsSync(name === 'default' ? paths.config : paths.directory))
    throw new ConfigError(`there is a profile ${name} already`, 'choose another name, or see them: at2qbo profiles');
  makeDirectory(paths.root, paths);
  return paths;
}
