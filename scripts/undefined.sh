#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the portable primitives under valgrind with their secrets undefined, and fails if one of
# them branches on a secret, or looks up a place by it. Tests/Undefined/allowed.txt names the
# lines that may: where what was secret becomes public, and why.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v valgrind >/dev/null || {
  echo "undefined: valgrind is not installed; \`apt-get install valgrind\` brings it" >&2
  exit 1
}
scratch=.build-undefined
mkdir -p "$scratch"
# Line by line: the debug information says where in the source an instruction comes from.
THINGS_CMO=1 THINGS_ONLY=SecretsUndefined swift build -c release -Xswiftc -g \
  --product SecretsUndefined --scratch-path "$scratch" >"$scratch/build.log" 2>&1 </dev/null || {
  cat "$scratch/build.log" >&2
  exit 1
}
status=0
SWIFT_BACKTRACE=enable=no timeout 900 valgrind --quiet --leak-check=no --error-limit=no --num-callers=40 \
  --xml=yes --xml-file="$scratch/valgrind.xml" --fullpath-after="$PWD/" \
  "$scratch/release/SecretsUndefined" </dev/null || status=$?
python3 Tests/Undefined/judge.py "$scratch/valgrind.xml" Tests/Undefined/allowed.txt || status=$?
exit $status
