#!/usr/bin/env bash
# money-math 2.6.3 (amounts as strings, "strictly" with two decimals), Node 20.
#
# Valid input: amounts below zero, which it takes and makes: a discount line, a credit note.
# Guessed before running: below zero as above it, half a cent away from zero (the README rounds 0.165 to 0.17): 33 % of -0.50 is -0.17,
# -0.05 * 0.50 is -0.03, and up to the next five cents -42.02 is -42.00.
# Seen: -0.15, -0.01 and -41.99. Half a cent is added before the remainder is cut off, and below zero that takes away up to two cents: so a
# discount of two thirds is -0.65, a small product turns its sign (-0.05 * 0.10 is 0.01), and "to five cents" gives an amount that isn't one.
# Sums and differences are right, and so is all that is above zero.
#
# Exits 0 as long as it behaves so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent money-math@2.6.3
cat >try.cjs <<'JS'
const money = require('money-math');
const seen = [
  ['33 % of 0.50', money.percent('0.50', '33.00'), '0.17'],
  ['33 % of -0.50', money.percent('-0.50', '33.00'), '-0.15'],
  ['2.00 / 3.00', money.div('2.00', '3.00'), '0.67'],
  ['-2.00 / 3.00', money.div('-2.00', '3.00'), '-0.65'],
  ['-0.05 * 0.50', money.mul('-0.05', '0.50'), '-0.01'],
  ['-0.05 * 0.10', money.mul('-0.05', '0.10'), '0.01'],
  ['42.02 up to 5 cents', money.roundUpTo5Cents('42.02'), '42.05'],
  ['-42.02 up to 5 cents', money.roundUpTo5Cents('-42.02'), '-41.99'],
  ['-0.50 + 0.25', money.add('-0.50', '0.25'), '-0.25'],
];
for (const [what, got] of seen) console.log(`${what}: ${got}`);
process.exitCode = seen.every(([, got, expected]) => got === expected) ? 0 : 1;
JS
node try.cjs
