#!/usr/bin/env bash
# `npm run test:executable`: makes the executable and the Debian package of what is built, and runs the suite's part about them.
set -euo pipefail
cd "$(dirname "$0")/../.."
arch=$(node -p process.arch)
node scripts/executable/build.mjs 2>/dev/null
export AT2QBO_TEST_EXECUTABLE="$PWD/dist/executable/at2qbo-linux-$arch" AT2QBO_NO_BUILD=1
if command -v dpkg-deb >/dev/null; then
  AT2QBO_TEST_DEB=$(node scripts/debian/build.mjs)
  export AT2QBO_TEST_DEB
fi
exec npx vitest run test/ship/executable.test.ts test/ship/debian.test.ts
