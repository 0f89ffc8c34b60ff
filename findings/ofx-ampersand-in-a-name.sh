#!/usr/bin/env bash
# ofx-js 1.1.1, node-ofx-parser 0.5.1, ofx-data-extractor 1.5.0, Node 20.
#
# Valid input: an OFX 1.02 bank statement (what banks offer for QuickBooks) with "Smith &amp; Sons" as a name; & has to be written so.
# Guessed before running: all three give "Smith & Sons".
# Seen: ofx-js does. ofx-data-extractor gives what stands in the file, also in its "normalized" form. node-ofx-parser escapes what is escaped
# already, twice: "Smith &amp;amp;amp; Sons". A customer can't be found by such a name.
#
# Exits 0 as long as it behaves so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent ofx-js@1.1.1 node-ofx-parser@0.5.1 ofx-data-extractor@1.5.0
cat >statement.ofx <<'OFX'
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<SIGNONMSGSRSV1>
<SONRS>
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<DTSERVER>20260131120000
<LANGUAGE>ENG
</SONRS>
</SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>1
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<STMTRS>
<CURDEF>USD
<BANKACCTFROM>
<BANKID>000123
<ACCTID>4567
<ACCTTYPE>CHECKING
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20260101
<DTEND>20260131
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20260115
<TRNAMT>1234.50
<FITID>1
<NAME>Smith &amp; Sons
</STMTTRN>
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20260116
<TRNAMT>10.00
<FITID>2
<NAME>Miller
</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL>
<BALAMT>1244.50
<DTASOF>20260131
</LEDGERBAL>
</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>
OFX
cat >try.cjs <<'JS'
const { readFileSync } = require('node:fs');
const text = readFileSync('statement.ofx', 'latin1');
const name = (parsed) => parsed.OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN[0].NAME;
const { Ofx } = require('ofx-data-extractor');
const seen = {
  'ofx-js': name(require('ofx-js').parseSync(text)),
  'node-ofx-parser': name(require('node-ofx-parser').parse(text)),
  'ofx-data-extractor': new Ofx(text).getBankTransferList()[0].NAME,
  'the same, normalized': new Ofx(text).toNormalized().transactions[0].description,
};
for (const [library, got] of Object.entries(seen)) console.log(`${library}: ${got}`);
const expected = ['Smith & Sons', 'Smith &amp;amp;amp; Sons', 'Smith &amp; Sons', 'Smith &amp; Sons'];
process.exitCode = Object.values(seen).join('|') === expected.join('|') ? 0 : 1;
JS
node try.cjs
