#!/usr/bin/env bash
# cron-parser 5.10.6 (the one pg-boss 12.38.0 uses), Node 20.
#
# Valid input: daily schedules at a time that the change of clocks leaves out or repeats, with a time zone.
# Guessed before running: prev() and next() name the same starts. So a scheduler that wakes each minute and asks "was prev() within this
# minute?", as pg-boss does, starts once on each of the two days: in spring a little later, in autumn the first of the two.
# Seen: in spring next() names a start (02:00 becomes 03:00, 02:30 becomes 03:30), prev() never does, however late one asks: it goes back to
# the day before. In autumn next() names 01:30 once, prev() both. Who asks prev() has no run on the one day and two on the other, and a
# preview made with next() promises the one that isn't made.
#
# Exits 0 as long as it behaves so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent cron-parser@5.10.6
cat >try.cjs <<'JS'
const { CronExpressionParser } = require('cron-parser');
const MINUTE = 60_000;
const clock = (date) => date.toISOString().slice(11, 16);
const parsed = (cron, tz, at) => CronExpressionParser.parse(cron, { tz, currentDate: new Date(at) });
function promised(cron, tz, from, to) {
  const starts = [];
  const schedule = parsed(cron, tz, from);
  for (let at = schedule.next().toDate(); at < new Date(to); at = schedule.next().toDate()) starts.push(clock(at));
  return starts.join(' ') || 'none';
}
function started(cron, tz, from, to) {
  const starts = [];
  for (let now = Date.parse(from) + 500; now < Date.parse(to); now += MINUTE) {
    const last = parsed(cron, tz, now).prev().getTime();
    if (now - last < MINUTE) starts.push(clock(new Date(last)));
  }
  return starts.join(' ') || 'none';
}
const nights = [
  ['0 2 * * *', 'America/New_York', '2026-03-08T04:00Z', '2026-03-08T12:00Z', '07:00', 'none'],
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T22:00Z', '2026-03-29T08:00Z', '01:30', 'none'],
  ['30 1 * * *', 'America/New_York', '2026-11-01T03:00Z', '2026-11-01T12:00Z', '05:30', '05:30 06:30'],
];
let isAsSeen = true;
for (const [cron, tz, from, to, next, prev] of nights) {
  const [byNext, byPrev] = [promised(cron, tz, from, to), started(cron, tz, from, to)];
  console.log(`${cron} ${tz}, the night before ${to.slice(0, 10)}: next() names ${byNext} UTC; prev() within the minute: ${byPrev}`);
  if (byNext !== next || byPrev !== prev) isAsSeen = false;
}
process.exitCode = isAsSeen ? 0 : 1;
JS
node try.cjs
