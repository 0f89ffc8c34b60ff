#!/usr/bin/env bash
# What `npm pack` makes, as somebody gets it: installed globally into an empty prefix, with an empty HOME, and the demo run from there.
set -euo pipefail
from=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/home" "$place/prefix" "$place/script"
cd "$from"
[ -n "${AT2QBO_NO_BUILD:-}" ] || npm run --silent build
[ -d dist/src/bundle ] || { echo 'this Node cannot bundle: build the package with a newer one' >&2; exit 1; }
packed=$(npm pack --silent --ignore-scripts --pack-destination "$place" | tail -1)
echo "package: $(du -k "$place/$packed" | cut -f1) KB packed, $(tar -tzf "$place/$packed" | wc -l) files"
# Only what runs: no test, no script, no sandbox source beside the bundle, no source map.
if tar -tzf "$place/$packed" | grep -Ev '^package/(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|dist/(bin/at2qbo\.js|help\.txt|THIRD-PARTY\.txt|inside/package(-lock)?\.json|(src/bundle|core)/[^/]+\.js|src/core/([a-z-]+/)*[a-z-]+\.d\.ts))$'; then
  echo 'the package holds files that do not run' >&2
  exit 1
fi
echo "bundle: $(cat dist/src/bundle/*.js | wc -c | awk '{ printf "%.1f", $1 / 1048576 }') MB, $(ls dist/src/bundle | wc -l) files"
began=$(date +%s)
env -i PATH="$PATH" HOME="$place/home" npm_config_cache="${npm_config_cache:-$HOME/.npm}" \
  npm install --global --prefix "$place/prefix" --no-audit --no-fund --prefer-offline --loglevel=error "$place/$packed" >/dev/null
echo "installed in $(($(date +%s) - began)) s, $(du -sm "$place/prefix" | cut -f1) MB"
env -i PATH="$PATH" HOME="$place/home" NO_COLOR=1 "$place/prefix/bin/at2qbo" --version
env -i PATH="$PATH" HOME="$place/home" NO_COLOR=1 "$place/prefix/bin/at2qbo" demo </dev/null | tail -3
# The core for scripts, from the same installation.
cd "$place/prefix/lib/node_modules/at2qbo"
node --input-type=module -e "import { money, text, REASONS } from 'at2qbo/core'; if (text(money('1.5')) !== '1.50' || !REASONS.rejected) process.exit(1)"
echo 'the package installs, runs and can be imported'
