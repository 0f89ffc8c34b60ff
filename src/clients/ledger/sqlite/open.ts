// What happens to a SQLite ledger before its first use.
// Brought to the latest tables, looked through now and then, proved writable.
import { DAY_MS, instantAt } from '../../../core/dates.ts';
import { IntegrityError } from '../../../core/errors.ts';
import { damaged, whole } from '../rows/columns.ts';
import { LATEST, SCHEMA_VERSIONS, SQLITE, stepsAfter } from '../migrations.ts';
import { isBusy } from './faults.ts';
import type { Connection } from './engine.ts';
import { inTransaction, writeNow } from './store.ts';
import { upsert } from '../store.ts';

/** Marks of the file itself, not of a profile: no profile has an empty name. */
const FILE = '';
const CHECKED = 'quick-check-at';
const CHECK_EVERY_MS = 7 * DAY_MS;
const OPEN_TRIES_MS = 10_000;
/** Enough that a disk with a few free bytes doesn't pass. */
const PROBE = 'x'.repeat(65_536);

/** Tries again while another program is in the middle of what SQLite doesn't queue for: the first switch to WAL, a recovery, the last close. */
export function whileBusy<T>(open: () => T, patience = OPEN_TRIES_MS): T {
  for (let waited = 0; ; waited += 20) {
    try {
      return open();
    } catch (error) {
      if (!isBusy(error) || waited >= patience) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

/** False: it is new or an older program's. Refuses a ledger of a newer one. */
export function isLatest(connection: Connection): boolean {
  return versionOf(connection) === LATEST;
}

/** Brings the tables to the latest version, one transaction a step; refuses a ledger of a newer program. */
export function migrate(connection: Connection, now: number): void {
  if (isLatest(connection)) return;
  inTransaction(connection, () => connection.exec(SCHEMA_VERSIONS));
  while (inTransaction(connection, () => takeNextStep(connection, now)));
}

/** Looks at the version under the write lock: another opener may have taken the step while this one waited. */
function takeNextStep(connection: Connection, now: number): boolean {
  const [step] = stepsAfter(versionOf(connection), SQLITE);
  if (step === undefined) return false;
  for (const sql of step.statements) connection.exec(sql);
  const noted = 'insert into schema_versions (version, applied_at) values ($1, $2)';
  connection.run(noted, [step.version, instantAt(now)]);
  return true;
}

function versionOf(connection: Connection): number {
  const known = connection.all("select name from sqlite_master where type = 'table' and name = 'schema_versions'");
  if (known.length === 0) return 0;
  const [row] = connection.all('select coalesce(max(version), 0) as version from schema_versions');
  const version = row === undefined ? 0 : whole(row, 'version');
  if (version > LATEST) {
    throw new IntegrityError(`the ledger was written by a newer at2qbo (its version is ${version}, this program knows ${LATEST})`, {
      remedy: 'Install the newer program again: `npm install --global at2qbo@latest`. An older one could misread what was sent.',
    });
  }
  return version;
}

/** Reads the whole file for damage once a week, and after a run that never ended (a power cut is when files break). Else costs nothing. */
export function checkNowAndThen(connection: Connection, path: string, now: number): void {
  const [checked] = connection.all('select content from marks where profile = $1 and name = $2', [FILE, CHECKED]);
  const last = typeof checked?.['content'] === 'string' ? checked['content'] : '';
  const broken = 'select id from runs where finished_at is null and started_at >= $1 limit 1';
  const isDue = last < instantAt(now - CHECK_EVERY_MS) || connection.all(broken, [last]).length > 0;
  if (!isDue) return;
  const answers = connection.all('pragma quick_check(5)').map((row) => row['quick_check']);
  if (answers.some((answer) => answer !== 'ok')) throw damaged(`${path} (${answers.map(String).join('; ').slice(0, 200)})`);
  writeNow(connection, [upsert('marks', ['profile', 'name'], { profile: FILE, name: CHECKED, content: instantAt(now) })]);
}

/** Writes a page-filling row, durably, and takes it out again. */
export function probe(connection: Connection): void {
  const name = `probe-${process.pid}`;
  writeNow(connection, [upsert('marks', ['profile', 'name'], { profile: FILE, name, content: PROBE })]);
  writeNow(connection, [{ sql: 'delete from marks where profile = $1 and name = $2', values: [FILE, name] }]);
}
