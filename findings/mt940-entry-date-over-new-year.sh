#!/usr/bin/env bash
# mt940js 1.3.5 and mt940-js 1.0.0 (which needs tslib, without saying so), Node 20.
#
# Valid input: a SWIFT MT940 statement whose first line has the value date 31 December 2025 and the entry date 0102 (the standard gives the
# entry date no year), and whose second is the reversal of a debit (RD): money that comes back.
# Guessed before running: both take the year in which the two dates are close, 2026-01-02; both count a reversed debit as money received.
# Seen: both take the value date's year whatever the month, so the line is entered on 2025-01-02, 363 days before its value date. mt940js counts
# the reversed debit as +7; mt940-js calls it an expense, as it does the reversal of a credit, so that no reversal is money received.
#
# Exits 0 as long as it behaves so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent mt940js@1.3.5 mt940-js@1.0.0 tslib@1.14.1
cat >statement.mt940 <<'MT'
:20:STATEMENT1
:25:12345678/0001234567
:28C:5/1
:60F:C251230EUR1000,00
:61:2512310102D12,50NMSCNONREF//BANK1
:86:over the new year
:61:2601020102RD7,NTRFINV-0013//BANK2
:86:a debit that was reversed
:61:2601050105RC100,NTRFINV-0012//BANK3
:86:a credit that was reversed
:62F:C260105EUR894,50
MT
cat >try.cjs <<'JS'
const { readFileSync } = require('node:fs');
const { Parser } = require('mt940js');
const { read } = require('mt940-js');
const bytes = readFileSync('statement.mt940');
(async () => {
  const [one] = new Parser().parse(bytes.toString('utf8'));
  const [other] = await read(bytes);
  const day = (date) => new Date(date).toISOString().slice(0, 10);
  const seen = [
    one.transactions.map((line) => `${day(line.entryDate)} ${line.amount}`).join(', '),
    other.transactions.map((line) => `${line.entryDate} ${line.isExpense ? 'expense' : 'income'} ${line.amount}`).join(', '),
  ];
  console.log(`mt940js:  ${seen[0]}`);
  console.log(`mt940-js: ${seen[1]}`);
  const expected = [
    '2025-01-02 -12.5, 2026-01-02 7, 2026-01-05 -100',
    '2025-01-02 expense 12.5, 2026-01-02 expense 7, 2026-01-05 expense 100',
  ];
  process.exitCode = seen.join() === expected.join() ? 0 : 1;
})();
JS
node try.cjs
