// `at2qbo ledger move --to URL|sqlite`: the ledger goes to PostgreSQL or back.
// Checked before the setting is changed; the old one is kept.
import { existsSync, renameSync } from 'node:fs';
import { copyLedger, usedRows, type TableSum } from '../../clients/ledger/move.ts';
import { openPostgresLedger } from '../../clients/ledger/postgres/postgres.ts';
import { openSqliteLedger } from '../../clients/ledger/sqlite/sqlite.ts';
import { acquireLock } from '../../clients/host/lock.ts';
import { maskPassword } from '../../config/endpoint.ts';
import { saveSettings } from '../../config/store/save.ts';
import { parseSetting } from '../../config/schema/values.ts';
import { ConfigError, UsageError } from '../../core/errors.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { table } from '../format/table.ts';
import type { Invocation } from '../program/spec.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { io, options, globals } = invocation;
  const to = targetOf(options['to']);
  return withContext(invocation, async (context) => {
    const from = context.settings.ledger.url;
    if (context.loaded.source['ledger.url'] === 'environment')
      throw new UsageError('ledger.url comes from the environment: the setting would have no effect', 'unset AT2QBO_LEDGER__URL first');
    if (to === from) throw new UsageError('the ledger is there already', 'see: at2qbo settings get ledger.url');
    if (to === null && context.settings.secrets.store === 'ledger')
      throw new UsageError('the secrets are in that ledger too', 'at2qbo settings set secrets.store file, then: at2qbo connect');
    await context.lock('ledger move');
    const kept = maskedOf(from) ?? context.paths.ledger;
    const aside = to === null ? putAside(context) : null;
    const sums = to === null ? await intoFile(context) : await intoPostgres(context, to, options['yes'] === true);
    saveSettings({ profile: context.profile, env: io.env }, new Map([['ledger.url', to]]));
    const facts = { profile: context.profile, from: maskedOf(from) ?? 'sqlite', to: maskedOf(to) ?? 'sqlite', kept, aside, tables: sums };
    if (globals.json) io.json(facts);
    else if (!globals.quiet) for (const line of lines(sums, facts, io.width)) io.out(line);
    return EXIT.done;
  });
}

async function intoPostgres(context: Context, url: string, isSure: boolean): Promise<TableSum[]> {
  const { profile, clock } = context;
  const target = openPostgresLedger(url, { profile, clock });
  try {
    await target.lease('ledger move');
    const used = await usedRows(target.store, profile);
    if (used > 0 && !isSure)
      throw new UsageError(
        `that database has a ledger of profile ${profile} already (${used} rows)`,
        'if it is the one that was moved away from before, replace it: the same command with --yes; else use another database',
      );
    return await copied(context, target.store);
  } finally {
    await target.close();
  }
}

async function intoFile(context: Context): Promise<TableSum[]> {
  const { profile, clock, paths } = context;
  const lock = await acquireLock(paths.lock, { waitMs: 0, clock, note: 'ledger move' });
  try {
    const target = openSqliteLedger(paths.ledger, { profile, clock });
    try {
      return await copied(context, target.store);
    } finally {
      await target.close();
    }
  } finally {
    lock.release();
  }
}

async function copied(context: Context, target: Parameters<typeof copyLedger>[1]): Promise<TableSum[]> {
  const source = context.ledger('run');
  await source.flush();
  return copyLedger(source.store, target, context.profile);
}

/** A file of an earlier move stays, under another name; null: there was none. */
function putAside({ paths, clock }: Context): string | null {
  if (!existsSync(paths.ledger)) return null;
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = paths.ledger.replace(/\.db$/, `.before-move-${stamp}.db`);
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(paths.ledger + suffix)) renameSync(paths.ledger + suffix, aside + suffix);
  return aside;
}

function lines(
  sums: readonly TableSum[],
  facts: { readonly to: string; readonly kept: string; readonly aside: string | null },
  width: number,
): string[] {
  const rows = sums.map((sum) => [sum.table, String(sum.rows), sum.digest.slice(0, 16)]);
  return [
    ...table([{ title: 'Table' }, { title: 'Rows', isRight: true }, { title: 'Digest, the same in both' }], rows, width),
    '',
    `The ledger is in ${facts.to} now. The old one is kept: ${facts.kept}`,
    ...(facts.aside === null ? [] : [`The file of an earlier move was put aside: ${facts.aside}`]),
  ];
}

function maskedOf(url: string | null): string | null {
  return url === null ? null : maskPassword(url);
}

/** null: the SQLite file. */
function targetOf(value: unknown): string | null {
  const fix = 'at2qbo ledger move --to postgres://USER@HOST/DATABASE, or: --to sqlite';
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError('--to is missing', fix);
  if (value === 'sqlite') return null;
  try {
    return parseSetting('ledger.url', value);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new UsageError(`--to can't be "${maskPassword(value)}"`, fix);
  }
}
