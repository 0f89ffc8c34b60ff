#!/usr/bin/env bash
# ledger 3.3.0-3 and hledger 1.25-2+b5 (Debian 12).
#
# Valid input: one plain-text journal, which both read: 1.000,00 EUR and, in the next entry, 1.000 EUR; and a payee with " and ;.
# Guessed before running: both take the comma of the first amount as the decimal mark of that amount alone, so that 1.000 is one euro and the
# balance is 1001; a ; in the payee begins a comment in both; a quote in CSV is doubled by both.
# Seen: ledger learns the mark from the first amount, and the balance is 2.000,00; hledger says 1.001,000. ledger keeps "; Ltd" in the payee,
# hledger leaves it out. ledger's CSV has \" for a quote, which a reader of CSV takes for the end of the field.
#
# Neither is needed installed: Debian 12's packages are unpacked into a temporary folder. Exits 0 as long as it behaves so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
apt-get download -q ledger=3.3.0-3 hledger=1.25-2+b5 libboost-python1.74.0 libboost-filesystem1.74.0 libboost-iostreams1.74.0 \
  libboost-regex1.74.0 libpython3.11 libmpfr6 libgmp10 libicu72 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" root; done
export LC_ALL=C.UTF-8 HOME="$place" LD_LIBRARY_PATH="$place/root/usr/lib/ledger:$place/root/usr/lib/x86_64-linux-gnu"
cat >one.journal <<'JOURNAL'
2026-01-01 opening
    assets  1.000,00 EUR
    equity

2026-01-02 ACME "Best" ; Ltd
    assets  1.000 EUR
    equity
JOURNAL
ledger() { root/usr/bin/ledger --args-only -f one.journal "$@"; }
hledger() { root/usr/bin/hledger -f one.journal "$@"; }
balances=$(ledger balance assets | tr -s ' '; hledger balance assets --no-total | tr -s ' ')
rows=$(ledger csv assets | tail -n 1; hledger register assets -O csv | tail -n 1)
printf '%s\n' "$balances" "$rows"
[ "$balances" = $' 2.000,00 EUR assets\n 1.001,000 EUR assets' ]
[ "$rows" = $'"2026/01/02","","ACME \\"Best\\" ; Ltd","assets","EUR","1000","",""\n"2","2026-01-02","","ACME ""Best""","assets","1,000 EUR","1001,000 EUR"' ]
