#!/usr/bin/env bash
# As on a fresh machine: what is committed, in an empty directory, with an empty HOME, and the README's two commands.
set -euo pipefail
from=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/home" "$place/at2qbo"
git -C "$from" archive HEAD | tar -x -C "$place/at2qbo"
cd "$place/at2qbo"
fresh() { env -i PATH="$PATH" HOME="$place/home" bash -c "$1" </dev/null; }
fresh 'npm ci && npm run demo'
fresh 'npm ci && npm test'
echo 'both README commands work from an empty directory'
