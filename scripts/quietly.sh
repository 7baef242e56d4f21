#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs a long command and shows one moving line; shows all it said only if it failed.
#   scripts/quietly.sh "what it does" COMMAND [ARGUMENT …]
set -uo pipefail

what=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
start=$SECONDS
"$@" >"$log" 2>&1 </dev/null &
job=$!
if [ -t 1 ]; then
  while kill -0 "$job" 2>/dev/null; do
    printf '\r%s … %d s  %-30.30s' "$what" $((SECONDS - start)) "$(tail -c 200 "$log" | tr -d '\r' | tail -1)"
    sleep 1
  done
  printf '\r\033[K'
else
  [ $((SECONDS - start)) -ge 0 ] && echo "$what …"
fi
wait "$job" && exit 0
cat "$log" >&2
echo "failed: $*" >&2
exit 1
