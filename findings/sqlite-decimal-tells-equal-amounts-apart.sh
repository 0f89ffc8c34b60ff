#!/usr/bin/env bash
# SQLite 3.40.1: the decimal functions in the sqlite3 shell of Debian 12.
#
# Valid input: amounts as text with and without a zero at the end, compared by decimal_cmp() and by "collate decimal".
# Guessed before running: the extension compares values: decimal_cmp('1.0', '1.00') is 0, so that '12.5' is found as '12.50'. And decimal_mul keeps
# the places of both (1.50 * 2.00 is 3.0000), what is no number is NULL.
# Seen: the one with more places counts as greater, so an amount isn't found under another spelling, though sums and differences are right.
# decimal_mul gives 3.00, and decimal('abc') is 0.
#
# Needs Debian 12's sqlite3. Exits 0 as long as it behaves so.
set -euo pipefail
command -v sqlite3 >/dev/null || { echo 'no sqlite3 here (Debian: apt-get install sqlite3)' >&2; exit 2; }
ask() { sqlite3 -batch -init /dev/null :memory: "$1"; }
seen=$(
  ask 'select sqlite_version()'
  ask "select decimal_cmp('1.0', '1.00'), decimal_cmp('1.00', '1.0'), decimal_cmp('0.10', '0.1')"
  ask "select count(*) from (select '12.5' as amount) where amount = '12.50' collate decimal"
  ask "select decimal_sub('1.0', '1.00'), decimal_add('0.10', '0.20'), decimal_mul('1.50', '2.00'), decimal('abc')"
)
printf '%s\n' "$seen"
[ "$seen" = $'3.40.1\n-1|1|1\n0\n0.00|0.30|3.00|0' ]
