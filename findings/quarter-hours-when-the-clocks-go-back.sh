#!/usr/bin/env bash
# systemd 252 (Debian 12), cron-parser 5.10.6, croner 11.0.0, cronosjs 1.7.1, @datasert/cronjs-matcher 1.4.0, Node 20.
#
# Valid input: "every quarter of an hour" (*:0/15, */15 * * * *) in New York, in the night in which 01:00 to 02:00 comes twice.
# Guessed before running: eight starts from the first 01:00 to the second 02:00, with all five; what runs by the hour's minutes has nothing to
# skip, only a daily 01:30 has to choose.
# Seen: cron-parser and croner name eight; systemd's calendar, cronosjs and @datasert's matcher name four: they leave the second hour out and
# go on 75 minutes after 01:45. In spring none of them has a gap.
#
# Needs systemd-analyze (Debian: systemd); no systemd has to run. Exits 0 as long as it behaves so.
set -euo pipefail
command -v systemd-analyze >/dev/null || { echo 'no systemd-analyze here' >&2; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent cron-parser@5.10.6 croner@11.0.0 cronosjs@1.7.1 \
  @datasert/cronjs-matcher@1.4.0 @datasert/cronjs-parser@1.4.0
systemd-analyze --version | head -n 1
TZ=UTC systemd-analyze calendar --base-time='2026-11-01 04:59 UTC' --iterations=9 '*:0/15 America/New_York' |
  sed -nE 's/.*(Next elapse|Iter\. #[0-9]+): ... (....-..-..) (..:..):.. UTC/\2T\3Z/p' >systemd.txt
cat >try.cjs <<'JS'
const { readFileSync } = require('node:fs');
const { CronExpressionParser } = require('cron-parser');
const { Cron } = require('croner');
const { CronosExpression } = require('cronosjs');
const { getFutureMatches } = require('@datasert/cronjs-matcher');
const [cron, zone] = ['*/15 * * * *', 'America/New_York'];
const [from, to] = [new Date('2026-11-01T04:59Z'), new Date('2026-11-01T07:00Z')];
function walk(next) {
  const starts = [];
  for (let at = next(from); at !== null && at < to; at = next(at)) starts.push(at);
  return starts;
}
const parser = CronExpressionParser.parse(cron, { tz: zone, currentDate: from });
const croner = new Cron(cron, { timezone: zone });
const cronos = CronosExpression.parse(cron, { timezone: zone });
const starts = {
  'cron-parser': walk(() => parser.next().toDate()),
  croner: walk((at) => croner.nextRun(at)),
  systemd: readFileSync('systemd.txt', 'utf8').trim().split('\n').map((text) => new Date(text)).filter((at) => at < to),
  cronosjs: walk((at) => cronos.nextDate(at)),
  datasert: getFutureMatches(cron, { startAt: from.toISOString(), timezone: zone, matchCount: 9, formatInTimezone: false })
    .map((text) => new Date(text))
    .filter((at) => at < to),
};
for (const [name, list] of Object.entries(starts))
  console.log(`${name.padEnd(11)} ${list.length}: ${list.map((at) => at.toISOString().slice(11, 16)).join(' ')} UTC`);
const counts = Object.values(starts).map((list) => list.length);
process.exitCode = counts.join() === '8,8,4,4,4' ? 0 : 1;
JS
node try.cjs
