// `at2qbo logs --bundle FILE`: an archive for support, without secrets and e-mail addresses.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_VARIABLES } from '../../clients/secrets/names.ts';
import { secretValues } from '../../clients/secrets/redact.ts';
import { settingKeys, type SettingKey } from '../../config/schema/schema.ts';
import { publicValue } from '../../config/schema/values.ts';
import type { Instant } from '../../core/dates.ts';
import { instantAt } from '../../core/dates.ts';
import { At2qboError } from '../../core/errors.ts';
import type { LogEntry } from '../../core/model/log.ts';
import type { Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { maskDeep, maskText } from './mask.ts';
import { writeOutFile } from '../files/output-file.ts';
import { entryJson } from './render.ts';
import type { Invocation } from '../program/spec.ts';
import { packTgz } from './tar.ts';
import { readVersion } from '../version/number.ts';

const RUNS = 100;
const TRANSFERS = 5000;
const HISTORIES = 200;
const ENTRIES = 20_000;
const CRASHES = 10;
const FOLDER = 'at2qbo-support';

/** Writes the archive (0600, never over another file) and says what is in it. */
export async function writeBundle(invocation: Invocation, context: Context, file: string, since: Instant | null): Promise<number> {
  const { io, globals } = invocation;
  const secrets = await knownSecrets(invocation, context);
  const files = await contents(context, secrets, since);
  writeOutFile(file, packTgz(FOLDER, files, context.clock.now()), 'refuse', io.env);
  const names = files.map(([name]) => name);
  if (globals.json) io.json({ bundle: file, files: names });
  else if (!globals.quiet) {
    io.out(`${file} holds ${names.join(', ')}.`);
    io.out('Secrets and e-mail addresses were taken out; names of customers and amounts are in it.');
  }
  return EXIT.done;
}

/** Where the sealed ones can't be read, what looks like a secret is taken out all the same; the log was written without them. */
async function knownSecrets({ io }: Invocation, context: Context): Promise<string[]> {
  const given = SECRET_VARIABLES.flatMap((name) => (io.env[name] ? [io.env[name]] : []));
  if (!(await context.vault.exists())) return given;
  try {
    return [...given, ...secretValues(await context.vault.read())];
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    io.err(`note: the sealed secrets could not be read (${error.message}), so they were looked for by their form alone`);
    return given;
  }
}

type File = readonly [string, string];

async function contents(context: Context, secrets: readonly string[], since: Instant | null): Promise<File[]> {
  const ledger = context.ledger();
  const [runs, transfers, outcomes, holds, entries] = await Promise.all([
    ledger.runs(RUNS),
    ledger.allTransfers(),
    ledger.outcomes(),
    ledger.personHolds(),
    ledger.read({ limit: ENTRIES, ...(since === null ? {} : { since }) }),
  ]);
  const open = transfers.filter(({ state }) => state !== 'done' && state !== 'voided').slice(-HISTORIES);
  const histories = await Promise.all(open.map(({ invoiceId }) => ledger.history(invoiceId)));
  const json = (value: unknown): string => `${JSON.stringify(maskDeep(value, secrets), null, 2)}\n`;
  const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(maskDeep(value, secrets))}\n`).join('');
  return [
    ['README.txt', README],
    ['versions.json', json(versions(context))],
    ['settings.json', json(settings(context))],
    ['runs.json', json(runs)],
    ['transfers.ndjson', lines(transfers.slice(-TRANSFERS))],
    ['histories.ndjson', lines(histories.flat())],
    ['waiting.json', json({ outcomes, heldByPerson: [...holds.values()] })],
    ['log.ndjson', entries.map((entry) => `${entryJson(maskDeep(entry, secrets) as LogEntry)}\n`).join('')],
    ...crashes(context, secrets),
  ];
}

function versions(context: Context): object {
  const { platform, arch, versions: parts } = process;
  return { at2qbo: readVersion(), node: parts.node, platform, arch, profile: context.profile, at: instantAt(context.clock.now()) };
}

function settings({ loaded }: Context): object {
  return Object.fromEntries(
    settingKeys.map((key) => [key, { value: harmless(key, publicValue(loaded.values[key])), from: loaded.source[key] }]),
  );
}

/** An address that is itself a password, and a command whose arguments may hold one. */
function harmless(key: SettingKey, value: unknown): unknown {
  if ((key === 'notify.healthcheckUrl' || key === 'notify.webhookUrl') && typeof value === 'string')
    return `${new URL(value).origin}/[secret]`;
  if (key === 'secrets.keyCommand' && Array.isArray(value)) return [String(value[0]), ...value.slice(1).map(() => '[argument]')];
  return value;
}

function crashes({ paths }: Context, secrets: readonly string[]): File[] {
  let names: string[];
  try {
    names = readdirSync(paths.logs).filter((name) => /^crash-[\w-]+\.txt$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
  return names
    .sort()
    .slice(-CRASHES)
    .map((name): File => [name, maskText(readFileSync(join(paths.logs, name), 'utf8'), secrets)]);
}

const README = `What at2qbo knows of its last runs, for support.

versions.json      program, Node.js and system
settings.json      every setting and where it comes from
runs.json          the last ${RUNS} runs with exit code and totals
transfers.ndjson   the ledger: one line an invoice (the last ${TRANSFERS})
histories.ndjson   what happened to those that aren't done
waiting.json       what is held, failed or skipped, with reasons
log.ndjson         the last ${ENTRIES} log entries: each call with its intuit_tid, what was sent and answered
crash-*.txt        reports of bugs, if there are any

Secrets and e-mail addresses were taken out ([secret], [e-mail]). Names of customers and amounts are in it.
`;
