#!/usr/bin/env bash
# pg-boss 12.38.0 (its tables are of version 46), on PGlite 0.3.14 (PostgreSQL 17) by its own option `db`, Node 24.
#
# Valid input: a database whose queue was brought to a later version of the tables, as the first host of a fleet that is upgraded does it; then an
# older program, on a host that isn't upgraded yet, starts on it.
# Guessed before running: start() rejects and says that the tables are newer than it knows, as Flyway, Prisma and most migration tools do.
# Seen: start() resolves, be the tables one version newer or a thousand, and jobs are handed out. With `migrate: false` it does reject, with
# "pg-boss database requires migrations": no migration of this program leads there, and starting with migrations on resolves again.
# Who runs several hosts has to compare schemaVersion() with the version that the program was made with (pgboss.schema in its package.json).
#
# Exits 0 as long as it behaves so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent node@24
npm install --ignore-scripts --no-audit --no-fund --silent pg-boss@12.38.0 @electric-sql/pglite@0.3.14
cat >try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { PgBoss } from 'pg-boss';

const knows = JSON.parse(readFileSync('node_modules/pg-boss/package.json', 'utf8')).pgboss.schema;
const base = new PGlite();
const db = {
  executeSql: async (text, values = []) => {
    const results = values.length > 0 ? [await base.query(text, values)] : await base.exec(text);
    return { rows: results.flatMap((one) => one.rows) };
  },
};
const open = async (more = {}) => {
  const boss = new PgBoss({ db, supervise: false, schedule: false, ...more });
  boss.on('error', (error) => console.log(`error event: ${error.message}`));
  return boss.start();
};
const first = await open();
console.log(`knows tables of version ${knows}, and made ${await first.schemaVersion()}`);
await first.createQueue('runs');
for (let n = 0; n < 2; n += 1) await first.send('runs', { n });
await first.stop({ graceful: false });
let isAsSeen = true;
for (const newer of [knows + 1, knows + 1000]) {
  await base.exec(`update pgboss.version set version = ${newer}`);
  const strict = await open({ migrate: false }).then(
    () => 'resolves',
    (error) => error.message,
  );
  const boss = await open().catch((error) => error);
  const jobs = boss instanceof Error ? [] : await boss.fetch('runs');
  console.log(`tables of version ${newer}: start() ${boss instanceof Error ? boss.message : `resolves, ${jobs.length} job handed out`}; with migrate: false: ${strict}`);
  isAsSeen &&= jobs.length === 1 && strict === 'pg-boss database requires migrations';
}
process.exit(isAsSeen ? 0 : 1);
JS
node_modules/.bin/node try.mjs
