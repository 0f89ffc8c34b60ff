#!/usr/bin/env bash
# SQLite 3.40.1 (the sqlite3 shell of Debian 12) and 3.53.0 (in @photostructure/sqlite 1.2.1), Node 20.
#
# Valid input: the same SQL on the same amounts: round(x, 2) and printf('%.2f', x) of 1.005, 2.675, 0.285.
# Guessed before running: one answer from both. SQLite's number formatting looks at 15 to 16 digits, so 1.005 is a half and goes up: 1.01, 2.68,
# 0.29.
# Seen: that from 3.40.1; from 3.53.0 1.00, 2.67, 0.28, as JavaScript's toFixed says. So a total that a person works out with the shell differs
# by a cent from the same query in a program on the same file. (8.345, whose double is a hair above, is 8.35 in both.)
#
# Needs Debian 12's sqlite3. Exits 0 as long as it behaves so.
set -euo pipefail
command -v sqlite3 >/dev/null || { echo 'no sqlite3 here (Debian: apt-get install sqlite3)' >&2; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @photostructure/sqlite@1.2.1
cat >try.sql <<'SQL'
select sqlite_version() || ': ' || group_concat(x || ' ' || printf('%.2f', round(x, 2)) || ' ' || printf('%.2f', x), ', ')
from (select 1.005 as x union all select 2.675 union all select 0.285 union all select 8.345)
SQL
cat >try.cjs <<'JS'
const { readFileSync } = require('node:fs');
const { DatabaseSync } = require('@photostructure/sqlite');
const [seen] = Object.values(new DatabaseSync(':memory:').prepare(readFileSync('try.sql', 'utf8')).get());
console.log(seen);
JS
shell=$(sqlite3 -batch -init /dev/null :memory: <try.sql)
program=$(node try.cjs)
printf '%s\n' "$shell" "$program"
[ "$shell" = '3.40.1: 1.005 1.01 1.01, 2.675 2.68 2.68, 0.285 0.29 0.29, 8.345 8.35 8.35' ]
[ "$program" = '3.53.0: 1.005 1.00 1.00, 2.675 2.67 2.67, 0.285 0.28 0.28, 8.345 8.35 8.35' ]
