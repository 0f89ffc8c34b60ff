#!/usr/bin/env bash
# @photostructure/sqlite 1.2.1 ("drop-in replacement for node:sqlite"), Node 20 to 24.
#
# Valid input: open a WAL database, prepare one statement, run it to its end, close the connection.
# Guessed before running: as with node:sqlite and the sqlite3 shell, the last close puts the log into the file and removes -wal and -shm.
# Seen: without a prepared statement both are gone after close(); with one that was only run() they stay, with the log in them, and the
# descriptors stay open, until the statement is collected as garbage: close() falls back to sqlite3_close_v2, for statements aren't finalized
# by it and have no method to do so. What follows for a user: a copied .db file alone misses the last transactions, and on Windows the folder
# can't be removed. A checkpoint before the close helps.
#
# Exits 0 as long as it behaves so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @photostructure/sqlite@1.2.1
cat >try.cjs <<'JS'
const { DatabaseSync } = require('@photostructure/sqlite');
const { readdirSync } = require('node:fs');
function files(name, work) {
  const db = new DatabaseSync(`${name}.db`);
  db.exec('pragma journal_mode = wal; create table t (a)');
  work(db);
  db.close();
  return readdirSync('.').filter((file) => file.startsWith(`${name}.db`)).sort().join(' ');
}
const bare = files('bare', (db) => db.exec('insert into t values (1)'));
const prepared = files('prepared', (db) => db.prepare('insert into t values (?)').run(1));
console.log(`node ${process.version}`);
console.log(`closed, nothing prepared:  ${bare}`);
console.log(`closed, one statement run: ${prepared}`);
process.exitCode = bare === 'bare.db' && prepared === 'prepared.db prepared.db-shm prepared.db-wal' ? 0 : 1;
JS
node try.cjs
