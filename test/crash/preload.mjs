// Loaded into the program before it starts (node --import), no part of it: kills it at a chosen write to the disk, counts such writes,
// and makes its time run faster. A write of the ledger is a commit, in SQLite or PostgreSQL (where a change outside a transaction, a lease's, is
// one too); a write of the secrets (or of a lock's name) is a rename.
import fs, { writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const [what, nth, when] = (process.env.AT2QBO_TEST_KILL ?? '').split(':');
const counted = { commit: 0, rename: 0 };

function around(kind, work) {
  counted[kind] += 1;
  const isIt = what === kind && counted[kind] === Number(nth);
  if (isIt && when === 'before') die();
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
  counted.commit += 1;
  const isIt = what === 'commit' && counted.commit === Number(nth);
  if (isIt && when === 'before') die();
  const result = await work();
  if (isIt) die();
  return result;
}

const load = createRequire(new URL('../../package.json', import.meta.url));
const Database = load('libsql');
const exec = Database.prototype.exec;
Database.prototype.exec = function (sql) {
  return sql === 'commit' && this.name.endsWith('ledger.db') ? around('commit', () => exec.call(this, sql)) : exec.call(this, sql);
};
if (process.env.AT2QBO_TEST_POSTGRES) {
  const { Client } = load('pg');
  const query = Client.prototype.query;
  const inTransaction = new WeakSet();
  Client.prototype.query = function (sql, values, answered) {
    if (sql === 'begin') inTransaction.add(this);
    const isWrite = sql === 'commit' || (!inTransaction.has(this) && /^\s*(?:insert|update|delete)\b/i.test(sql));
    if (sql === 'commit' || sql === 'rollback') inTransaction.delete(this);
    if (!isWrite) return query.call(this, sql, values, answered);
    const done = aroundAnswer(() => query.call(this, sql, values));
    if (typeof answered !== 'function') return done;
    void done.then((result) => answered(null, result), answered);
    return undefined;
  };
}
const rename = fs.renameSync;
fs.renameSync = (from, to) => around('rename', () => rename(from, to));
syncBuiltinESMExports();

const report = process.env.AT2QBO_TEST_COUNT;
if (report) process.on('exit', () => writeFileSync(report, JSON.stringify(counted)));

const speed = Number(process.env.AT2QBO_TEST_SPEED ?? '1');
if (speed !== 1) {
  const start = Date.now();
  const now = Date.now;
  Date.now = () => Math.round(start + (now() - start) * speed);
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work, delay = 0, ...rest) => later(work, delay / speed, ...rest);
}
