#!/usr/bin/env bash
# pg 8.23.1, Node 20.
#
# Valid input: a connection string without a password, and the async password function that pg's deprecation notice for ~/.pgpass recommends.
# Guessed before running: what the string doesn't say is taken from the other options, so the function is asked when the server wants a password.
# Seen: the absent password of the string wins: the function is dropped and the client ends up with no password ("client password must be a
# string" against a server that wants one). With the same parts as separate options the function is kept.
#
# Exits 0 as long as it behaves so. No server is needed: the client's own view is printed.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent pg@8.23.1
cat >try.cjs <<'JS'
const { Client } = require('pg');
const password = async () => 'from the function';
const asString = new Client({ connectionString: 'postgres://user@127.0.0.1:5432/books', password });
const asParts = new Client({ host: '127.0.0.1', port: 5432, user: 'user', database: 'books', password });
console.log(`as a string: ${typeof asString.password} (${String(asString.password)})`);
console.log(`in parts:    ${typeof asParts.password}`);
process.exitCode = typeof asString.password !== 'function' && typeof asParts.password === 'function' ? 0 : 1;
JS
PGPASSWORD= node try.cjs
