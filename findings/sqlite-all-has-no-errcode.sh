#!/usr/bin/env bash
# @photostructure/sqlite 1.2.1 ("drop-in replacement for node:sqlite"), Node 20 to 24.
#
# Valid input: a statement that SQLite refuses while rows are read (a JSON function over a column that holds no JSON in its second row).
# Guessed before running: each error carries errcode and errstr, as node:sqlite documents, whichever of run, get and all raised it.
# Seen: get() and run() carry them, all() carries `code` and SQLite's words alone, once a row was read. Who tells "disk full" from "locked"
# by errcode therefore takes it for neither where many rows are read; SQLite's fixed English words are what is left.
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
const db = new DatabaseSync(':memory:');
db.exec(`create table t (a); insert into t values ('{}'), ('no JSON')`);
const seen = (name, work) => {
  try {
    work();
    return [name, 'no error'];
  } catch (error) {
    return [name, error.code, error.errcode ?? 'no errcode', error.message];
  }
};
const get = seen('get', () => db.prepare(`select json_extract(a, '$') from t where a like 'no%'`).get());
const all = seen('all', () => db.prepare(`select json_extract(a, '$') from t`).all());
console.log(`node ${process.version}`);
console.log(get.join(' | '));
console.log(all.join(' | '));
process.exitCode = get[2] === 1 && all[1] === 'ERR_SQLITE_ERROR' && all[2] === 'no errcode' ? 0 : 1;
JS
node try.cjs
