#!/bin/sh
# Run first by every npm script that needs packages: says what is missing, and installs the packages of package-lock.json
# when they are not there as it says. Go is looked for, or fetched, by testbed/tools itself.
set -eu
cd "$(dirname "$0")/../.."
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) process.exit(0)
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`)
  process.exit(1)
'
# A node_modules that is a link belongs to another clone, whose packages npm would delete first.
if [ -L node_modules ]; then exit 0; fi
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo 'npm ci: node_modules is not what package-lock.json says' >&2
  npm ci --no-audit --no-fund
  touch node_modules/.package-lock.json
fi
