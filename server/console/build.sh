#!/usr/bin/env bash
# Builds the console into server/src/main/resources, where it is committed so that nobody needs Node to build the server.
#   build.sh           installs what package-lock.json names, checks the types, builds
#   build.sh --check   the same, and fails when the committed files differ from the build
set -euo pipefail
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
npm run --silent check
npm run --silent build -- --logLevel warn
node list.mjs
built=../src/main/resources/dev/gambeson/server/console
if [ "${1-}" = --check ] && [ -n "$(git status --porcelain -- $built)" ]; then
  git status --porcelain -- $built >&2
  echo "The committed console differs from its build: run server/console/build.sh and commit $built." >&2
  exit 1
fi
