// Loaded into the program before it starts (node --import), no part of it: kills it at a chosen write to the disk, counts such writes,
// makes its time run faster, or its clock jump. A write of the ledger is a commit, in SQLite or PostgreSQL (where a change
// outside a transaction, a lease's, is one too); a row is one statement inside such a commit. A file (secrets, a lock's name, settings) is written, forced to the
// disk and renamed: each of these is a point, and a kill in the middle of the first leaves half of it.
import fs from 'node:fs';
import { register, syncBuiltinESMExports } from 'node:module';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

const [what, nth, when] = (process.env.AT2QBO_TEST_KILL ?? '').split(':');
const KINDS = ['commit', 'row', 'write', 'fsync', 'rename'];
// The thread that writes the ledger counts along with the one that began it.
const counts = isMainThread ? new Int32Array(new SharedArrayBuffer(4 * KINDS.length)) : getEnvironmentData('at2qbo-test-counts');
if (isMainThread) setEnvironmentData('at2qbo-test-counts', counts);
const countOf = (kind) => counts[KINDS.indexOf(kind)];
/** How many there have been, this one included. */
const count = (kind) => Atomics.add(counts, KINDS.indexOf(kind), 1) + 1;

function around(kind, work, half) {
  const number = count(kind);
  const isIt = what === kind && number === Number(nth);
  if (isIt && when === 'before') die();
  if (isIt && when === 'half') {
    half?.();
    die();
  }
  const result = work();
  if (isIt) die();
  return result;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // the signal is on its way: nothing more may happen
}

/** The same for work that is done when its answer comes. */
async function aroundAnswer(work) {
  const number = count('commit');
  const isIt = what === 'commit' && number === Number(nth);
  if (isIt && when === 'before') die();
  const result = await work();
  if (isIt) die();
  return result;
}

globalThis.at2qboLedger = around;
register('./engine-hook.mjs', import.meta.url);
/** pg is joined into the program: engine-hook.mjs hands its client over when the joined file is loaded. */
globalThis.at2qboPostgres = (Client) => {
  const query = Client.prototype.query;
  const inTransaction = new WeakSet();
  Client.prototype.query = function (sql, values, answered) {
    const text = String(sql);
    if (text.startsWith('begin')) inTransaction.add(this);
    const isWrite = sql === 'commit' || (!inTransaction.has(this) && /^\s*(?:insert|update|delete)\b/i.test(text));
    if (sql === 'commit' || sql === 'rollback') inTransaction.delete(this);
    if (inTransaction.has(this) && /^insert into (?:transfers|history)/.test(text)) around('row', () => undefined);
    if (!isWrite) return query.call(this, sql, values, answered);
    const done = aroundAnswer(() => query.call(this, sql, values));
    if (typeof answered !== 'function') return done;
    void done.then((result) => answered(null, result), answered);
    return undefined;
  };
};
const { renameSync, fsyncSync, writeFileSync, writeSync } = fs;
const halfOf = (data) => Buffer.from(data).subarray(0, Math.ceil(data.length / 2));
fs.renameSync = (from, to) => around('rename', () => renameSync(from, to));
fs.fsyncSync = (file) => (fs.fstatSync(file).isFile() ? around('fsync', () => fsyncSync(file)) : fsyncSync(file)); // a folder's comes with the rename
fs.writeFileSync = (file, data, options) =>
  around(
    'write',
    () => writeFileSync(file, data, options),
    () => writeFileSync(file, halfOf(data), options),
  );
// Only at a place: what is written without one goes to a stream.
fs.writeSync = (file, data, ...rest) =>
  Buffer.isBuffer(data) && typeof rest[2] === 'number'
    ? around(
        'write',
        () => writeSync(file, data, ...rest),
        () => writeSync(file, halfOf(data), 0, Math.ceil(data.length / 2), rest[2]),
      )
    : writeSync(file, data, ...rest);
syncBuiltinESMExports();

const report = process.env.AT2QBO_TEST_COUNT;
if (report && isMainThread)
  process.on('exit', () => writeFileSync(report, JSON.stringify(Object.fromEntries(KINDS.map((kind) => [kind, countOf(kind)])))));

const speed = Number(process.env.AT2QBO_TEST_SPEED ?? '1');
if (speed !== 1) {
  const start = Date.now();
  const now = Date.now;
  Date.now = () => Math.round(start + (now() - start) * speed);
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work, delay = 0, ...rest) => later(work, delay / speed, ...rest);
}

// Milliseconds that the clock is off, one after the other: the next one after each commit.
const jumps = (process.env.AT2QBO_TEST_JUMPS ?? '').split(',').map(Number);
if (jumps.some((jump) => jump !== 0)) {
  const now = Date.now;
  Date.now = () => now() + jumps[countOf('commit') % jumps.length];
}
